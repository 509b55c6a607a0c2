import type { Clock } from '@lab/core'
import { formatNr3 } from '@lab/scpi'
import { DeviceError, type DeviceControl } from '@lab/scpi/device'

/** What the acquisition needs of the meter. */
export interface Sampler {
  /** One sample: a value for each display that is on. */
  sample(): readonly number[]
  /** Milliseconds from the trigger to the last of so many samples; 0 for at once. */
  durationMs(samples: number): number
}

/** Bits of the operation register (SCPI-99 vol. 1, 9.3). */
const operation = { measuring: 4, waitingForTrigger: 5 } as const

type State = 'idle' | 'waiting' | 'measuring'

/** The trigger system and the reading memory. */
export class Acquisition {
  readonly #clock: Clock
  readonly #sampler: Sampler
  #memory: readonly number[] = []
  #state: State = 'idle'
  /** Takes back a measurement under way or waited for. */
  #cancel: (() => void) | undefined
  /** Queries that wait for the measurement to end. */
  #waiting: (() => void)[] = []

  constructor(clock: Clock, sampler: Sampler) {
    this.#clock = clock
    this.#sampler = sampler
  }

  /** `READ?`. @throws DeviceError -410 while initiated, -214 on the bus source, where the trigger would clear the query. */
  read(device: DeviceControl): string | Promise<string> {
    if (this.#state !== 'idle') throw new DeviceError(-410)
    const source = device.getString('triggerSource')
    if (source === 'bus') throw new DeviceError(-214)
    if (source === 'immediate') {
      this.#start(device)
      return this.fetch()
    }
    this.#waitForTrigger(device)
    return this.#fetchLater()
  }

  /** `INITiate`. @throws DeviceError -213 while initiated. */
  initiate(device: DeviceControl): void {
    if (this.#state !== 'idle') throw new DeviceError(-213)
    this.#memory = []
    if (device.getString('triggerSource') === 'immediate') this.#start(device)
    else this.#waitForTrigger(device)
  }

  /** `*TRG`. @throws DeviceError -211 where nothing waits for it. */
  trigger(device: DeviceControl): void {
    if (this.#state !== 'waiting' || device.getString('triggerSource') !== 'bus') throw new DeviceError(-211)
    this.#cancel?.()
    this.#start(device)
  }

  /** `FETCh?`: waits for a measurement under way. @throws DeviceError -230 where there is nothing. */
  fetch(): string | Promise<string> {
    return this.#state === 'measuring' ? this.#fetchLater() : this.#answer()
  }

  abort(): void {
    this.#cancel?.()
    this.#settle()
  }

  /** Forgets the readings. */
  clear(): void {
    this.abort()
    this.#memory = []
  }

  #answer(): string {
    if (this.#memory.length === 0) throw new DeviceError(-230)
    return this.#memory.map((reading) => formatNr3(reading)).join(',')
  }

  #fetchLater(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(() => {
        if (this.#memory.length === 0) reject(new DeviceError(-230))
        else resolve(this.#answer())
      })
    })
  }

  #waitForTrigger(device: DeviceControl): void {
    this.#enter('waiting', device)
    this.#cancel = () => this.#leave(device)
  }

  /** Beside other commands; ended before `*OPC` and `*WAI` go on. */
  #start(device: DeviceControl): void {
    this.#memory = []
    const samples = device.getNumber('sampleCount')
    const durationMs = this.#sampler.durationMs(samples)
    if (durationMs <= 0) return this.#take(samples)
    const finish = device.operations.start()
    this.#enter('measuring', device)
    const stop = this.#clock.after(durationMs, () => {
      this.#take(samples)
      end()
      this.#settle()
    })
    const end = (): void => {
      stop()
      this.#leave(device)
      finish()
    }
    this.#cancel = end
  }

  #take(samples: number): void {
    const readings: number[] = []
    for (let i = 0; i < samples; i++) for (const value of this.#sampler.sample()) readings.push(value)
    this.#memory = readings
  }

  #enter(state: 'waiting' | 'measuring', { status }: DeviceControl): void {
    this.#state = state
    status.operation.setBit(state === 'waiting' ? operation.waitingForTrigger : operation.measuring, true)
  }

  #leave({ status }: DeviceControl): void {
    this.#state = 'idle'
    this.#cancel = undefined
    status.operation.setBit(operation.waitingForTrigger, false)
    status.operation.setBit(operation.measuring, false)
  }

  /** Answers the queries that wait. */
  #settle(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const answer of waiting) answer()
  }
}
