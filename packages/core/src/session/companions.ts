import type { Clock } from '../clock.ts'
import type { SessionWriter } from '../session-store.ts'
import { errorRecord } from './error-record.ts'
import type { EventLog } from './event-log.ts'
import type { Instruments, SessionOptions } from './options.ts'
import { Signing } from './signing.ts'
import { TraceRecorder } from './trace-recorder.ts'

/** What goes along with a session's record where it was asked for: traces and signatures. */
export class Companions {
  readonly #trace: TraceRecorder | undefined
  readonly #signing: Signing | undefined

  /** @throws SessionError (plan) where the store keeps nothing that could be signed. */
  constructor(log: EventLog, writer: SessionWriter, options: SessionOptions<Instruments>, clock: Clock) {
    const { sign, trace } = options
    const onFailure = (error: unknown): void => {
      log.append({ type: 'message', level: 'warning', text: `The record could not be signed: ${errorRecord(error).message}` }).catch(() => undefined)
    }
    this.#signing = sign === undefined ? undefined : new Signing(writer, sign, clock, onFailure)
    this.#trace = trace === undefined ? undefined : new TraceRecorder(trace, (body) => {
      log.append(body).catch(() => undefined) // kept as the failure of the log
    })
  }

  /** An event was appended. */
  onEvent(): void {
    this.#signing?.onEvent()
  }

  /** Before the last event. */
  stop(): void {
    this.#trace?.close()
    this.#signing?.stop()
  }

  /** After the last event. @throws what the signer or the store throws. */
  async signEnd(): Promise<void> {
    await this.#signing?.end()
  }
}
