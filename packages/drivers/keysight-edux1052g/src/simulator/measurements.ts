import type { DeviceCall, DeviceControl, DeviceHandler, DeviceValue } from '@lab/scpi/device'
import { DeviceError } from '@lab/scpi/device'
import { matchesWord } from '@lab/scpi'
import { measured } from './format.ts'
import {
  delayBetween, formulas, invalid, Measured, meanOf, phaseBetween, rmsOf, standardThresholds, timeOfValue,
  type ThresholdDefinition,
} from './measure.ts'
import type { Sources } from './sources.ts'
import { codesPerDivision16, isClipped, valuesOf, type Trace } from './trace.ts'

/** Least amplitude with edges in it, in divisions. */
const leastAmplitude = 0.4

/** Digits: those of values, and those of times. */
const valueDigits = 3
const timeDigits = 5

/** One measurement on the screen. */
interface Installed {
  readonly label: string
  readonly value: () => number
  values: number[]
}

/** What the measurements need of the instrument. */
export interface MeasurementHost {
  readonly device: () => DeviceControl
  readonly sources: Sources
  /** Frequency at an input by the counter; 0 where nothing repeats. */
  counter(source: string): number
}

function word(value: DeviceValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** `:MEASure`. */
export class Measurements {
  readonly #host: MeasurementHost
  #sources: readonly [string, string] = ['channel1', 'channel2']
  #thresholds: ThresholdDefinition = standardThresholds
  #delayEdges: readonly [number, number] = [1, 1]
  #installed: Installed[] = []
  readonly #known = new WeakMap<Trace, Measured>()

  constructor(host: MeasurementHost) {
    this.#host = host
  }

  reset(): void {
    this.#sources = ['channel1', 'channel2']
    this.#thresholds = standardThresholds
    this.#delayEdges = [1, 1]
    this.#installed = []
  }

  clear(): void {
    this.#installed = []
  }

  clearStatistics(): void {
    for (const item of this.#installed) item.values = []
  }

  get sourceNames(): readonly [string, string] {
    return this.#sources
  }

  setSources(first: string, second: string | undefined): void {
    this.#sources = [first, second ?? this.#sources[1]]
  }

  /** Asks for a measurement of one source, or installs it. */
  item(name: string, label: string): DeviceHandler {
    const formula = formulas[name]
    const digits = /Time|Width|Period|Frequency|Rate/.test(name) && name !== 'measureAmplitude' ? timeDigits : valueDigits
    return (call) => this.#answer(call, label, digits, () => {
      const subject = this.#subject(word(call.parameters[0]) ?? this.#sources[0])
      return formula === undefined ? invalid : formula(subject)
    })
  }

  counter(call: DeviceCall): string | undefined {
    return this.#answer(call, 'Counter', timeDigits, () => {
      const frequency = this.#host.counter(word(call.parameters[0]) ?? this.#sources[0])
      return frequency > 0 ? frequency : invalid
    })
  }

  average(call: DeviceCall): string | undefined {
    const { cycle, source } = this.#interval(call)
    return this.#answer(call, 'Average', valueDigits, () => this.#unclipped(source, (subject) => meanOf(subject, cycle)))
  }

  rms(call: DeviceCall): string | undefined {
    const { cycle, ac, source } = this.#interval(call)
    return this.#answer(call, 'RMS', valueDigits, () => this.#unclipped(source, (subject) => rmsOf(subject, cycle, ac)))
  }

  delay(call: DeviceCall): string | undefined {
    const [one, other] = this.#pair(call)
    const [from, to] = this.#delayEdges
    return this.#answer(call, 'Delay', timeDigits, () => delayBetween(this.#subject(one), this.#subject(other), from > 0, to > 0))
  }

  phase(call: DeviceCall): string | undefined {
    const [one, other] = this.#pair(call)
    return this.#answer(call, 'Phase', valueDigits, () => phaseBetween(this.#subject(one), this.#subject(other)))
  }

  timeOfEdge(call: DeviceCall): string {
    const [occurrence, source] = call.parameters
    const count = Math.round(Number(occurrence))
    const times = this.#subject(word(source) ?? this.#sources[0]).middles(count > 0)
    return measured(times[Math.abs(count) - 1] ?? invalid, timeDigits)
  }

  timeOfValue(call: DeviceCall): string {
    const [value, occurrence, source] = call.parameters
    const subject = this.#subject(word(source) ?? this.#sources[0])
    return measured(timeOfValue(subject, Number(value), Math.round(Number(occurrence))), timeDigits)
  }

  valueAtTime(call: DeviceCall): string {
    const [time, source] = call.parameters
    const { record: { values, start, step } } = this.#subject(word(source) ?? this.#sources[0])
    return measured(values[Math.round((Number(time) - start) / step)] ?? invalid, valueDigits)
  }

  /** `DEFine THResholds,STANdard | PERCent,u,m,l | ABSolute,u,m,l` and `DEFine DELay,<edge>,<edge>`. */
  define(call: DeviceCall): string | undefined {
    const [subject, ...rest] = call.parameters
    if (call.query) return subject === 'delay' ? this.#delayText() : this.#thresholdText()
    if (subject === 'delay') this.#delayEdges = [edge(rest[0]), edge(rest[1])]
    else this.#thresholds = thresholds(rest)
    return undefined
  }

  /** Label, current, minimum, maximum, mean, deviation and count of everything installed. */
  results(): string {
    return this.#installed.map((item) => {
      const value = item.value()
      item.values = [...item.values, value].slice(-Math.min(this.#host.device().getNumber('statisticsCount'), 1000))
      return statistics(item.label, value, item.values.filter(Number.isFinite))
    }).join(',')
  }

  #answer(call: DeviceCall, label: string, digits: number, value: () => number): string | undefined {
    if (call.query) return measured(value(), digits)
    const source = call.parameters.map(word).find((name) => name?.startsWith('channel')) ?? this.#sources[0]
    this.#installed = [...this.#installed.slice(-3), { label: `${label}(${source.replace('channel', '')})`, value, values: [] }]
    return undefined
  }

  #interval({ parameters }: DeviceCall): { cycle: boolean; ac: boolean; source: string } {
    const names = parameters.map(word).filter((name) => name !== undefined)
    const source = names.find((name) => !['cycle', 'display', 'ac', 'dc'].includes(name))
    return { cycle: names.includes('cycle'), ac: names.includes('ac'), source: source ?? this.#sources[0] }
  }

  #pair({ parameters }: DeviceCall): readonly [string, string] {
    return [word(parameters[0]) ?? this.#sources[0], word(parameters[1]) ?? this.#sources[1]]
  }

  #unclipped(source: string, value: (subject: Measured) => number): number {
    const subject = this.#subject(source)
    return subject.clipped ? invalid : value(subject)
  }

  /** @throws DeviceError for a source without points. */
  #subject(source: string): Measured {
    const trace = this.#visible(this.#host.sources.trace(source))
    let known = this.#known.get(trace)
    if (known === undefined) {
      known = new Measured({
        record: { values: valuesOf(trace), start: trace.start, step: trace.step }, clipped: isClipped(trace),
        leastAmplitude: leastAmplitude * trace.increment * codesPerDivision16, definition: this.#thresholds,
      })
      if (this.#thresholds === standardThresholds) this.#known.set(trace, known)
    }
    return known
  }

  /** With a zoom window, what is in it. */
  #visible(trace: Trace): Trace {
    const device = this.#host.device()
    const zoomed = device.getString('timebaseMode') === 'window' && device.getString('measureWindow') !== 'main'
    if (!zoomed) return trace
    const half = 5 * device.getNumber('windowScale')
    const middle = device.getNumber('windowPosition')
    const from = Math.max(0, Math.round((middle - half - trace.start) / trace.step))
    const to = Math.min(trace.codes.length, Math.round((middle + half - trace.start) / trace.step))
    return to > from ? { ...trace, codes: trace.codes.subarray(from, to), start: trace.start + from * trace.step } : trace
  }

  #delayText(): string {
    return this.#delayEdges.map((number) => (number < 0 ? String(number) : `+${number}`)).join(',')
  }

  #thresholdText(): string {
    const { kind, upper, middle, lower } = this.#thresholds
    return `${kind === 'percent' ? 'PERC' : 'ABS'},${[upper, middle, lower].map((value) => measured(value)).join(',')}`
  }
}

