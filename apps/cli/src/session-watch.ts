import path from 'node:path'
import { openedBenches } from '@lab/bench'
import { observeSessions, type RunOutcome, type SessionEvent } from '@lab/core'
import { ProgressLine } from './progress-line.ts'
import { styleFor } from './style.ts'

/** What came of one session of a script. */
export interface SessionResult {
  readonly sessionId: string
  readonly name: string
  readonly outcome: RunOutcome | 'unfinished'
  readonly points: number
  /** Where the data is, as far as the bench says. */
  readonly store: string | undefined
  readonly error: string | undefined
}

interface Watched {
  readonly sessionId: string
  readonly name: string
  points: number
  outcome: SessionResult['outcome']
  error: string | undefined
}

/** Shows the progress of every session of this process on standard error, and tells of each when it is closed. */
export function watchSessions(onClosed: (result: SessionResult) => void): () => void {
  const sessions = new Map<string, Watched>()
  const line = new ProgressLine(process.stderr)
  const stop = observeSessions({
    onOpened: ({ sessionId, name }) => {
      sessions.set(sessionId, { sessionId, name, points: 0, outcome: 'unfinished', error: undefined })
    },
    onEvent: (event, { sessionId }) => note(event, sessions.get(sessionId)),
    onProgress: (progress) => line.show(progress),
    onClosed: ({ sessionId }) => {
      line.end()
      const watched = sessions.get(sessionId)
      if (watched !== undefined) onClosed({ ...watched, store: storeOf() })
    },
  })
  return () => {
    line.end()
    stop()
  }
}

function note(event: SessionEvent, session: Watched | undefined): void {
  if (session === undefined) return
  if (event.type === 'point') session.points++
  if (event.type !== 'session-closed') return
  session.outcome = event.outcome
  session.error = event.error?.message
}

/** The store of the bench, where the script has opened one bench only. */
function storeOf(): string | undefined {
  const stores = new Set(openedBenches().map(({ store }) => store))
  return stores.size === 1 ? [...stores][0] : undefined
}

/** Tells on standard error how a session ended and how to look at it. */
export function printResult({ sessionId, name, outcome, points, store }: SessionResult): void {
  const style = styleFor(process.stderr)
  const mark = outcome === 'completed' ? style.green(outcome) : style.red(outcome)
  const option = store === undefined ? '' : ` --store ${shown(store)}`
  const lines = [
    `${style.bold(`Session ${sessionId}`)} '${name}' ${mark}: ${points} points`,
    ...(store === undefined ? [] : [`  stored in ${shown(store)}`]),
    `  look at it: lab show ${sessionId.slice(0, 8)}${option}`,
  ]
  process.stderr.write(`${lines.join('\n')}\n`)
}

function shown(file: string): string {
  const relative = path.relative(process.cwd(), file)
  return relative.startsWith('..') ? file : relative
}
