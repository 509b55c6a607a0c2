import type { OperationOptions } from '@lab/core'
import { arm, digitize, digitizeOptions, orGiveUp, sourceList, type DigitizeOptions } from './digitize.ts'
import { checkNames, type ScopeLink } from './setting-group.ts'
import { inOwnTurn, remainingMs, waiting, waitUntil, type WaitOptions } from './waiting.ts'

/** What the acquisition does now (`:OPERegister:CONDition?`). */
export interface AcquisitionState {
  /** Whether it acquires; false after it was stopped or a single acquisition is complete. */
  readonly running: boolean
  /** Whether it waits for a trigger. */
  readonly waitingForTrigger: boolean
  /** Whether the mask test has something to report. */
  readonly maskTest: boolean
  /** Whether an input is overloaded. */
  readonly overload: boolean
}

/** What has happened since this was asked last (`:AER?`, `:TER?`, `:OPERegister:EVENt?` and others): asking forgets it. */
export interface AcquisitionEvents {
  readonly armed: boolean
  readonly triggered: boolean
  /** Bits of the operation event register: 8 ran, 32 waited for a trigger, 512 mask test, 2048 overload. */
  readonly operation: number
  /** Inputs that are overloaded, by bit: 1 and 2 (`:OVLR?`). */
  readonly overloads: number
  /** Bits of the mask test: 1 failure, 2 auto-mask, 256 started, 512 complete (`:MTERegister?`). */
  readonly maskTest: number
}

/** Run, stop, single and digitize. */
export interface RunControl {
  /** Acquires until it is stopped (`:RUN`). */
  run(options?: OperationOptions): Promise<void>
  /** Stops acquiring (`:STOP`). */
  stop(options?: OperationOptions): Promise<void>
  /**
   * Arms for one acquisition and resolves when it is armed: what is to be captured may be started then. It does not average.
   * {@link untilStopped} waits for its end.
   */
  single(options?: OperationOptions): Promise<void>
  /**
   * Resolves when it has stopped, which it asks again and again; others may use the link meanwhile. A signal or a time-out (10 s
   * when none is given) stops the acquisition, too.
   */
  untilStopped(options?: WaitOptions): Promise<void>
  /**
   * Acquires once, with averaging, and resolves when that is complete. With a normal sweep and no trigger it never ends by
   * itself: a signal or a time-out (10 s when none is given) ends the acquisition, too, and the link can be used at once.
   *
   * `:DIGitize` holds back every command behind it until it is complete. On a wire with a serial poll (USBTMC, VXI-11, HiSLIP)
   * completion is read in the status byte, which gets past it: `*ESE 1`, `:DIGitize`, `*OPC`, bit 5 (2000 X-Series Programmer's
   * Guide, "Synchronizing Acquisitions"); the standard event register is read for it, its enable mask is put back. It is ended by
   * device clear. On a bare socket or a serial line `:SINGle` takes its place, whose end `:OPERegister:CONDition?` shows; it is
   * ended by `:STOP`. It makes no averages: with averaging it only shows that triggers come, and `:DIGitize` with `*OPC?` behind
   * it follows. That part cannot be polled on such a wire; to end it the link is cleared, which waits for the averages where
   * clearing does not open the link anew.
   * @throws SettingError with the XY or the rolling time base. InstrumentError for what the instrument refuses. TimeoutError.
   */
  digitize(options?: DigitizeOptions): Promise<void>
  /** Triggers now (`:TRIGger:FORCe`). */
  forceTrigger(options?: OperationOptions): Promise<void>
  /** Finds settings that show the signals; takes seconds, and switches cursors, measurements and math off (`:AUToscale`). */
  autoscale(options?: DigitizeOptions): Promise<void>
  /** What the acquisition does now. */
  acquisitionState(options?: OperationOptions): Promise<AcquisitionState>
  /** What has happened since this was asked last. */
  takeEvents(options?: OperationOptions): Promise<AcquisitionEvents>
}

const bits = { running: 8, waiting: 32, maskTest: 512, overload: 2048 } as const

/** Longest time for the message that ends an acquisition. */
const abortMs = 2000
/** Time an autoscale may take where none is given. */
const autoscaleMs = 20_000

function parseState(condition: number): AcquisitionState {
  return {
    running: (condition & bits.running) !== 0, waitingForTrigger: (condition & bits.waiting) !== 0,
    maskTest: (condition & bits.maskTest) !== 0, overload: (condition & bits.overload) !== 0,
  }
}

/** As one transaction: nobody else may take the event that says it is armed. */
async function single(link: ScopeLink, options?: OperationOptions): Promise<void> {
  const wait = waiting(link, 'armed', { intervalMs: 5, ...options })
  await inOwnTurn(link, wait, (inner) => orGiveUp(() => arm(inner, wait), () => inner.write(':STOP', { timeoutMs: abortMs })))
}

/** The link is free between two questions. */
async function untilStopped(link: ScopeLink, options: WaitOptions = {}): Promise<void> {
  const wait = waiting(link, 'stopped', options)
  const { signal } = wait
  signal?.throwIfAborted()
  const stopped = async (): Promise<boolean> => !parseState(await link.queryNumber(':OPER:COND?', { signal })).running
  await orGiveUp(() => waitUntil(link, wait, stopped), () => link.write(':STOP', { timeoutMs: abortMs }))
}

async function autoscale(link: ScopeLink, options: DigitizeOptions = {}): Promise<void> {
  checkNames(link.alias, options, digitizeOptions)
  const { sources, timeoutMs = autoscaleMs, signal } = options
  const message = `:AUT${sourceList(link.alias, sources, 3)};*OPC?`
  const wait = waiting(link, 'found settings', { signal, timeoutMs })
  await inOwnTurn(link, wait, (inner) => orGiveUp(
    async () => {
      await inner.query(message, { signal, timeoutMs: remainingMs(inner, wait) })
      await inner.checkErrors(message, { signal })
    },
    () => inner.clear({ timeoutMs: abortMs }),
  ))
}

/** Run control of either model. */
export function runControl(link: ScopeLink): RunControl {
  return {
    run: (options) => link.execute(':RUN', options),
    stop: (options) => link.execute(':STOP', options),
    single: (options) => single(link, options),
    untilStopped: (options) => untilStopped(link, options),
    digitize: (options) => digitize(link, options),
    forceTrigger: (options) => link.execute(':TRIG:FORC', options),
    autoscale: (options) => autoscale(link, options),
    acquisitionState: async (options) => parseState(await link.queryNumber(':OPER:COND?', options)),
    async takeEvents(options) {
      const reply = await link.query(':AER?;:TER?;:OPER?;:OVLR?;:MTER?', options)
      const [armed, triggered, operation = 0, overloads = 0, maskTest = 0] = reply.split(';').map(Number)
      return { armed: armed === 1, triggered: triggered === 1, operation, overloads, maskTest }
    },
  }
}
