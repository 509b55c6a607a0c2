import { isWaveform, waveformValues } from '@lab/core'
import { File, ready, type Dataset, type Group } from 'h5wasm/node'
import { exportJson } from '../export-json.ts'
import { columnEntries } from './exported-session.ts'
import type { FlatColumn, FlatTable, FlatValues } from './flat-types.ts'
import { nanosecondsOf } from './nanoseconds.ts'

/** Rows of a chunk in the file. */
const chunkRows = 4096

/**
 * Writes a table as an HDF5 file: one dataset a column with `units` and `long_name`; times are nanoseconds since 1970 in UTC. Waveforms
 * of one length are rows of a dataset, others a dataset each (`<name>/0`, `<name>/1`, …). Missing numbers are NaN; where rows of
 * another kind have no value, `<name> (missing)` says which. Texts wait in memory until the end: HDF5 takes them all at once.
 */
export async function writeHdf5(path: string, table: FlatTable, entries: Readonly<Record<string, string>>): Promise<void> {
  await ready
  const file = new File(path, 'w')
  try {
    for (const [key, value] of Object.entries(entries)) describe(file, key, value)
    const writers = table.columns.map((column) => writerOf(file, column))
    for await (const { first, rows, columns } of table.chunks()) {
      writers.forEach((writer, place) => {
        const column = columns[place]
        if (column !== undefined) writer.add(first, rows, column)
      })
    }
    for (const writer of writers) writer.end()
  } finally {
    file.close()
  }
}

/** An attribute; an empty text would be none. */
function describe(owner: File | Group | Dataset, key: string, value: string): void {
  if (value !== '') owner.create_attribute(key, value)
}

interface ColumnWriter {
  add(first: number, rows: number, column: FlatValues): void
  end(): void
}

/** A slash would make a folder of it. */
function datasetName(name: string): string {
  const safe = name.replaceAll('/', '\u2215')
  return /^\.+$/.test(safe) || safe === '' ? `'${safe}'` : safe
}

function writerOf(file: File, column: FlatColumn): ColumnWriter {
  const { kind, hasMissing } = column
  if (kind === 'number') return fixedWriter(file, column, '<d', (values) => Float64Array.from(values.values, (value) => (typeof value === 'number' ? value : Number.NaN)))
  if (kind === 'time') return fixedWriter(file, column, '<q', ({ values }) => BigInt64Array.from(values, (value) => nanosecondsOf(Number(value))), { units: 'ns' })
  const main = kind === 'boolean' ? fixedWriter(file, column, '<b', ({ values }) => Int8Array.from(values, (value) => Number(value === true)))
    : kind === 'waveform' ? waveformWriter(file, column) : textWriter(file, column)
  return hasMissing ? withMask(file, column, main) : main
}

function annotate(dataset: Dataset | Group, column: FlatColumn, more: Readonly<Record<string, string>> = {}): void {
  const { unit, ...rest } = columnEntries(column)
  for (const [key, value] of Object.entries({ long_name: column.name, ...(unit === undefined ? {} : { units: unit }), ...rest, ...more })) describe(dataset, key, value)
}

type Numbers = Float64Array | BigInt64Array | Int8Array

function fixedWriter(
  file: File, column: FlatColumn, dtype: string, convert: (values: FlatValues) => Numbers, more?: Readonly<Record<string, string>>,
): ColumnWriter {
  const dataset = growing(file, datasetName(column.name), dtype, [])
  annotate(dataset, column, more)
  return {
    add: (first, rows, values) => {
      dataset.resize([first + rows])
      dataset.write_slice([[first, first + rows]], convert(values))
    },
    end: () => undefined,
  }
}

/** A dataset to which rows are added; `row` is the shape of one. */
function growing(file: File, name: string, dtype: string, row: readonly number[]): Dataset {
  const perChunk = Math.max(1, Math.min(chunkRows, Math.floor(131_072 / Math.max(1, ...row))))
  const empty: number[] = []
  file.create_dataset({ name, data: empty, shape: [0, ...row], maxshape: [null, ...row], chunks: [perChunk, ...row], dtype })
  return datasetOf(file, name)
}

function datasetOf(file: File, name: string): Dataset {
  const made = file.get(name)
  if (made !== null && 'write_slice' in made) return made
  throw new Error(`HDF5 did not make the dataset '${name}'.`)
}

function textWriter(file: File, column: FlatColumn): ColumnWriter {
  const texts: string[] = []
  return {
    add: (first, rows, { values }) => {
      while (texts.length < first) texts.push('')
      for (let row = 0; row < rows; row++) {
        const value = values[row] ?? null
        texts.push(value === null ? '' : typeof value === 'string' && column.kind === 'text' ? value : JSON.stringify(exportJson(value)))
      }
    },
    end: () => {
      const name = datasetName(column.name)
      file.create_dataset({ name, data: texts, shape: [texts.length], dtype: 'S' })
      annotate(datasetOf(file, name), column)
    },
  }
}

function waveformWriter(file: File, column: FlatColumn): ColumnWriter {
  const { samples } = column
  return samples === undefined || samples === 0 ? separateWriter(file, column) : rowsWriter(file, column, samples)
}

function rowsWriter(file: File, column: FlatColumn, samples: number): ColumnWriter {
  const dataset = growing(file, datasetName(column.name), '<d', [samples])
  annotate(dataset, column)
  return {
    add: (first, rows, { values }) => {
      dataset.resize([first + rows, samples])
      for (let row = 0; row < rows; row++) {
        const cell = values[row]
        if (isWaveform(cell)) dataset.write_slice([[first + row, first + row + 1], [0, samples]], waveformValues(cell))
      }
    },
    end: () => undefined,
  }
}

function separateWriter(file: File, column: FlatColumn): ColumnWriter {
  const group = file.create_group(datasetName(column.name))
  annotate(group, column)
  return {
    add: (first, rows, { values }) => {
      for (let row = 0; row < rows; row++) {
        const cell = values[row]
        if (isWaveform(cell)) group.create_dataset({ name: String(first + row), data: waveformValues(cell), dtype: '<d' })
      }
    },
    end: () => undefined,
  }
}

function withMask(file: File, column: FlatColumn, main: ColumnWriter): ColumnWriter {
  const mask = growing(file, datasetName(`${column.name} (missing)`), '<b', [])
  return {
    add: (first, rows, values) => {
      main.add(first, rows, values)
      mask.resize([first + rows])
      mask.write_slice([[first, first + rows]], Int8Array.from({ length: rows }, (_, row) => Number(values.isMissing(row))))
    },
    end: () => main.end(),
  }
}
