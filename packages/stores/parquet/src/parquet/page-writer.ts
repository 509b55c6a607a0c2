import { crc32 } from 'node:zlib'
import { ByteWriter } from 'hyparquet-writer/src/bytewriter.js'
import { writePageHeader } from 'hyparquet-writer/src/datapage.js'
import type { ByteSink } from './byte-sink.ts'
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
  readonly values: Uint8Array
}

/** Writes a data page of version 2. */
export function writeDataPage(sink: ByteSink, page: Page): PageEntry {
  const { rows, nulls, encoding, slots = rows, repetitions = none, levels, values } = page
  const packed = compressed(values)
  const body = packed ?? values
  const levelBytes = levels.length + repetitions.length
  const writer = new ByteWriter(64)
  writePageHeader(writer, {
    type: 'DATA_PAGE_V2',
    uncompressed_page_size: levelBytes + values.length,
    compressed_page_size: levelBytes + body.length,
    data_page_header_v2: {
      num_values: slots, num_nulls: nulls, num_rows: rows, encoding,
      definition_levels_byte_length: levels.length, repetition_levels_byte_length: repetitions.length, is_compressed: packed !== undefined,
    },
  })
  return append(sink, writer.getBytes(), [repetitions, levels], body, { rows, nulls, encoding, raw: values.length, packed: packed !== undefined })
}

/** Writes the page with the distinct values of a column. */
export function writeDictionaryPage(sink: ByteSink, count: number, values: Uint8Array): PageEntry {
  const body = zstd(values)
  const writer = new ByteWriter(64)
  writePageHeader(writer, {
    type: 'DICTIONARY_PAGE', uncompressed_page_size: values.length, compressed_page_size: body.length,
    dictionary_page_header: { num_values: count, encoding: 'PLAIN' },
  })
  return append(sink, writer.getBytes(), [], body, { rows: count, nulls: 0, encoding: 'PLAIN', raw: values.length, packed: true })
}

function append(
  sink: ByteSink, header: Uint8Array, levels: readonly Uint8Array[], body: Uint8Array,
  page: Pick<PageEntry, 'rows' | 'nulls' | 'encoding' | 'raw' | 'packed'>,
): PageEntry {
  sink.bytes(header)
  let crc = 0
  for (const part of [...levels, body]) {
    sink.bytes(part)
    crc = crc32(part, crc)
  }
  const levelBytes = levels.reduce((sum, part) => sum + part.length, 0)
  return { ...page, header: header.length, levels: levelBytes, body: body.length, headerCrc: crc32(header), crc }
}
