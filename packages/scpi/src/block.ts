import { SettingError } from '@lab/core'

/** Most bytes that nine digits can announce. */
const mostBytes = 999_999_999

/** What goes before the bytes of a definite block: `#15` for five bytes, or with a fixed number of digits `#800000005`. */
export function blockHeader(length: number, digits?: number): string {
  const text = String(length).padStart(digits ?? 1, '0')
  if (length > mostBytes || text.length > (digits ?? 9)) {
    throw new SettingError(`A block of ${length} bytes does not fit a header with ${digits ?? 9} digits.`)
  }
  return `#${text.length}${text}`
}

/**
 * A definite-length block (IEEE 488.2, 7.7.6 and 8.7.9): header and bytes in one array.
 * @throws SettingError beyond 999,999,999 bytes.
 */
export function encodeBlock(data: Uint8Array, digits?: number): Uint8Array {
  const header = blockHeader(data.length, digits)
  const block = new Uint8Array(header.length + data.length)
  for (let index = 0; index < header.length; index += 1) block[index] = header.charCodeAt(index)
  block.set(data, header.length)
  return block
}
