import { ByteSink } from './byte-sink.ts'
import type { FileColumn } from './column-schema.ts'
import { presentItems, presentNumbers, type ColumnValues } from './column-values.ts'
import { writeDelta } from './delta.ts'
import { dictionaryOf, widthOf, type Dictionary } from './dictionary.ts'
import type { ColumnEntry, PageEncoding, PageEntry } from './group-entry.ts'
import { writeHybrid } from './hybrid.ts'
import { isLarge } from './large-blob.ts'
import { listPage } from './list-page.ts'
import { writeDataPage, writeDictionaryPage, type Page } from './page-writer.ts'
import { PartSink } from './part-sink.ts'
import { rangeOf } from './statistics.ts'
import { writeSplit } from './stream-split.ts'

/** Rows of a page at most: a slice reads little that it does not need, and damage touches few rows. */
const mostRows = 16_384
/** … and not many more bytes than this. */
const mostBytes = 1024 * 1024

const none = new Uint8Array(0)

/** Writes the rows of a column behind each other in pages, each value in the encoding that suits it. */
export function writeColumn(sink: PartSink, groupOffset: number, column: FileColumn, rows: ColumnValues): ColumnEntry {
  const offset = groupOffset + sink.length
  const dictionary = dictionaryFor(rows)
  const first = dictionary === undefined ? undefined : writeDictionaryPage(sink, dictionary.values.length, plain(dictionary.values))
  const pages: PageEntry[] = []
  let present = 0
  for (const [from, to] of slices(rows)) {
    const nulls = countNulls(rows.nulls, from, to)
    const encoded = dictionary === undefined
      ? encodeValues(rows, from, to)
      : encodePlaces(dictionary, present, present + to - from - nulls)
    present += to - from - nulls
    if (rows.kind === 'doubles') pages.push(writeDataPage(sink, listPage(rows.values.slice(from, to))))
    else pages.push(writeDataPage(sink, { rows: to - from, nulls, ...encoded, levels: levelsOf(column, rows.nulls, from, to) }))
  }
  return { ...column, offset, ...(first === undefined ? {} : { dictionary: first }), pages, ...slotsOf(rows), ...rangeOf(rows) }
}

function slotsOf({ kind, values }: ColumnValues): { readonly slots?: number } {
  return kind === 'doubles' ? { slots: values.reduce((sum, list) => sum + Math.max(1, list?.length ?? 0), 0) } : {}
}

function* slices(rows: ColumnValues): Generator<[from: number, to: number]> {
  const count = rows.values.length
  for (let from = 0; from < count;) {
    const to = endOfPage(rows, from, Math.min(count, from + mostRows))
    yield [from, to]
    from = to
  }
}

function endOfPage({ kind, values }: ColumnValues, from: number, most: number): number {
  if (kind !== 'bytes' && kind !== 'text' && kind !== 'doubles') return most
  let bytes = 0
  for (let i = from; i < most; i++) {
    bytes += (values[i]?.length ?? 0) * (kind === 'doubles' ? 8 : 1)
    if (bytes >= mostBytes) return i + 1
  }
  return most
}

function countNulls(nulls: Uint8Array | undefined, from: number, to: number): number {
  let count = 0
  if (nulls !== undefined) for (let i = from; i < to; i++) count += nulls[i] ?? 0
  return count
}

function levelsOf({ optional }: FileColumn, nulls: Uint8Array | undefined, from: number, to: number): Uint8Array {
  if (!optional) return none
  const levels = new Uint8Array(to - from).fill(1)
  if (nulls !== undefined) for (let i = from; i < to; i++) if (nulls[i] === 1) levels[i - from] = 0
  const sink = new ByteSink(64)
  writeHybrid(sink, levels, 1)
  return sink.view()
}

function dictionaryFor({ kind, values, nulls }: ColumnValues): Dictionary<number | string> | undefined {
  if (kind === 'double') return dictionaryOf<number | string>(presentNumbers(values, nulls, 0, values.length), () => 8)
  if (kind === 'text' && nulls?.includes(0) !== false) return dictionaryOf<number | string>(presentItems(values, 0, values.length), (value) => String(value).length + 4)
  return undefined
}

/** Values of a page. */
type Encoded = Pick<Page, 'encoding' | 'values' | 'isUncompressed'>

