import { join } from 'node:path'
import { unfinishedName } from '../files/names.ts'
import { DamageError } from '../parquet/byte-source.ts'
import { lengthOfColumn, lengthOfPage, type ColumnEntry, type GroupEntry } from '../parquet/group-entry.ts'
import { isPageAsWritten, readDictionary, readPage, type DictionaryValues, type ReadColumn } from '../parquet/page-reader.ts'
import { openIfThere, type FileReader } from './file-reader.ts'
import type { Turns } from './turns.ts'

/** Opens a segment under the name that it has. @throws DamageError where it is gone */
export function openSegment(folder: string, file: string): FileReader {
  const found = openIfThere(join(folder, file)) ?? openIfThere(join(folder, unfinishedName(file))) ?? openIfThere(join(folder, file))
  if (found === undefined) throw new DamageError(`${file} is missing`)
  return found
}

/** Rows of a group in columns, by name. */
export interface ReadGroup {
  readonly columns: Map<string, ReadColumn>
  /** Rows that cannot be read, with the reason; only where damage is looked for. */
  readonly unreadable: Map<number, string>
}

/** What to do about damage: `report` gets each, and reading goes on; without it reading ends with a DamageError. */
export type ReportDamage = (text: string, rows: readonly [from: number, to: number]) => void

/** Reads some columns of a row group. @throws DamageError */
export function readGroup(file: FileReader, group: GroupEntry, isWanted: (name: string) => boolean, report?: ReportDamage): ReadGroup {
  const read: ReadGroup = { columns: new Map(), unreadable: new Map() }
  for (const column of group.columns) readColumn(file, column, read, isWanted, report)
  return read
}

/** The same, column by column in turns with others. @throws DamageError */
export async function readGroupInTurns(
  file: FileReader, group: GroupEntry, isWanted: (name: string) => boolean, turns: Turns, report?: ReportDamage,
): Promise<ReadGroup> {
  const read: ReadGroup = { columns: new Map(), unreadable: new Map() }
  for (const column of group.columns) {
    readColumn(file, column, read, isWanted, report)
    await turns.pause()
  }
  return read
}

function readColumn(file: FileReader, column: ColumnEntry, read: ReadGroup, isWanted: (name: string) => boolean, report?: ReportDamage): void {
  if (isWanted(column.name)) read.columns.set(column.name, new ColumnReading(file, column, read, report).values())
  else if (report !== undefined) checkColumn(file, column, report)
}

class ColumnReading {
  readonly #column: ColumnEntry
  readonly #bytes: Buffer
  readonly #path: string
  readonly #read: ReadGroup
  readonly #report: ReportDamage | undefined

  constructor(file: FileReader, column: ColumnEntry, read: ReadGroup, report: ReportDamage | undefined) {
    this.#column = column
    this.#bytes = file.read(column.offset, lengthOfColumn(column))
    this.#path = file.path
    this.#read = read
    this.#report = report
  }

  values(): ReadColumn {
    const { dictionary, pages } = this.#column
    let at = 0
    let values: DictionaryValues | undefined
    if (dictionary !== undefined) {
      values = this.#guarded(0, dictionary, 0, (bytes) => readDictionary(bytes, dictionary, this.#column))
      at = lengthOfPage(dictionary)
    }
    const parts: ReadColumn[] = []
    let row = 0
    for (const page of pages) {
      const read = this.#guarded(at, page, row, (bytes) => readPage(bytes, page, this.#column, values))
      parts.push(read ?? this.#missing(page.rows))
      at += lengthOfPage(page)
      row += page.rows
    }
    return joined(parts)
  }

  /** Reads a page; undefined where that cannot be done and damage is only reported. */
  #guarded<T>(at: number, page: ColumnEntry['pages'][number], row: number, read: (bytes: Buffer) => T): T | undefined {
    const bytes = this.#bytes.subarray(at, at + lengthOfPage(page))
    const asWritten = isPageAsWritten(bytes, page)
    if (!asWritten.values || (!asWritten.header && this.#report !== undefined)) {
      this.#damaged(asWritten.values ? 'the head of a page' : 'a page', at, this.#rowsOf(page, row))
    }
    try {
      return read(bytes)
    } catch (error) {
      if (!(error instanceof DamageError) || this.#report === undefined) throw error
      const [from, to] = this.#rowsOf(page, row)
      for (let i = from; i < to; i++) this.#read.unreadable.set(i, error.message)
      return undefined
    }
  }

  /** Every row may have a value of the dictionary. */
  #rowsOf(page: ColumnEntry['pages'][number], row: number): [from: number, to: number] {
    return page === this.#column.dictionary ? [0, rowsIn(this.#column)] : [row, row + page.rows]
  }

  #damaged(what: string, at: number, rows: readonly [number, number]): void {
    const text = `${what} of the column ${this.#column.name} in ${this.#path} is damaged (at byte ${this.#column.offset + at})`
    if (this.#report === undefined) throw new DamageError(text)
    this.#report(text, rows)
  }

  #missing(rows: number): ReadColumn {
    const { kind } = this.#column
    const isNumber = kind === 'double' || kind === 'integer' || kind === 'time'
    return { values: isNumber ? new Float64Array(rows).fill(Number.NaN) : Array.from({ length: rows }, () => null), nulls: new Uint8Array(rows).fill(1) }
  }
}

function checkColumn(file: FileReader, column: ColumnEntry, report: ReportDamage): void {
  let at = column.offset
  let row = 0
  for (const page of [...(column.dictionary === undefined ? [] : [column.dictionary]), ...column.pages]) {
    const { header, values } = isPageAsWritten(file.read(at, lengthOfPage(page)), page)
    const rows: [number, number] = page === column.dictionary ? [0, rowsIn(column)] : [row, row + page.rows]
    if (!header || !values) report(`a page of the column ${column.name} in ${file.path} is damaged (at byte ${at})`, rows)
    at += lengthOfPage(page)
    if (page !== column.dictionary) row += page.rows
  }
}

function rowsIn({ pages }: ColumnEntry): number {
  return pages.reduce((sum, { rows }) => sum + rows, 0)
}

function joined(parts: readonly ReadColumn[]): ReadColumn {
  const [first] = parts
  if (first === undefined) return { values: [] }
  if (parts.length === 1) return first
  const rows = parts.reduce((sum, { values }) => sum + values.length, 0)
  const nulls = parts.some((part) => part.nulls !== undefined) ? new Uint8Array(rows) : undefined
  let at = 0
  for (const part of parts) {
    if (part.nulls !== undefined) nulls?.set(part.nulls, at)
    at += part.values.length
  }
  return { values: joinedValues(parts, rows), nulls }
}

function joinedValues(parts: readonly ReadColumn[], rows: number): ReadColumn['values'] {
  if (!(parts[0]?.values instanceof Float64Array)) return parts.flatMap(({ values }) => values instanceof Float64Array ? [] : values)
  const numbers = new Float64Array(rows)
  let at = 0
  for (const { values } of parts) {
    if (values instanceof Float64Array) numbers.set(values, at)
    at += values.length
  }
  return numbers
}
