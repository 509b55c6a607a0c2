import { isWaveform, waveformValues, type Cell } from '@lab/core'
import {
  Bool, Field, Float64, List, makeData, RecordBatch, RecordBatchFileWriter, RecordBatchStreamWriter, Schema, Struct, TimestampNanosecond, Utf8,
  type Data, type DataType,
} from 'apache-arrow'
import { exportJson } from '../export-json.ts'
import { columnEntries } from './exported-session.ts'
import type { ExportSink } from './export-target.ts'
import type { FlatChunk, FlatColumn, FlatTable, FlatValues } from './flat-types.ts'
import { nanosecondsOf } from './nanoseconds.ts'

/**
 * Writes a table as Arrow IPC, a record batch for each chunk: the file format, or the stream format for a pipe. Fields say their
 * units, the schema says what the session is.
 */
export async function writeArrow(sink: ExportSink, table: FlatTable, entries: Readonly<Record<string, string>>, form: 'file' | 'stream'): Promise<void> {
  const fields = table.columns.map((column) => new Field(column.name, typeOf(column), true, new Map(Object.entries(columnEntries(column)))))
  const schema = new Schema(fields, new Map(Object.entries(entries)))
  const writer = form === 'file' ? new RecordBatchFileWriter() : new RecordBatchStreamWriter()
  const output: AsyncIterable<Uint8Array> = writer
  // The batches are written one by one, each when the one before is on its way.
  const batches = async function* (): AsyncGenerator<RecordBatch> {
    let any = false
    for await (const chunk of table.chunks()) {
      any = true
      yield batchOf(schema, table.columns, chunk)
    }
    if (!any) yield batchOf(schema, table.columns, { first: 0, rows: 0, columns: table.columns.map(() => ({ values: [], isMissing: () => true })) })
  }
  const pump = async (): Promise<void> => {
    for await (const piece of output) await sink.write(piece)
  }
  const pumping = pump()
  pumping.catch(() => undefined)
  for await (const batch of batches()) {
    writer.write(batch)
    await Promise.race([pumping, new Promise((resolve) => setImmediate(resolve))])
  }
  writer.finish()
  await pumping
}

function typeOf({ kind }: FlatColumn): DataType {
  if (kind === 'number') return new Float64()
  if (kind === 'boolean') return new Bool()
  if (kind === 'time') return new TimestampNanosecond()
  return kind === 'waveform' ? new List(new Field('item', new Float64(), false)) : new Utf8()
}

function batchOf(schema: Schema, columns: readonly FlatColumn[], { rows, columns: values }: FlatChunk): RecordBatch {
  const children = columns.map((column, place) => dataOf(column, values[place] ?? { values: [], isMissing: () => true }, rows))
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children }))
}

function dataOf({ kind }: FlatColumn, column: FlatValues, rows: number): Data {
  const validity = validityOf(column, rows)
  const cells = (row: number): Cell => column.values[row] ?? null
  if (kind === 'number') {
    const { values } = column
    return makeData({ type: new Float64(), length: rows, ...validity, data: values instanceof Float64Array ? values : Float64Array.from(values, Number) })
  }
  if (kind === 'time') {
    return makeData({ type: new TimestampNanosecond(), length: rows, nullCount: 0, data: BigInt64Array.from({ length: rows }, (_, row) => nanosecondsOf(Number(cells(row)))) })
  }
  if (kind === 'boolean') return makeData({ type: new Bool(), length: rows, ...validity, data: bits(rows, (row) => cells(row) === true) })
  return kind === 'waveform' ? listData(rows, cells, validity) : textData(rows, kind === 'json', cells, validity)
}

interface Validity {
  readonly nullCount: number
  readonly nullBitmap: Uint8Array | null
}

function validityOf({ values, isMissing }: FlatValues, rows: number): Validity {
  let nullCount = 0
  const nullBitmap = bits(rows, (row) => {
    const missing = isMissing(row) || (values[row] ?? null) === null
    if (missing) nullCount++
    return !missing
  })
  return { nullCount, nullBitmap: nullCount === 0 ? null : nullBitmap }
}

/** One bit a row, least significant first. */
function bits(rows: number, isSet: (row: number) => boolean): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(rows / 64) * 8)
  for (let row = 0; row < rows; row++) if (isSet(row)) bytes[row >> 3] = (bytes[row >> 3] ?? 0) | (1 << (row & 7))
  return bytes
}

function textData(rows: number, isJson: boolean, cells: (row: number) => Cell, validity: Validity): Data {
  const valueOffsets = new Int32Array(rows + 1)
  const parts: Buffer[] = []
  for (let row = 0; row < rows; row++) {
    const value = cells(row)
    const text = value === null ? '' : isJson || typeof value !== 'string' ? JSON.stringify(exportJson(value)) : value
    const part = Buffer.from(text)
    parts.push(part)
    valueOffsets[row + 1] = (valueOffsets[row] ?? 0) + part.length
  }
  return makeData({ type: new Utf8(), length: rows, ...validity, valueOffsets, data: Buffer.concat(parts) })
}

function listData(rows: number, cells: (row: number) => Cell, validity: Validity): Data {
  const valueOffsets = new Int32Array(rows + 1)
  const waves = Array.from({ length: rows }, (_, row) => {
    const cell = cells(row)
    return isWaveform(cell) ? cell : undefined
  })
  waves.forEach((wave, row) => (valueOffsets[row + 1] = (valueOffsets[row] ?? 0) + (wave?.raw.length ?? 0)))
  const samples = new Float64Array(valueOffsets[rows] ?? 0)
  waves.forEach((wave, row) => wave !== undefined && waveformValues(wave, samples.subarray(valueOffsets[row], valueOffsets[row + 1])))
  const child = makeData({ type: new Float64(), length: samples.length, nullCount: 0, data: samples })
  return makeData({ type: new List(new Field('item', new Float64(), false)), length: rows, ...validity, valueOffsets, child })
}
