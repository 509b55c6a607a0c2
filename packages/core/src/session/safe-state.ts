import type { Clock } from '../clock.ts'
import { SessionError, TimeoutError } from '../errors.ts'
import type { Instrument } from '../instrument.ts'
import type { EventBody } from '../session-event.ts'
import { errorRecord } from './error-record.ts'
import { within } from './within.ts'

/** Longest time one instrument may take; a dead link must not keep the log from saying so. */
const safeStateTimeoutMs = 800

/** An instrument under the name the session knows it by. */
export interface NamedInstrument {
  readonly alias: string
  readonly instrument: Instrument
}

export interface SafeStateFailure {
  readonly alias: string
  readonly error: unknown
}

type LogEvent = (body: EventBody) => void

/**
 * Puts every instrument into its safe state, all at once, and logs the outcome of each. One that fails does not stop the others.
 * Returns the failures.
 */
export async function makeAllSafe(instruments: readonly NamedInstrument[], clock: Clock, log: LogEvent): Promise<readonly SafeStateFailure[]> {
  const results = await Promise.all(instruments.map((named) => makeOneSafe(named, clock, log)))
  return results.filter((failure) => failure !== undefined)
}

async function makeOneSafe({ alias, instrument }: NamedInstrument, clock: Clock, log: LogEvent): Promise<SafeStateFailure | undefined> {
  try {
    const report = await within(clock, safeStateTimeoutMs, instrument.makeSafe({ timeoutMs: safeStateTimeoutMs }), () => late(alias))
    log({ type: 'made-safe', instrument: alias, outcome: 'safe', actions: report.actions, verified: report.verified })
    return undefined
  } catch (error) {
    log({ type: 'made-safe', instrument: alias, outcome: 'failed', actions: [], verified: false, error: errorRecord(error) })
    return { alias, error }
  }
}

/** Closes every connection, all at once. Returns the failures. */
export async function closeAll(instruments: readonly NamedInstrument[], clock: Clock): Promise<readonly SafeStateFailure[]> {
  const results = await Promise.allSettled(
    instruments.map(async ({ alias, instrument }) => within(clock, safeStateTimeoutMs, instrument.close(), () => late(alias))),
  )
  return results.flatMap((result, index) => {
    const alias = instruments[index]?.alias ?? ''
    return result.status === 'rejected' ? [{ alias, error: result.reason as unknown }] : []
  })
}

function late(alias: string): TimeoutError {
  return new TimeoutError(`${alias} did not answer within ${safeStateTimeoutMs} ms.`)
}

/** What leaving a session rejects with when the bench is not safe. */
export function unsafeError(failures: readonly SafeStateFailure[]): SessionError {
  const list = failures.map(({ alias, error }) => `${alias} (${errorRecord(error).message})`).join(', ')
  return new SessionError('unsafe', `Not made safe: ${list}.`, {
    hint: 'Look at the bench now: an output may still be on.',
    cause: failures.length === 1 ? failures[0]?.error : new AggregateError(failures.map(({ error }) => error)),
  })
}
