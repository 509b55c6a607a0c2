import { Worker } from 'node:worker_threads'

/** In the sources and in the build the thread's module lies beside this one. */
const module = new URL(import.meta.url.endsWith('.ts') ? './usb-thread.ts' : './usb-thread.js', import.meta.url)

export function startThread(): Worker {
  return new Worker(module, { name: 'lab-usb', resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 128 } })
}
