import { guardProcess } from '../process-guard.ts'
import { errorRecord } from './error-record.ts'
import { expiryWarning } from './measuring-conditions.ts'
import type { Instruments, SessionOptions } from './options.ts'
import type { NamedInstrument } from './safe-state.ts'

type Note = (level: 'info' | 'warning' | 'error', text: string, instrument?: string) => void

export interface Watched {
  readonly options: SessionOptions<Instruments>
  readonly named: readonly NamedInstrument[]
  readonly nowMs: number
  /** Leaves the session. */
  readonly leave: (reason: unknown) => Promise<void>
  readonly note: Note
}

/** Ties a session to what may end it, and hears what its instruments have to say. Gives what undoes it. */
export function watchSession({ options: { guardProcess: guarded, signal }, named, nowMs, leave, note }: Watched): (() => void)[] {
  const cleanups: (() => void)[] = []
  if (guarded !== false) cleanups.push(guardProcess(leave))
  const onAbort = (): void => void leave(signal?.reason).catch((error: unknown) => note('error', errorRecord(error).message))
  signal?.addEventListener('abort', onAbort, { once: true })
  cleanups.push(() => signal?.removeEventListener('abort', onAbort))
  for (const { alias, instrument } of named) {
    const stop = instrument.onNotice?.(({ level, text }) => note(level, text, alias))
    if (stop !== undefined) cleanups.push(stop)
    const expired = expiryWarning(alias, instrument, nowMs)
    if (expired !== undefined) note('warning', expired, alias)
  }
  return cleanups
}
