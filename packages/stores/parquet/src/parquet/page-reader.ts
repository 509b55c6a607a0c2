import { crc32 } from 'node:zlib'
import { ByteSource, DamageError } from './byte-source.ts'
import { decompressed } from './compression.ts'
import { readDelta } from './delta.ts'
import type { ColumnEntry, PageEntry } from './group-entry.ts'
import { readHybrid } from './hybrid.ts'
import { readSplit } from './stream-split.ts'

/** Values of some rows of a column: numbers with NaN, or other values with null, where there is none. */
export interface ReadColumn {
  readonly values: Float64Array | readonly (string | Uint8Array | boolean | null)[]
  readonly nulls?: Uint8Array | undefined
}

export type DictionaryValues = Float64Array | readonly string[]

/** Whether the bytes of a page, header included, are those that were written. */
export function isPageAsWritten(bytes: Uint8Array, page: PageEntry): { readonly header: boolean; readonly values: boolean } {
  return { header: crc32(bytes.subarray(0, page.header)) === page.headerCrc, values: crc32(bytes.subarray(page.header)) === page.crc }
}

function unpacked(bytes: Uint8Array, page: PageEntry): Uint8Array {
  const body = bytes.subarray(page.header + page.levels)
  if (body.length !== page.body) throw new DamageError('a page is cut off')
  return page.packed ? decompressed(body, page.raw) : body
}

/** @throws DamageError */
export function readDictionary(bytes: Uint8Array, page: PageEntry, { kind }: ColumnEntry): DictionaryValues {
  const raw = unpacked(bytes, page)
  return kind === 'double' ? readPlain(raw, page.rows, true) : readPlain(raw, page.rows, false).map(textOf)
}

/**
 * Reads a page; `bytes` begin with its header.
 * @throws DamageError
 */
export function readPage(bytes: Uint8Array, page: PageEntry, column: ColumnEntry, dictionary: DictionaryValues | undefined): ReadColumn {
  const levels = bytes.subarray(page.header, page.header + page.levels)
  const present = page.rows - page.nulls
  if (present === 0) return nothing(bytes, page, column)
  const nulls = page.nulls === 0 ? undefined : nullsOf(readHybrid(levels, page.rows, 1), present)
  const values = readValues(unpacked(bytes, page), page, column, present, dictionary)
  return nulls === undefined ? { values } : { values: spread(values, nulls), nulls }
}

/** Columns without any value are common. */
function nothing(bytes: Uint8Array, page: PageEntry, { kind }: ColumnEntry): ReadColumn {
  if (unpacked(bytes, page).length > 0) throw new DamageError('there are values where there were none')
  const isNumber = kind === 'double' || kind === 'integer' || kind === 'time'
  const values = isNumber ? new Float64Array(page.rows).fill(Number.NaN) : new Array<null>(page.rows).fill(null)
  return { values, nulls: new Uint8Array(page.rows).fill(1) }
}

function nullsOf(levels: Uint32Array, present: number): Uint8Array {
  const nulls = Uint8Array.from(levels, (level) => 1 - level)
  if (levels.reduce((sum, level) => sum + level, 0) !== present) throw new DamageError('there are other values missing than before')
  return nulls
}

type Values = ReadColumn['values']

/** Puts values to their rows. */
function spread(values: Values, nulls: Uint8Array): Values {
  let at = 0
  if (values instanceof Float64Array) return Float64Array.from(nulls, (none) => none === 1 ? Number.NaN : values[at++] ?? Number.NaN)
  return Array.from(nulls, (none) => none === 1 ? null : values[at++] ?? null)
}

function readValues(raw: Uint8Array, page: PageEntry, { kind }: ColumnEntry, count: number, dictionary: DictionaryValues | undefined): Values {
  if (page.encoding === 'RLE_DICTIONARY') return lookUp(raw, count, dictionary)
  switch (kind) {
    case 'integer': return page.encoding === 'PLAIN' ? readIntegers(raw, count) : readDeltas(raw, count)
    case 'time': return page.encoding === 'PLAIN' ? readPlainTimes(raw, count) : readTimes(raw, count)
    case 'double': return readSplit(raw, count)
    case 'boolean': return readBooleans(raw, count)
    case 'text': return readPlain(raw, count, false).map(textOf)
    case 'bytes': return readPlain(raw, count, false)
    case 'doubles': throw new DamageError('lists are not read')
  }
}

function textOf(value: Uint8Array): string {
  return Buffer.from(value.buffer, value.byteOffset, value.length).toString('utf8')
}

function lookUp(raw: Uint8Array, count: number, dictionary: DictionaryValues | undefined): Values {
  const width = raw[0] ?? 0
  if (dictionary === undefined || width < 1 || width > 32) throw new DamageError('a dictionary is missing')
  const places = readHybrid(raw.subarray(1), count, width)
  for (const place of places) if (place >= dictionary.length) throw new DamageError('a value is not in the dictionary')
  if (dictionary instanceof Float64Array) return Float64Array.from(places, (place) => dictionary[place] ?? Number.NaN)
  return Array.from(places, (place) => dictionary[place] ?? '')
}

function readPlain(raw: Uint8Array, count: number, isDouble: true): Float64Array
function readPlain(raw: Uint8Array, count: number, isDouble: false): Uint8Array[]
function readPlain(raw: Uint8Array, count: number, isDouble: boolean): Float64Array | Uint8Array[] {
  const source = new ByteSource(raw)
  if (isDouble) return Float64Array.from({ length: count }, () => source.take(8).readDoubleLE())
  return Array.from({ length: count }, () => source.take(source.uint32()))
}

function readBooleans(raw: Uint8Array, count: number): boolean[] {
  if (raw.length !== Math.ceil(count / 8)) throw new DamageError('a column has too many or too few bytes')
  return Array.from({ length: count }, (_, i) => (((raw[i >> 3] ?? 0) >> (i & 7)) & 1) === 1)
}

function readIntegers(raw: Uint8Array, count: number): Float64Array {
  const source = new ByteSource(raw)
  return Float64Array.from({ length: count }, () => Number(source.int64()))
}

function readDeltas(raw: Uint8Array, count: number): Float64Array {
  const values = new Float64Array(count)
  let at = 0
  let value = 0
  readDelta(new ByteSource(raw), count, (first) => { value = values[at++] = Number(first) }, (delta) => {
    value += delta
    values[at++] = value
  })
  return values
}

function timeOf(nanoseconds: bigint): number {
  return Number(nanoseconds / 1_000_000n) + Number(nanoseconds % 1_000_000n) / 1e6
}

function readPlainTimes(raw: Uint8Array, count: number): Float64Array {
  const source = new ByteSource(raw)
  return Float64Array.from({ length: count }, () => timeOf(source.int64()))
}

/** Milliseconds and the nanoseconds behind them are kept apart: together they are too many digits for a float64. */
function readTimes(raw: Uint8Array, count: number): Float64Array {
  const values = new Float64Array(count)
  let at = 0
  let milliseconds = 0
  let nanoseconds = 0
  const put = (): void => { values[at++] = milliseconds + nanoseconds / 1e6 }
  const onFirst = (first: bigint): void => {
    milliseconds = Number(first / 1_000_000n)
    nanoseconds = Number(first % 1_000_000n)
    put()
  }
  readDelta(new ByteSource(raw), count, onFirst, (delta) => {
    nanoseconds += delta
    const carry = Math.floor(nanoseconds / 1e6)
    milliseconds += carry
    nanoseconds -= carry * 1e6
    put()
  })
  return values
}
