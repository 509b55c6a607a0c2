import type { Clock } from '@lab/core'
import { encodeBlock, formatNr1 } from '@lab/scpi'
import { DeviceError, type DeviceCall, type DeviceControl, type DeviceHandler } from '@lab/scpi/device'
import { drawDisplay } from './simulator-picture.ts'

function numbersOf({ parameters }: DeviceCall): readonly [number, number, number] {
  const [first, second, third] = parameters
  if (typeof first !== 'number' || typeof second !== 'number' || typeof third !== 'number') throw new DeviceError(-109)
  return [first, second, third]
}

/** Front panel and battery clock of a simulated supply. `fills`: how far each output is up, from 0 to 1. */
export class SimulatedPanel {
  readonly #clock: Clock
  readonly #fills: () => readonly number[]
  /** By how much the battery clock is ahead of the clock of the bench, in ms. */
  #aheadMs = 0

  constructor(clock: Clock, fills: () => readonly number[]) {
    this.#clock = clock
    this.#fills = fills
  }

  readonly handlers = {
    beep: () => undefined,
    screenshot: ({ device }) => encodeBlock(drawDisplay(device.getBoolean('display') ? this.#fills() : [])),
    goToLocal: ({ device }) => this.#take(device, 'local'),
    goToRemote: ({ device }) => this.#take(device, 'remote'),
    lockPanel: ({ device }) => this.#take(device, 'locked'),
    date: (call) => this.#date(call),
    time: (call) => this.#time(call),
  } satisfies Record<string, DeviceHandler>

  /** What switching on does to the panel. */
  powerOn(device: DeviceControl): void {
    this.#take(device, 'local')
  }

  #take(device: DeviceControl, state: 'local' | 'remote' | 'locked'): void {
    device.set('remoteState', state)
  }

  #now(): Date {
    return new Date(this.#clock.now() + this.#aheadMs)
  }

  #date(call: DeviceCall): string | undefined {
    const now = this.#now()
    if (call.query) return [now.getUTCFullYear(), now.getUTCMonth() + 1, now.getUTCDate()].map(formatNr1).join(',')
    const [year, month, day] = numbersOf(call)
    const then = new Date(now)
    then.setUTCFullYear(year, month - 1, day)
    if (then.getUTCDate() !== day) throw new DeviceError(-222)
    this.#aheadMs += then.getTime() - now.getTime()
    return undefined
  }

  #time(call: DeviceCall): string | undefined {
    const now = this.#now()
    if (call.query) return [now.getUTCHours(), now.getUTCMinutes(), now.getUTCSeconds()].map(formatNr1).join(',')
    const then = new Date(now)
    then.setUTCHours(...numbersOf(call), 0)
    this.#aheadMs += then.getTime() - now.getTime()
    return undefined
  }
}
