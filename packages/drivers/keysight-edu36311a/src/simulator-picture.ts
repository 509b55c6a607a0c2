const width = 480
const height = 272
const headerBytes = 14 + 40
/** Background, frame, and one colour for each output: blue, green, red, reserved. */
const palette = [[0, 0, 0, 0], [90, 90, 90, 0], [40, 220, 250, 0], [90, 220, 90, 0], [250, 160, 60, 0]] as const
const pixelsAt = headerBytes + 4 * palette.length
const margin = 8

function header(): Uint8Array {
  const file = new Uint8Array(pixelsAt + width * height)
  const view = new DataView(file.buffer)
  file.set([0x42, 0x4d]) // BM
  view.setUint32(2, file.length, true)
  view.setUint32(10, pixelsAt, true)
  view.setUint32(14, 40, true)
  view.setInt32(18, width, true)
  view.setInt32(22, height, true)
  view.setUint16(26, 1, true)
  view.setUint16(28, 8, true)
  view.setUint32(34, width * height, true)
  view.setUint32(46, palette.length, true)
  file.set(palette.flat(), headerBytes)
  return file
}

/** Rows of a BMP go from the bottom up, as the bars do. */
function fill(file: Uint8Array, left: number, right: number, top: number, colour: number): void {
  for (let row = margin; row < top; row += 1) {
    const start = pixelsAt + row * width
    file.fill(colour, start + left, start + right)
  }
}

/**
 * The display as a BMP file of 480 × 272 pixels: a bar for each output, 0 … 1. Black without outputs, as a display that is off.
 */
export function drawDisplay(fills: readonly number[]): Uint8Array {
  const file = header()
  const column = width / 3
  fills.forEach((level, index) => {
    const left = index * column + margin
    const right = (index + 1) * column - margin
    fill(file, left, right, height - margin, 1)
    fill(file, left, right, margin + Math.round((height - 2 * margin) * Math.min(1, Math.max(0, level))), index + 2)
  })
  return file
}
