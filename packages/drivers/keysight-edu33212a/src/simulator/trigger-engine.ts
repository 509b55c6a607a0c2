import type { Clock } from '@lab/core'
import { DeviceError } from '@lab/scpi/device'
import type { ChannelSettings } from './channel-settings.ts'

/** What a trigger has started: from when, in s, and how often. */
export interface Run {
  readonly from: number
  /** Time from one start to the next in s; absent for a single one. */
  readonly every?: number
  /** How many; `Infinity` for a trigger that starts itself again. */
  readonly count: number
}

/** What the trigger needs to know of its channel. */
export interface Triggered {
  /** How long one lasts in s; undefined where a trigger starts nothing. */
  readonly duration: () => number | undefined
  /** Where one begins right after the other: time between them in s. */
  readonly pause: () => number
  readonly changed: () => void
}

/** Bits of the operation register, before that of channel 1. */
const operationBit = { initiated: 2, waiting: 4 } as const

/**
 * The trigger of one channel. On the internal source and the timer it starts itself again and again, which costs no timer: the
 * waveform knows by its time. A trigger over the bus starts once and reports its end to `*OPC?`.
 */
export class TriggerEngine {
  readonly #clock: Clock
  readonly #settings: ChannelSettings
  readonly #triggered: Triggered
  #run: Run | undefined
  /** Triggers left after `INITiate`; 0 while it is not armed. */
  #left = 0
  #end: (() => void) | undefined

  constructor(clock: Clock, settings: ChannelSettings, triggered: Triggered) {
    this.#clock = clock
    this.#settings = settings
    this.#triggered = triggered
  }

  /** What has been started; undefined while nothing has. */
  get run(): Run | undefined {
    return this.#run
  }

  /** Time in s on the clock of the bench. */
  get now(): number {
    return this.#clock.monotonic() / 1000
  }

  /** Begins anew after a change of settings: what runs by itself goes on, what was started ends. */
  restart(): void {
    this.close()
    this.#run = undefined
    this.#left = 0
    if (this.#settings.is('continuous')) this.#arm(Infinity)
    this.#report()
  }

  /** `INITiate`. @throws DeviceError -213 while it starts itself again, or waits already. */
  initiate(): void {
    if (this.#settings.is('continuous') || this.#left > 0) throw new DeviceError(-213)
    this.#arm(this.#settings.number('triggerCount'))
    this.#report()
    this.#triggered.changed()
  }

  /** A trigger by `TRIGger` or `*TRG`. False when it was not waited for. */
  fire(): boolean {
    const duration = this.#triggered.duration()
    if (duration === undefined || this.#left === 0 || this.#end !== undefined) return false
    if (this.#run?.every !== undefined) return this.#again(this.#run)
    this.#left -= 1
    this.#start({ from: this.now + this.#settings.number('triggerDelay'), count: 1 }, duration)
    return true
  }

  /** One more trigger of a channel that triggers itself: its rhythm begins anew. */
  #again(run: Run): boolean {
    this.#run = { ...run, from: this.now }
    this.#triggered.changed()
    return true
  }

  /** Ends what was started and what waits. */
  abort(): void {
    this.restart()
    this.#triggered.changed()
  }

  /** Stops the timers. */
  close(): void {
    this.#end?.()
  }

  #arm(count: number): void {
    this.#left = count
    const duration = this.#triggered.duration()
    const every = duration === undefined ? undefined : this.#interval(duration)
    if (duration === undefined || every === undefined) return
    this.#left = count === Infinity ? Infinity : 0
    this.#start({ from: this.now + this.#settings.number('triggerDelay'), every, count }, count * every)
  }

  /** The time after which the internal source or the timer triggers again; undefined for a source that does not by itself. */
  #interval(duration: number): number | undefined {
    switch (this.#settings.word('triggerSource')) {
      case 'immediate': return duration + this.#triggered.pause()
      case 'timer': return Math.max(this.#settings.number('triggerTimer'), duration)
      default: return undefined
    }
  }

  #start(run: Run, duration: number): void {
    this.#run = run
    const delay = this.#settings.number('triggerDelay')
    if (Number.isFinite(duration) || (run.every === undefined && duration === Infinity)) this.#expectEnd(delay + duration)
    this.#report()
    this.#triggered.changed()
  }

  #expectEnd(seconds: number): void {
    const finish = this.#settings.device.operations.start()
    const cancel = Number.isFinite(seconds) ? this.#clock.after(seconds * 1000, () => this.#end?.()) : (): void => undefined
    this.#end = () => {
      this.#end = undefined
      cancel()
      finish()
      this.#report()
    }
  }

  #report(): void {
    const { device, channel } = this.#settings
    const idle = this.#settings.is('continuous')
    const initiated = !idle && (this.#left > 0 || this.#end !== undefined)
    const { operation } = device.status
    operation.setBit(operationBit.initiated + channel, initiated)
    operation.setBit(operationBit.waiting + channel, !idle && this.#left > 0 && this.#end === undefined)
  }
}
