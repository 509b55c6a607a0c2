import { describe, expect, it } from 'vitest'
import type { Cell, PointAcquired, SessionEvent } from '../src/index.ts'
import { EnvelopeBuilder } from '../src/envelope.ts'
import { chunksOfEvents } from '../src/table-chunks.ts'
import { waveform } from '../src/waveform.ts'
import { collect } from './fixtures.ts'
import { RandomValues } from './random-values.ts'

const stamp = { timeMs: 1, monotonicMs: 1 }

async function* logOf(rows: readonly (number | null)[], missing: readonly number[] = []): AsyncGenerator<SessionEvent> {
  const columns = [{ name: 'y', role: 'measured', kind: 'number', unit: 'V' }, { name: 't', role: 'measured', kind: 'text' }]
  yield { type: 'columns-declared', seq: 2, ...stamp, acquisition: 'a', columns } as unknown as SessionEvent
  let seq = 2
  for (const [index, y] of rows.entries()) {
    const cells: Cell[] = [y, `${index}`]
    const point: PointAcquired = { type: 'point', seq: ++seq, ...stamp, acquisition: 'a', index, cells }
    if (!missing.includes(index)) yield point
    yield { ...point, seq: ++seq, acquisition: 'b' }
  }
}

describe('the chunks of an acquisition', () => {
  it.each([0, 1, 4095, 4096, 4097, 9000])('are all of its %i rows, in order, none twice', async (count) => {
    const rows = Array.from({ length: count }, (_, index) => (index % 7 === 3 ? null : index / 3))
    const chunks = await collect(chunksOfEvents(logOf(rows), 'a'))
    expect(chunks.every(({ rows: size }) => size >= 1 && size <= 4096)).toBe(true)
    const values = chunks.flatMap(({ columns: [y] }) => Array.from(y?.values as Float64Array))
    expect(values).toEqual(rows.map((row) => row ?? Number.NaN))
    expect(chunks.flatMap(({ first, columns: [y] }) => (y?.missing ?? []).map((row) => first + row)))
      .toEqual(rows.flatMap((row, index) => (row === null ? [index] : [])))
  })

  it('are the rows of any range, and end where rows are missing', async () => {
    for (let seed = 0; seed < 60; seed++) {
      const values = new RandomValues(seed)
      const rows = Array.from({ length: values.below(200) }, () => values.random())
      const gap = values.below(200)
      const [from, to] = [values.below(220), values.below(220)]
      const chunks = await collect(chunksOfEvents(logOf(rows, [gap]), 'a', { from, to, columns: ['t'] }))
      const found = chunks.flatMap(({ first, rows: count, columns }) => {
        expect(columns.map(({ name }) => name)).toEqual(['t'])
        return Array.from({ length: count }, (_, row) => [first + row, columns[0]?.values[row]])
      })
      const wanted = rows.map((_, index) => [index, `${index}`] as const).filter(([index]) => index >= from && index < to && index !== gap)
      expect(found, `seed ${seed}`).toEqual(wanted)
    }
  })

  it('hold no more than some 16 MB of samples and texts, and any number of small ones', async () => {
    const trace = waveform({ raw: new Int16Array(500_000), unit: 'V', step: 1, timeMs: 0 })
    const cells: readonly Cell[] = [...Array.from({ length: 40 }, () => [trace, { deep: trace }]), ...Array.from({ length: 40 }, () => 'x'.repeat(1_000_000)), ...Array.from({ length: 5000 }, () => 'x')]
    const chunks = await collect(chunksOfEvents(cellsLog(cells), 'a'))
    expect(chunks.map(({ rows }) => rows)).toEqual([9, 9, 9, 9, 9, 9, 9, 9, 4096, 912])
    expect(chunks.flatMap(({ columns: [y] }) => [...(y?.values ?? [])])).toEqual(cells)
  })
})

async function* cellsLog(cells: readonly Cell[]): AsyncGenerator<SessionEvent> {
  yield { type: 'columns-declared', seq: 2, ...stamp, acquisition: 'a', columns: [{ name: 'y', role: 'result', kind: 'json' }] }
  for (const [index, cell] of cells.entries()) yield { type: 'point', seq: index + 3, ...stamp, acquisition: 'a', index, cells: [cell] }
}

describe('an envelope', () => {
  it('has the smallest and largest of each piece, however the rows come', () => {
    for (let seed = 0; seed < 300; seed++) {
      const values = new RandomValues(seed)
      const rows = Float64Array.from({ length: values.below(120) }, () => (values.random() < 0.2 ? Number.NaN : values.number() + 0)) // no -0
      const [from, pieces] = [values.below(50), 1 + values.below(150)]
      const builder = new EnvelopeBuilder(from, rows.length, pieces)
      for (let at = 0; at < rows.length;) {
        const size = 1 + values.below(20)
        builder.add(from + at, rows.subarray(at, at + size))
        at += size
      }
      const envelope = builder.build()
      expect(envelope.rows.length, `seed ${seed}`).toBeLessThanOrEqual(pieces)
      const whole = [...rows].filter((value) => !Number.isNaN(value))
      expect(envelope.rows.length === 0).toBe(whole.length === 0)
      if (whole.length > 0) expect([Math.min(...envelope.min), Math.max(...envelope.max)]).toEqual([Math.min(...whole), Math.max(...whole)])
      envelope.rows.forEach((row, piece) => {
        const part = rows.slice(row - from, (envelope.rows[piece + 1] ?? from + rows.length) - from).filter((value) => !Number.isNaN(value))
        expect([envelope.min[piece], envelope.max[piece]]).toEqual([Math.min(...part), Math.max(...part)])
      })
    }
  })
})