function edge(value: DeviceValue | undefined): number {
  const number = typeof value === 'number' ? Math.round(value) : Number.NaN
  if (number !== 1 && number !== -1) throw new DeviceError(value === undefined ? -109 : -222)
  return number
}

function thresholds([kind, ...rest]: readonly (DeviceValue | undefined)[]): ThresholdDefinition {
  const name = typeof kind === 'string' ? kind : ''
  if (matchesWord('STANdard', name)) return standardThresholds
  const isPercent = matchesWord('PERCent', name)
  if (!isPercent && !matchesWord('ABSolute', name)) throw new DeviceError(kind === undefined ? -109 : -224)
  const [upper, middle, lower] = rest
  if (typeof upper !== 'number' || typeof middle !== 'number' || typeof lower !== 'number') throw new DeviceError(-109)
  const inOrder = upper > middle && middle > lower
  if (!inOrder || (isPercent && (upper > 95 || lower < 5))) throw new DeviceError(-222)
  return { kind: isPercent ? 'percent' : 'absolute', upper, middle, lower }
}

function statistics(label: string, value: number, values: readonly number[]): string {
  const count = values.length
  const mean = values.reduce((sum, each) => sum + each, 0) / count
  const deviation = Math.sqrt(values.reduce((sum, each) => sum + (each - mean) ** 2, 0) / Math.max(1, count - 1))
  const numbers = count === 0 ? [value, value, value, value, value] : [
    value, Math.min(...values), Math.max(...values), mean, deviation,
  ]
  return [label, ...numbers.map((each) => measured(each, 4)), `+${count}`].join(',')
}
