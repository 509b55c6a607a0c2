import { isReading, isWaveform, type StoredValue } from '@lab/core'

/** Local date and time to the second: `2026-01-31 14:05:09`. */
export function formatTime(ms: number): string {
  const time = new Date(ms)
  const two = (value: number): string => String(value).padStart(2, '0')
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
  return `${date} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`
}

/** `850 ms`, `12.3 s`, `4:05 min`, `1:02:03 h`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  const two = (value: number): string => String(value).padStart(2, '0')
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  return seconds < 3600 ? `${Number(rest.slice(0, 2))}${rest.slice(2)} min` : `${Math.floor(seconds / 3600)}:${rest} h`
}

/** A value on one line, for people: numbers to seven digits. */
export function formatValue(value: StoredValue | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return String(Number(value.toPrecision(7)))
  if (typeof value !== 'object') return String(value)
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return `${value.length} bytes`
  if (isReading(value)) return `${formatValue(value.value)} ${value.unit}`
  if (isWaveform(value)) return `waveform of ${value.raw.length}`
  return JSON.stringify(value)
}

/** `vin [V]`, or the name alone where there is no unit. */
export function columnTitle(column: { readonly name: string; readonly unit?: string }): string {
  return column.unit === undefined || column.unit === '' ? column.name : `${column.name} [${column.unit}]`
}

/** Text on one line: line ends, escape codes and other control characters as JSON writes them. */
export function printable(text: string): string {
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (character) => {
    const json = JSON.stringify(character).slice(1, -1)
    return json === character ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}` : json
  })
}

/**
 * Every digit that is needed to read the same float64 back. A large whole number has an exponent, because what reads it as an
 * integer of its own would see another number than the float64.
 */
export function numberText(value: number): string {
  if (Object.is(value, -0)) return '-0'
  return Math.abs(value) > Number.MAX_SAFE_INTEGER && Number.isFinite(value) ? value.toExponential() : String(value)
}
