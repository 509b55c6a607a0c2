import { describe, expect, it } from 'vitest'
import { linspace, MeasurementSession, memoryStore, readTable, SessionError } from '../src/index.ts'
import { BareInstrument, eventsOf, openSession as open, volts } from './fixtures.ts'

describe('a measurement session', () => {
  it('sweeps the product of its parameters, the first one slowest', async () => {
    await using session = await open(memoryStore())
    const a = session.parameter('a', [1, 2], { unit: 'V' })
    const b = session.parameter('b', ['x', 'y', 'z'])
    const seen: string[] = []
    session.acquire('walk', ({ at }) => {
      seen.push(`${at(a)}${at(b)}`)
      return { n: seen.length }
    })
    await session.run()
    expect(seen).toEqual(['1x', '1y', '1z', '2x', '2y', '2z'])
  })

  it('gives the results back by column, with unit and parameters', async () => {
    await using session = await open(memoryStore())
    const vin = session.parameter('vin', linspace(0, 1, 3), { unit: 'V' })
    const sweep = session.acquire('sweep', ({ at }) => ({ vout: volts(at(vin) * 2), ok: at(vin) > 0.4 }))
    await session.run()
    const results = session.results(sweep)
    expect(results.column('vout')).toMatchObject({ unit: 'V', values: new Float64Array([0, 1, 2]), source: { instrument: 'dmm' } })
    expect(results.column('ok').values).toEqual([false, true, true])
    expect([...results.parameter(vin).values]).toEqual([0, 0.5, 1])
    expect(session.results('sweep').table().rows).toBe(3)
  })

  it('writes a log that reads back as the same table after the session is closed', async () => {
    const store = memoryStore()
    const session = await open(store)
    const x = session.parameter('x', linspace(-1, 1, 5), { unit: 'A' })
    const sweep = session.acquire('s', ({ at }) => ({ y: volts(at(x) ** 2), note: at(x) > 0 ? 'up' : null }))
    await session.run()
    const table = session.results(sweep).table()
    await session.close()
    expect(await readTable(store, session.id, 's')).toEqual(table)
  })

  it('numbers its events without gaps and ends with session-closed', async () => {
    const store = memoryStore()
    const session = await open(store, { metadata: { operator: 'A. Example', dut: { serial: 'X1' } } })
    session.acquire('s', () => ({ y: 1 }))
    await session.run()
    await session.record('verdict', 'pass')
    await session.close()
    const events = await eventsOf(store, session.id)
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1))
    expect(events.map((event) => event.type)).toEqual([
      'session-opened', 'run-started', 'columns-declared', 'point', 'run-ended', 'recorded', 'session-closed',
    ])
    expect(events[0]).toMatchObject({ metadata: { operator: 'A. Example', dut: { serial: 'X1' } } })
    expect(events.at(-1)).toMatchObject({ outcome: 'completed' })
  })

  it('reports progress only for points that are durable', async () => {
    await using session = await open(memoryStore())
    session.parameter('i', linspace(1, 50, 50), { unit: '1' })
    session.acquire('s', () => ({ y: 1 }))
    const progress: number[] = []
    await session.run({ onProgress: ({ acknowledged, done, total }) => {
      expect(acknowledged).toBeLessThanOrEqual(done)
      expect(total).toBe(50)
      progress.push(acknowledged)
    } })
    expect(progress.at(-1)).toBe(50)
    expect([...progress].sort((p, q) => p - q)).toEqual(progress)
  })

  it('makes every instrument safe and closes it when it is left, one failure not stopping the others', async () => {
    const store = memoryStore()
    const bad = new BareInstrument('bad')
    const good = new BareInstrument('good')
    bad.safe = () => Promise.reject(new Error('no answer'))
    const session = await MeasurementSession.open({ name: 'n', store, instruments: { bad, good }, guardProcess: false })
    await expect(session.close()).rejects.toThrow(/Not made safe: bad \(no answer\)/)
    expect(bad.calls).toEqual(['makeSafe', 'close'])
    expect(good.calls).toEqual(['makeSafe', 'close'])
    const safe = (await eventsOf(store, session.id)).filter((event) => event.type === 'made-safe')
    expect(safe).toHaveLength(2)
    expect(safe).toContainEqual(expect.objectContaining({ instrument: 'good', outcome: 'safe', actions: ['output off'], verified: true }))
    expect(safe).toContainEqual(expect.objectContaining({ instrument: 'bad', outcome: 'failed', error: { name: 'Error', message: 'no answer' } }))
  })

  it('makes the bench safe as soon as an acquisition throws, and rethrows what it threw', async () => {
    const store = memoryStore()
    const psu = new BareInstrument('psu')
    await using session = await MeasurementSession.open({ name: 'n', store, instruments: { psu }, guardProcess: false })
    session.acquire('s', () => {
      throw new RangeError('acquire broke')
    })
    await expect(session.run()).rejects.toThrow(new RangeError('acquire broke'))
    expect(psu.calls).toEqual(['makeSafe'])
    await session.close()
    const events = await eventsOf(store, session.id)
    expect(events.find((event) => event.type === 'run-ended')).toMatchObject({ outcome: 'failed', error: { message: 'acquire broke' } })
    expect(events.at(-1)).toMatchObject({ type: 'session-closed', outcome: 'failed' })
  })

  it('ends the run with the reason of its signal although the acquisition ignores it', async () => {
    const psu = new BareInstrument('psu')
    await using session = await MeasurementSession.open({ name: 'n', store: memoryStore(), instruments: { psu }, guardProcess: false })
    const controller = new AbortController()
    session.acquire('s', () => {
      controller.abort(new Error('enough'))
      return new Promise<{ y: number }>(() => undefined)
    })
    await expect(session.run({ signal: controller.signal })).rejects.toThrow('enough')
    expect(psu.calls).toEqual(['makeSafe'])
  })

  it('leaves altogether when its own signal is aborted', async () => {
    const store = memoryStore()
    const psu = new BareInstrument('psu')
    const controller = new AbortController()
    const options = { name: 'n', store, instruments: { psu }, guardProcess: false, signal: controller.signal }
    const session = await MeasurementSession.open(options)
    controller.abort(new Error('stop button'))
    await session.close()
    expect(psu.calls).toEqual(['makeSafe', 'close'])
    expect((await eventsOf(store, session.id)).at(-1)).toMatchObject({ outcome: 'aborted', error: { message: 'stop button' } })
  })
})

