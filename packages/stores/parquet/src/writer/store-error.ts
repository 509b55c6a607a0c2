import { LabError, StoreError } from '@lab/core'
import { describeFailure, type Failure } from './failure.ts'

export function storeErrorOf({ reason, message, hint }: Failure): StoreError {
  return new StoreError(reason, message, { hint })
}

/** An error as callers get it; that of a signal stays as it is. */
export function asStoreError(path: string, error: unknown, signal?: AbortSignal): unknown {
  if (error instanceof LabError || signal?.aborted === true) return error
  return storeErrorOf(describeFailure(path, error))
}
