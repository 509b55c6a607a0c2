import { DeviceError, type DeviceControl } from '@lab/scpi/device'
import type { Channel, Reference } from '../specifications.ts'
import type { Frame } from './frame.ts'
import { decibels, spectrumOf } from './spectrum.ts'
import { computedTrace, valuesOf, type Trace, type TraceUnit } from './trace.ts'

const channelOf: Readonly<Record<string, Channel>> = { channel1: 1, channel2: 2 }
const referenceOf: Readonly<Record<string, Reference>> = { reference1: 1, reference2: 2 }

/** The channel a source is; undefined for what is no channel. */
export function channelOfSource(source: string): Channel | undefined {
  return channelOf[source]
}

type Combine = (one: number, other: number) => number

const combinations: Readonly<Record<string, Combine>> = {
  add: (one, other) => one + other,
  subtract: (one, other) => one - other,
  multiply: (one, other) => one * other,
  divide: (one, other) => one / other,
}

function running(values: Float64Array, step: number): Float64Array {
  let sum = 0
  return values.map((value) => (sum += value * step))
}

function slopes(values: Float64Array, step: number): Float64Array {
  return values.map((value, index) => (value - (values[Math.max(0, index - 1)] ?? value)) / step)
}

/** Everything that can be looked at, after the settings and the last acquisition. */
export class Sources {
  readonly #device: () => DeviceControl
  readonly #frame: () => Frame | undefined
  readonly #references = new Map<Reference, Trace>()

  constructor(device: () => DeviceControl, frame: () => Frame | undefined) {
    this.#device = device
    this.#frame = frame
  }

  /** Whether a source is on the screen. */
  isShown(source: string): boolean {
    const device = this.#device()
    const channel = channelOf[source]
    if (channel !== undefined) return device.getBoolean('channelDisplay', channel)
    const reference = referenceOf[source]
    if (reference !== undefined) return device.getBoolean('referenceDisplay', reference)
    if (source === 'math') return device.getBoolean('mathDisplay')
    if (source === 'fft') return device.getBoolean('fftDisplay')
    return source === 'external' && device.getBoolean('externalDisplay')
  }

  show(source: string, on: boolean): void {
    const device = this.#device()
    const channel = channelOf[source]
    const reference = referenceOf[source]
    if (channel !== undefined) device.set('channelDisplay', on, channel)
    else if (reference !== undefined) device.set('referenceDisplay', on, reference)
    else if (source === 'math') device.set('mathDisplay', on)
    else if (source === 'fft') device.set('fftDisplay', on)
    else if (source === 'external') device.set('externalDisplay', on)
    else throw new DeviceError(-224)
  }

  /** What a source shows. @throws DeviceError -221 for a channel that is off, +109 where nothing was acquired. */
  trace(source: string): Trace {
    const reference = referenceOf[source]
    if (reference !== undefined) return this.#references.get(reference) ?? noData()
    const channel = channelOf[source]
    if (channel !== undefined) return this.#channel(channel)
    if (source === 'math') return this.#math()
    if (source === 'fft') return this.#fft('fft')
    return noData()
  }

  /** The same, undefined where there is nothing. */
  traceIfAny(source: string): Trace | undefined {
    try {
      return this.trace(source)
    } catch (error) {
      if (error instanceof DeviceError) return undefined
      throw error
    }
  }

  saveReference(reference: Reference, source: string): void {
    this.#references.set(reference, this.trace(source))
  }

  clearReference(reference: Reference): void {
    this.#references.delete(reference)
    this.#device().set('referenceDisplay', false, reference)
  }

  clear(): void {
    this.#references.clear()
  }

  #channel(channel: Channel): Trace {
    if (!this.#device().getBoolean('channelDisplay', channel)) throw new DeviceError(-221)
    const frame = this.#frame()
    if (frame?.has(channel) !== true) return noData()
    return frame.trace(channel)
  }

  #math(): Trace {
    const device = this.#device()
    const operation = device.getString('mathOperation')
    if (operation === 'fft') return this.#fft('mathFft')
    const first = device.getString('mathSource1')
    const one = first === 'inner'
      ? this.#combined(device.getString('innerOperation'), device.getString('innerSource1'), device.getString('innerSource2'))
      : this.trace(first)
    const combine = combinations[operation]
    if (combine !== undefined) return this.#scaled(this.#paired(
      one, this.trace(device.getString('mathSource2')), combine, operation,
    ))
    return this.#scaled(transformed(one, operation))
  }

  #combined(operation: string, first: string, second: string): Trace {
    const values = this.#paired(this.trace(first), this.trace(second), combinations[operation] ?? ((one) => one), operation)
    return computedTrace(values.values, 10, 0, { ...values.of, unit: values.unit })
  }

  #paired(one: Trace, other: Trace, combine: Combine, operation: string): Computed {
    const second = valuesOf(other)
    const values = valuesOf(one).map((value, index) => combine(value, second[index] ?? Number.NaN))
    return { values, of: one, unit: operation === 'multiply' ? 'V²' : operation === 'divide' ? '1' : one.unit }
  }

  #scaled({ values, of, unit }: Computed): Trace {
    const device = this.#device()
    const { start, step, type, averages } = of
    return computedTrace(
      values, device.getNumber('mathScale'), device.getNumber('mathOffset'), { start, step, type, averages, unit },
    )
  }

  #fft(kind: 'fft' | 'mathFft'): Trace {
    const device = this.#device()
    const source = this.trace(kind === 'fft' ? device.getString('fftSource') : device.getString('mathSource1'))
    const { rms, step } = spectrumOf(valuesOf(source), source.step, device.getString(`${kind}Window`))
    const isDecibel = device.getString(`${kind}Vertical`) === 'decibel'
    const [center, span] = [device.getNumber(`${kind}Center`), device.getNumber(`${kind}Span`)]
    const first = Math.max(0, Math.ceil((center - span / 2) / step))
    const last = Math.max(first + 1, Math.min(rms.length, Math.floor((center + span / 2) / step) + 1))
    const shown = rms.slice(first, last)
    const [scale, offset] = kind === 'fft'
      ? [device.getNumber('fftScale'), device.getNumber('fftOffset')] : [
        device.getNumber('mathScale'), device.getNumber('mathOffset'),
      ]
    return computedTrace(isDecibel ? shown.map(decibels) : shown, scale, offset, {
      start: first * step, step, unit: isDecibel ? 'dBV' : 'Vrms', type: 'normal', averages: 1,
    })
  }
}

/** Values before they have a scale. */
interface Computed {
  readonly values: Float64Array
  readonly of: Trace
  readonly unit: TraceUnit
}

function transformed(of: Trace, operation: string): Computed {
  const values = valuesOf(of)
  if (operation === 'integrate') return { values: running(values, of.step), of, unit: 'V·s' }
  if (operation === 'differentiate') return { values: slopes(values, of.step), of, unit: 'V/s' }
  return { values: operation === 'squareRoot' ? values.map((value) => Math.sqrt(Math.max(0, value))) : values, of, unit: of.unit }
}

/** Nothing was acquired: the instrument's own error. */
function noData(): never {
  throw new DeviceError(109, 'No Data For Operation')
}
