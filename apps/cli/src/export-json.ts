import { isWaveform, waveformValues } from '@lab/core'

/**
 * A stored value as JSON. What JSON has no number for is an object as in the event schema: `{"$number": "Infinity"}`. A missing
 * value is null, dates are ISO 8601, bytes are `{"$base64": "…"}`, a waveform has its scaled values.
 */
export function exportJson(value: unknown): unknown {
  if (typeof value === 'number') return exportNumber(value)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return { $base64: Buffer.from(value).toString('base64') }
  if (value instanceof Float64Array) return Array.from(value, (item) => (Number.isNaN(item) ? null : exportNumber(item)))
  if (isWaveform(value)) {
    const { unit, start, step, xUnit, timeMs } = value
    return { kind: 'waveform', unit, start, step, xUnit, timeMs, values: exportJson(waveformValues(value)) }
  }
  if (Array.isArray(value)) return value.map(exportJson)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, exportJson(item)]))
}

function exportNumber(value: number): unknown {
  if (Number.isFinite(value) && !Object.is(value, -0)) return value
  return { $number: Object.is(value, -0) ? '-0' : String(value) }
}
