import { isObject, numberFrom, type StoredJson, type StoredObject } from './stored-json.ts'

/** Waveforms of no more samples than this are there as lists of numbers, too. */
export const mostListed = 4096

const sampleTypes = {
  int8: Int8Array, uint8: Uint8Array, int16: Int16Array, uint16: Uint16Array, int32: Int32Array, uint32: Uint32Array,
  float32: Float32Array, float64: Float64Array,
} as const

/** A waveform as a record has it. */
interface StoredWaveform {
  /** All of it as JSON, but for the samples. */
  readonly text: string
  readonly numbers: Readonly<Record<'scale' | 'origin' | 'offset' | 'start' | 'step', number>>
  readonly unit: string
  readonly x_unit: string
  readonly type: string
  /** Which of the record's blobs has the samples. */
  readonly blob: number
  readonly samples: number
}

/** A waveform in a cell or a value; undefined where it is something else. */
export function waveformFrom(cell: StoredJson | undefined): StoredWaveform | undefined {
  const wave = isObject(cell) ? cell['$waveform'] : undefined
  if (!isObject(wave) || !isObject(wave['raw'])) return undefined
  const { unit, xUnit, raw } = wave
  const { $bytes: blob, type, length } = raw
  const numbers = numbersOf(wave)
  if (numbers === undefined || typeof unit !== 'string' || typeof xUnit !== 'string' || typeof type !== 'string') return undefined
  if (typeof blob !== 'number' || typeof length !== 'number') return undefined
  return { text: JSON.stringify(cell), numbers, unit, x_unit: xUnit, type, blob, samples: length }
}

function numbersOf(wave: StoredObject): StoredWaveform['numbers'] | undefined {
  const [scale, origin, offset, start, step] = ['scale', 'origin', 'offset', 'start', 'step'].map((name) => numberFrom(wave[name]))
  if (scale === undefined || origin === undefined || offset === undefined || start === undefined || step === undefined) return undefined
  return { scale, origin, offset, start, step }
}

/** The quantities of a waveform: (sample − origin) · scale + offset. Undefined where the bytes are not that many samples. */
export function quantitiesOf({ type, samples, numbers: { scale, origin, offset } }: StoredWaveform, bytes: Uint8Array): Float64Array | undefined {
  const constructor = Object.entries(sampleTypes).find(([name]) => name === type)?.[1]
  if (constructor === undefined || bytes.length !== samples * constructor.BYTES_PER_ELEMENT) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const values = new Float64Array(samples)
  for (let i = 0; i < samples; i++) values[i] = (sampleAt(view, i, constructor) - origin) * scale + offset
  return values
}

/** Samples in storage have their least significant byte first on every machine. */
function sampleAt(view: DataView, index: number, constructor: (typeof sampleTypes)[keyof typeof sampleTypes]): number {
  const at = index * constructor.BYTES_PER_ELEMENT
  switch (constructor) {
    case Int8Array: return view.getInt8(at)
    case Uint8Array: return view.getUint8(at)
    case Int16Array: return view.getInt16(at, true)
    case Uint16Array: return view.getUint16(at, true)
    case Int32Array: return view.getInt32(at, true)
    case Uint32Array: return view.getUint32(at, true)
    case Float32Array: return view.getFloat32(at, true)
    default: return view.getFloat64(at, true)
  }
}
