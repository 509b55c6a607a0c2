import { Worker, type WorkerOptions } from 'node:worker_threads'

const forConditions = /^(?:--conditions|-C)(?==|$)/

/** Of the options that Node was started with, those that say how packages are found. Others (`--input-type`) can keep a thread from starting. */
function execArgv(): string[] {
  return process.execArgv.filter((option, index, all) => {
    const before = all[index - 1] ?? ''
    return forConditions.test(option) || (forConditions.test(before) && !before.includes('='))
  })
}

/** Starts a thread however its process was started. */
export function startThread(module: URL, options: WorkerOptions): Worker {
  return new Worker(module, { execArgv: execArgv(), ...options })
}
