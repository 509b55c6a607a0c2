import { describe, expect, it } from 'vitest'
import { linspace, listAcquisitions, memoryStore, readTable, waveform, type CellValue, type Reading, type Row, type Table } from '../src/index.ts'
import { NumberChunks } from '../src/number-chunks.ts'
import { eventsOf, failureOf, openSession, volts } from './fixtures.ts'

/** The table of rows that an acquisition returns one after the other, live and from the store: both must be one. */
async function tableOf(rows: readonly Row[]): Promise<Table> {
  const store = memoryStore()
  const session = await openSession(store)
  session.parameter('i', linspace(0, rows.length - 1, rows.length), { unit: '1' })
  session.acquire('s', ({ index }) => rows[index] ?? {})
  await session.run()
  const live = session.results('s').table()
  await session.close()
  const stored = await readTable(store, session.id, 's')
  expect(stored).toEqual(live)
  return stored
}

/** The results only, one column to each name. */
async function columnsOf(rows: readonly Row[]) {
  const { columns } = await tableOf(rows)
  return Object.fromEntries(columns.slice(1).map((column) => [column.name, column]))
}

function uncertain(value: number, standard: number): Reading<'V'> {
  return { ...volts(value), uncertainty: { standard } }
}

describe('the columns of an acquisition', () => {
  it('begin with the parameters, in the order they were declared', async () => {
    const store = memoryStore()
    const session = await openSession(store)
    session.parameter('volts', linspace(0, 1, 2), { unit: 'V' })
    session.parameter('mode', ['a', 'b'])
    session.parameter('on', [true, false])
    session.parameter('mixed', [1, 'x'])
    session.acquire('s', () => ({ y: 1 }))
    await session.run()
    await session.close()
    const { columns, rows } = await readTable(store, session.id, 's')
    expect(rows).toBe(16)
    expect(columns.map(({ name, role, kind, unit }) => [name, role, kind, unit])).toEqual([
      ['volts', 'parameter', 'number', 'V'], ['mode', 'parameter', 'text', undefined], ['on', 'parameter', 'boolean', undefined],
      ['mixed', 'parameter', 'json', undefined], ['y', 'result', 'number', undefined],
    ])
    expect(columns[3]?.values.slice(0, 4)).toEqual([1, 'x', 1, 'x'])
  })

  it.each<[string, CellValue, string]>([
    ['a number', 1, 'number'], ['a reading', volts(1), 'number'], ['text', 'x', 'text'], ['a boolean', true, 'boolean'],
    ['a waveform', waveform({ raw: new Int8Array(1), unit: 'V', step: 1, timeMs: 1 }), 'waveform'], ['nothing', null, 'json'],
  ])('take their kind from %s', async (_what, value, kind) => {
    expect((await columnsOf([{ y: value }]))['y']?.kind).toBe(kind)
  })

  it('take unit and source from the reading, but not its range, which may change', async () => {
    const { y } = await columnsOf([{ y: volts(1) }])
    expect(y).toMatchObject({ unit: 'V', source: { instrument: 'dmm', function: 'dc-voltage' } })
    expect(y?.source).not.toHaveProperty('range')
  })

  it('that are added later have no value before', async () => {
    const { early, late, note } = await columnsOf([{ early: 1 }, { early: 2, late: 20 }, { early: 3, note: 'x' }])
    expect(early?.values).toEqual(new Float64Array([1, 2, 3]))
    expect(late?.values).toEqual(new Float64Array([Number.NaN, 20, Number.NaN]))
    expect(note?.values).toEqual([null, null, 'x'])
  })

  it('that are left out of a row, or undefined in it, have no value there', async () => {
    const rows: Record<string, CellValue>[] = [{ a: 1, b: 'x' }, { b: 'y' }, { a: 3 }]
    const { a, b } = await columnsOf(rows)
    expect(a?.values).toEqual(new Float64Array([1, Number.NaN, 3]))
    expect(b?.values).toEqual(['x', 'y', null])
  })

  it('have a cell in every later point of the log', async () => {
    const store = memoryStore()
    const session = await openSession(store)
    session.parameter('i', [5, 6, 7])
    const rows: Record<string, CellValue>[] = [{ a: 1 }, { b: volts(2) }, { a: 3 }]
    session.acquire('s', ({ index }) => rows[index] ?? {})
    await session.run()
    await session.close()
    expect(await eventsOf(store, session.id, 'point')).toMatchObject([
      { cells: [5, 1] }, { cells: [6, null, 2], details: [null, null, { range: 10 }] }, { cells: [7, 3, null] },
    ])
    expect((await eventsOf(store, session.id, 'columns-declared')).map(({ columns }) => columns.length)).toEqual([2, 3])
  })

  it('without any value are cells of nothing', async () => {
    expect((await columnsOf([{ y: null }, { y: null }]))['y']).toMatchObject({ kind: 'json', values: [null, null] })
  })

  it.each<[string, readonly CellValue[]]>([
    ['number and text', [1, 'x', 2]], ['text and boolean', ['x', true]], ['boolean and number', [false, 0]], ['reading and boolean', [volts(1), true]],
  ])('of %s become json and keep every value', async (_what, values) => {
    const { y } = await columnsOf(values.map((value) => ({ y: value })))
    expect(y?.kind).toBe('json')
    expect(y?.values).toEqual(values.map((value) => (typeof value === 'object' ? 1 : value)))
  })

  it('take a unit from the first reading among bare numbers', async () => {
    expect((await columnsOf([{ y: 1 }, { y: volts(2) }, { y: 3 }]))['y']).toMatchObject({ unit: 'V', values: new Float64Array([1, 2, 3]) })
  })

  it('keep the infinities and NaN of overloads', async () => {
    const { y } = await columnsOf([{ y: Infinity }, { y: -Infinity }, { y: Number.NaN }, { y: -0 }])
    expect(y?.values).toEqual(new Float64Array([Infinity, -Infinity, Number.NaN, -0]))
  })

  it('may not have the name of a parameter', async () => {
    await using session = await openSession(memoryStore())
    session.parameter('x', [1])
    session.acquire('s', () => ({ x: 1 }))
    await expect(session.run()).rejects.toThrow("Acquisition 's' returns 'x', which is the name of a parameter.")
  })
})

