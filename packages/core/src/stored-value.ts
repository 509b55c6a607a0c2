import type { Reading } from './reading.ts'
import type { Waveform } from './waveform.ts'

/**
 * What a session can store: JSON values, any float64 (also `NaN`, infinities and −0), readings, waveforms, dates and bytes (such as
 * a screenshot), in arrays and plain objects of these to any depth.
 */
export type StoredValue =
  | number | string | boolean | null | Date | Uint8Array | Reading | Waveform
  | readonly StoredValue[]
  | { readonly [key: string]: StoredValue | undefined }

/** What an acquisition may return for a column: one cell. */
export type CellValue = number | string | boolean | null | Reading | Waveform