describe('tasks', () => {
  it('run beside the sweep and are told when it ends', async () => {
    const store = memoryStore()
    const session = await open(store)
    session.acquire('s', async ({ clock }) => {
      await clock.sleep(5)
      return { y: 1 }
    })
    session.task('ambient', async ({ record, signal, clock }) => {
      await record('temperature', 23.4)
      await clock.sleep(1e6, { signal })
    })
    await session.run()
    await session.close()
    const events = await eventsOf(store, session.id)
    expect(events.find((event) => event.type === 'recorded')).toMatchObject({ key: 'temperature', value: 23.4, task: 'ambient' })
  })

  it('that fail by themselves fail the run', async () => {
    const psu = new BareInstrument('psu')
    await using session = await MeasurementSession.open({ name: 'n', store: memoryStore(), instruments: { psu }, guardProcess: false })
    session.acquire('s', ({ clock, signal }) => clock.sleep(1e6, { signal }).then(() => ({ y: 1 })))
    session.task('watch', () => Promise.reject(new Error('too hot')))
    await expect(session.run()).rejects.toThrow('too hot')
    expect(psu.calls).toEqual(['makeSafe'])
  })
})

describe('what a session refuses', () => {
  it.each([
    ['a function', { dut: { check: (): number => 1 } }, 'metadata.dut.check is a function (check), which cannot be stored.'],
    ['a class instance', { dut: { when: new Map() } }, 'metadata.dut.when is an instance of Map, which cannot be stored.'],
    ['a bigint', { count: 3n }, 'metadata.count is a bigint, which cannot be stored.'],
  ])('metadata with %s', async (_what, metadata, message) => {
    const options = { name: 'n', store: memoryStore(), guardProcess: false, metadata }
    // @ts-expect-error the types refuse it too
    await expect(MeasurementSession.open(options)).rejects.toThrow(message)
  })

  it('a circular value', async () => {
    await using session = await open(memoryStore())
    const loop: { self?: unknown } = {}
    loop.self = loop
    // @ts-expect-error the types refuse it too
    await expect(session.record('loop', loop)).rejects.toThrow('loop.self is a circular reference')
  })

  it('a name used twice, an empty axis, a parameter of another session', async () => {
    await using session = await open(memoryStore())
    await using other = await open(memoryStore())
    const foreign = other.parameter('f', [1], { unit: 'V' })
    session.parameter('a', [1])
    expect(() => session.parameter('a', [2])).toThrow("The parameter 'a' is declared twice.")
    expect(() => session.parameter('b', [])).toThrow("Parameter 'b' has no values.")
    expect(() => session.parameter('c', [Number.NaN])).toThrow("Parameter 'c' has the value NaN")
    session.acquire('s', ({ at }) => ({ y: at(foreign) }))
    await expect(session.run()).rejects.toThrow("Parameter 'f' belongs to another session.")
  })

  it('to mix units in one column', async () => {
    await using session = await open(memoryStore())
    const i = session.parameter('i', [0, 1], { unit: '1' })
    session.acquire('s', ({ at }) => ({ y: at(i) === 0 ? volts(1) : { ...volts(1), unit: 'A' } }))
    await expect(session.run()).rejects.toThrow("Column 'y' of acquisition 's' is in V; a reading in A does not go into it.")
  })

  it('to be used after it was closed', async () => {
    const session = await open(memoryStore())
    await session.close()
    await expect(session.record('x', 1)).rejects.toThrow("Cannot record 'x': session 'test' is closed.")
    await expect(session.run()).rejects.toBeInstanceOf(SessionError)
    expect(() => session.parameter('p', [1])).toThrow(/closed/)
  })

  it('to hand out more points from memory than it keeps', async () => {
    await using session = await open(memoryStore(), { keepPoints: 2 })
    session.parameter('i', [1, 2, 3])
    const s = session.acquire('s', () => ({ y: 1 }))
    await session.run()
    expect(() => session.results(s).column('y')).toThrow("'s' has 3 points, more than the 2 that are kept in memory.")
  })
})

describe('columns', () => {
  it('take nulls and later values, and widen when kinds meet', async () => {
    const store = memoryStore()
    const session = await open(store)
    const i = session.parameter('i', [0, 1, 2])
    session.acquire('s', ({ at, index }) => ({ late: at(i) === 0 ? null : index, mixed: at(i) === 1 ? 'text' : 1 }))
    await session.run()
    await session.close()
    const { columns } = await readTable(store, session.id, 's')
    expect(columns[1]).toMatchObject({ name: 'late', kind: 'number', values: new Float64Array([Number.NaN, 1, 2]) })
    expect(columns[2]).toMatchObject({ name: 'mixed', kind: 'json', values: [1, 'text', 1] })
  })
})
