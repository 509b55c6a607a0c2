import type { Clock } from '@lab/core'
import type { DeviceControl } from '@lab/scpi/device'
import { periodAt, type InputHistory } from './input.ts'
import type { Frame } from './frame.ts'
import { findTrigger, type TriggerCondition } from './trigger.ts'

/** Bits of the operation register. */
export const operationBits = { running: 8, waiting: 32, maskTest: 512, overload: 2048 } as const

/** Time in s after which an automatic sweep acquires without a trigger. */
const autoDelay = 0.04

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
  /** The condition of the trigger with the input that it looks at; none for one that looks at no input. */
  condition(): { readonly condition: TriggerCondition; readonly history: InputHistory | undefined }
  capture(triggerTime: number, triggered: boolean): Frame
  /** After an acquisition is complete. */
  completed(frame: Frame): void
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
    this.#mode = mode
    this.#armed = true
    this.#armedAt = this.#now
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
    const range = device.getNumber('timebaseScale') * 10
    const isAverage = device.getString('acquisitionType') === 'average' && this.#mode !== 'single'
    return {
      range, start: device.getNumber('timebasePosition') - range / 2, averages: isAverage ? device.getNumber('averageCount') : 1,
    }
  }

  #complete({ time, triggered }: Candidate): void {
    const frame = this.#host.capture(time, triggered)
    this.#frame = frame
    this.#lastTrigger = time
    this.#triggered ||= triggered
    if (triggered) this.#host.device().status.raiseStandard(0) // the status byte has changed
    this.#found = undefined
    if (this.#mode === 'running') this.#armedAt = this.#now
    else this.#settle()
    this.#host.completed(frame)
  }

  #search(): Candidate | undefined {
    const time = this.#findTrigger()
    if (time !== undefined) return { time, triggered: true }
    const device = this.#host.device()
    if (device.getString('sweep') === 'normal') return undefined
    const waited = this.#now - this.#armedAt
    return this.#host.realistic && waited < autoDelay ? undefined : { time: this.#now, triggered: false }
  }

  #findTrigger(): number | undefined {
    const device = this.#host.device()
    const { condition, history } = this.#host.condition()
    const from = Math.max(this.#armedAt, this.#lastTrigger + device.getNumber('holdoff'))
    if (history === undefined) return findTrigger(condition, { from, until: from, step: 1 })
    const boundaries = history.map((segment) => segment.from).filter((time) => time > from)
    const places = [from, ...boundaries]
    for (const [index, place] of places.entries()) {
      const found = this.#searchFrom(condition, history, place, places[index + 1])
      if (found !== undefined) return found
    }
    return undefined
  }

  /** Looks through one stretch with the same signal, and a little of what came before it. */
  #searchFrom(condition: TriggerCondition, history: InputHistory, from: number, next: number | undefined): number | undefined {
    const period = periodAt(history, from)
    const span = period === undefined ? Math.max(autoDelay, 2 * this.#layout().range) : 2.5 * period
    const step = period === undefined ? span / mostSteps : period / stepsOfPeriod
    const until = next === undefined ? from + span : Math.min(next + step, from + span)
    return findTrigger(condition, { from: from === this.#armedAt ? from : from - step, until, step })
  }

  /** A timer, where something will come to an end by itself and a controller may wait for it. */
  #lookAgain(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    if (this.#mode === 'running') return
    const restMs = this.#found === undefined ? lookAgainMs : Math.max(0, 1000 * (this.#completion(this.#found) - this.#now)) + 0.01
    if (this.#mode === 'single' && this.#found === undefined && !this.#host.realistic) return
    this.#cancelTimer = this.#host.clock.after(restMs, () => this.advance())
  }

  #report(): void {
    const { operation } = this.#host.device().status
    const others = operation.condition & ~(operationBits.running | operationBits.waiting)
    const running = this.isRunning ? operationBits.running : 0
    operation.setCondition(others | running | (this.isRunning && this.#found === undefined && this.#waits ? operationBits.waiting : 0))
  }

  /** Whether it waits for a trigger that does not come. */
  get #waits(): boolean {
    return this.#mode !== 'running' || this.#host.device().getString('sweep') === 'normal'
  }
}
