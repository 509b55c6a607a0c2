import { systemClock, type Clock } from './clock.ts'
import { SessionError } from './errors.ts'
import type { OperationOptions } from './operation-options.ts'
import type { Parameter, ParameterValues } from './parameter.ts'
import type { Progress } from './progress.ts'
import { Results, type Acquisition, type Row } from './results.ts'
import type { AxisValue } from './sequence.ts'
import type { RunOutcome, SessionOpened } from './session-event.ts'
import { currentObservers, type ObservedSession } from './session-observer.ts'
import type { SessionWriter } from './session-store.ts'
import type { StoredValue } from './stored-value.ts'
import type { Quantity } from './units.ts'
import { Acquirer } from './session/acquirer.ts'
import { Companions } from './session/companions.ts'
import { DeclaredPlan, requireRunOptions, soakTiming } from './session/declared-plan.ts'
import { errorRecord } from './session/error-record.ts'
import { EventLog } from './session/event-log.ts'
import { openedEvent } from './session/opened-event.ts'
import type { AcquireContext, Instruments, RunOptions, RunResult, SessionOptions, TaskContext } from './session/options.ts'
import { RecordKeeper } from './session/record-keeper.ts'
import { Run } from './session/run.ts'
import { closeAll, makeAllSafe, unsafeError, type NamedInstrument, type SafeStateFailure } from './session/safe-state.ts'
import { requireChain } from './session/signing.ts'
import { watchSession } from './session/watch.ts'

/**
 * A measurement session: instruments, metadata, a plan, and an event log in which every step is durable before it is
 * acknowledged. Open it with `await using`, so that it is left properly whatever happens.
 */
export class MeasurementSession<I extends Instruments = Instruments> implements AsyncDisposable {
  readonly id: string
  readonly name: string
  readonly instruments: I
  readonly clock: Clock
  readonly #log: EventLog
  readonly #options: SessionOptions<I>
  readonly #named: readonly NamedInstrument[]
  readonly #keeper: RecordKeeper
  readonly #companions: Companions
  readonly #plan = new DeclaredPlan()
  readonly #cleanups: (() => void)[] = []
  #run: Run | undefined
  #runEnded: Promise<void> | undefined
  #closing: Promise<void> | undefined
  #outcome: RunOutcome = 'completed'
  #error: unknown

  private constructor(options: SessionOptions<I>, opened: SessionOpened, writer: SessionWriter, instruments: I) {
    this.id = opened.sessionId
    this.name = options.name
    this.instruments = instruments
    this.clock = options.clock ?? systemClock
    this.#options = options
    this.#named = Object.entries(instruments).map(([alias, instrument]) => ({ alias, instrument }))
    this.#log = new EventLog(writer, this.clock, opened.seq)
    this.#keeper = new RecordKeeper(this.#log, this.#named, (what) => this.#requireOpen(what))
    this.#companions = new Companions(this.#log, writer, options, this.clock)
    this.#observe(opened)
    const note = this.#note.bind(this)
    const leave = this.#leave.bind(this)
    this.#cleanups.push(...watchSession({ options, named: this.#named, nowMs: this.clock.now(), leave, note }))
  }

  /**
   * Opens a session: its first event is durable when this resolves. Instruments are not touched.
   * @throws SessionError (value) for metadata that cannot be stored; SettingError for an instrument whose calibration has run out
   * where it asks for a refusal, or an impossible temperature; StoreError.
   */
  static open<const I extends Instruments>(options: SessionOptions<I> & { readonly instruments: I }): Promise<MeasurementSession<I>>
  static open(options: SessionOptions<Record<never, never>>): Promise<MeasurementSession<Record<never, never>>>
  static async open(options: SessionOptions<Instruments>): Promise<MeasurementSession> {
    options.signal?.throwIfAborted()
    requireChain(options)
    const instruments = options.instruments ?? {}
    const opened = openedEvent(options)
    const writer = await options.store.create(opened)
    const session = new MeasurementSession(options, opened, writer, instruments)
    try {
      options.signal?.throwIfAborted()
      if (options.snapshots === true) await session.snapshot('opened', options.signal === undefined ? {} : { signal: options.signal })
    } catch (error) {
      await session.#leave(error)
      throw error
    }
    return session
  }

