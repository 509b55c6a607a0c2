import { StoreError } from '@lab/core'
import { startThread, storeErrorOf, type WriterReply } from '@lab/store-writer'
import type { CompactionOrder } from './writer-messages.ts'
import { workerFile } from './worker-file.ts'

/** Does it on a thread of its own. @throws StoreError */
export async function compactFolder(order: CompactionOrder): Promise<void> {
  const worker = startThread(workerFile, { name: 'lab-store-parquet-compaction', workerData: order })
  const done = Promise.withResolvers<WriterReply>()
  worker.on('message', done.resolve)
  worker.on('error', done.reject)
  worker.on('exit', () => done.reject(new StoreError('write', `The compaction of ${order.compact.folder} has ended early.`)))
  const { failure } = await done.promise
  if (failure !== undefined) throw storeErrorOf(failure)
}
