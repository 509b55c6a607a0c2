import type { Clock } from '@lab/core'
import type { DeviceControl } from '@lab/scpi/device'
import { readTimebase } from './configuration.ts'
import { periodAt, type InputHistory } from './input.ts'
import type { Frame } from './frame.ts'
import { findTrigger, type TriggerCondition } from './trigger.ts'

/** Bits of the operation register. */
export const operationBits = { running: 8, waiting: 32, maskTest: 512, overload: 2048 } as const

/** Time in s after which an automatic sweep acquires without a trigger. */
const autoDelay = 0.04

/** Time in s after which what was before it was armed has left the input. */
const settling = 1e-6

/** How often a held-back acquisition looks again, in ms. */
const lookAgainMs = 20

/** Steps of a search through one period, and of one through what has no period. */
const stepsOfPeriod = 2048
const mostSteps = 16_384

/** What happens to be acquired. */
type Mode = 'stopped' | 'running' | 'single' | 'digitizing'

/** What the acquirer needs of the instrument. */
export interface AcquirerHost {
  readonly clock: Clock
  readonly device: () => DeviceControl
  /** Whether acquisitions take as long as they would. */
  readonly realistic: boolean
  /** Told when it is armed: changes at the inputs count from then on. */
  armed(): void
  /** The condition of the trigger with the input that it looks at; none for one that looks at no input. */
  condition(): TriggerLook
  /** @param averages whether averages are made where that is set. */
  capture(triggerTime: number, triggered: boolean, averages: boolean): Frame
  /** After an acquisition is complete. */
  completed(frame: Frame): void
}

/** What the trigger looks at. */
export interface TriggerLook {
  readonly condition: TriggerCondition
  readonly history: InputHistory | undefined
  /** Times at which something changed at the input since it was armed. */
  readonly changes: readonly number[]
}

interface Candidate {
  readonly time: number
  readonly triggered: boolean
}

/** The state machine of run, stop, single and digitize. */
export class Acquirer {
  readonly #host: AcquirerHost
  #mode: Mode = 'stopped'
  #armedAt = 0
  #frame: Frame | undefined
  #found: Candidate | undefined
  #lastTrigger = -Infinity
  #armed = false
  #triggered = false
  #cancelTimer: (() => void) | undefined
  #release: (() => void) | undefined
  #finish: (() => void) | undefined

  constructor(host: AcquirerHost) {
    this.#host = host
  }

  get isRunning(): boolean {
    return this.#mode !== 'stopped'
  }

  get isContinuous(): boolean {
    return this.#mode === 'running'
  }

  /** The last acquisition; a new one while it runs. */
  frame(): Frame | undefined {
    this.advance()
    return this.#frame
  }

  /** Puts something else in place of the last acquisition. */
  replace(frame: Frame | undefined): void {
    this.#frame = frame
  }

  run(): void {
    this.#arm('running')
  }

  stop(): void {
    this.advance()
    this.#settle()
  }

  single(): void {
    this.#arm('single')
    this.advance()
  }

