import type { Clock } from '@lab/core'
import { DeviceError, type DeviceControl } from '@lab/scpi/device'
import type { Circuit, CircuitPort } from '@lab/transport-sim'
import { generatorResistance } from '../specifications.ts'
import { textBlock } from './format.ts'

/** Milliseconds that one point takes. */
const pointMs = 300

/** What is left where nothing arrives, in dB. */
const floorDecibels = -100

/** One row of the result. */
interface ResponsePoint {
  readonly frequency: number
  readonly amplitude: number
  readonly gain: number
  readonly phase: number
}

export interface ResponseHost {
  readonly alias: string
  readonly circuit: Circuit
  readonly clock: Clock
  readonly generator: CircuitPort
  readonly realistic: boolean
  /** Puts the generator back to what is set. */
  restore(): void
}

/** Frequencies of the analysis: one, or so many evenly on a logarithmic axis. */
function frequencies(device: DeviceControl): readonly number[] {
  if (device.getString('responseMode') === 'single') return [device.getNumber('responseSingle')]
  const [from, to] = [device.getNumber('responseStart'), device.getNumber('responseStop')]
  const count = device.getNumber('responsePoints')
  return Array.from({ length: count }, (_, index) => from * (to / from) ** (count === 1 ? 0 : index / (count - 1)))
}

function portOf(source: string): string {
  return source === 'channel2' ? '2' : '1'
}

/** Analyses the circuit from its generator to its two channels. */
export class ResponseAnalyser {
  readonly #host: ResponseHost
  #points: readonly ResponsePoint[] = []
  #cancel: (() => void) | undefined

  constructor(host: ResponseHost) {
    this.#host = host
  }

  /** @throws DeviceError -221 unless it is enabled, and with one channel for both. */
  run(device: DeviceControl): void {
    if (!device.getBoolean('responseEnable')) throw new DeviceError(-221)
    if (device.getString('responseInput') === device.getString('responseOutput')) throw new DeviceError(-221)
    const isSweep = device.getString('responseMode') === 'sweep'
    if (isSweep && device.getNumber('responseStart') > device.getNumber('responseStop')) throw new DeviceError(-221)
    this.abort()
    const list = frequencies(device)
    this.#generate(device)
    if (!this.#host.realistic) return this.#finish(device, list)
    const done = device.operations.start()
    const cancelTimer = this.#host.clock.after(pointMs * list.length, () => {
      this.#cancel = undefined
      this.#finish(device, list)
      done()
    })
    this.#cancel = () => {
      cancelTimer()
      this.#host.restore()
      done()
    }
  }

  abort(): void {
    const cancel = this.#cancel
    this.#cancel = undefined
    cancel?.()
  }

  clear(): void {
    this.abort()
    this.#points = []
  }

  /** The result as the instrument writes it, the degree sign as one byte of Latin-1. */
  data(): Uint8Array {
    const rows = this.#points.map(({ frequency, amplitude, gain, phase }, index) =>
      `${index + 1}, ${frequency.toFixed(1)}, ${amplitude.toFixed(4)}, ${gain.toFixed(2)}, ${phase.toFixed(2)}\n`)
    return textBlock(`#, Frequency (Hz), Amplitude (Vpp), Gain (dB), Phase (°)\n${rows.join('')}`)
  }

  /** The generator is on while it analyses. */
  #generate(device: DeviceControl): void {
    const share = device.getString('responseLoad') === 'fifty' ? 2 : 1
    const amplitude = device.getNumber('responseAmplitude') * share
    const frequency = device.getNumber('responseStart')
    this.#host.generator.drive({ kind: 'source', voltage: 0, currentLimit: Infinity, resistance: generatorResistance })
    this.#host.generator.setSignal({
      period: 1 / frequency, at: (time) => (amplitude / 2) * Math.sin(2 * Math.PI * frequency * time),
    })
  }

  #finish(device: DeviceControl, list: readonly number[]): void {
    this.#points = list.map((frequency) => this.#measure(device, frequency))
    this.#host.restore()
  }

  #measure(device: DeviceControl, frequency: number): ResponsePoint {
    const { alias, circuit, generator } = this.#host
    const transfer = (source: string): { re: number; im: number } =>
      circuit.transfer(generator.name, `${alias}.${portOf(source)}`, frequency)
    const input = transfer(device.getString('responseInput'))
    const output = transfer(device.getString('responseOutput'))
    const size = Math.hypot(input.re, input.im)
    const gain = size === 0 ? 0 : Math.hypot(output.re, output.im) / size
    const phase = Math.atan2(output.im, output.re) - Math.atan2(input.im, input.re)
    return {
      frequency, amplitude: device.getNumber('responseAmplitude'),
      gain: gain === 0 ? floorDecibels : Math.max(floorDecibels, 20 * Math.log10(gain)),
      phase: gain === 0 ? 0 : (Math.atan2(Math.sin(phase), Math.cos(phase)) * 180) / Math.PI,
    }
  }
}
