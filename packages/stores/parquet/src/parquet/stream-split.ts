import type { ByteSink } from './byte-sink.ts'
import { DamageError } from './byte-source.ts'

/** BYTE_STREAM_SPLIT of float64: all first bytes, then all second ones, and so on. Equal bytes come together and compress. */
export function writeSplit(sink: ByteSink, values: Float64Array): void {
  const count = values.length
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
  const target = sink.reserve(count * 8)
  for (let stream = 0; stream < 8; stream++) {
    const at = stream * count
    for (let i = 0, from = stream; i < count; i++, from += 8) target[at + i] = bytes[from] ?? 0
  }
}

export function readSplit(bytes: Uint8Array, count: number): Float64Array {
  if (bytes.length !== count * 8) throw new DamageError('a column has too many or too few bytes')
  const values = new Float64Array(count)
  const target = new Uint8Array(values.buffer)
  for (let stream = 0; stream < 8; stream++) {
    const at = stream * count
    for (let i = 0, to = stream; i < count; i++, to += 8) target[to] = bytes[at + i] ?? 0
  }
  return values
}
