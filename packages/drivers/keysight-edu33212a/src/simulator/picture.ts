/** Size of the simulated display in pixels. */
const width = 16
const height = 8

function crc(bytes: Uint8Array): number {
  let value = 0xffffffff
  for (const byte of bytes) {
    value ^= byte
    for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  }
  return (value ^ 0xffffffff) >>> 0
}

function adler(bytes: Uint8Array): number {
  let low = 1
  let high = 0
  for (const byte of bytes) {
    low = (low + byte) % 65521
    high = (high + low) % 65521
  }
  return ((high << 16) | low) >>> 0
}

function bigEndian(value: number): readonly number[] {
  return [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff]
}

function chunk(name: string, data: readonly number[]): readonly number[] {
  const named = Uint8Array.from([...new TextEncoder().encode(name), ...data])
  return [...bigEndian(data.length), ...named, ...bigEndian(crc(named))]
}

/** A black picture without compression (PNG, second edition, 2003; the data in one stored block of RFC 1951). */
function blankPng(): Uint8Array {
  const rows = new Uint8Array(height * (width + 1))
  const size = [rows.length & 0xff, rows.length >> 8]
  const stored = [0x78, 0x01, 1, ...size, ...size.map((byte) => byte ^ 0xff), ...rows, ...bigEndian(adler(rows))]
  return Uint8Array.from([
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a,
    ...chunk('IHDR', [...bigEndian(width), ...bigEndian(height), 8, 0, 0, 0, 0]), ...chunk('IDAT', stored), ...chunk('IEND', []),
  ])
}

/** A black picture of 24 bits a pixel. */
function blankBmp(): Uint8Array {
  const headers = 54
  const picture = new Uint8Array(headers + width * height * 3)
  const view = new DataView(picture.buffer)
  picture.set([0x42, 0x4d])
  view.setUint32(2, picture.length, true)
  view.setUint32(10, headers, true)
  view.setUint32(14, 40, true)
  view.setInt32(18, width, true)
  view.setInt32(22, height, true)
  view.setUint16(26, 1, true)
  view.setUint16(28, 24, true)
  view.setUint32(34, width * height * 3, true)
  return picture
}

/** What the display of a simulated instrument looks like: nothing. */
export function blankPicture(format: 'png' | 'bmp'): Uint8Array {
  return format === 'bmp' ? blankBmp() : blankPng()
}
