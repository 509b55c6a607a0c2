/** One period of a waveform between −1 and 1, by the part of the period that is over (0 … 1). */
export type Shape = (part: number) => number

const turn = 2 * Math.PI

/** The part of a period that is over after so many periods. */
export function fraction(cycles: number): number {
  return cycles - Math.floor(cycles)
}

export function sine(part: number): number {
  return Math.sin(turn * part)
}

/** High for the first part, low for the rest. Edges take no time: those of squares are 8.4 ns at every frequency. */
export function square(duty: number): Shape {
  return (part) => (part < duty ? 1 : -1)
}

/** Rises from −1 to 1 for `symmetry` of the period and falls back. */
export function ramp(symmetry: number): Shape {
  return (part) => {
    if (part < symmetry) return 2 * part / symmetry - 1
    return symmetry === 1 ? -1 : 1 - 2 * (part - symmetry) / (1 - symmetry)
  }
}

/** A triangle that begins at 0 and rises, as the instrument's does. */
export function triangle(part: number): number {
  return part < 0.25 ? 4 * part : part < 0.75 ? 2 - 4 * part : 4 * part - 4
}

/**
 * A pulse whose period begins in the middle of its leading edge, all in parts of the period.
 * @param width between the middles of the edges.
 * @param rise from 0 % to 100 %, as `fall`.
 */
export function pulse(part: number, width: number, rise: number, fall: number): number {
  const halfRise = rise / 2
  const halfFall = fall / 2
  if (part < halfRise) return part / halfRise
  if (part > 1 - halfRise) return (part - 1) / halfRise
  if (part < width - halfFall) return 1
  return part > width + halfFall ? -1 : (width - part) / halfFall
}

/** Feedback taps of the sequences: x^n + x^m + 1. */
const taps: Readonly<Record<string, readonly [number, number]>> = {
  pn7: [7, 6], pn9: [9, 5], pn11: [11, 9], pn15: [15, 14], pn20: [20, 17], pn23: [23, 18],
}

const sequences = new Map<string, Uint8Array>()

/** The bits of a maximum-length sequence. It begins with as many ones as the register is long. */
export function pseudoRandomBits(name: string): Uint8Array {
  const known = sequences.get(name)
  if (known !== undefined) return known
  const [length, tap] = taps[name] ?? [7, 6]
  const bits = new Uint8Array(2 ** length - 1)
  bits.fill(1, 0, length)
  for (let index = length; index < bits.length; index++) bits[index] = (bits[index - length] ?? 0) ^ (bits[index - tap] ?? 0)
  sequences.set(name, bits)
  return bits
}

/** A number 0 … 2^32 − 1 that belongs to a whole number, and looks like chance (the finaliser of MurmurHash3). */
function mixed(index: number, seed: number): number {
  let bits = Math.imul(index ^ seed, 0x9e3779b1)
  bits ^= bits >>> 16
  bits = Math.imul(bits, 0x85ebca6b)
  bits ^= bits >>> 13
  bits = Math.imul(bits, 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}

/** Largest value of the noise by its effective value. */
const crestFactor = 4.6

/** Noise of a normal distribution that ends at ±1 (4.6 deviations), held for each step: the same for the same step. */
export function noise(step: number, seed: number): number {
  const radius = Math.sqrt(-2 * Math.log((mixed(2 * step, seed) + 1) / 4294967297))
  const value = radius * Math.cos(turn * mixed(2 * step + 1, seed) / 4294967296) / crestFactor
  return Math.max(-1, Math.min(1, value))
}
