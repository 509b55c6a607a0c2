import { decodeLatin1, encodeLatin1 } from '@lab/scpi'

/** Bytes of a text, one a character (latin-1). @throws RangeError for a character above U+00FF. */
export const bytesOf = encodeLatin1

/** Text of bytes, one character each (latin-1). */
export const textOf = decodeLatin1

/** Bytes as people read them: control characters escaped, long ones cut. */
export function showBytes(bytes: Uint8Array): string {
  const most = 200
  const shown = JSON.stringify(textOf(bytes.subarray(0, most)))
  return bytes.length <= most ? shown : `${shown} … (${bytes.length} bytes)`
}

/** The arrays one behind the other. */
export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    result.set(part, at)
    at += part.length
  }
  return result
}
