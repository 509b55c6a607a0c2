export { BatchOutcome } from './batch-outcome.ts'
export { startThread } from './start-thread.ts'
export { storeErrorOf } from './store-error.ts'
export { StoreWriter, type StoreWriterOptions, type WriterBatch } from './store-writer.ts'
