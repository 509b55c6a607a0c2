import { DeviceError } from '@lab/scpi/device'
import { arbitraryPoints } from '../specifications.ts'
import { builtInWaveforms } from './builtin-waveforms.ts'

/** A waveform of samples, full scale being 1. */
export interface SampledWaveform {
  /** Upper case, as a file: `INT:\BUILTIN\SINC.ARB`, or the name it was given. */
  readonly name: string
  readonly samples: Float64Array
  readonly min: number
  readonly max: number
}

/** Samples a channel has room for. */
const capacity = 8_000_000
const blockSize = 128

/** A waveform with its extremes. */
export function sampled(name: string, samples: Float64Array): SampledWaveform {
  let min = Infinity
  let max = -Infinity
  for (const value of samples) {
    if (value < min) min = value
    if (value > max) max = value
  }
  return { name, samples, min, max }
}

/** `sinc`, `SINC.arb` and `INT:\BUILTIN\SINC.ARB` are the same built-in waveform. */
function builtInName(name: string): string | undefined {
  const short = /^(?:INT:\\BUILTIN\\)?([A-Z_]+)(?:\.ARB)?$/.exec(name.toUpperCase())?.[1]
  return short !== undefined && builtInWaveforms.has(short) ? short : undefined
}

/** The built-in waveform of a name or file. */
export function builtInWaveform(name: string): SampledWaveform | undefined {
  const short = builtInName(name)
  const samples = short === undefined ? undefined : builtInWaveforms.get(short)
  return samples === undefined ? undefined : sampled(`INT:\\BUILTIN\\${short ?? ''}.ARB`, samples)
}

/** Volatile memory of one channel: what it can play. */
export class WaveformMemory {
  readonly #waveforms = new Map<string, SampledWaveform>()

  constructor() {
    this.reset()
  }

  /** What is there when the instrument is switched on. */
  reset(): void {
    this.#waveforms.clear()
    const first = builtInWaveform('EXP_RISE')
    if (first !== undefined) this.#waveforms.set(first.name, first)
  }

  get names(): readonly string[] {
    return [...this.#waveforms.keys()]
  }

  /** Free memory in blocks of 128 samples. */
  get freeBlocks(): number {
    const used = [...this.#waveforms.values()].reduce((sum, { samples }) => sum + Math.ceil(samples.length / blockSize), 0)
    return Math.floor(capacity / blockSize) - used
  }

  /** @throws DeviceError 785 for a waveform that does not exist, 787 for a built-in one that is not loaded. */
  find(name: string): SampledWaveform {
    const found = this.#waveforms.get(name.toUpperCase()) ?? this.#waveforms.get(builtInWaveform(name)?.name ?? '')
    if (found !== undefined) return found
    throw builtInName(name) === undefined
      ? new DeviceError(785, 'Specified arb waveform does not exist')
      : new DeviceError(787, 'Specified arb waveform is not loaded in waveform memory')
  }

  /** @throws DeviceError for a wrong length, a name that is taken, or no room. */
  add(name: string, samples: Float64Array): void {
    const { min, max } = arbitraryPoints
    if (samples.length < min) throw new DeviceError(-222, `Data out of range;arb waveform has fewer than ${min} points`)
    if (samples.length > max) throw new DeviceError(-223, 'Too much data')
    this.insert(sampled(name.toUpperCase(), samples))
  }

  /** @throws DeviceError 786 where there is one of this name, 781 where there is no room. */
  insert(waveform: SampledWaveform): void {
    if (this.#waveforms.has(waveform.name)) throw new DeviceError(786, 'Specified arb waveform already exists')
    if (Math.ceil(waveform.samples.length / blockSize) > this.freeBlocks) throw new DeviceError(
      781, 'Not enough memory to store new arb waveform',
    )
    this.#waveforms.set(waveform.name, waveform)
  }

  /** Loads a built-in waveform, or leaves it where it is loaded. */
  load(waveform: SampledWaveform): void {
    if (!this.#waveforms.has(waveform.name)) this.insert(waveform)
  }

  /** Forgets all but the one that plays. */
  clear(playing: string): void {
    for (const name of this.names) if (name !== playing) this.#waveforms.delete(name)
  }
}
