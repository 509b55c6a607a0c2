import { encodeLatin1 } from '@lab/scpi'

/** `+`, digits with the point after the given place, and an exponent of two digits. */
function assemble(negative: boolean, digits: string, whole: number, exponent: number): string {
  const padded = digits.padEnd(whole, '0')
  const fraction = padded.slice(whole)
  const power = `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
  return `${negative ? '-' : '+'}${padded.slice(0, whole)}${fraction === '' ? '' : `.${fraction}`}E${power}`
}

interface Scientific {
  readonly digits: string
  readonly exponent: number
}

function scientific(value: number, count?: number): Scientific {
  const [mantissa = '0', exponent = '0'] = (count === undefined
    ? value.toExponential()
    : value.toExponential(count - 1)).split('e')
  return { digits: mantissa.replace('.', ''), exponent: Number(exponent) }
}

/**
 * As the instrument prints a setting: `+40.0E+00`, with at least so many digits, and as many as it takes to read back the same.
 */
export function engineering(value: number, least = 3): string {
  if (!Number.isFinite(value)) return measured(value)
  const magnitude = Math.abs(value)
  const shortest = scientific(magnitude)
  const { digits, exponent } = shortest.digits.length < least ? scientific(magnitude, least) : shortest
  const power = Math.floor(exponent / 3) * 3
  return assemble(value < 0, digits, exponent - power + 1, power)
}

/** As it prints a measurement: `+280E-03`, rounded, without a point; `+99E+36` for what cannot be measured. */
export function measured(value: number, count = 3): string {
  if (!Number.isFinite(value)) return value < 0 ? '-99E+36' : '+99E+36'
  if (value === 0) return '+0E+00'
  const { digits, exponent } = scientific(Math.abs(value), count)
  return assemble(value < 0, digits, count, exponent - count + 1)
}

/** A definite block with the eight digits that the instrument always writes: `#800001000…`. */
export function block(data: Uint8Array): Uint8Array {
  const header = encodeLatin1(`#8${String(data.length).padStart(8, '0')}`)
  const whole = new Uint8Array(header.length + data.length)
  whole.set(header)
  whole.set(data, header.length)
  return whole
}

/** Text as a block. */
export function textBlock(text: string): Uint8Array {
  return block(encodeLatin1(text))
}
