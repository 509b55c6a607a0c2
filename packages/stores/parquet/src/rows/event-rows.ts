import type { FileColumn } from '../parquet/column-schema.ts'
import type { ColumnValues } from '../parquet/column-values.ts'
import { framed } from './framed-blobs.ts'
import { RowColumns } from './row-columns.ts'
import { eventColumns } from './series-layout.ts'
import { numberFrom, type StoredObject } from './stored-json.ts'
import { waveformFrom } from './waveform-cell.ts'

/** Some events that are no points on their way into a row group. Their JSON is kept as it is; the rest is for other readers. */
export class EventRows {
  readonly #rows = new RowColumns(eventColumns)

  get rows(): number {
    return this.#rows.rows
  }

  columns(): [FileColumn, ColumnValues][] {
    return eventColumns.map((column) => [column, this.#rows.values(column.name)])
  }

  truncate(rows: number): void {
    this.#rows.truncate(rows)
  }

  add(seq: number, event: StoredObject, json: string, blobs: readonly Uint8Array[]): void {
    const row = this.#rows.begin()
    const timeMs = numberFrom(event['timeMs']) ?? 0
    const monotonicMs = numberFrom(event['monotonicMs'])
    const { type, value } = event
    this.#rows.number('seq').set(row, seq)
    this.#rows.number('time').set(row, Math.abs(timeMs) < 9e12 ? timeMs : 0)
    if (monotonicMs !== undefined) this.#rows.number('monotonic_ms').set(row, monotonicMs)
    if (typeof type === 'string') this.#rows.item('type').set(row, type)
    this.#rows.item('json').set(row, json)
    const wave = waveformFrom(value)
    if (wave !== undefined) {
      for (const [part, number] of Object.entries(wave.numbers)) this.#rows.number(part).set(row, number)
      for (const part of ['unit', 'x_unit'] as const) this.#rows.item(part).set(row, wave[part])
      this.#rows.item('sample_type').set(row, wave.type)
    }
    const [first, ...more] = blobs
    if (first !== undefined) this.#rows.item('samples').set(row, first)
    if (more.length > 0) this.#rows.item('more_blobs').set(row, framed(more))
  }
}
