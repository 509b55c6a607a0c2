import type { ProgramData, ProgramUnit } from './program-message.ts'

function isEmptyBlock(data: ProgramData | undefined): boolean {
  return data?.kind === 'block' && data.data.length === 0
}

/**
 * The units with the block that goes out in place of the empty one at the end of the message. Undefined where the end is no empty
 * block that stands for itself, as behind a block whose length covers it: the instrument would see another message.
 */
export function withBlock(units: readonly ProgramUnit[], block: Uint8Array | undefined): readonly ProgramUnit[] | undefined {
  if (block === undefined) return units
  const last = units[units.length - 1]
  const place = last?.data[last.data.length - 1]
  if (last === undefined || place?.kind !== 'block' || !isEmptyBlock(place)) return undefined
  return [...units.slice(0, -1), { ...last, data: [...last.data.slice(0, -1), { ...place, data: block }] }]
}
