import type { ProgramData } from '@lab/scpi'

interface Extremes {
  readonly min: number
  readonly max: number
}

function extremesOf(count: number, at: (index: number) => number): Extremes {
  let min = Infinity
  let max = -Infinity
  for (let index = 0; index < count; index++) {
    const value = at(index)
    // NaN lies in no range: the instrument refuses it, and nothing is known.
    if (!(value > -Infinity)) return { min: -Infinity, max: Infinity }
    if (value < min) min = value
    if (value > max) max = value
  }
  return { min, max }
}

function ofBlock(block: Uint8Array, integers: boolean, littleEndian: boolean): Extremes {
  const view = new DataView(block.buffer, block.byteOffset, block.length)
  if (integers) return extremesOf(Math.floor(block.length / 2), (index) => view.getInt16(2 * index, littleEndian))
  return extremesOf(Math.floor(block.length / 4), (index) => view.getFloat32(4 * index, littleEndian))
}

/**
 * How far the farthest of some samples is from 0, in parts of their peak to peak: ½ where they reach as far up as down. The
 * output is that much of the amplitude away from its offset. `Infinity` where it cannot be told.
 */
export function peakPart(data: readonly ProgramData[], integers: boolean, littleEndian: boolean | undefined): number {
  const [first] = data
  const numbers = data.map((element) => (element.kind === 'number' ? element.value : Number.NaN))
  if (first?.kind === 'block' && littleEndian === undefined) return Infinity
  const { min, max } = first?.kind === 'block'
    ? ofBlock(first.data, integers, littleEndian === true)
    : extremesOf(numbers.length, (index) => numbers[index] ?? 0)
  const part = Math.max(Math.abs(min), Math.abs(max)) / (max - min)
  return Number.isNaN(part) ? Infinity : part
}
