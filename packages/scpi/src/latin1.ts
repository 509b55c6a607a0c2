const chunkLength = 8192

/** One character a byte. */
export function decodeLatin1(bytes: Uint8Array): string {
  if (bytes.length <= chunkLength) return String.fromCharCode.apply(undefined, asNumbers(bytes))
  let text = ''
  for (let start = 0; start < bytes.length; start += chunkLength) {
    text += String.fromCharCode.apply(undefined, asNumbers(bytes.subarray(start, start + chunkLength)))
  }
  return text
}

/** `apply` takes any array-like of numbers; its declared type asks for an array. */
function asNumbers(bytes: Uint8Array): number[] {
  const arrayLike: ArrayLike<number> = bytes
  return arrayLike as number[]
}

/** One byte a character. Characters above U+00FF are refused. */
export function encodeLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    if (code > 0xff) throw new RangeError(`Character ${JSON.stringify(text.charAt(index))} at ${index} does not fit in one byte.`)
    bytes[index] = code
  }
  return bytes
}
