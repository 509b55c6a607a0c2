import { isWaveform, waveformValues } from '@lab/core'
import { exportJson } from './export-json.ts'
import { numberText } from './format.ts'

/** Length from which on a piece is handed on. One text for everything would be too long for many points. */
const pieceLength = 65_536

/** What `exportJson` makes of a value, as JSON text in pieces of bounded length. */
export function* jsonPieces(value: unknown): Generator<string> {
  let piece = ''
  for (const text of texts(value)) {
    piece += text
    if (piece.length < pieceLength) continue
    yield piece
    piece = ''
  }
  yield `${piece}\n`
}

function* texts(value: unknown): Generator<string> {
  if (value instanceof Float64Array) yield* listTexts(value, 'null')
  else if (isWaveform(value)) yield* objectTexts({ ...exportedHead(value), values: waveformValues(value) })
  else if (Array.isArray(value)) yield* listTexts(value)
  else if (isPlainObject(value)) yield* objectTexts(value)
  else yield JSON.stringify(exportJson(value))
}

function exportedHead({ unit, start, step, xUnit, timeMs }: Parameters<typeof waveformValues>[0]): Readonly<Record<string, unknown>> {
  return { kind: 'waveform', unit, start, step, xUnit, timeMs }
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  return !(value instanceof Date) && !ArrayBuffer.isView(value)
}

/** `gap` is how NaN is written: in a column of numbers it stands for a missing value. */
function* listTexts(values: Iterable<unknown>, gap = '{"$number":"NaN"}'): Generator<string> {
  let separator = '['
  for (const value of values) {
    if (typeof value === 'number') yield separator + (Number.isNaN(value) ? gap : numberJson(value))
    else {
      yield separator
      yield* texts(value)
    }
    separator = ','
  }
  yield separator === '[' ? '[]' : ']'
}

function* objectTexts(object: Readonly<Record<string, unknown>>): Generator<string> {
  let separator = '{'
  for (const [key, value] of Object.entries(object)) {
    if (value === undefined) continue
    yield `${separator}${JSON.stringify(key)}:`
    yield* texts(value)
    separator = ','
  }
  yield separator === '{' ? '{}' : '}'
}

function numberJson(value: number): string {
  return Number.isFinite(value) && !Object.is(value, -0) ? numberText(value) : JSON.stringify(exportJson(value))
}
