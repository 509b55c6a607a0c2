import fc from 'fast-check'
import { encodeEvent, type CellDetail, type PointAcquired } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { packedLength, packedText } from '../src/files/packed-point.ts'
import { packedRun, readRecords } from '../src/files/record-layout.ts'
import { ByteSource } from '../src/parquet/byte-source.ts'
import { PointPacker } from '../src/writer/point-packer.ts'

const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(0, -0, Number.NaN, Infinity, -Infinity, 5e-324, 1e21, 1e-7))
const part = fc.option(number, { nil: undefined })

const detail: fc.Arbitrary<CellDetail | null> = fc.option(fc.record({
  timeMs: part, raw: part, range: part,
  uncertainty: fc.oneof(fc.constant(undefined), fc.record({ standard: number }), fc.record({ standard: number, degreesOfFreedom: number })),
  condition: fc.constantFrom(undefined, undefined, undefined, 'invalid' as const),
}).map((one) => Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined))))

const point: fc.Arbitrary<PointAcquired> = fc.integer({ min: 1, max: 15 }).chain((cells) => fc.record({
  type: fc.constant('point' as const), seq: fc.nat().map((n) => n + 1), timeMs: number, monotonicMs: number,
  acquisition: fc.string({ unit: 'binary' }), index: fc.oneof(fc.nat(), fc.constantFrom(-0, 2 ** 53, 1.5)),
  cells: fc.array(fc.oneof({ weight: 20, arbitrary: number }, fc.constantFrom(null, 'text', true)), { minLength: cells, maxLength: cells }),
  details: fc.option(fc.array(detail, { minLength: cells, maxLength: cells }), { nil: undefined }),
})).map(({ details, ...rest }) => details === undefined ? rest : { ...rest, details })

function pack(points: readonly PointAcquired[]): ReturnType<PointPacker['packed']> {
  const packer = new PointPacker()
  for (const one of points) packer.add(one)
  return packer.packed()
}

function* placesOf(numbers: Float64Array, count: number): Generator<number> {
  for (let at = 0, left = count; left > 0; left--, at += packedLength(numbers, at)) yield at
}

describe('packed points', () => {
  it('give the very text of encodeEvent, or are not packed', () => {
    fc.assert(fc.property(fc.array(point, { maxLength: 20 }), (points) => {
      const { kinds, numbers, acquisitions } = pack(points)
      const packed = points.filter((_, i) => kinds[i] === 1)
      const texts = [...placesOf(numbers, packed.length)].map((at) => packedText(numbers, at, acquisitions[numbers[at] ?? -1] ?? ''))
      expect(texts).toEqual(packed.map((one) => encodeEvent(one).json))
    }), { numRuns: 1000 })
  })

  it('are packed where they have numbers, with or without uncertainties, times, raw values and ranges', () => {
    const plain: PointAcquired = { type: 'point', seq: 3, timeMs: 1.5, monotonicMs: 2.25, acquisition: 'a', index: 0, cells: [1, Number.NaN, -0] }
    const full: CellDetail = { timeMs: 3, uncertainty: { standard: 0.1 }, raw: Number.NaN, range: 10 }
    const points = [plain, { ...plain, details: [null, full, { range: 1 }] }, { ...plain, details: [full, full, full] }]
    expect([...pack(points).kinds.subarray(0, 3)]).toEqual([1, 1, 1])
    const others: PointAcquired[] = [
      { ...plain, cells: [1, null, 2] }, { ...plain, details: [null, null, null] }, { ...plain, details: [{}, full, full] },
      { ...plain, details: [{ condition: 'invalid' }, full, full] }, { ...plain, index: -0 }, { ...plain, details: [full] },
    ]
    expect([...pack(others).kinds.subarray(0, others.length)]).toEqual(others.map(() => 0))
  })

  it('come back from a journal, any number of acquisitions among each other', () => {
    fc.assert(fc.property(fc.array(point, { maxLength: 20 }), (points) => {
      const { kinds, numbers, acquisitions } = pack(points)
      const packed = points.filter((_, i) => kinds[i] === 1)
      let end = 0
      for (const at of placesOf(numbers, packed.length)) end = at + packedLength(numbers, at)
      const bytes = Buffer.concat(packedRun(numbers.subarray(0, end), acquisitions))
      const records = [...readRecords(new ByteSource(bytes))]
      expect(records.map(({ seq, json }) => [seq, json.toString('utf8')])).toEqual(packed.map((one) => [one.seq, encodeEvent(one).json]))
    }))
  })
})
