import type { Table, TableColumn } from '@lab/core'
import { columnTitle, formatValue } from './format.ts'

interface Canvas {
  readonly width: number
  readonly height: number
}

/** Bits of the eight dots of a braille character (U+2800), by row and column. */
const dots = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]] as const

/** The first numeric result over the first numeric parameter (or the point number) in braille dots; nothing to draw: no lines. */
export function plotTable(table: Table, canvas: Canvas = { width: 60, height: 12 }): string[] {
  const results = table.columns.filter((column) => column.role === 'result' && isNumeric(column))
  const y = results[0]
  if (y === undefined) return []
  const x = table.columns.find((column) => column.role === 'parameter' && isNumeric(column))
  const points = finitePoints(table.rows, x, y)
  return points.length < 2 ? [] : draw(points, canvas, x === undefined ? 'point' : columnTitle(x), columnTitle(y))
}

function isNumeric(column: TableColumn): boolean {
  return column.values instanceof Float64Array
}

type Point = readonly [x: number, y: number]

function finitePoints(rows: number, x: TableColumn | undefined, y: TableColumn): Point[] {
  const points: Point[] = []
  for (let row = 0; row < rows; row++) {
    const point: Point = [x === undefined ? row : Number(x.values[row]), Number(y.values[row])]
    if (point.every(Number.isFinite)) points.push(point)
  }
  return points
}

/** Smallest and largest, a little apart where they are one. */
function span(values: readonly number[]): readonly [low: number, high: number] {
  let low = Infinity
  let high = -Infinity
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)]
  return low === high ? [low - (Math.abs(low) || 1) * 0.05, high + (Math.abs(high) || 1) * 0.05] : [low, high]
}

function draw(points: readonly Point[], canvas: Canvas, xTitle: string, yTitle: string): string[] {
  const [left, right] = span(points.map(([x]) => x))
  const [bottom, top] = span(points.map(([, y]) => y))
  const { width, height } = canvas
  const placed = points.map(([x, y]): Point => [
    Math.round(((x - left) / (right - left)) * (width * 2 - 1)), Math.round(((top - y) / (top - bottom)) * (height * 4 - 1)),
  ])
  const labels = [formatValue(bottom), formatValue(top), formatValue(left), formatValue(right)] as const
  return frame(drawLines(placed, canvas), canvas, labels, `${yTitle} over ${xTitle}`)
}

/** Joins each point with the one before, as long as x goes on; a step back starts a new line. */
function drawLines(points: readonly Point[], canvas: Canvas): Uint8Array {
  const cells = new Uint8Array(canvas.width * canvas.height)
  let [x0, y0] = points[0] ?? [0, 0]
  for (const [x, y] of points) {
    if (x < x0) [x0, y0] = [x, y]
    const steps = Math.max(1, x - x0, Math.abs(y - y0))
    for (let step = 0; step <= steps; step++) {
      setDot(cells, canvas, Math.round(x0 + ((x - x0) * step) / steps), Math.round(y0 + ((y - y0) * step) / steps))
    }
    x0 = x
    y0 = y
  }
  return cells
}

function setDot(cells: Uint8Array, { width }: Canvas, x: number, y: number): void {
  const cell = Math.floor(y / 4) * width + Math.floor(x / 2)
  cells[cell] = (cells[cell] ?? 0) | (dots[y % 4]?.[x % 2] ?? 0)
}

type Labels = readonly [bottom: string, top: string, left: string, right: string]

function frame(cells: Uint8Array, { width, height }: Canvas, [bottom, top, left, right]: Labels, title: string): string[] {
  const margin = Math.max(bottom.length, top.length)
  const lines = Array.from({ length: height }, (_, row) => {
    const label = row === 0 ? top : row === height - 1 ? bottom : ''
    const text = Array.from(cells.subarray(row * width, (row + 1) * width), (bits) => String.fromCharCode(0x2800 + bits))
    return `${label.padStart(margin)} ┤${text.join('')}`
  })
  const axis = `${' '.repeat(margin)} └${'─'.repeat(width)}`
  const gap = Math.max(1, width - left.length - right.length)
  return [title, ...lines, axis, `${' '.repeat(margin + 2)}${left}${' '.repeat(gap)}${right}`]
}
