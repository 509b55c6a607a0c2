import type { ColumnKind } from './column-schema.ts'

export type PageEncoding = 'PLAIN' | 'RLE_DICTIONARY' | 'BYTE_STREAM_SPLIT' | 'DELTA_BINARY_PACKED'

/** Where a page lies and how it is written: enough to read it without its header, and to say whether it is as it was written. */
export interface PageEntry {
  readonly rows: number
  readonly nulls: number
  readonly encoding: PageEncoding
  /** Bytes of the header, of the levels, and of the values as they lie in the file; the values unpacked. */
  readonly header: number
  readonly levels: number
  readonly body: number
  readonly raw: number
  /** Whether the values are compressed with zstd. */
  readonly packed: boolean
  /** CRC-32 of the header, and of what follows it. */
  readonly headerCrc: number
  readonly crc: number
}

/** One column of a row group. Its pages follow each other from `offset` on, the dictionary first where there is one. */
export interface ColumnEntry {
  readonly name: string
  readonly kind: ColumnKind
  readonly optional: boolean
  readonly offset: number
  readonly dictionary?: PageEntry
  readonly pages: readonly PageEntry[]
  /** Number of values in lists with the missing ones. */
  readonly slots?: number
  /** Smallest and largest value as text, where that is known. */
  readonly least?: string
  readonly most?: string
}

/** A row group of a file. */
export interface GroupEntry {
  readonly rows: number
  readonly offset: number
  readonly length: number
  readonly columns: readonly ColumnEntry[]
}

export function lengthOfPage({ header, levels, body }: PageEntry): number {
  return header + levels + body
}

export function lengthOfColumn({ dictionary, pages }: ColumnEntry): number {
  return pages.reduce((sum, page) => sum + lengthOfPage(page), dictionary === undefined ? 0 : lengthOfPage(dictionary))
}
