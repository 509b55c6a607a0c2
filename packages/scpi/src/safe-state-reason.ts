import { SessionError } from '@lab/core'

/** Why an operation was cancelled by the safe-state lane. */
export function safeStateReason(alias: string): SessionError {
  return new SessionError('interrupted', `${alias} is being put into its safe state; this operation was cancelled.`)
}
