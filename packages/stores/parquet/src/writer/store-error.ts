import { LabError } from '@lab/core'
import { storeErrorOf } from '@lab/store-writer'
import { describeFailure } from './failure.ts'

/** An error as callers get it; that of a signal stays as it is. */
export function asStoreError(path: string, error: unknown, signal?: AbortSignal): unknown {
  if (error instanceof LabError || signal?.aborted === true) return error
  return storeErrorOf(describeFailure(path, error))
}
