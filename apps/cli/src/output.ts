import { reportError } from './error-report.ts'
import { exitCode } from './exit-code.ts'

/** Writes a line to standard output. */
export function printLine(line = ''): void {
  process.stdout.write(`${line}\n`)
}

/** Prints data as JSON. */
export function printJson(data: unknown): void {
  printLine(JSON.stringify(data, null, 2))
}

/**
 * Ends the process where standard output can no longer be written to. That whoever reads it stops reading is no mistake:
 * `lab show … | head`. Not for a process that measures: it must not end before the bench is safe.
 */
export function endWithOutput(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(exitCode.ok)
  reportError(new Error(`Standard output cannot be written: ${error.message}.`))
  process.exit(exitCode.failed)
}
