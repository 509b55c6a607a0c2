import { Worker } from 'node:worker_threads'

/** In the sources and in the build the thread's module lies beside this one. */
const module = new URL(import.meta.url.endsWith('.ts') ? './usb-thread.ts' : './usb-thread.js', import.meta.url)

const forConditions = /^(?:--conditions|-C)(?==|$)/

/** Of the options that Node was started with, those that say how packages are found. Others (`--input-type`) can keep a thread from starting. */
function execArgv(): readonly string[] {
  return process.execArgv.filter((option, index, all) => {
    const before = all[index - 1] ?? ''
    return forConditions.test(option) || (forConditions.test(before) && !before.includes('='))
  })
}

/** @param left becomes 1, and is notified, when the thread was told to leave and has closed everything */
export function startThread(left: Int32Array<SharedArrayBuffer>): Worker {
  return new Worker(module, { name: 'lab-usb', workerData: left, execArgv: [...execArgv()], resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 128 } })
}
