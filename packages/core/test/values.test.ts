import { describe, expect, it } from 'vitest'
import {
  describeRange, isInside, isKnownUnit, isReading, isWaveform, knownUnits, limitsOfChannel, linspace, waveform, waveformValues,
  type InstrumentLimits,
} from '../src/index.ts'
import { axisPlan, makeParameter } from '../src/parameter.ts'
import { makeProgress } from '../src/progress.ts'
import { CartesianProduct } from '../src/session/cartesian-product.ts'

const limits: InstrumentLimits = {
  source: 'bench.yaml',
  channels: {
    '*': { voltage: { min: 0, max: 10 }, current: { max: 1 } },
    '1': { voltage: { max: 5 }, power: { max: 2 } },
    '2': { voltage: { min: -20, max: 20 } },
    '3': { voltage: { min: 11 } },
    '4': { voltage: { max: Number.NaN } },
  },
}

describe('the limits of a channel', () => {
  it('are those of every channel where it has none of its own', () => {
    expect(limitsOfChannel(limits, 7)).toEqual({ voltage: { min: 0, max: 10 }, current: { max: 1 } })
    expect(limitsOfChannel(limits, undefined)).toEqual(limitsOfChannel(limits, 7))
  })

  it('are the narrower of both, quantity by quantity', () => {
    expect(limitsOfChannel(limits, 1)).toEqual({ voltage: { min: 0, max: 5 }, current: { max: 1 }, power: { max: 2 } })
  })

  it('cannot be widened by the channel', () => {
    expect(limitsOfChannel(limits, '2')['voltage']).toEqual({ min: 0, max: 10 })
  })

  it('that exclude each other let nothing through', () => {
    const voltage = limitsOfChannel(limits, 3)['voltage'] ?? {}
    for (const value of [0, 10, 10.5, 11, 20]) expect(isInside(voltage, value)).toBe(false)
  })

  it('that are no number let nothing through', () => {
    const voltage = limitsOfChannel(limits, 4)['voltage'] ?? {}
    for (const value of [-1, 0, 10]) expect(isInside(voltage, value)).toBe(false)
  })

  it('are none where none are written', () => {
    expect(limitsOfChannel({ source: 's', channels: {} }, 1)).toEqual({})
    expect(limitsOfChannel({ source: 's', channels: { '2': { voltage: { max: 1 } } } }, 1)).toEqual({})
  })

  it('do not change what they are made from', () => {
    const before = structuredClone(limits)
    limitsOfChannel(limits, 1)
    expect(limits).toEqual(before)
  })
})

describe('a range', () => {
  it.each([[0, true], [5, true], [-1e-12, false], [5.000001, false], [Number.NaN, false], [Infinity, false]])('of 0 … 5 has %d inside: %s', (value, inside) => {
    expect(isInside({ min: 0, max: 5 }, value)).toBe(inside)
  })

  it('with open ends has infinities inside, but never NaN', () => {
    expect(isInside({}, Infinity)).toBe(true)
    expect(isInside({ min: 0 }, -Infinity)).toBe(false)
    expect(isInside({}, Number.NaN)).toBe(false)
  })

  it.each([
    [{ min: 0, max: 5 }, 'V', '0 … 5 V'], [{ max: 5 }, 'V', '≤ 5 V'], [{ min: -1 }, 'A', '≥ -1 A'], [{}, 'V', 'any'], [{ min: 0, max: 1 }, undefined, '0 … 1'],
  ])('%o in %s reads %s', (range, unit, text) => {
    expect(describeRange(range, unit)).toBe(text)
  })
})

describe('a unit', () => {
  it('is known by its symbol, not by its code or a property of objects', () => {
    for (const unit of Object.keys(knownUnits)) expect(isKnownUnit(unit)).toBe(true)
    for (const unit of ['Ohm', 'v', '', 'toString', '__proto__', 'constructor']) expect(isKnownUnit(unit)).toBe(false)
  })

  it('has a code of its own', () => {
    const codes = Object.values(knownUnits)
    expect(new Set(codes).size).toBe(codes.length)
  })
})

describe('a reading', () => {
  it('is known by value, unit and time', () => {
    expect(isReading({ value: 1, unit: 'V', timeMs: 0 })).toBe(true)
    expect(isReading({ value: Number.NaN, unit: '', timeMs: 0, condition: 'overload' })).toBe(true)
  })

  it.each([
    null, undefined, 1, 'V', [], {}, { value: 1 }, { value: 1, unit: 'V' }, { value: '1', unit: 'V', timeMs: 0 }, { value: 1, unit: 2, timeMs: 0 }, { value: 1, unit: 'V', timeMs: '0' },
  ])('is not %o', (value) => {
    expect(isReading(value)).toBe(false)
  })
})

