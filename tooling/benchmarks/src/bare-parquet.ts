import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { constants, zstdCompressSync } from 'node:zlib'
import type { PointAcquired } from '@lab/core'
import { ByteWriter, ParquetWriter, type ColumnSource } from 'hyparquet-writer'

type SchemaElements = ConstructorParameters<typeof ParquetWriter>[0]['schema']

const time = { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'NANOS' } as const
const schema: SchemaElements = [
  { name: 'schema', num_children: 7 },
  { name: 'seq', type: 'INT64', repetition_type: 'REQUIRED' },
  { name: 'time', type: 'INT64', repetition_type: 'REQUIRED', logical_type: time },
  { name: 'monotonic_ms', type: 'DOUBLE', repetition_type: 'REQUIRED' },
  { name: 'index', type: 'INT64', repetition_type: 'REQUIRED' },
  { name: 'vin', type: 'DOUBLE', repetition_type: 'OPTIONAL' },
  { name: 'vout', type: 'DOUBLE', repetition_type: 'OPTIONAL' },
  { name: 'vout.uncertainty', type: 'DOUBLE', repetition_type: 'OPTIONAL' },
]

const level = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

/** Points into one Parquet file with hyparquet-writer: what a loop by hand costs with the columns and the codec of the store. */
export class BareParquet implements Disposable {
  readonly #file: number
  readonly #bytes = new ByteWriter()
  readonly #writer: ParquetWriter
  #written = 0

  constructor(path: string) {
    this.#file = openSync(path, 'w')
    this.#writer = new ParquetWriter({ writer: this.#bytes, schema, codec: 'ZSTD', compressors: { ZSTD: (bytes) => zstdCompressSync(bytes, level) } })
  }

  /** One row group, synchronised with the disk. */
  write(points: readonly PointAcquired[]): void {
    const numbers = (of: (point: PointAcquired) => number): Float64Array => Float64Array.from(points, of)
    const integers = (of: (point: PointAcquired) => number): BigInt64Array => BigInt64Array.from(points, (point) => BigInt(of(point)))
    const columnData: ColumnSource[] = [
      { name: 'seq', data: integers(({ seq }) => seq), encoding: 'DELTA_BINARY_PACKED' },
      { name: 'time', data: BigInt64Array.from(points, ({ timeMs }) => BigInt(Math.round(timeMs * 1e3)) * 1000n), encoding: 'DELTA_BINARY_PACKED' },
      { name: 'monotonic_ms', data: numbers(({ monotonicMs }) => monotonicMs), encoding: 'BYTE_STREAM_SPLIT' },
      { name: 'index', data: integers(({ index }) => index), encoding: 'DELTA_BINARY_PACKED' },
      { name: 'vin', data: numbers(({ cells }) => Number(cells[0])) },
      { name: 'vout', data: numbers(({ cells }) => Number(cells[1])), encoding: 'BYTE_STREAM_SPLIT' },
      { name: 'vout.uncertainty', data: numbers(({ details }) => details?.[1]?.uncertainty?.standard ?? Number.NaN) },
    ]
    void this.#writer.write({ columnData, rowGroupSize: points.length })
    this.#save()
  }

  #save(): void {
    this.#written += writeSync(this.#file, this.#bytes.getBytes(), 0, undefined, this.#written)
    this.#bytes.index = 0
    fdatasyncSync(this.#file)
  }

  [Symbol.dispose](): void {
    void this.#writer.finish()
    this.#save()
    closeSync(this.#file)
  }
}
