import { sleepOn, TimeoutError, type OperationOptions } from '@lab/core'
import { sourceWord, type MeasurementSource } from '../settings/sources.ts'
import { checkSource } from './sources.ts'
import type { ScopeLink } from './setting-group.ts'

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

/** What has happened since this was asked last (`:AER?`, `:TER?`, `:OPERegister:EVENt?`): asking forgets it. */
export interface AcquisitionEvents {
  readonly armed: boolean
  readonly triggered: boolean
  /** Bits of the operation event register: 8 ran, 32 waited for a trigger, 512 mask test, 2048 overload. */
  readonly operation: number
}

/** Options of {@link RunControl.digitize}. */
export interface DigitizeOptions extends OperationOptions {
  /** What is acquired and shown afterwards; what is shown now when absent. */
  readonly sources?: readonly MeasurementSource[] | undefined
}

/** Options of {@link RunControl.untilStopped}. */
export interface WaitOptions extends OperationOptions {
  /** Time between two questions in ms; 50 when absent. */
  readonly intervalMs?: number | undefined
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
   * Resolves when it has stopped, which it asks again and again. A signal or a time-out (10 s when none is given) stops the acquisition,
   * too: by device clear and `:STOP`.
   */
  untilStopped(options?: WaitOptions): Promise<void>
  /**
   * Acquires once, with averaging, and resolves when that is complete (`:DIGitize`). The instrument does nothing else meanwhile. With a
   * normal sweep and no trigger it never ends by itself. A signal or a time-out ends the acquisition, too: by device clear and `:STOP`.
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

const usualIntervalMs = 50
const usualWaitMs = 10_000
/** Longest time for each of the two messages that end an acquisition. */
const abortMs = 2000
/** Time an autoscale may take where none is given. */
const autoscaleMs = 20_000

function parseState(condition: number): AcquisitionState {
  return {
    running: (condition & bits.running) !== 0, waitingForTrigger: (condition & bits.waiting) !== 0,
    maskTest: (condition & bits.maskTest) !== 0, overload: (condition & bits.overload) !== 0,
  }
}

function sourceList(alias: string, sources: readonly MeasurementSource[] = []): string {
  for (const source of sources) checkSource(alias, source)
  return sources.length === 0 ? '' : ` ${sources.map(sourceWord).join(',')}`
}

/** Ends an acquisition that nobody waits for any more. What fails here is the link, and its next user is told. */
async function abortAcquisition(link: ScopeLink): Promise<void> {
  try {
    await link.clear({ timeoutMs: abortMs })
    await link.write(':STOP', { timeoutMs: abortMs })
  } catch {
    // The reason why it was aborted is what the caller has to hear.
  }
}

/** Carries something out that the instrument may never finish; whatever ends the wait ends it, too. */
async function orAbort<T>(link: ScopeLink, options: OperationOptions | undefined, body: () => Promise<T>): Promise<T> {
  options?.signal?.throwIfAborted()
  try {
    return await body()
  } catch (error) {
    if (options?.signal?.aborted === true || error instanceof TimeoutError) await abortAcquisition(link)
    throw error
  }
}

async function waitUntil(
  link: ScopeLink, what: string, done: () => Promise<boolean>, { signal, timeoutMs = usualWaitMs, intervalMs = usualIntervalMs }: WaitOptions,
): Promise<void> {
  const start = link.clock.monotonic()
  while (!await done()) {
    if (link.clock.monotonic() - start >= timeoutMs) {
      throw new TimeoutError(`${link.alias} has not ${what} within ${timeoutMs} ms.`, {
        hint: 'With a normal sweep it waits for a trigger. Look at source and level, or use the automatic sweep.',
      })
    }
    await sleepOn(link.clock, intervalMs, signal)
  }
}

/** As one transaction: nobody else may take the event that says it is armed. */
function arm(link: ScopeLink, options: OperationOptions = {}): Promise<void> {
  return link.transaction(async (inner) => {
    await inner.query(':STOP;*OPC?')
    await inner.query(':AER?')
    await inner.execute(':SING')
    await waitUntil(inner, 'armed', async () => await inner.queryNumber(':AER?') !== 0, { ...options, intervalMs: 5 })
  }, options)
}

async function digitize(link: ScopeLink, { sources, ...options }: DigitizeOptions = {}): Promise<void> {
  const message = `:DIG${sourceList(link.alias, sources)};*OPC?`
  await orAbort(link, options, () => link.query(message, options))
}

async function untilStopped(link: ScopeLink, options: WaitOptions = {}): Promise<void> {
  const { signal, timeoutMs } = options
  const stopped = async (): Promise<boolean> => !parseState(await link.queryNumber(':OPER:COND?', { signal, timeoutMs })).running
  await orAbort(link, options, () => waitUntil(link, 'stopped', stopped, options))
}

async function autoscale(link: ScopeLink, { sources, ...options }: DigitizeOptions = {}): Promise<void> {
  const message = `:AUT${sourceList(link.alias, sources)};*OPC?`
  await orAbort(link, options, () => link.query(message, { timeoutMs: autoscaleMs, ...options }))
}

/** Run control of either model. */
export function runControl(link: ScopeLink): RunControl {
  return {
    run: (options) => link.execute(':RUN', options),
    stop: (options) => link.execute(':STOP', options),
    single: (options) => arm(link, options),
    untilStopped: (options) => untilStopped(link, options),
    digitize: (options) => digitize(link, options),
    forceTrigger: (options) => link.execute(':TRIG:FORC', options),
    autoscale: (options) => autoscale(link, options),
    acquisitionState: async (options) => parseState(await link.queryNumber(':OPER:COND?', options)),
    async takeEvents(options) {
      const [armed, triggered, operation] = (await link.query(':AER?;:TER?;:OPER?', options)).split(';').map(Number)
      return { armed: armed === 1, triggered: triggered === 1, operation: operation ?? 0 }
    },
  }
}
