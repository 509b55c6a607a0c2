import { arbitraryPoints, fullScale } from '../specifications.ts'
import { refuse } from './link.ts'

/**
 * Samples of an arbitrary waveform, 8 … 1 000 000 of them. `Int16Array`: −32767 … 32767 as the converter takes them.
 * `Float32Array`, `Float64Array` or numbers: −1 … 1, sent with single precision.
 */
export type Samples = Int16Array | Float32Array | Float64Array | readonly number[]

/** Order of the bytes of each sample in a block: `FORMat:BORDer NORMal` or `SWAPped`. */
export type ByteOrder = 'big-endian' | 'little-endian'

/** Samples, ready to be sent. */
export interface SampleBlock {
  /** `DAC` takes integers. */
  readonly kind: 'integers' | 'floats'
  readonly bytes: Uint8Array
}

function checkLength(where: string, { length }: Samples): void {
  const { min, max } = arbitraryPoints
  if (length < min || length > max) refuse(where, `a waveform of ${length} samples; it has ${min} … ${max}`)
}

function checkKind(where: string, samples: unknown): asserts samples is Samples {
  const isKnown = samples instanceof Int16Array || samples instanceof Float32Array || samples instanceof Float64Array
    || Array.isArray(samples)
  if (!isKnown) refuse(where, 'the samples are no Int16Array, Float32Array, Float64Array or array of numbers')
}

function checkValues(where: string, samples: Samples): void {
  const most = samples instanceof Int16Array ? fullScale : 1
  for (let index = 0; index < samples.length; index++) {
    const value: unknown = samples[index]
    if (typeof value !== 'number' || !(Math.abs(value) <= most)) {
      refuse(where, `sample ${index} is ${String(value)}, outside ${-most} … ${most}`)
    }
  }
}

/**
 * Samples as a block of int16 or float32.
 * @throws SettingError for another kind of array, too few or too many samples, NaN, and a sample beyond full scale, by its index.
 */
export function sampleBlock(where: string, samples: Samples, order: ByteOrder): SampleBlock {
  checkKind(where, samples)
  checkLength(where, samples)
  checkValues(where, samples)
  const integers = samples instanceof Int16Array
  const width = integers ? 2 : 4
  const bytes = new Uint8Array(samples.length * width)
  const view = new DataView(bytes.buffer)
  const littleEndian = order === 'little-endian'
  for (let index = 0; index < samples.length; index++) {
    const value = samples[index] ?? 0
    if (integers) view.setInt16(index * 2, value, littleEndian)
    else view.setFloat32(index * 4, value, littleEndian)
  }
  return { kind: integers ? 'integers' : 'floats', bytes }
}
