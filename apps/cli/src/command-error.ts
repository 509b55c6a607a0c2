import { exitCode } from './exit-code.ts'

/** Ends the command with a message and what to do about it. */
export class CommandError extends Error {
  readonly hint: string
  readonly exitCode: number = exitCode.failed

  constructor(message: string, hint: string) {
    super(message)
    this.name = 'CommandError'
    this.hint = hint
  }
}

/** The command line does not say enough, or asks for what cannot be. */
export class UsageError extends CommandError {
  override readonly exitCode = exitCode.usage
}
