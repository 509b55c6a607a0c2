import { DeviceError, type DeviceControl } from '@lab/scpi/device'
import { encodeLatin1, decodeLatin1 } from '@lab/scpi'
import { grid } from '../specifications.ts'
import { block } from './format.ts'
import { codesPerDivision16, valuesOf, type Trace } from './trace.ts'

/** Bits of the mask test register. */
const maskEvents = { failure: 1, autoMask: 2, started: 256, complete: 512 } as const

/** Columns of a mask. */
const columns = 640

interface Mask {
  readonly low: readonly number[]
  readonly high: readonly number[]
}

function isMask(value: unknown): value is Mask {
  return typeof value === 'object' && value !== null && 'low' in value && 'high' in value
    && Array.isArray(value.low) && Array.isArray(value.high)
}

function columnOf(index: number, count: number): number {
  return Math.min(columns - 1, Math.floor((index * columns) / count))
}

/** The mask test: an upper and a lower bound for each column of the screen. */
export class MaskTest {
  #mask: Mask | undefined
  #waveforms = 0
  #failures = 0
  #since: number | undefined
  #events = 0
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** Reads and forgets what has happened. */
  takeEvents(): number {
    const events = this.#events
    this.#events = 0
    return events
  }

  get waveforms(): number {
    return this.#waveforms
  }

  get failures(): number {
    return this.#failures
  }

  get seconds(): number {
    return this.#since === undefined ? 0 : this.#now() - this.#since
  }

  get title(): string {
    return this.#mask === undefined ? '' : 'AUTOMASK'
  }

  start(): void {
    this.resetCounts()
    this.#events |= maskEvents.started
  }

  resetCounts(): void {
    this.#waveforms = 0
    this.#failures = 0
    this.#since = this.#now()
  }

  delete(): void {
    this.#mask = undefined
  }

  /** A mask around a trace, wider by the margins. */
  create(trace: Trace, device: DeviceControl): void {
    const inDivisions = device.getString('maskUnit') === 'divisions'
    const marginX = device.getNumber('maskMarginX') * (inDivisions
      ? columns / grid.columns
      : columns / (trace.step * trace.codes.length))
    const marginY = device.getNumber('maskMarginY') * (inDivisions ? trace.increment * codesPerDivision16 : 1)
    const reach = Math.round(marginX)
    const low = new Array<number>(columns).fill(Infinity)
    const high = new Array<number>(columns).fill(-Infinity)
    valuesOf(trace).forEach((value, index) => {
      const middle = columnOf(index, trace.codes.length)
      for (let column = Math.max(0, middle - reach); column <= Math.min(columns - 1, middle + reach); column++) {
        low[column] = Math.min(low[column] ?? value, value - marginY)
        high[column] = Math.max(high[column] ?? value, value + marginY)
      }
    })
    this.#mask = { low, high }
    this.#events |= maskEvents.autoMask
    this.resetCounts()
  }

  /** Tests one waveform. True when the acquisition is to stop. */
  test(trace: Trace, device: DeviceControl): boolean {
    const mask = this.#mask
    if (mask === undefined) return false
    this.#waveforms += 1
    const failed = valuesOf(trace).some((value, index) => {
      const column = columnOf(index, trace.codes.length)
      return value < (mask.low[column] ?? -Infinity) || value > (mask.high[column] ?? Infinity)
    })
    if (failed) this.#failures += 1
    if (failed) this.#events |= maskEvents.failure
    const over = this.#isOver(device)
    if (over) this.#events |= maskEvents.complete
    return over || (failed && device.getBoolean('maskStop'))
  }

  data(): Uint8Array {
    return block(encodeLatin1(this.#mask === undefined ? '' : JSON.stringify(this.#mask)))
  }

  /** @throws DeviceError -161 for a block that is no mask. */
  load(data: Uint8Array): void {
    try {
      const parsed: unknown = JSON.parse(decodeLatin1(data))
      if (isMask(parsed)) {
        this.#mask = parsed
        return
      }
    } catch {
      // What is no JSON is refused below.
    }
    throw new DeviceError(-161)
  }

  #isOver(device: DeviceControl): boolean {
    const mode = device.getString('maskRunMode')
    if (mode === 'waveforms') return this.#waveforms >= device.getNumber('maskRunWaveforms')
    return mode === 'time' && this.seconds >= device.getNumber('maskRunTime')
  }
}