describe('a waveform', () => {
  const base = { raw: new Uint8Array([128, 0, 255]), unit: 'V', step: 1e-6, timeMs: 1 } as const

  it('has scale 1, origin 0, offset 0 and starts at 0 s where nothing is said', () => {
    expect(waveform(base)).toEqual({ kind: 'waveform', ...base, scale: 1, origin: 0, offset: 0, start: 0, xUnit: 's' })
  })

  it('gives its values as (raw − origin) · scale + offset', () => {
    expect(waveformValues(waveform({ ...base, origin: 128, scale: 0.5, offset: -1 }))).toEqual(new Float64Array([-1, -65, 62.5]))
  })

  it('writes its values into an array it is given', () => {
    const target = new Float64Array(3)
    expect(waveformValues(waveform(base), target)).toBe(target)
    expect(target).toEqual(new Float64Array([128, 0, 255]))
  })

  it('may have no sample', () => {
    expect(waveformValues(waveform({ ...base, raw: new Float32Array(0) }))).toHaveLength(0)
  })

  it('keeps NaN and infinities of samples that are floats', () => {
    const raw = new Float32Array([Number.NaN, Infinity, -0])
    expect(waveformValues(waveform({ ...base, raw }))).toEqual(new Float64Array([Number.NaN, Infinity, 0]))
  })

  it('is known by its kind and its samples', () => {
    expect(isWaveform(waveform(base))).toBe(true)
    for (const value of [null, 1, 'waveform', {}, { kind: 'waveform' }, { kind: 'other', raw: [] }]) expect(isWaveform(value)).toBe(false)
  })
})

describe('progress', () => {
  it('has a rate of durable points a second, and from it the rest', () => {
    expect(makeProgress(30, 20, 100, 4000)).toEqual({ done: 30, acknowledged: 20, total: 100, elapsedMs: 4000, rate: 5, etaMs: 16_000 })
  })

  it('knows no rest before the first durable point', () => {
    expect(makeProgress(5, 0, 10, 1000)).toMatchObject({ rate: 0, etaMs: undefined })
    expect(makeProgress(0, 0, 10, 0)).toMatchObject({ rate: 0, etaMs: undefined })
  })

  it('has no rest at the end, nor beyond it', () => {
    expect(makeProgress(10, 10, 10, 500).etaMs).toBe(0)
    expect(makeProgress(12, 12, 10, 500).etaMs).toBe(0)
  })

  it('divides by no time', () => {
    expect(makeProgress(3, 3, 10, 0)).toMatchObject({ rate: 0, etaMs: undefined })
  })
})

describe('a parameter', () => {
  it('is written into the plan as a formula or as its list, with a unit where it has one', () => {
    expect(axisPlan(makeParameter('x', linspace(0, 1, 1_000_000), 'V'))).toEqual({ name: 'x', unit: 'V', values: { kind: 'linear', start: 0, stop: 1, count: 1_000_000 } })
    expect(axisPlan(makeParameter('m', ['a', true], undefined))).toEqual({ name: 'm', values: { kind: 'list', values: ['a', true] } })
  })

  it('keeps its values although the list changes', () => {
    const list = [1, 2]
    const { values } = makeParameter('x', list, 'V')
    list.push(3)
    expect([...values]).toEqual([1, 2])
  })

  it.each([[[1, Infinity], 'Infinity'], [[null], 'null'], [[{}], '[object Object]']])('refuses the values %o', (values, shown) => {
    // @ts-expect-error the types refuse it too
    expect(() => makeParameter('x', values, undefined)).toThrow(`Parameter 'x' has the value ${shown}; finite numbers, strings and booleans can be swept.`)
  })
})

describe('the product of parameters', () => {
  const walk = (product: CartesianProduct): string[] => Array.from({ length: product.size }, () => {
    const here = product.coordinates.join(' ')
    product.advance()
    return here
  })

  it('steps through every combination, and begins again after the last', () => {
    const product = new CartesianProduct([makeParameter('a', [1, 2], undefined), makeParameter('b', ['x'], undefined), makeParameter('c', [7, 8], undefined)])
    const all = ['1 x 7', '1 x 8', '2 x 7', '2 x 8']
    expect(walk(product)).toEqual(all)
    expect(walk(product)).toEqual(all)
  })

  it('of none has one step without coordinates', () => {
    const product = new CartesianProduct([])
    expect(product.size).toBe(1)
    expect(product.coordinates).toEqual([])
    product.advance()
    expect(product.coordinates).toEqual([])
  })
})

describe('waveformValues', () => {
  it('refuses a target of another length', () => {
    const wave = waveform({ raw: new Int16Array([1, 2, 3]), unit: 'V', step: 1, timeMs: 0 })
    expect(() => waveformValues(wave, new Float64Array(2))).toThrow('The target has 2 places for 3 samples.')
  })
})
