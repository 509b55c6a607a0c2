import { createWriteStream, type WriteStream } from 'node:fs'
import { once } from 'node:events'
import { zstdCompressSync } from 'node:zlib'
import { isWaveform, waveformValues, type Cell } from '@lab/core'
import { ByteWriter, ParquetWriter, type BasicType, type ColumnSource, type SchemaElement } from 'hyparquet-writer'
import { exportJson } from '../export-json.ts'
import { columnMetadata, type ExportedSession } from './exported-session.ts'
import type { FlatColumn, FlatTable } from './flat-table.ts'

/** Rows of a row group. */
const groupRows = 100_000

/** Writes a table as one Parquet file, a row group at a time: numbers as DOUBLE, text as UTF-8, waveforms as lists of scaled values. */
export async function writeParquet(path: string, table: FlatTable, session: ExportedSession): Promise<void> {
  const file = createWriteStream(path)
  await once(file, 'open')
  const bytes = new ByteWriter()
  const writer = new ParquetWriter({
    writer: bytes, schema: schemaOf(table.columns), codec: 'ZSTD', compressors: { ZSTD: (input) => zstdCompressSync(input) },
    kvMetadata: Object.entries(columnMetadata(table, session)).map(([key, value]) => ({ key, value })), createdBy: 'lab',
  })
  const collector = new GroupCollector(table.columns)
  for await (const { first, rows, values } of table.chunks()) {
    collector.add(first, rows, values)
    if (collector.rows < groupRows) continue
    await writer.write({ columnData: collector.take() })
    await drain(bytes, file)
  }
  await writer.write({ columnData: collector.take() })
  await writer.finish()
  await drain(bytes, file)
  file.end()
  await once(file, 'finish')
}
