import type { ColumnChunk, FileMetaData, KeyValue, RowGroup, Statistics } from 'hyparquet'
import { ByteWriter } from 'hyparquet-writer'
import { writeMetadata } from 'hyparquet-writer/src/metadata.js'
import { pathOf, physicalType, schemaOf, type FileColumn } from './column-schema.ts'
import { nanosecondsOf } from './column-writer.ts'
import { lengthOfColumn, type ColumnEntry, type GroupEntry } from './group-entry.ts'

/** What a Parquet file begins and ends with: `PAR1`. */
export const magic = Buffer.from('PAR1', 'latin1')

/** The end of a file: its metadata, their length, and the magic bytes. */
export function footerOf(columns: readonly FileColumn[], groups: readonly GroupEntry[], keyValues: readonly KeyValue[]): Uint8Array {
  const metadata: FileMetaData = {
    version: 2, created_by: 'lab-store-parquet version 1', schema: schemaOf(columns),
    num_rows: groups.reduce((sum, { rows }) => sum + BigInt(rows), 0n),
    row_groups: groups.map(rowGroupOf), metadata_length: 0, key_value_metadata: [...keyValues],
  }
  const writer = new ByteWriter(4096)
  writeMetadata(writer, metadata)
  writer.appendBytes(magic)
  return writer.getBytes()
}

function rowGroupOf(group: GroupEntry): RowGroup {
  const columns = group.columns.map((column) => chunkOf(column, group))
  return {
    columns, num_rows: BigInt(group.rows), file_offset: BigInt(group.offset),
    total_byte_size: columns.reduce((sum, { meta_data: data }) => sum + (data?.total_uncompressed_size ?? 0n), 0n),
    total_compressed_size: BigInt(group.length),
  }
}

function chunkOf(column: ColumnEntry, { rows }: GroupEntry): ColumnChunk {
  const { offset, dictionary, pages } = column
  const raw = [...(dictionary === undefined ? [] : [dictionary]), ...pages].reduce((sum, page) => sum + page.header + page.levels + page.raw, 0)
  const first = offset + (dictionary === undefined ? 0 : dictionary.header + dictionary.body)
  const encodings = new Set([...(dictionary === undefined ? [] : ['PLAIN' as const]), ...pages.map(({ encoding }) => encoding), 'RLE' as const])
  return {
    file_offset: BigInt(offset),
    meta_data: {
      type: physicalType(column.kind), encodings: [...encodings], path_in_schema: pathOf(column), codec: 'ZSTD',
      num_values: BigInt(column.kind === 'doubles' ? column.slots ?? rows : rows),
      total_uncompressed_size: BigInt(raw), total_compressed_size: BigInt(lengthOfColumn(column)), data_page_offset: BigInt(first),
      ...(dictionary === undefined ? {} : { dictionary_page_offset: BigInt(offset) }),
      statistics: statisticsOf(column),
    },
  }
}

function statisticsOf({ kind, pages, least, most }: ColumnEntry): Statistics {
  const null_count = pages.reduce((sum, { nulls }) => sum + BigInt(nulls), 0n)
  if (least === undefined || most === undefined) return { null_count }
  if (kind === 'integer') return { null_count, min_value: BigInt(least), max_value: BigInt(most) }
  if (kind === 'time') return { null_count, min_value: nanosecondsOf(Number(least)), max_value: nanosecondsOf(Number(most)) }
  const [low, high] = [Number(least), Number(most)]
  // Zeros have two signs: the format asks for the bounds that cover both.
  return { null_count, min_value: low === 0 ? -0 : low, max_value: high === 0 ? 0 : high }
}
