/** Bytes of a text, one a character (latin-1). */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0) & 0xff)
}

/** Text of bytes, one character each (latin-1). */
export function textOf(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  return text
}

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
