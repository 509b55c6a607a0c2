import { grid } from '../specifications.ts'
import { Picture, type Colour } from './picture.ts'
import { codesPerDivision16, hole, middleCode, type Trace } from './trace.ts'

/** Size of the screen in points, and where the graticule is on it. The size of the real one is assumed. */
const size = { width: 800, height: 480 } as const
const frame = { left: 20, top: 40, width: 640, height: 400 } as const

/** A trace with the colour it is drawn in. */
export interface ShownTrace {
  readonly trace: Trace
  readonly colour: Colour
}

function drawGraticule(picture: Picture): void {
  const { left, top, width, height } = frame
  for (let column = 0; column <= grid.columns; column++) {
    const x = left + Math.round((column * width) / grid.columns)
    const solid = column === 0 || column === grid.columns || column === grid.columns / 2
    for (let y = top; y <= top + height; y += solid ? 1 : 4) picture.dot(x, y, 'grid')
  }
  for (let row = 0; row <= grid.rows; row++) {
    const y = top + Math.round((row * height) / grid.rows)
    const solid = row === 0 || row === grid.rows || row === grid.rows / 2
    for (let x = left; x <= left + width; x += solid ? 1 : 4) picture.dot(x, y, 'grid')
  }
}

/** Line of the screen for a code: eight divisions from bottom to top. */
function lineOf(code: number): number {
  const divisions = (code - middleCode) / codesPerDivision16
  const y = frame.top + frame.height / 2 - (divisions * frame.height) / grid.rows
  return Math.round(Math.min(frame.top + frame.height, Math.max(frame.top, y)))
}

/** Each column shows everything from the least to the greatest of its points, joined with the column before. */
function drawTrace(picture: Picture, { trace: { codes }, colour }: ShownTrace): void {
  let previous: number | undefined
  for (let column = 0; column < frame.width; column++) {
    const from = Math.floor((column * codes.length) / frame.width)
    const to = Math.max(from + 1, Math.floor(((column + 1) * codes.length) / frame.width))
    let [low, high] = [Infinity, -Infinity]
    for (let index = from; index < to; index++) {
      const code = codes[index] ?? hole
      if (code === hole) continue
      const line = lineOf(code)
      low = Math.min(low, line)
      high = Math.max(high, line)
    }
    if (high < low) continue
    picture.column(frame.left + column, Math.min(low, previous ?? low), Math.max(high, previous ?? high), colour)
    previous = lineOf(codes[to - 1] ?? middleCode)
  }
}

/** What the screen shows: graticule, traces, and a mark of the trigger level on the left. */
export function drawScreen(traces: readonly ShownTrace[], whiteBackground: boolean, running: boolean): Picture {
  const picture = new Picture(size.width, size.height, whiteBackground ? 'white' : 'black')
  drawGraticule(picture)
  for (const shown of traces) drawTrace(picture, shown)
  for (let x = size.width - 60; x < size.width - 20; x++) picture.column(x, 10, 25, running ? 'green' : 'red')
  return picture
}
