import assert from 'node:assert/strict'
import { openTable, StoreError, type ArchiveStore, type Cell, type ChunkOptions, type TableChunk } from '@lab/core'
import type { Obligation } from '../contract.ts'
import { rejectionOf, usualPatienceMs } from '../settling.ts'
import { SessionLog } from '../store-contract/session-log.ts'
import { exampleRows, pointsOf, writeExample } from './example-session.ts'
import type { ArchiveFixture } from './fixture.ts'

async function chunksOf(store: ArchiveStore, id: string, options?: ChunkOptions, acquisition = 'sweep'): Promise<TableChunk[]> {
  const chunks: TableChunk[] = []
  for await (const chunk of store.chunks(id, acquisition, options)) chunks.push(chunk)
  return chunks
}

/** The cells of a column, row by row, with null where a number is missing. */
function cellsOf(chunks: readonly TableChunk[], name: string): Cell[] {
  return chunks.flatMap(({ columns }) => {
    const column = columns.find((one) => one.name === name)
    return Array.from(column?.values ?? [], (value: Cell, row) => (column?.missing?.includes(row) === true ? null : value))
  })
}

const slices: readonly (readonly [from: number, to: number])[] = [[0, exampleRows], [0, 1], [1234, 1300], [2499, 2500], [2490, 9999], [700, 700], [3000, 4000]]

/** Reading by column. */
export const rowObligations: readonly Obligation<ArchiveFixture>[] = [
  {
    fact: 'lists the acquisitions of a session with their columns and rows, also of one without rows',
    async check(fixture) {
      const log = await writeExample(fixture.store)
      const [sweep, ...others] = await (await fixture.reopen()).acquisitions(log.id)
      assert.deepStrictEqual([sweep?.name, sweep?.rows, others], ['sweep', exampleRows, []])
      assert.deepStrictEqual(sweep?.columns.map(({ name, kind, unit }) => [name, kind, unit]).slice(0, 3), [
        ['vin', 'number', 'V'], ['vout', 'number', 'V'], ['note', 'text', undefined],
      ])
      const planned = await SessionLog.create(fixture.store)
      await planned.append({ type: 'run-started', acquisitions: ['later'], tasks: [], totalPoints: 3, plan: { kind: 'product', axes: [] } })
      assert.deepStrictEqual(await fixture.store.acquisitions(planned.id), [{ name: 'later', rows: 0, columns: [] }])
      await planned.writer.close()
    },
  },
  {
    fact: 'gives slices and envelopes of one column',
    async check({ store }) {
      const log = await writeExample(store)
      const vin = pointsOf(log.written).map(({ cells: [value] }) => Number(value))
      const table = await openTable(store, log.id, 'sweep')
      assert.deepStrictEqual([...await table.column('vin').numbers({ from: 1000, to: 1010 })], vin.slice(1000, 1010))
      const { rows, min, max } = await table.column('vin').envelope({ pieces: 10 })
      assert.deepStrictEqual([...rows], Array.from({ length: 10 }, (_, piece) => piece * 250))
      assert.deepStrictEqual([...min], Array.from({ length: 10 }, (_, piece) => vin[piece * 250]))
      assert.deepStrictEqual([...max], Array.from({ length: 10 }, (_, piece) => vin[piece * 250 + 249]))
    },
  },
  {
    fact: 'gives the rows of an acquisition by column, from any row to any other',
    async check(fixture) {
      const log = await writeExample(fixture.store)
      const points = pointsOf(log.written)
      const reader = await fixture.reopen()
      for (const [from, to] of slices) {
        const chunks = await chunksOf(reader, log.id, { from, to })
        const expected = points.slice(from, to)
        assert.deepStrictEqual(chunks.flatMap(({ first, rows }) => Array.from({ length: rows }, (_, row) => first + row)), expected.map(({ index }) => index))
        assert.deepStrictEqual(chunks.flatMap(({ timeMs }) => [...timeMs]), expected.map(({ timeMs }) => timeMs))
        for (const [place, name] of ['vin', 'vout', 'note', 'ok', 'trace', 'any'].entries()) {
          assert.deepStrictEqual(cellsOf(chunks, name), expected.map(({ cells }) => cells[place] ?? null), `${name} from ${from} to ${to}`)
        }
      }
    },
  },
  {
    fact: 'gives uncertainties and everything else that a cell has',
    async check({ store }) {
      const log = await writeExample(store)
      const chunks = await chunksOf(store, log.id, { columns: ['vout'] })
      assert.ok(chunks.every(({ columns }) => columns.length === 1 && columns[0]?.unit === 'V'))
      const details = chunks.flatMap(({ rows, columns: [column] }) => column?.details ?? new Array<null>(rows).fill(null))
      const uncertainty = chunks.flatMap(({ rows, columns: [column] }) => [...column?.uncertainty ?? new Array<number>(rows).fill(Number.NaN)])
      const written = pointsOf(log.written).map((point) => point.details?.[1] ?? null)
      assert.deepStrictEqual(details, written)
      assert.deepStrictEqual(uncertainty, written.map((detail) => detail?.uncertainty?.standard ?? Number.NaN))
    },
  },
  {
    fact: 'rejects with StoreError (not-found) for an acquisition, a column or a session it does not have',
    async check({ store }) {
      const log = await writeExample(store)
      const questions = [
        () => chunksOf(store, log.id, {}, 'nothing'), () => chunksOf(store, log.id, { columns: ['nothing'] }), () => chunksOf(store, 'nosuchsession'),
      ]
      for (const question of questions) {
        const error = await rejectionOf(question(), usualPatienceMs, 'chunks()')
        assert.ok(error instanceof StoreError && error.reason === 'not-found', `expected a StoreError (not-found), got ${String(error)}`)
      }
    },
  },
]
