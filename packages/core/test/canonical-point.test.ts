import { describe, expect, it } from 'vitest'
import { decodeEvent, encodeEvent, type CellDetail, type PointAcquired } from '../src/index.ts'
import { RandomValues } from './random-values.ts'

const stamp = { seq: 7, timeMs: 1_763_824_000_123.456, monotonicMs: 98_765.4321 }
const seeds = Array.from({ length: 500 }, (_, seed) => seed)

function maybe<K extends string, V>(values: RandomValues, key: K, value: V): { [P in K]?: V } {
  const none: { [P in K]?: V } = {}
  return values.random() < 0.5 ? { [key]: value } as { [P in K]?: V } : none
}

function component(values: RandomValues): object {
  return {
    name: values.text(), standard: values.number(), evaluation: values.pick(['A', 'B'] as const),
    ...maybe(values, 'degreesOfFreedom', values.number()), ...maybe(values, 'source', values.text()),
    ...maybe(values, 'ensemble', { id: values.text(), direction: [values.number(), values.random()] }),
    ...maybe(values, 'input', { value: values.number(), unit: values.pick(['V', 'Ω', '°C', values.text()]), standard: values.random() }),
  }
}

function detail(values: RandomValues): CellDetail | null {
  if (values.random() < 0.2) return null
  return {
    ...maybe(values, 'timeMs', values.number()), ...maybe(values, 'raw', values.number()),
    ...maybe(values, 'condition', 'overload' as const), ...maybe(values, 'range', values.number()),
    ...maybe(values, 'source', { instrument: values.text(), function: 'dc-voltage', ...maybe(values, 'channel', 1), ...maybe(values, 'range', values.random()) }),
    ...maybe(values, 'uncertainty', {
      standard: values.number(), ...maybe(values, 'degreesOfFreedom', values.number()),
      ...maybe(values, 'components', Array.from({ length: values.below(4) }, () => component(values)) as []),
    }),
  }
}

function pointOf(seed: number): PointAcquired {
  const values = new RandomValues(seed)
  const cells = Array.from({ length: 1 + values.below(4) }, () => values.value(1))
  const point: PointAcquired = { type: 'point', ...stamp, acquisition: values.text(), index: values.below(1e9), cells }
  return values.random() < 0.2 ? point : { ...point, details: cells.map(() => detail(values)) }
}

/** The same with the keys of every object outside the cells in another order. */
function shuffled<T>(value: T, values: RandomValues): T {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item: unknown) => shuffled(item, values)) as T
  const entries = Object.entries(value).map(([key, item]) => [key, key === 'cells' ? item : shuffled<unknown>(item, values)] as const)
  return Object.fromEntries(entries.map((entry) => [values.random(), entry] as const).sort(([a], [b]) => a - b).map(([, entry]) => entry)) as T
}

describe('the text of a point', () => {
  it('is the same in whatever order its keys were given', () => {
    for (const seed of seeds) {
      const point = pointOf(seed)
      const { json, blobs } = encodeEvent(point)
      const other = encodeEvent(shuffled(point, new RandomValues(seed + 10_000)))
      expect(other.json, `seed ${seed}`).toBe(json)
      expect(other.blobs).toEqual(blobs)
    }
  })

  it('is the same again when what was read from it is written', () => {
    for (const seed of seeds) {
      const first = encodeEvent(pointOf(seed))
      const again = encodeEvent(decodeEvent(first))
      expect(again.json, `seed ${seed}`).toBe(first.json)
      expect(again.blobs).toEqual(first.blobs)
    }
  })

  it('leaves out what is undefined, in order or not', () => {
    const details = [{ range: undefined, timeMs: 1 }, { timeMs: 1, range: undefined }]
    const point = { type: 'point', ...stamp, acquisition: 'a', index: 0, cells: [1, 2], details } as unknown as PointAcquired
    expect(encodeEvent(point).json).toContain('"details":[{"timeMs":1},{"timeMs":1}]')
  })

  it('does not change the point it is made of', () => {
    const point = shuffled(pointOf(3), new RandomValues(5))
    const before = JSON.stringify(point)
    encodeEvent(point)
    expect(JSON.stringify(point)).toBe(before)
  })
})