function encodePlaces({ values, places }: Dictionary<unknown>, from: number, to: number): Encoded {
  const width = widthOf(values.length)
  const sink = new ByteSink((to - from) * 2 + 64)
  sink.byte(width)
  writeHybrid(sink, places.subarray(from, to), width)
  return { encoding: 'RLE_DICTIONARY', values: [sink.view()] }
}

function encodeValues(rows: ColumnValues, from: number, to: number): Encoded {
  if (rows.kind === 'bytes') {
    const items = presentItems(rows.values, from, to)
    return { encoding: 'PLAIN', values: plainParts(items), isUncompressed: isLarge(items) }
  }
  if (rows.kind === 'text') return { encoding: 'PLAIN', values: [plain(presentItems(rows.values, from, to))] }
  const sink = new ByteSink((to - from) * 8 + 64)
  return { encoding: encodeFixed(sink, rows, from, to), values: [sink.view()] }
}

type FixedValues = Exclude<ColumnValues, { readonly kind: 'bytes' | 'text' }>

function encodeFixed(sink: ByteSink, rows: FixedValues, from: number, to: number): PageEncoding {
  switch (rows.kind) {
    case 'integer': return encodeIntegers(sink, rows.values.subarray(from, to))
    case 'time': return encodeTimes(sink, rows.values.subarray(from, to))
    case 'double':
      writeSplit(sink, presentNumbers(rows.values, rows.nulls, from, to))
      return 'BYTE_STREAM_SPLIT'
    case 'boolean':
      encodeBooleans(sink, rows.values.subarray(from, to).filter((_, i) => rows.nulls?.[from + i] !== 1))
      return 'PLAIN'
    case 'doubles': return 'PLAIN'
  }
}

function encodeIntegers(sink: ByteSink, values: Float64Array): PageEncoding {
  const first = BigInt(values[0] ?? 0)
  if (writeDelta(sink, values.length, first, (i) => (values[i] ?? 0) - (values[i - 1] ?? 0))) return 'DELTA_BINARY_PACKED'
  sink.clear()
  for (const value of values) sink.int64(BigInt(value))
  return 'PLAIN'
}

/** Nanoseconds of a time within its millisecond. */
function nanosecondsIn(timeMs: number): number {
  return Math.round((timeMs - Math.floor(timeMs)) * 1e6)
}

export function nanosecondsOf(timeMs: number): bigint {
  return BigInt(Math.floor(timeMs)) * 1_000_000n + BigInt(nanosecondsIn(timeMs))
}

function encodeTimes(sink: ByteSink, values: Float64Array): PageEncoding {
  const difference = (index: number): number => {
    const [before = 0, after = 0] = [values[index - 1], values[index]]
    return (Math.floor(after) - Math.floor(before)) * 1e6 + (nanosecondsIn(after) - nanosecondsIn(before))
  }
  if (writeDelta(sink, values.length, nanosecondsOf(values[0] ?? 0), difference)) return 'DELTA_BINARY_PACKED'
  sink.clear()
  for (const value of values) sink.int64(nanosecondsOf(value))
  return 'PLAIN'
}

function encodeBooleans(sink: ByteSink, values: Uint8Array): void {
  const target = sink.reserve(Math.ceil(values.length / 8)).fill(0)
  for (const [i, value] of values.entries()) target[i >> 3] = (target[i >> 3] ?? 0) | (value << (i & 7))
}

/** Bytes behind their lengths; large ones stay where they are. */
function plainParts(items: readonly Uint8Array[]): readonly Uint8Array[] {
  const sink = new PartSink(4096)
  for (const item of items) {
    const length = Buffer.alloc(4)
    length.writeUInt32LE(item.length)
    sink.bytes(length)
    sink.bytes(item)
  }
  return sink.parts()
}

/** Values as they are, texts behind their lengths. */
function plain(values: readonly (number | string)[]): Buffer {
  const sink = new ByteSink(64 + values.reduce<number>((sum, value) => sum + (typeof value === 'number' ? 8 : 4 + value.length), 0))
  for (const value of values) {
    if (typeof value === 'number') {
      sink.reserve(8).writeDoubleLE(value)
      continue
    }
    const bytes = Buffer.from(value)
    sink.uint32(bytes.length)
    sink.bytes(bytes)
  }
  return sink.view()
}
