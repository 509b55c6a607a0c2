import { crc32 } from 'node:zlib'
import { checksum } from '@lab/store-writer/thread'
import { ByteWriter } from 'hyparquet-writer'
import { writePageHeader } from 'hyparquet-writer/src/datapage.js'
import type { PartSink } from './part-sink.ts'
import { compressed, zstd } from './compression.ts'
import type { PageEncoding, PageEntry } from './group-entry.ts'

const none = new Uint8Array(0)

/** A page before it is written: levels and values in their encoding. */
export interface Page {
  readonly rows: number
  readonly nulls: number
  readonly encoding: PageEncoding
  /** Number of values with the missing ones; that of the rows but for lists. */
  readonly slots?: number
  readonly repetitions?: Uint8Array
  readonly levels: Uint8Array
  /** In one piece or several. */
  readonly values: readonly Uint8Array[]
  /** Whether the values are not to be compressed. */
  readonly isUncompressed?: boolean
}

/** Writes a data page of version 2. */
export function writeDataPage(sink: PartSink, page: Page): PageEntry {
  const { rows, nulls, encoding, slots = rows, repetitions = none, levels, values, isUncompressed = false } = page
  const raw = lengthOf(values)
  const packed = isUncompressed ? undefined : compressed(values, raw)
  const body = packed === undefined ? values : [packed]
  const levelBytes = levels.length + repetitions.length
  const writer = new ByteWriter(64)
  writePageHeader(writer, {
    type: 'DATA_PAGE_V2',
    uncompressed_page_size: levelBytes + raw,
    compressed_page_size: levelBytes + lengthOf(body),
    data_page_header_v2: {
      num_values: slots, num_nulls: nulls, num_rows: rows, encoding,
      definition_levels_byte_length: levels.length, repetition_levels_byte_length: repetitions.length, is_compressed: packed !== undefined,
    },
  })
  return append(sink, writer.getBytes(), [repetitions, levels], body, { rows, nulls, encoding, raw, packed: packed !== undefined })
}

/** Writes the page with the distinct values of a column. */
export function writeDictionaryPage(sink: PartSink, count: number, values: Uint8Array): PageEntry {
  const body = zstd(values)
  const writer = new ByteWriter(64)
  writePageHeader(writer, {
    type: 'DICTIONARY_PAGE', uncompressed_page_size: values.length, compressed_page_size: body.length,
    dictionary_page_header: { num_values: count, encoding: 'PLAIN' },
  })
  return append(sink, writer.getBytes(), [], [body], { rows: count, nulls: 0, encoding: 'PLAIN', raw: values.length, packed: true })
}

function append(
  sink: PartSink, header: Uint8Array, levels: readonly Uint8Array[], body: readonly Uint8Array[],
  page: Pick<PageEntry, 'rows' | 'nulls' | 'encoding' | 'raw' | 'packed'>,
): PageEntry {
  const parts = [...levels, ...body]
  for (const part of [header, ...parts]) sink.bytes(part)
  let crc = 0
  let rest: readonly Uint8Array[] = parts
  return {
    ...page, header: header.length, levels: lengthOf(levels), body: lengthOf(body), headerCrc: crc32(header),
    /** Made when it is asked for, which is when the disk has been given its work. */
    get crc() {
      for (const part of rest) crc = checksum(part, crc)
      rest = []
      return crc
    },
  }
}

function lengthOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0)
}
