import { deepStrictEqual } from 'node:assert'
import { describe, expect, it } from 'vitest'
import {
  assertStorable, decodeEvent, encodeEvent, SessionError, StoreError, waveform, type EncodedEvent, type PointAcquired, type SessionEvent,
} from '../src/index.ts'
import { RandomValues } from './random-values.ts'

const stamp = { seq: 7, timeMs: 1_763_824_000_123.456, monotonicMs: 98_765.4321 }
const seeds = Array.from({ length: 400 }, (_, seed) => seed)

/** What a store does: text and bytes, read back elsewhere. */
function stored({ json, blobs }: EncodedEvent): EncodedEvent {
  return { json: Buffer.from(json, 'utf8').toString('utf8'), blobs: blobs.map((blob) => Uint8Array.from(blob)) }
}

function isWellFormed(event: SessionEvent): boolean {
  return !JSON.stringify(event).includes('\\ud800')
}

describe('for any value that can be stored, the codec', () => {
  it('gives back what was recorded', () => {
    for (const seed of seeds) {
      const event: SessionEvent = { type: 'recorded', ...stamp, key: 'k', value: new RandomValues(seed).value() }
      const encoded = encodeEvent(event)
      const back = decodeEvent(isWellFormed(event) ? stored(encoded) : encoded)
      deepStrictEqual(back, event)
    }
  })

  it('gives back the cells of points, with details and without', () => {
    for (const seed of seeds) {
      const values = new RandomValues(seed)
      const cells = Array.from({ length: 1 + values.below(5) }, () => values.value(1))
      const details = cells.map(() => values.pick([null, { timeMs: values.number() }, { timeMs: 1, range: 10 }, { condition: 'overload', uncertainty: { standard: values.number() } }] as const))
      const plain: PointAcquired = { type: 'point', ...stamp, acquisition: values.text(), index: values.below(1e9), cells }
      for (const event of [plain, { ...plain, details }]) deepStrictEqual(decodeEvent(encodeEvent(event)), event)
    }
  })

  it('finds it storable beforehand, and leaves it as it is', () => {
    for (const seed of seeds) {
      const value = new RandomValues(seed).value()
      assertStorable(value, 'value')
      deepStrictEqual(value, new RandomValues(seed).value())
    }
  })

  it('writes text that any reader of JSON takes', () => {
    for (const seed of seeds) {
      const { json } = encodeEvent({ type: 'recorded', ...stamp, key: 'k', value: new RandomValues(seed).value() })
      expect(() => void JSON.parse(json)).not.toThrow()
      expect(json).not.toMatch(/\bNaN\b(?!")|\bInfinity\b(?!")/)
    }
  })
})

describe('the text of an event', () => {
  it('is corrupt, wherever it was cut', () => {
    for (const seed of seeds) {
      const values = new RandomValues(seed)
      const { json, blobs } = encodeEvent({ type: 'recorded', ...stamp, key: 'k', value: values.value() })
      const cut = json.slice(0, values.below(json.length))
      expect(() => decodeEvent({ json: cut, blobs }), `seed ${seed}`).toThrow(StoreError)
    }
  })

  it('is corrupt when it has lost its samples', () => {
    const { json } = encodeEvent({ type: 'recorded', ...stamp, key: 'k', value: waveform({ raw: new Int8Array(2), unit: 'V', step: 1, timeMs: 0 }) })
    expect(() => decodeEvent({ json, blobs: [] })).toThrow('A stored waveform has lost its samples.')
    expect(() => decodeEvent({ json: json.replace('int8', 'int9'), blobs: [new Uint8Array(2)] })).toThrow(StoreError)
  })
})

describe('a value that cannot be stored is named by its path:', () => {
  class Special {
    readonly x = 1
  }
  it.each<[string, unknown, string]>([
    ['deep in lists and objects', { a: [1, { b: () => 1 }] }, 'v.a[1].b is a function (b)'],
    ['undefined in a list', [1, undefined], 'v[1] is undefined'],
    ['a symbol', { s: Symbol('s') }, 'v.s is a symbol'],
    ['a bigint', [1n], 'v[0] is a bigint'],
    ['an invalid date', { when: new Date(Number.NaN) }, 'v.when is an invalid date'],
    ['an instance of a class', new Special(), 'v is an instance of Special'],
    ['a typed array', { raw: new Float64Array(1) }, 'v.raw is an instance of Float64Array'],
    ['a reserved key', { $date: 'now' }, 'v.$date is a key that is reserved'],
    ['a prototype by the back door', JSON.parse('{"__proto__":{"x":1}}'), 'v.__proto__ is a key that is reserved'],
  ])('%s', (_what, value, message) => {
    expect(() => assertStorable(value, 'v')).toThrow(SessionError)
    expect(() => assertStorable(value, 'v')).toThrow(message)
  })

  it('but one object in two places is no circle', () => {
    const shared = { x: 1 }
    expect(() => assertStorable({ a: shared, b: [shared, shared] }, 'v')).not.toThrow()
  })

  it('and an object without prototype or with undefined keys is a plain one', () => {
    const event: SessionEvent = { type: 'recorded', ...stamp, key: 'k', value: Object.assign(Object.create(null), { a: 1, b: undefined }) }
    expect(decodeEvent(encodeEvent(event))).toMatchObject({ value: { a: 1 } })
    expect(encodeEvent(event).json).not.toContain('"b"')
  })
})

describe('several waveforms in one event', () => {
  it('keep their own samples', () => {
    const waves = [1, 2, 3].map((n) => waveform({ raw: Int32Array.of(n, -n), unit: 'V', step: 1, timeMs: n }))
    const event: SessionEvent = { type: 'recorded', ...stamp, key: 'k', value: { waves, again: waves[0] } }
    const encoded = encodeEvent(event)
    expect(encoded.blobs).toHaveLength(4)
    expect(decodeEvent(stored(encoded))).toStrictEqual(event)
  })

  it('that are views keep only the part they see', () => {
    const raw = new Int16Array([1, 2, 3, 4, 5]).subarray(1, 4)
    const { blobs, json } = encodeEvent({ type: 'point', ...stamp, acquisition: 'a', index: 0, cells: [waveform({ raw, unit: 'V', step: 1, timeMs: 0 })] })
    expect(blobs[0]?.byteLength).toBe(6)
    expect(decodeEvent({ json, blobs })).toMatchObject({ cells: [{ raw: new Int16Array([2, 3, 4]) }] })
  })
})
