import { parentPort, workerData } from 'node:worker_threads'
import { machineDisk } from './files/disk.ts'
import type { CompactionOrder } from './writer/writer-messages.ts'
import { runCompaction, startWriter } from './writer/writer-thread.ts'

function isCompaction(data: unknown): data is CompactionOrder {
  return typeof data === 'object' && data !== null && 'compact' in data
}

const order: unknown = workerData
if (parentPort !== null) {
  if (isCompaction(order)) runCompaction(parentPort, order, machineDisk)
  else startWriter(parentPort, machineDisk)
}
