import { encodeLatin1 } from '@lab/scpi'
import { palette, type Picture } from './picture.ts'

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  return value
})

function crc(data: Uint8Array): number {
  let value = 0xffffffff
  for (const byte of data) value = (crcTable[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8)
  return (value ^ 0xffffffff) >>> 0
}

function adler(data: Uint8Array): number {
  let [a, b] = [1, 0]
  for (const byte of data) {
    a = (a + byte) % 65521
    b = (b + a) % 65521
  }
  return ((b << 16) | a) >>> 0
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let place = 0
  for (const part of parts) {
    whole.set(part, place)
    place += part.length
  }
  return whole
}

function bigEndian(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff)
}

function littleEndian(value: number, size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, index) => (value >>> (8 * index)) & 0xff)
}

/** A chunk of a PNG file (ISO/IEC 15948, 5.3). */
function chunk(name: string, data: Uint8Array): Uint8Array {
  const body = joined([encodeLatin1(name), data])
  return joined([bigEndian(data.length), body, bigEndian(crc(body))])
}

const storedLength = 65_535

/** A zlib stream of stored blocks (RFC 1950, RFC 1951 3.2.4): valid, and no compression is needed. */
function stored(data: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [Uint8Array.of(0x78, 0x01)]
  for (let from = 0; from < data.length; from += storedLength) {
    const part = data.subarray(from, from + storedLength)
    const last = from + storedLength >= data.length ? 1 : 0
    parts.push(Uint8Array.of(last), littleEndian(part.length, 2), littleEndian(~part.length & 0xffff, 2), part)
  }
  return joined([...parts, bigEndian(adler(data))])
}

/** A PNG file with a palette. */
export function pngFile(picture: Picture, grayscale: boolean): Uint8Array {
  const { width, height } = picture
  const rows = new Uint8Array((width + 1) * height)
  for (let y = 0; y < height; y++) rows.set(picture.row(y), y * (width + 1) + 1)
  return joined([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', joined([bigEndian(width), bigEndian(height), Uint8Array.of(8, 3, 0, 0, 0)])),
    chunk('PLTE', palette(grayscale)),
    chunk('IDAT', stored(rows)),
    chunk('IEND', new Uint8Array(0)),
  ])
}

const bmpHeaders = 14 + 40

function bmpHeader({ width, height }: Picture, bits: 8 | 24, tableBytes: number, dataBytes: number): Uint8Array {
  const fields: [number, number][] = [
    [bmpHeaders + tableBytes + dataBytes, 4], [0, 4], [bmpHeaders + tableBytes, 4], [40, 4], [width, 4], [height, 4], [1, 2],
    [bits, 2],
    [0, 4], [dataBytes, 4], [2835, 4], [2835, 4], [tableBytes / 4, 4], [0, 4],
  ]
  return joined([encodeLatin1('BM'), ...fields.map(([value, size]) => littleEndian(value, size))])
}

/** A BMP file: rows from below, blue before green before red. */
export function bmpFile(picture: Picture, grayscale: boolean, bits: 8 | 24): Uint8Array {
  const colours = palette(grayscale)
  const { width, height } = picture
  const rowBytes = Math.ceil((width * bits) / 32) * 4
  const data = new Uint8Array(rowBytes * height)
  for (let y = 0; y < height; y++) {
    const row = picture.row(height - 1 - y)
    if (bits === 8) data.set(row, y * rowBytes)
    else row.forEach((index, x) => data.set(
      [colours[3 * index + 2] ?? 0, colours[3 * index + 1] ?? 0, colours[3 * index] ?? 0], y * rowBytes + 3 * x,
    ))
  }
  const table = new Uint8Array(bits === 8 ? (colours.length / 3) * 4 : 0)
  for (let index = 0; index < table.length / 4; index++) {
    table.set([colours[3 * index + 2] ?? 0, colours[3 * index + 1] ?? 0, colours[3 * index] ?? 0, 0], 4 * index)
  }
  return joined([bmpHeader(picture, bits, table.length, data.length), table, data])
}