describe('the uncertainty of a column', () => {
  it('stands beside each value', async () => {
    expect((await columnsOf([{ y: uncertain(1, 0.1) }, { y: uncertain(2, 0.2) }]))['y']?.uncertainty).toEqual(new Float64Array([0.1, 0.2]))
  })

  it('is NaN where a value has none, before and after', async () => {
    const { y } = await columnsOf([{ y: volts(1) }, { y: uncertain(2, 0.2) }, { y: 3 }])
    expect(y?.uncertainty).toEqual(new Float64Array([Number.NaN, 0.2, Number.NaN]))
  })

  it('is absent where no value has one', async () => {
    expect((await columnsOf([{ y: volts(1) }]))['y']).not.toHaveProperty('uncertainty')
  })

  it('of a column that came later is as long as the table', async () => {
    const { y } = await columnsOf([{ x: 1 }, { x: 2 }, { y: uncertain(3, 0.3) }])
    expect(y?.uncertainty).toEqual(new Float64Array([Number.NaN, Number.NaN, 0.3]))
  })
})

describe('a column of waveforms', () => {
  it('gives each back as the instrument sent it', async () => {
    const wave = waveform({ raw: new Int16Array([-5, 7]), unit: 'V', step: 1e-6, timeMs: 4, scale: 0.5 })
    const { w } = await columnsOf([{ w: wave }, { w: null }, { w: wave }])
    expect(w?.values).toEqual([wave, null, wave])
  })
})

