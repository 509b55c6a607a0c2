import { detailText } from '../rows/detail-parts.ts'
import { pointText } from '../rows/point-text.ts'
import { extras, type Extra } from '../rows/series-layout.ts'
import { numberText } from '../rows/stored-json.ts'

/**
 * What comes before the cells of a point that is nothing but numbers: place of its acquisition, `seq`, times, index, number of cells, and
 * which parts of details it has: bit 4 · cell + place in {@link extras}. Behind the cells come those parts in the same order.
 */
export const packedHead = 7
/** Beyond that many cells, the bits for the parts of details are no exact number. */
export const mostDetailedCells = 13

/** Whether numbers in memory have their least significant byte first, as they have in files. */
export const canPack = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1

/** Whether a cell has a part of a detail. */
export function hasPart(mask: number, bit: number): boolean {
  return bit < 32 ? ((mask >>> bit) & 1) === 1 : (((mask / 0x1_0000_0000) >>> (bit - 32)) & 1) === 1
}

/** How many numbers the point that begins at a place has. */
export function packedLength(numbers: Float64Array, at: number): number {
  let length = packedHead + (numbers[at + 5] ?? 0)
  for (let rest = numbers[at + 6] ?? 0; rest > 0; rest = Math.floor(rest / 2)) length += rest % 2
  return length
}

/** The JSON of a packed point's record: what `encodeEvent` makes of the point. */
export function packedText(numbers: Float64Array, at: number, acquisition: string): string {
  const number = (offset: number): number => numbers[at + offset] ?? Number.NaN
  const count = number(5)
  const cells = Array.from({ length: count }, (_, i) => numberText(number(packedHead + i)))
  const stamp = { seq: number(1), timeMs: number(2), monotonicMs: number(3), index: number(4) }
  return pointText(stamp, JSON.stringify(acquisition), cells, number(6) === 0 ? undefined : detailTexts(numbers, at, count))
}

function detailTexts(numbers: Float64Array, at: number, cells: number): readonly string[] {
  const mask = numbers[at + 6] ?? 0
  let next = at + packedHead + cells
  return Array.from({ length: cells }, (_, cell) => {
    const parts: Partial<Record<Extra, number>> = {}
    for (const [i, extra] of extras.entries()) if (hasPart(mask, cell * extras.length + i)) parts[extra] = numbers[next++] ?? Number.NaN
    return detailText(parts, null) ?? 'null'
  })
}
