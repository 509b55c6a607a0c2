import type { Clock } from '@lab/core'
import { formatNr3 } from '@lab/scpi'
import { memoryDepth } from '../settings/acquisition.ts'

/** What the log takes its entries from. */
export interface LogSource {
  sample(): number
  /** Time between two entries in ms; > 0. */
  intervalMs(): number
}

/** The data log: takes readings at the rate of the function until it is full, and goes on behind what it has. */
export class DataLog {
  readonly #clock: Clock
  readonly #source: LogSource
  #entries: number[] = []
  #next = 0
  #stop: (() => void) | undefined

  constructor(clock: Clock, source: LogSource) {
    this.#clock = clock
    this.#source = source
  }

  get running(): boolean {
    return this.#stop !== undefined
  }

  start(): void {
    if (!this.running && this.#entries.length < memoryDepth) this.#schedule()
  }

  stop(): void {
    this.#stop?.()
    this.#stop = undefined
  }

  /** Goes back to the first entry. */
  rewind(): void {
    this.#next = 0
  }

  /** The next entry; END behind the last. */
  next(): string {
    const entry = this.#entries[this.#next]
    if (entry === undefined) return 'END'
    this.#next += 1
    return formatNr3(entry)
  }

  delete(): void {
    this.#entries = []
    this.#next = 0
  }

  #schedule(): void {
    this.#stop = this.#clock.after(this.#source.intervalMs(), () => {
      this.#stop = undefined
      this.#entries.push(this.#source.sample())
      this.start()
    })
  }
}
