import type { Clock } from '@lab/core'
import { gaussian, type CircuitPort, type Signal } from '@lab/transport-sim'
import { bandwidth } from '../specifications.ts'
import { highPass, lowPass, sampleSmoothed, timeConstant } from './filter.ts'

/** What was at an input from a time on. */
interface Segment {
  readonly from: number
  readonly signal: Signal
}

/** How far back an input remembers. */
const mostSegments = 128

/** Least time in s between two changes: those of one instant are kept in their order. */
const leastApart = 1e-9

/** What was at a port, from the past into the future that follows if nothing changes. It does not change any more. */
export type InputHistory = readonly Segment[]

/** How an input is set while it acquires. */
export interface FrontEnd {
  readonly coupling: 'ac' | 'dc'
  readonly limited: boolean
  readonly inverted: boolean
}

export type TriggerFilter = 'none' | 'ac' | 'low-frequency-reject' | 'high-frequency-reject'

const acTau = timeConstant(10)
const rejectTau = timeConstant(50e3)

/** One BNC: remembers what was at it, and how this unit is off. */
export class SimulatedInput {
  readonly port: CircuitPort
  readonly gain: number
  /** In divisions. */
  readonly offset: number
  readonly #clock: Clock
  readonly #random: () => number
  #segments: Segment[] = []
  /** How often it has changed, and how often it had when it was armed. */
  #count = 0
  #armedAt = 0

  constructor(port: CircuitPort, clock: Clock, random: () => number) {
    this.port = port
    this.#clock = clock
    this.#random = random
    this.gain = 1 + 0.01 * (2 * random() - 1)
    this.offset = 0.1 * (2 * random() - 1)
  }

  /** Notes what is at the port now. */
  look(): void {
    const signal = this.port.waveform()
    const now = this.#clock.monotonic() / 1000
    const last = this.#segments.at(-1)
    if (last === undefined) this.#segments = [{ from: -Infinity, signal }]
    else if (!isSame(last.signal, signal, now)) {
      this.#count += 1
      const kept = this.#segments.slice(-mostSegments + 1)
      this.#segments = [...kept, { from: Math.max(now, (Number.isFinite(last.from) ? last.from : now - 1) + leastApart), signal }]
    }
  }

  /** From here on changes count as having come after it was armed. */
  arm(): void {
    this.look()
    this.#armedAt = this.#count
  }

  /** Times of the changes since it was armed. */
  get changes(): readonly number[] {
    return this.#segments.slice(1).slice(-(this.#count - this.#armedAt) || Infinity).map(({ from }) => from)
  }

  get history(): InputHistory {
    if (this.#segments.length === 0) this.look()
    return this.#segments
  }

  /** Gaussian noise of deviation 1. */
  noise(): number {
    return gaussian(this.#random)
  }
}

/** Two signals that agree at several places are taken for the same. */
function isSame(one: Signal, other: Signal, now: number): boolean {
  if (one.period !== other.period) return false
  const span = one.period ?? 1e-3
  return [0, 0.137, 0.311, 0.573, 0.719, 0.953].every((part) => one.at(now + part * span) === other.at(now + part * span))
}

/** The wave of a history, and the index of the segment that holds at a time. */
function segmentAt(history: InputHistory, time: number): number {
  let index = history.length - 1
  while (index > 0 && (history[index]?.from ?? 0) > time) index -= 1
  return index
}

function throughSegments(history: InputHistory, make: (signal: Signal) => (time: number) => number): (time: number) => number {
  const waves = history.map(({ signal }) => make(signal))
  const [only] = waves
  if (waves.length === 1 && only !== undefined) return only
  return (time) => waves[segmentAt(history, time)]?.(time) ?? 0
}

/** What an input passes on before its bandwidth, in V at the BNC. */
function coupledWave(history: InputHistory, { coupling, inverted }: FrontEnd): (time: number) => number {
  const wave = throughSegments(history, (signal) =>
    coupling === 'ac' ? highPass(signal, acTau) : (time) => signal.at(time))
  return inverted ? (time) => -wave(time) : wave
}

/** What the trigger sees of it. */
export function triggerWave(history: InputHistory, frontEnd: FrontEnd, filter: TriggerFilter): (time: number) => number {
  const sign = frontEnd.inverted ? -1 : 1
  if (filter === 'none') return coupledWave(history, frontEnd)
  const make = (signal: Signal): ((time: number) => number) => {
    if (filter === 'high-frequency-reject') return lowPass(signal, rejectTau)
    return highPass(signal, filter === 'ac' ? acTau : rejectTau)
  }
  const wave = throughSegments(history, make)
  return (time) => sign * wave(time)
}

/** Samples what an input passes on, in V at the BNC. */
export function sampleInput(history: InputHistory, frontEnd: FrontEnd, start: number, step: number, target: Float64Array): void {
  const frequency = frontEnd.limited ? bandwidth.limited : bandwidth.full
  sampleSmoothed(coupledWave(history, frontEnd), timeConstant(frequency), start, step, target)
}

/** The shortest period of what is at an input from a time on; undefined where nothing repeats. */
export function periodAt(history: InputHistory, time: number): number | undefined {
  return history[segmentAt(history, time)]?.signal.period
}
