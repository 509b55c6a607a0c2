import type { FileColumn } from '../parquet/column-schema.ts'

/** A column as `columns-declared` has it in storage: units are UCUM codes. */
export interface DeclaredColumn {
  readonly name: string
  readonly role: 'parameter' | 'result'
  readonly kind: 'number' | 'text' | 'boolean' | 'waveform' | 'json'
  readonly unit?: string
  readonly unknownUnit?: true
  readonly source?: unknown
}

/** What a cell may have besides its value that gets a column of its own where any row has it. */
export const extras = ['uncertainty', 'time_ms', 'raw', 'range'] as const
export type Extra = (typeof extras)[number]

/** Columns of numbers that describe the samples of a waveform. */
const waveformNumbers = ['scale', 'origin', 'offset', 'start', 'step'] as const
/** … and those of text. */
const waveformTexts = ['unit', 'x_unit', 'type', 'waveform'] as const

/** A declared column and the names of its columns in a file. */
export interface LayoutColumn {
  readonly declared: DeclaredColumn
  readonly name: string
  readonly extras: Partial<Record<Extra, string>>
}

/** Which columns the points of an acquisition have in a file. */
export interface SeriesLayout {
  readonly columns: readonly LayoutColumn[]
  /** Whether waveforms are there as lists of numbers, too. */
  readonly lists: boolean
}

/** Names that every file of points has, or that are in the path of its folder. */
const fixedNames = ['seq', 'time', 'monotonic_ms', 'index', 'details', 'record', 'record_blobs', 'date', 'session']

/** Readers of databases take names that differ in case for the same one. */
class Names {
  readonly #taken = new Set<string>(fixedNames)

  take(wanted: string): string {
    let name = wanted === '' ? '_' : wanted.toWellFormed()
    while (this.#taken.has(name.toLowerCase())) name += '_'
    this.#taken.add(name.toLowerCase())
    return name
  }
}

/** The layout for declared columns with the extras that rows have: a set of extras for each column. */
export function layoutOf(declared: readonly DeclaredColumn[], used: readonly ReadonlySet<Extra>[], lists: boolean): SeriesLayout {
  const names = new Names()
  // Values first: they keep their names.
  const own = declared.map(({ name }) => names.take(name))
  const columns = declared.map((column, i) => {
    const name = own[i] ?? ''
    const present = extras.filter((extra) => used[i]?.has(extra) === true)
    const extraNames: Partial<Record<Extra, string>> = Object.fromEntries(present.map((extra) => [extra, names.take(`${name}.${extra}`)]))
    if (column.kind === 'waveform') for (const part of [...waveformNumbers, ...waveformTexts, 'values']) names.take(`${name}.${part}`)
    return { declared: column, name, extras: extraNames }
  })
  return { columns, lists }
}

const kinds = { number: 'double', text: 'text', boolean: 'boolean', json: 'text', waveform: 'bytes' } as const

function columnsOf({ declared, name, extras: extraNames }: LayoutColumn, lists: boolean): FileColumn[] {
  const optional = true
  const columns: FileColumn[] = [{ name, kind: kinds[declared.kind], optional }]
  if (declared.kind === 'waveform') {
    columns.push(...waveformNumbers.map((part) => ({ name: `${name}.${part}`, kind: 'double' as const, optional })))
    columns.push(...waveformTexts.map((part) => ({ name: `${name}.${part}`, kind: 'text' as const, optional })))
    if (lists) columns.push({ name: `${name}.values`, kind: 'doubles', optional })
  }
  columns.push(...Object.values(extraNames).map((extra) => ({ name: extra, kind: 'double' as const, optional })))
  return columns
}

/** The columns of a file of points, in their order. */
export function pointColumns({ columns, lists }: SeriesLayout): FileColumn[] {
  return [
    { name: 'seq', kind: 'integer', optional: false },
    { name: 'time', kind: 'time', optional: false },
    { name: 'monotonic_ms', kind: 'double', optional: false },
    { name: 'index', kind: 'integer', optional: false },
    ...columns.flatMap((column) => columnsOf(column, lists)),
    { name: 'details', kind: 'text', optional: true },
    { name: 'record', kind: 'text', optional: true },
    { name: 'record_blobs', kind: 'bytes', optional: true },
  ]
}

/** The columns of a file of all other events. */
export const eventColumns: readonly FileColumn[] = [
  { name: 'seq', kind: 'integer', optional: false },
  { name: 'time', kind: 'time', optional: false },
  { name: 'monotonic_ms', kind: 'double', optional: true },
  { name: 'type', kind: 'text', optional: true },
  { name: 'json', kind: 'text', optional: false },
  { name: 'samples', kind: 'bytes', optional: true },
  ...waveformNumbers.map((name) => ({ name, kind: 'double' as const, optional: true })),
  ...['unit', 'x_unit', 'sample_type'].map((name) => ({ name, kind: 'text' as const, optional: true })),
  { name: 'more_blobs', kind: 'bytes', optional: true },
]

export function sameLayout(a: SeriesLayout, b: SeriesLayout): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}
