import { ByteSink } from './byte-sink.ts'
import { writeHybrid } from './hybrid.ts'
import type { Page } from './page-writer.ts'
import { writeSplit } from './stream-split.ts'

function packed(levels: Uint8Array, width: number): Uint8Array {
  const sink = new ByteSink(64)
  writeHybrid(sink, levels, width)
  return sink.view()
}

/** A page of lists of numbers: `LIST` of the Parquet format, with levels after "Nested Encoding". */
export function listPage(lists: readonly (Float64Array | null)[]): Page {
  const slots = lists.reduce((sum, list) => sum + Math.max(1, list?.length ?? 0), 0)
  const repetitions = new Uint8Array(slots)
  const definitions = new Uint8Array(slots)
  const numbers = new Float64Array(lists.reduce((sum, list) => sum + (list?.length ?? 0), 0))
  let slot = 0
  let at = 0
  for (const list of lists) {
    const length = list?.length ?? 0
    definitions.fill(list === null ? 0 : length === 0 ? 1 : 2, slot, slot + Math.max(1, length))
    repetitions.fill(1, slot + 1, slot + Math.max(1, length))
    if (list !== null) numbers.set(list, at)
    slot += Math.max(1, length)
    at += length
  }
  const values = new ByteSink(numbers.byteLength + 64)
  writeSplit(values, numbers)
  return {
    rows: lists.length, slots, nulls: slots - numbers.length, encoding: 'BYTE_STREAM_SPLIT',
    repetitions: packed(repetitions, 1), levels: packed(definitions, 2), values: [values.view()],
  }
}
