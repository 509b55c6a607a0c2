import { Worker } from 'node:worker_threads'
const w = new Worker(new URL('./w.mjs', import.meta.url), { workerData: { mode: process.argv[2] } })
w.unref(); w.ref()
w.on('message', () => { if (process.argv[2].includes('natural')) w.unref(); else process.exit(7) })
