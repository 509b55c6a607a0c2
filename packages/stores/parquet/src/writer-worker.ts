import { parentPort, workerData } from 'node:worker_threads'
import { machineDisk } from './files/disk.ts'
import { runCompaction, startWriter } from './writer/writer-thread.ts'
import type { CompactionOrder, WriterOrder } from './writer/writer-messages.ts'

/** The other thread is ours; this only tells a worker of somebody else that loads this file by mistake. */
function isOrder(data: unknown): data is WriterOrder | CompactionOrder {
  return typeof data === 'object' && data !== null && 'root' in data && ('first' in data || 'compact' in data)
}

const order: unknown = workerData
if (parentPort !== null && isOrder(order)) {
  if ('compact' in order) runCompaction(parentPort, order, machineDisk)
  else startWriter(parentPort, order, machineDisk)
}