describe('a long table', () => {
  it('keeps every number in its place', async () => {
    const count = 20_000
    const { rows, columns } = await tableOf(Array.from({ length: count }, (_, index) => ({ y: index * 3 })))
    expect(rows).toBe(count)
    expect(columns[1]?.values).toEqual(Float64Array.from({ length: count }, (_, index) => index * 3))
  })

  it.each([0, 1, 8191, 8192, 8193, 20_000])('is put together from chunks at %d numbers', (count) => {
    const chunks = new NumberChunks()
    for (let i = 0; i < count; i++) chunks.push(i + 0.5)
    expect(chunks.length).toBe(count)
    const all = chunks.toArray()
    expect(all).toHaveLength(count)
    expect(all.every((value, index) => value === index + 0.5)).toBe(true)
  })

  it('hands out arrays of their own, which do not change afterwards', async () => {
    const store = memoryStore()
    await using session = await openSession(store)
    const s = session.acquire('s', ({ index }) => ({ y: index }))
    await session.run()
    const first = session.results(s).column('y').values
    await session.run()
    expect([...first]).toEqual([0])
    expect([...session.results(s).column('y').values]).toEqual([0, 1])
  })
})

describe('results by name', () => {
  it('name the columns there are when asked for another', async () => {
    await using session = await openSession(memoryStore())
    session.parameter('vin', [1])
    session.acquire('s', () => ({ vout: 1, ok: true }))
    await session.run()
    expect(() => session.results('s').column('vuot')).toThrow("Acquisition 's' has no column 'vuot'. It has: vin, vout, ok.")
  })

  it('say that there are none yet before the first point', async () => {
    await using session = await openSession(memoryStore())
    session.acquire('s', () => ({ y: 1 }))
    const results = session.results('s')
    expect(results.rows).toBe(0)
    expect(() => results.column('y')).toThrow("has no column 'y'. It has: none yet.")
    await session.run()
    expect(results.rows).toBe(1)
  })

  it.each([[[], 'none'], [['a', 'b'], 'a, b']])('refuse an acquisition that was not declared among %o', async (names, list) => {
    await using session = await openSession(memoryStore())
    for (const name of names) session.acquire(name, () => ({ y: 1 }))
    expect(() => session.results('c')).toThrow(`The session has no acquisition 'c'. It has: ${list}.`)
  })

  it('can be read while the run goes on', async () => {
    await using session = await openSession(memoryStore())
    session.parameter('i', [1, 2, 3])
    const rows: number[] = []
    session.acquire('s', () => {
      rows.push(session.results('s').rows)
      return { y: 1 }
    })
    await session.run()
    expect(rows).toEqual([0, 1, 2])
  })
})

describe('a stored session', () => {
  it('lists its acquisitions, also those without a point', async () => {
    const store = memoryStore()
    const session = await openSession(store)
    session.acquire('b', ({ signal }) => (signal.aborted ? {} : { y: 1 }))
    session.acquire('a', () => {
      throw new Error('broke')
    })
    await failureOf(session.run())
    await session.close()
    expect(await listAcquisitions(store, session.id)).toEqual(['b', 'a'])
    expect(await readTable(store, session.id, 'a')).toEqual({ acquisition: 'a', rows: 0, columns: [] })
  })

  it('lists none where there was no run', async () => {
    const store = memoryStore()
    const session = await openSession(store)
    await session.close()
    expect(await listAcquisitions(store, session.id)).toEqual([])
    expect(await failureOf(readTable(store, session.id, 's'))).toMatchObject({ message: `Session ${session.id} has no acquisition 's'. It has: none.` })
  })

  it('names its acquisitions when asked for another', async () => {
    const store = memoryStore()
    const session = await openSession(store)
    session.acquire('one', () => ({ y: 1 }))
    session.acquire('two', () => ({ y: 1 }))
    await session.run()
    await session.close()
    expect(await failureOf(readTable(store, session.id, 'three'))).toMatchObject({
      code: 'LAB_STORE_NOT_FOUND', message: `Session ${session.id} has no acquisition 'three'. It has: one, two.`,
    })
  })

  it('is read up to the abort of the reader', async () => {
    const store = memoryStore()
    await using session = await openSession(store)
    session.acquire('s', () => ({ y: 1 }))
    await session.run()
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(readTable(store, session.id, 's', { signal })).rejects.toThrow('enough')
    await expect(listAcquisitions(store, session.id, { signal })).rejects.toThrow('enough')
  })
})
