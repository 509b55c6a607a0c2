import { parentPort, workerData } from 'node:worker_threads'
import { machineDisk } from '../files/disk.ts'
import { startWriter } from './writer-thread.ts'
import type { WriterOrder } from './writer-messages.ts'

/** The other thread is ours; this only tells a worker of somebody else that loads this file by mistake. */
function isOrder(data: unknown): data is WriterOrder {
  return typeof data === 'object' && data !== null && 'root' in data && 'first' in data
}

const order: unknown = workerData
if (parentPort !== null && isOrder(order)) startWriter(parentPort, order, machineDisk)
