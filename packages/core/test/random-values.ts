import { waveform, type RawSamples, type Reading, type StoredValue } from '../src/index.ts'

/** Uniform numbers in 0 … 1 from a seed (mulberry32): the same ones every time. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const oddNumbers = [0, -0, Number.NaN, Infinity, -Infinity, Number.MAX_VALUE, Number.MIN_VALUE, Number.MAX_SAFE_INTEGER + 2, 1e21, 1e-7]
const oddTexts = ['', '$', '"$number"', '{"$number":"1"}', '\u0000', '\ud800', '\u2028', '🔌', 'Ω', '__proto__', '\\"', '\n']
const keys = ['a', 'b', 'value', 'unit', 'raw', 'kind', 'length', 'toString', 'constructor', 'then', '0', '-1', 'ä ö', '']

/** Values of every kind that can be stored. */
export class RandomValues {
  readonly random: () => number

  constructor(seed: number) {
    this.random = randomFrom(seed)
  }

  below(count: number): number {
    return Math.floor(this.random() * count)
  }

  pick<T>(items: readonly [T, ...T[]] | readonly T[]): T {
    const item = items[this.below(items.length)]
    if (item === undefined) throw new RangeError('nothing to pick from')
    return item
  }

  /** Any float64, by its bits. */
  number(): number {
    if (this.random() < 0.3) return this.pick(oddNumbers)
    const bits = new DataView(new ArrayBuffer(8))
    bits.setUint32(0, this.below(2 ** 32))
    bits.setUint32(4, this.below(2 ** 32))
    return bits.getFloat64(0)
  }

  text(): string {
    if (this.random() < 0.4) return this.pick(oddTexts)
    return String.fromCharCode(...Array.from({ length: this.below(12) }, () => this.below(0xd800)))
  }

  reading(): Reading {
    const plain = { value: this.number(), unit: this.pick(['V', 'A', 'Ω', this.text()]), timeMs: this.below(2 ** 41) + this.random() }
    if (this.random() < 0.5) return plain
    return {
      ...plain, condition: this.pick(['overload', 'negative-overload', 'invalid'] as const), uncertainty: { standard: this.random() },
      source: { instrument: this.text(), function: 'dc-voltage', range: this.random() },
    }
  }

  samples(): RawSamples {
    const bytes = Uint8Array.from({ length: this.below(9) * 8 }, () => this.below(256))
    const kinds = [Int8Array, Uint8Array, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array]
    return new (this.pick(kinds))(bytes.buffer)
  }

  value(depth = 3): StoredValue {
    const leaves: readonly (() => StoredValue)[] = [
      () => this.number(), () => this.text(), () => this.random() < 0.5, () => null, () => new Date(this.below(2 ** 42)), () => this.reading(),
      () => waveform({ raw: this.samples(), unit: 'V', step: this.number(), timeMs: this.random(), offset: this.number() }),
    ]
    if (depth === 0 || this.random() < 0.5) return this.pick(leaves)()
    const length = this.below(5)
    if (this.random() < 0.5) return Array.from({ length }, () => this.value(depth - 1))
    return Object.fromEntries(Array.from({ length }, () => [this.pick(keys), this.value(depth - 1)]))
  }
}
