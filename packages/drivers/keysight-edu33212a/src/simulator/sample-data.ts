import { DeviceError, type DeviceValue } from '@lab/scpi/device'
import { arbitraryPoints, fullScale } from '../specifications.ts'

/** How samples come in. */
export interface SampleLayout {
  readonly kind: 'integers' | 'floats'
  readonly littleEndian: boolean
}

function fromBlock(block: Uint8Array, { kind, littleEndian }: SampleLayout): Float64Array {
  const width = kind === 'integers' ? 2 : 4
  if (block.length % width !== 0) throw new DeviceError(-161, `Invalid block data;not a whole number of ${width}-byte values`)
  const view = new DataView(block.buffer, block.byteOffset, block.length)
  const values = new Float64Array(block.length / width)
  for (let index = 0; index < values.length; index++) {
    values[index] = kind === 'integers' ? view.getInt16(index * 2, littleEndian) : view.getFloat32(index * 4, littleEndian)
  }
  return values
}

function fromList(list: readonly (DeviceValue | undefined)[]): Float64Array {
  if (list.length > arbitraryPoints.asText) throw new DeviceError(-223, 'Too much data')
  return Float64Array.from(list, (value) => {
    if (typeof value !== 'number') throw new DeviceError(-104)
    return value
  })
}

/**
 * The samples of an upload, full scale being 1.
 * @throws DeviceError for a block that is no whole number of samples, and a sample beyond full scale.
 */
export function samplesOf(parameters: readonly (DeviceValue | undefined)[], layout: SampleLayout): Float64Array {
  const [first] = parameters
  const values = first instanceof Uint8Array && parameters.length === 1 ? fromBlock(first, layout) : fromList(parameters)
  const scale = layout.kind === 'integers' ? fullScale : 1
  for (const [index, value] of values.entries()) {
    if (!(Math.abs(value) <= scale)) throw new DeviceError(-222, 'Data out of range;value in arb out of range')
    values[index] = value / scale
  }
  return values
}

const playControls = ['once', 'onceWaitTrig', 'repeat', 'repeatInf', 'repeatTilTrig'].map((word) => word.toLowerCase())
const markerModes = ['maintain', 'lowAtStart', 'highAtStart', 'highAtStartGoLow'].map((word) => word.toLowerCase())

/** One step of a sequence. */
export interface SequenceStep {
  readonly name: string
  readonly repetitions: number
}

function unquoted(text: string): string {
  return text.trim().replaceAll('"', '')
}

/**
 * The steps of a sequence, from its text: name, then waveform, repetitions, play control, marker mode and marker point of each.
 * @throws DeviceError -224 for a word that is none of those.
 */
export function parseSequence(text: string): { readonly name: string; readonly steps: readonly SequenceStep[] } {
  const [name = '', ...fields] = text.split(',').map(unquoted)
  if (name === '' || fields.length === 0 || fields.length % 5 !== 0) throw new DeviceError(
    -161, 'Invalid block data;arb sequence',
  )
  const steps = Array.from({ length: fields.length / 5 }, (_, index) => {
    const [waveform = '', repetitions = '', control = '', marker = ''] = fields.slice(index * 5)
    const isKnown = playControls.includes(control.toLowerCase()) && markerModes.includes(marker.toLowerCase())
    if (!isKnown) throw new DeviceError(-224, 'Illegal parameter value;arb sequence')
    return { name: waveform, repetitions: control.toLowerCase() === 'repeat' ? Math.max(1, Number(repetitions)) : 1 }
  })
  return { name, steps }
}
