import { join } from 'node:path'
import { encodeEvent, waveform, type CellDetail, type ColumnRecord, type PointAcquired, type StoredValue } from '@lab/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { closed, opened, startMs } from './support/events.ts'
import { batchOf, beginSession, eventsOf, openStore, temporaryFolder } from './support/fixture.ts'

const columns: readonly ColumnRecord[] = [
  { name: 'x', role: 'parameter', kind: 'number', unit: 'V' }, { name: 'X', role: 'result', kind: 'number' }, { name: 'seq', role: 'result', kind: 'text' },
  { name: '', role: 'result', kind: 'boolean' }, { name: 'x.uncertainty', role: 'result', kind: 'json' }, { name: 'wave', role: 'result', kind: 'waveform' },
]

const number = fc.oneof(fc.double(), fc.constantFrom(0, -0, Number.NaN, Infinity, -Infinity, Number.MIN_VALUE, 2 ** 53 + 2))
const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('', '\ud800', '"\\\n\u0000', '$'))
const wave = fc.record({ raw: fc.int16Array({ maxLength: 9 }), scale: number, origin: number, offset: number }).map(
  (parts) => waveform({ ...parts, unit: 'V', step: 1e-6, timeMs: 1 }),
)
const json: fc.Arbitrary<StoredValue> = fc.oneof(number, text, wave, fc.array(number, { maxLength: 3 }), fc.dictionary(fc.constantFrom('b', 'a', '1'), number))
const detail = fc.option(fc.record<CellDetail>({
  timeMs: number, raw: number, range: number, condition: fc.constantFrom('overload', 'invalid'),
  uncertainty: fc.record({ standard: number, degreesOfFreedom: number }, { requiredKeys: ['standard'] }),
  source: fc.constant({ instrument: 'dmm', function: 'dc-voltage' }),
}, { requiredKeys: [] }))

/** Cells of their column's kind, of none, and now and then of another one. */
const cells = fc.tuple(fc.option(number), fc.option(number), fc.option(text), fc.option(fc.boolean()), fc.option(json), fc.option(wave))
const oddCells = fc.array(fc.option(json), { minLength: 4, maxLength: 7 })

const point = fc.record({
  time: fc.oneof(fc.double({ min: 0, max: 1e9, noNaN: true }).map((ms) => startMs + ms), fc.double({ min: -1e3, max: 1e3, noNaN: true })), monotonicMs: fc.double({ noNaN: true }),
  cells: fc.oneof({ weight: 4, arbitrary: cells }, { weight: 1, arbitrary: oddCells }), details: fc.option(fc.array(detail, { minLength: 6, maxLength: 6 })),
})

describe('points of any kind', () => {
  it('leave nothing behind for the row groups after theirs, whose memory they have had', { timeout: 60_000 }, async () => {
    const root = join(temporaryFolder(), 'lab')
    const first = opened()
    const life = beginSession(root, first)
    let seq = 2
    const written: PointAcquired[] = []
    for (const [round, acquisition] of ['all', 'all', 'other', 'all', 'third', 'all'].entries()) {
      life.engine.commit(batchOf([{ type: 'columns-declared', seq: seq++, timeMs: startMs, monotonicMs: 0, acquisition, columns }]))
      // Full of everything and nearly empty by turns.
      const given = round % 2 === 0 ? fc.sample(point, 70) : fc.sample(point, 130).map((one) => ({ ...one, cells: [null, 1, null], details: null }))
      const points = given.map(({ time, monotonicMs, cells: values, details }, index): PointAcquired => ({
        type: 'point', seq: seq++, timeMs: time, monotonicMs, acquisition, index, cells: values, ...(details === null ? {} : { details }),
      }))
      written.push(...points)
      for (let from = 0; from < points.length; from += 32) life.engine.commit(batchOf(points.slice(from, from + 32)))
    }
    life.end()
    const store = openStore(root)
    const found: string[] = []
    for await (const { json: bytes } of store.records(first.sessionId)) {
      const text = Buffer.from(bytes).toString('utf8')
      if (text.startsWith('{"type":"point"')) found.push(text)
    }
    expect(found).toEqual(written.map((one) => encodeEvent(one).json))
    expect((await store.verify(first.sessionId)).problems).toEqual([])
  })

  it('come back byte for byte, from the journal and from row groups', { timeout: 120_000 }, async () => {
    await fc.assert(fc.asyncProperty(fc.array(point, { minLength: 1, maxLength: 40 }), fc.boolean(), async (given, isClosed) => {
      const root = join(temporaryFolder(), 'lab')
      const first = opened()
      const points: PointAcquired[] = given.map(({ time, monotonicMs, cells: values, details }, index) => ({
        type: 'point', seq: index + 3, timeMs: time, monotonicMs, acquisition: 'all', index, cells: values, ...(details === null ? {} : { details }),
      }))
      const life = beginSession(root, first)
      life.engine.commit(batchOf([{ type: 'columns-declared', seq: 2, timeMs: startMs, monotonicMs: 0, acquisition: 'all', columns }]))
      life.engine.commit(batchOf(points))
      if (isClosed) life.engine.commit(batchOf([closed(points.length + 3)]))
      if (isClosed) life.end()
      else life.engine.close()
      const store = openStore(root)
      let place = -2
      for await (const { json: bytes, blobs } of store.records(first.sessionId)) {
        const written = points[place++]
        if (written === undefined) continue
        const encoded = encodeEvent(written)
        expect(Buffer.from(bytes).toString('utf8')).toBe(encoded.json)
        expect(blobs.map((blob) => Buffer.from(blob))).toEqual(encoded.blobs.map((blob) => Buffer.from(blob)))
      }
      expect(place).toBe(points.length + (isClosed ? 1 : 0))
      expect((await eventsOf(store, first.sessionId, 3)).slice(0, points.length)).toHaveLength(points.length)
      expect((await store.verify(first.sessionId)).problems).toEqual([])
      await store.close()
    }), { numRuns: 60 })
  })
})
