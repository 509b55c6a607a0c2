import { Worker } from 'node:worker_threads'
import type { ThreadData } from './thread/messages.ts'

/** In the sources and in the build the thread's module lies beside this one. */
const module = new URL(import.meta.url.endsWith('.ts') ? './visa-worker.ts' : './visa-worker.js', import.meta.url)

/** A thread holds a few objects: with the usual limits dozens of them would take hundreds of megabytes. */
const resourceLimits = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 128 }

const forConditions = /^(?:--conditions|-C)(?==|$)/

/** Of the options that Node was started with, those that say how packages are found. Others (`--input-type`) can keep a thread from starting. */
function execArgv(): string[] {
  return process.execArgv.filter((option, index, all) => {
    const before = all[index - 1] ?? ''
    return forConditions.test(option) || (forConditions.test(before) && !before.includes('='))
  })
}

export function startWorker(data: ThreadData): Worker {
  return new Worker(module, { workerData: data, name: 'lab-visa', execArgv: execArgv(), resourceLimits })
}