  /** Declares a swept parameter. The values of several are combined; the one declared first changes slowest. */
  parameter<U extends string>(name: string, values: ParameterValues<number>, options: { readonly unit: U }): Parameter<Quantity<U>>
  parameter<Value extends AxisValue>(name: string, values: ParameterValues<Value>): Parameter<Value>
  parameter(name: string, values: ParameterValues<AxisValue>, options?: { readonly unit: string }): Parameter {
    this.#requireDeclarable(`parameter '${name}'`)
    return this.#plan.addParameter(name, values, options?.unit)
  }

  /**
   * Declares what is measured at every point: a function that returns one value for each column. The result is the key to
   * {@link results}. Several acquisitions run one after the other at each point.
   */
  acquire<const Name extends string, R extends Row>(
    name: Name, acquire: (context: AcquireContext<I>) => Promise<R> | R,
  ): Acquisition<Name, R> {
    this.#requireDeclarable(`acquisition '${name}'`)
    const acquirer: Acquirer = new Acquirer(name, () => acquire(context), this.#options)
    const context = this.#acquireContext(acquirer)
    this.#plan.addAcquirer(acquirer)
    return { name }
  }

  /** Declares a task that runs beside the sweep until that ends. When it fails by itself, the run fails. */
  task(name: string, run: (context: TaskContext<I>) => Promise<void>): void {
    this.#requireDeclarable(`task '${name}'`)
    const { instruments, clock } = this
    const record = (key: string, value: StoredValue): Promise<void> => this.#keeper.record(key, value, name)
    this.#plan.addTask({ name, start: (signal) => run({ instruments, clock, signal, record }) })
  }

  /**
   * Goes through the plan. Resolves when every point is durable. When it fails or is aborted, the instruments are made safe
   * before it rejects with the first error, or with the reason of the signal.
   * @throws what an acquisition or task threw; StoreError; SessionError (state, plan).
   */
  async run(options: RunOptions = {}): Promise<RunResult> {
    this.#requireOpen('run')
    if (this.#run !== undefined) throw new SessionError('state', `Session '${this.name}' is already running.`)
    requireRunOptions(options)
    options.signal?.throwIfAborted()
    const run = this.#prepareRun(options)
    this.#run = run
    const ended = Promise.withResolvers<void>()
    this.#runEnded = ended.promise
    const onAbort = (): void => run.controller.abort(options.signal?.reason)
    options.signal?.addEventListener('abort', onAbort, { once: true })
    try {
      await run.execute(this.#plan.started(options))
      await this.#log.append({ type: 'run-ended', outcome: 'completed', points: run.points })
      return { sessionId: this.id, points: run.points, durationMs: run.elapsedMs }
    } catch (error) {
      await this.#onRunFailed(run, error, options.signal?.aborted === true)
      throw error
    } finally {
      options.signal?.removeEventListener('abort', onAbort)
      this.#run = undefined
      ended.resolve()
    }
  }

  /**
   * Stores a value under a name. Resolves when it is durable: it survives `kill -9` and power loss.
   * @throws SessionError (value) for what cannot be stored; StoreError.
   */
  record(key: string, value: StoredValue): Promise<void> {
    return this.#keeper.record(key, value)
  }

  /** Writes a message into the log. Resolves when it is durable. */
  message(text: string, level: 'info' | 'warning' | 'error' = 'info'): Promise<void> {
    return this.#keeper.message(text, level)
  }

  /** Adds a file, such as a screenshot (`image/png`). Resolves when it is durable. @throws SessionError (value) for a name with a folder. */
  attach(name: string, data: Uint8Array, options: { readonly mediaType: string }): Promise<void> {
    return this.#keeper.attach(name, data, options.mediaType)
  }

  /** Records the settings of every instrument. Sends queries only. Resolves when they are durable. */
  snapshot(label?: string, options?: OperationOptions): Promise<void> {
    return this.#keeper.snapshot(label, options)
  }

  /** The results of an acquisition so far, typed by its key; by name, the columns are checked when they are read. */
  results<R extends Row>(acquisition: Acquisition<string, R>): Results<R>
  results(acquisition: string): Results
  results(acquisition: Acquisition | string): Results {
    const acquirer = this.#plan.acquirer(typeof acquisition === 'string' ? acquisition : acquisition.name)
    return new Results(() => acquirer.table())
  }

  /**
   * Leaves the session: what is running is aborted, every instrument is put into its safe state, every connection closed, the log
   * finished. Calling it again waits for the same.
   * @throws SessionError (unsafe) naming the instruments that could not be made safe; StoreError.
   */
  close(): Promise<void> {
    return this.#leave(undefined)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #leave(reason: unknown): Promise<void> {
    this.#closing ??= this.#close(reason)
    return this.#closing
  }

  async #close(reason: unknown): Promise<void> {
    if (reason !== undefined) this.#settle('aborted', reason)
    this.#run?.controller.abort(reason ?? new SessionError('state', `Session '${this.name}' was closed during its run.`))
    const unsafe = await this.#makeSafe()
    const unclosed = await closeAll(this.#named, this.clock)
    for (const { alias, error } of unclosed) this.#note('warning', `The connection did not close: ${errorRecord(error).message}`, alias)
    await this.#runEnded // an aborted run ends at once, whatever it was waiting for
    try {
      await this.#finish(unsafe)
    } finally {
      for (const cleanup of this.#cleanups) cleanup()
    }
  }

  async #finish(unsafe: readonly SafeStateFailure[]): Promise<void> {
    const error = this.#error === undefined ? undefined : errorRecord(this.#error)
    this.#companions.stop()
    const last = this.#log.append({ type: 'session-closed', outcome: this.#outcome, ...(error === undefined ? {} : { error }) })
    const [written] = await Promise.allSettled([last.then(() => this.#companions.signEnd())])
    await this.#log.close()
    for (const observer of currentObservers()) observer.onClosed?.(this.#observed)
    if (unsafe.length > 0) throw unsafeError(unsafe)
    if (written.status === 'rejected') throw written.reason
    if (this.#log.failure !== undefined && this.#error !== this.#log.failure) throw this.#log.failure
  }

  #makeSafe(): Promise<readonly SafeStateFailure[]> {
    return makeAllSafe(this.#named, this.clock, (body) => {
      this.#log.append(body).catch(() => undefined)
    })
  }

  #prepareRun(options: RunOptions): Run {
    for (const acquirer of this.#plan.acquirers) acquirer.prepare(this.#plan.parameters)
    return new Run({
      clock: this.clock, log: this.#log, plan: this.#plan, soak: soakTiming(options), totalPoints: this.#plan.totalPoints(options),
      onProgress: (progress) => this.#onProgress(progress, options),
    })
  }

  #onProgress(progress: Progress, options: RunOptions): void {
    options.onProgress?.(progress)
    for (const observer of currentObservers()) observer.onProgress?.(progress, this.#observed)
  }

  async #onRunFailed(run: Run, error: unknown, aborted: boolean): Promise<void> {
    const outcome = aborted || this.#closing !== undefined ? 'aborted' : 'failed'
    this.#settle(outcome, error)
    const body = { type: 'run-ended', outcome, points: run.points, error: errorRecord(error) } as const
    this.#log.append(body).catch(() => undefined)
    if (this.#closing === undefined) await this.#makeSafe()
  }

  #settle(outcome: RunOutcome, error: unknown): void {
    if (this.#outcome !== 'completed') return
    this.#outcome = outcome
    this.#error = error
  }

  #acquireContext(acquirer: Acquirer): AcquireContext<I> {
    const { instruments, clock } = this
    const signal = (): AbortSignal => this.#run?.controller.signal ?? AbortSignal.abort(new SessionError('state', 'No run is active.'))
    return {
      instruments, clock,
      at: (parameter) => this.#plan.valueAt(parameter),
      get index() {
        return acquirer.index
      },
      get signal() {
        return signal()
      },
    }
  }

  #requireDeclarable(what: string): void {
    this.#requireOpen(`declare ${what}`)
    if (this.#run !== undefined) throw new SessionError('state', `The ${what} was declared during a run; declare before run().`)
  }

  #requireOpen(what: string): void {
    if (this.#closing === undefined) return
    throw new SessionError('state', `Cannot ${what}: session '${this.name}' is closed.`)
  }

  get #observed(): ObservedSession { return { sessionId: this.id, name: this.name } }

  #observe(opened: SessionOpened): void {
    const observers = currentObservers()
    const observed = this.#observed
    for (const observer of observers) {
      observer.onOpened?.(observed)
      observer.onEvent?.(opened, observed)
    }
    this.#log.onEvent = (event) => {
      this.#companions.onEvent()
      for (const observer of observers) observer.onEvent?.(event, observed)
    }
  }

  #note(level: 'info' | 'warning' | 'error', text: string, instrument?: string): void {
    this.#log.append({ type: 'message', level, text, ...(instrument === undefined ? {} : { instrument }) }).catch(() => undefined)
  }
}