  /** Resolves when the acquisition is complete; undefined where it is already. */
  digitize(): Promise<void> | undefined {
    this.#arm('digitizing')
    this.#finish = this.#host.device().operations.start()
    this.advance()
    if (this.#mode !== 'digitizing') return undefined
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#release = resolve
    return promise
  }

  /** Gives an acquisition up that holds back other commands. */
  abort(): void {
    if (this.#mode === 'digitizing') this.#settle()
  }

  /** Acquires without waiting for the condition. */
  force(): void {
    if (this.#mode !== 'stopped') this.#found = { time: this.#now, triggered: true }
    this.advance()
  }

  /** Whether it was armed, and forgets it. */
  takeArmed(): boolean {
    const armed = this.#armed
    this.#armed = false
    return armed
  }

  /** Whether it was triggered, and forgets it. */
  takeTriggered(): boolean {
    this.advance()
    const triggered = this.#triggered
    this.#triggered = false
    return triggered
  }

  get hasTriggered(): boolean {
    return this.#triggered
  }

  forgetEvents(): void {
    this.#armed = false
    this.#triggered = false
  }

  /** Looks whether something has come to its end. */
  advance(): void {
    if (this.#mode === 'stopped') return
    this.#found ??= this.#search()
    if (this.#found !== undefined && this.#now >= this.#completion(this.#found)) this.#complete(this.#found)
    else this.#lookAgain()
    this.#report()
  }

  close(): void {
    this.#cancelTimer?.()
  }

  get #now(): number {
    return this.#host.clock.monotonic() / 1000
  }

  #arm(mode: Mode): void {
    this.#settle()
    // Still stopped: noting what is there may find that the circuit has changed, which must not end what has not begun.
    this.#rearm()
    this.#mode = mode
    this.#armed = true
    this.#report()
  }

  #settle(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    this.#mode = 'stopped'
    this.#found = undefined
    this.#report()
    const [release, finish] = [this.#release, this.#finish]
    this.#release = undefined
    this.#finish = undefined
    finish?.()
    release?.()
  }

  #completion({ time }: Candidate): number {
    if (!this.#host.realistic) return -Infinity
    const { range, start, averages } = this.#layout()
    return Math.max(this.#armedAt + range, time + start + range) + (averages - 1) * range
  }

  #layout(): { range: number; start: number; averages: number } {
    const device = this.#host.device()
    const { range, start } = readTimebase(device)
    const isAverage = device.getString('acquisitionType') === 'average' && this.#mode !== 'single'
    return {
      range, start, averages: isAverage ? device.getNumber('averageCount') : 1,
    }
  }

  #complete({ time, triggered }: Candidate): void {
    const frame = this.#host.capture(time, triggered, this.#mode !== 'single')
    this.#frame = frame
    this.#lastTrigger = time
    this.#triggered ||= triggered
    if (triggered) this.#host.device().status.raiseStandard(0) // the status byte has changed
    this.#found = undefined
    if (this.#mode === 'running') this.#rearm()
    else this.#settle()
    this.#host.completed(frame)
  }

  /** What has changed is noted first: it takes a moment, and what is acquired is what came after it. */
  #rearm(): void {
    this.#host.armed()
    this.#armedAt = this.#now
  }

  #search(): Candidate | undefined {
    const time = this.#findTrigger()
    if (time !== undefined) return { time, triggered: true }
    const device = this.#host.device()
    if (device.getString('sweep') === 'normal') return undefined
    const waited = this.#now - this.#armedAt
    return this.#host.realistic && waited < autoDelay ? undefined : { time: this.#now + this.#before, triggered: false }
  }

  /** Time from the left edge of the screen to the trigger: what is acquired before the trigger counts. */
  get #before(): number {
    return Math.max(0, -this.#layout().start) + settling
  }

  /**
   * Where something has changed since it was armed, that is what it waited for; while it runs, what is there now is newer than
   * that. Otherwise the first trigger after enough was acquired.
   */
  #findTrigger(): number | undefined {
    const { condition, history, changes } = this.#host.condition()
    const armed = Math.max(
      this.#mode === 'running' ? this.#now : this.#armedAt, this.#lastTrigger + this.#host.device().getNumber('holdoff'),
    )
    if (history === undefined) return findTrigger(condition, { from: armed + this.#before, until: Infinity, step: 1 })
    const steady = (): number | undefined => this.#searchFrom(condition, history, armed + this.#before)
    const changed = (): number | undefined => {
      for (const change of changes) {
        const found = this.#searchFrom(condition, history, change, true)
        if (found !== undefined) return found
      }
      return undefined
    }
    return this.#mode === 'running' ? (steady() ?? changed()) : (changed() ?? steady())
  }

  /** Looks through one stretch; with `edge` from a little before it on, so that the change itself can be the trigger. */
  #searchFrom(condition: TriggerCondition, history: InputHistory, from: number, edge = false): number | undefined {
    const period = periodAt(history, from)
    const span = period === undefined ? Math.max(autoDelay, 2 * this.#layout().range) : 2.5 * period
    const step = period === undefined ? span / mostSteps : period / stepsOfPeriod
    return findTrigger(condition, { from: edge ? from - step : from, until: from + span, step })
  }

  /** A timer, where something will come to an end by itself and a controller may wait for it. */
  #lookAgain(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    if (this.#mode === 'running') return
    const restMs = this.#found === undefined ? lookAgainMs : Math.max(
      0, 1000 * (this.#completion(this.#found) - this.#now),
    ) + 0.01
    if (this.#mode === 'single' && this.#found === undefined && !this.#host.realistic) return
    this.#cancelTimer = this.#host.clock.after(restMs, () => this.advance())
  }

  #report(): void {
    const { operation } = this.#host.device().status
    const others = operation.condition & ~(operationBits.running | operationBits.waiting)
    const running = this.isRunning ? operationBits.running : 0
    operation.setCondition(
      others | running | (this.isRunning && this.#found === undefined && this.#waits ? operationBits.waiting : 0),
    )
  }

  /** Whether it waits for a trigger that does not come. */
  get #waits(): boolean {
    return this.#mode !== 'running' || this.#host.device().getString('sweep') === 'normal'
  }
}
