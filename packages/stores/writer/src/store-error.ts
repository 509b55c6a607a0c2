import { StoreError } from '@lab/core'
import type { Failure } from './failure.ts'

/** The error that a caller gets of a failure. */
export function storeErrorOf({ reason, message, hint }: Failure): StoreError {
  return new StoreError(reason, message, { hint })
}
