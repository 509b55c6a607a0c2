import type { CompiledMessage } from './execution.ts'
import type { ResponseUnit } from './response-message.ts'

/** The message that a link is executing. */
export interface Progress {
  readonly executions: CompiledMessage
  next: number
  readonly answers: ResponseUnit[]
  answerBytes: number
  indefinite: boolean
  deadlocked: boolean
}

export function progressOf(executions: CompiledMessage): Progress {
  return { executions, next: 0, answers: [], answerBytes: 0, indefinite: false, deadlocked: false }
}
