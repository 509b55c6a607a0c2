import { LabError } from '../errors.ts'
import type { ErrorRecord } from '../session-event.ts'

/** An error as the log keeps it. */
export function errorRecord(error: unknown): ErrorRecord {
  if (error instanceof LabError) return { name: error.name, message: error.message, code: error.code }
  if (error instanceof Error) return { name: error.name, message: error.message }
  return { name: 'Error', message: String(error) }
}
