export { isClosingType } from './closing-types.ts'
export { FailureError, type Failure } from './failure.ts'
export { serveWriter, type WriterTask, type WriterWork } from './serve-writer.ts'
export { isAlive, thisProcess, type WriterProcess } from './writer-process.ts'
