import type { Clock } from '../clock.ts'
import { SessionError } from '../errors.ts'
import type { EventBody } from '../session-event.ts'
import type { Row } from '../results.ts'
import { makeProgress, type Progress } from '../progress.ts'
import type { BackgroundTask, DeclaredPlan, SoakTiming } from './declared-plan.ts'
import type { EventLog } from './event-log.ts'
import { longestTurnMs, nextMacrotask } from './macrotask.ts'

export interface RunSetup {
  readonly clock: Clock
  readonly log: EventLog
  readonly plan: DeclaredPlan
  readonly soak: SoakTiming | undefined
  readonly totalPoints: number
  readonly onProgress: ((progress: Progress) => void) | undefined
}

/** One run: the plan's steps, the tasks beside it, and the watch over the store. */
export class Run {
  /** Aborted when the run ends in any way; the reason says why. */
  readonly controller = new AbortController()
  readonly #setup: RunSetup
  readonly #startedMs: number
  readonly #pointsBefore: number
  readonly #acknowledgedBefore: number
  #acknowledgedLast: number
  #turnStartedMs: number

  constructor(setup: RunSetup) {
    this.#setup = setup
    this.#startedMs = setup.clock.monotonic()
    this.#turnStartedMs = performance.now()
    this.#pointsBefore = setup.log.points
    this.#acknowledgedBefore = setup.log.acknowledgedPoints
    this.#acknowledgedLast = this.#acknowledgedBefore
  }

  /** Resolves when every point is durable and every task has ended; rejects as soon as anything fails or the run is aborted. */
  async execute(started: EventBody): Promise<void> {
    const { log } = this.#setup
    const { signal } = this.controller
    log.onAcknowledged = () => this.#onAcknowledged()
    try {
      await this.#untilAborted(this.#everything(started))
    } finally {
      log.onAcknowledged = undefined
      if (!signal.aborted) this.controller.abort(new SessionError('state', 'The run has ended.'))
    }
  }

  get points(): number {
    return this.#setup.log.points - this.#pointsBefore
  }

  get elapsedMs(): number {
    return this.#setup.clock.monotonic() - this.#startedMs
  }

  /** Work that ignores the signal must not keep the run from ending. */
  #untilAborted(work: Promise<void>): Promise<void> {
    const { signal } = this.controller
    return new Promise((resolve, reject) => {
      const onAbort = (): void => reject(signal.reason)
      if (signal.aborted) onAbort()
      signal.addEventListener('abort', onAbort, { once: true })
      work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
    })
  }

  async #everything(started: EventBody): Promise<void> {
    await this.#setup.log.append(started)
    this.controller.signal.throwIfAborted()
    const background = new AbortController()
    const signal = AbortSignal.any([this.controller.signal, background.signal])
    const { soak, plan, log } = this.#setup
    const tasks = Promise.all(plan.tasks.map((task) => this.#runTask(task, signal)))
    tasks.catch(() => undefined) // awaited below, or the run has already failed with it
    try {
      if (plan.acquirers.length === 0 && soak === undefined) await tasks
      else if (soak === undefined) await this.#pass()
      else await this.#soak(soak)
    } finally {
      background.abort(new SessionError('state', 'The sweep has ended.'))
    }
    await tasks
    await log.flush()
  }

  /** A task that stops because it was told to has not failed; one that fails by itself ends the run. */
  async #runTask(task: BackgroundTask, signal: AbortSignal): Promise<void> {
    try {
      await task.start(signal)
    } catch (error) {
      if (signal.aborted && error === signal.reason) return
      this.controller.abort(error)
      throw error
    }
  }

  /** One time through the plan. The loop that every point goes through: it waits only where there is something to wait for. */
  async #pass(): Promise<void> {
    const { plan, log } = this.#setup
    const { signal } = this.controller
    const { acquirers } = plan
    const product = plan.product()
    plan.coordinates = product.coordinates
    for (let step = 0; step < product.size; step++) {
      for (const acquirer of acquirers) {
        signal.throwIfAborted()
        const row = acquirer.measure()
        const values = isThenable(row) ? await row : row
        signal.throwIfAborted()
        acquirer.log(values, product.coordinates, log)
      }
      if (log.isCrowded) await log.room()
      if (performance.now() - this.#turnStartedMs > longestTurnMs) await this.#giveWay()
      product.advance()
    }
  }

  /** A run whose instruments answer at once would otherwise starve timers, signals and the store's acknowledgements. */
  async #giveWay(): Promise<void> {
    await nextMacrotask()
    this.#turnStartedMs = performance.now()
  }

  /** Passes through the plan every `intervalMs` until `durationMs` is over. A pass that takes longer is reported. */
  async #soak({ durationMs, intervalMs }: SoakTiming): Promise<void> {
    const { clock, log } = this.#setup
    const { signal } = this.controller
    const start = clock.monotonic()
    for (let tick = 0; tick * intervalMs < durationMs; ) {
      await this.#pass()
      const elapsed = clock.monotonic() - start
      const last = Math.ceil(durationMs / intervalMs)
      const next = Math.max(tick + 1, Math.min(last, Math.ceil(elapsed / intervalMs)))
      if (next > tick + 1) {
        const text = `${next - tick - 1} of the soak's intervals of ${intervalMs} ms passed without a point: the points before took too long.`
        log.append({ type: 'message', level: 'warning', text }).catch(() => undefined)
      }
      tick = next
      const wait = Math.min(tick * intervalMs, durationMs) - elapsed
      if (wait > 0) await clock.sleep(wait, { signal })
    }
  }

  #onAcknowledged(): void {
    const { log } = this.#setup
    if (log.failure !== undefined) return this.controller.abort(log.failure)
    if (log.acknowledgedPoints === this.#acknowledgedLast) return
    this.#acknowledgedLast = log.acknowledgedPoints
    try {
      this.#setup.onProgress?.(this.progress())
    } catch (error) {
      this.controller.abort(error)
    }
  }

  progress(): Progress {
    const { log, totalPoints } = this.#setup
    return makeProgress(this.points, log.acknowledgedPoints - this.#acknowledgedBefore, totalPoints, this.elapsedMs)
  }
}

/** Columns are never functions, so a row with a `then` that is one is a promise, of whatever make. */
function isThenable(row: Promise<Row> | Row | null | undefined): row is Promise<Row> {
  return typeof row === 'object' && row !== null && typeof row.then === 'function'
}
