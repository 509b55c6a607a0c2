import { describe, expect, it } from 'vitest'
import { memoryStore, MeasurementSession, TimeoutError, type Instrument, type InstrumentNotice, type SessionStore } from '../src/index.ts'
import { BareInstrument, eventsOf, failureOf, openSession } from './fixtures.ts'
import { ManualClock } from './manual-clock.ts'

class NoticingInstrument extends BareInstrument implements Instrument {
  listeners = new Set<(notice: InstrumentNotice) => void>()

  onNotice(listener: (notice: InstrumentNotice) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  say(notice: InstrumentNotice): void {
    for (const listener of this.listeners) listener(notice)
  }
}

function openWith(store: SessionStore, ...instruments: readonly Instrument[]): Promise<MeasurementSession> {
  return MeasurementSession.open({
    name: 'n', store, guardProcess: false, instruments: Object.fromEntries(instruments.map((instrument) => [instrument.alias, instrument])),
  })
}

describe('leaving a session', () => {
  it('first makes every instrument safe, then closes connections, then ends the log', async () => {
    const order: string[] = []
    const store = memoryStore()
    const [psu, gen] = [new BareInstrument('psu'), new BareInstrument('gen')]
    for (const instrument of [psu, gen]) {
      instrument.safe = async () => {
        await new Promise((resolve) => setImmediate(resolve))
        order.push(`${instrument.alias} safe`)
        return { actions: [], verified: false }
      }
      const close = instrument.close.bind(instrument)
      instrument.close = async () => {
        order.push(`${instrument.alias} closed`)
        await close()
      }
    }
    const session = await openWith(store, psu, gen)
    await session.close()
    expect(order).toEqual(['psu safe', 'gen safe', 'psu closed', 'gen closed'])
    expect((await eventsOf(store, session.id)).map(({ type }) => type)).toEqual(['session-opened', 'made-safe', 'made-safe', 'session-closed'])
  })

  it('touches no instrument at opening', async () => {
    const psu = new BareInstrument('psu')
    const session = await openWith(memoryStore(), psu)
    expect(psu.calls).toEqual([])
    await session.close()
  })

  it('logs a connection that does not close, and ends well', async () => {
    const store = memoryStore()
    const psu = new BareInstrument('psu')
    psu.close = () => Promise.reject(new TimeoutError('psu hangs'))
    const session = await openWith(store, psu)
    await session.close()
    expect(await eventsOf(store, session.id, 'message')).toMatchObject([
      { level: 'warning', instrument: 'psu', text: 'The connection did not close: psu hangs' },
    ])
    expect((await eventsOf(store, session.id)).at(-1)).toMatchObject({ outcome: 'completed' })
  })

  it('gives a dead instrument 800 ms to become safe and 800 ms to close, on the clock of the session', async () => {
    const clock = new ManualClock()
    const store = memoryStore()
    const dead = new BareInstrument('dead')
    dead.safe = () => new Promise(() => undefined)
    dead.close = () => new Promise(() => undefined)
    const session = await MeasurementSession.open({ name: 'n', store, instruments: { dead }, guardProcess: false, clock })
    const error = await failureOf(clock.runUntil(session.close()))
    expect(clock.timeMs).toBe(1600)
    expect(error).toMatchObject({ code: 'LAB_SESSION_UNSAFE', hint: 'Look at the bench now: an output may still be on.', cause: expect.any(TimeoutError) })
    expect(await eventsOf(store, session.id, 'made-safe')).toMatchObject([
      { outcome: 'failed', verified: false, error: { name: 'TimeoutError', code: 'LAB_TIMEOUT', message: 'dead did not answer within 800 ms.' } },
    ])
    expect(clock.pendingTimers).toBe(0)
  })

  it('leaves no timer behind', async () => {
    const clock = new ManualClock()
    const instruments = { psu: new BareInstrument('psu') }
    const session = await MeasurementSession.open({ name: 'n', store: memoryStore(), instruments, guardProcess: false, clock })
    await session.close()
    expect(clock.pendingTimers).toBe(0)
    expect(clock.timeMs).toBe(0)
  })

  it('names every instrument that is not safe', async () => {
    const [a, b] = [new BareInstrument('a'), new BareInstrument('b')]
    a.safe = () => Promise.reject(new Error('no link'))
    b.safe = () => {
      throw new Error('no driver')
    }
    const session = await openWith(memoryStore(), a, b)
    const error = await failureOf(session.close())
    expect(error).toMatchObject({ message: 'Not made safe: a (no link), b (no driver).', cause: expect.any(AggregateError) })
  })

  it('throws the error of the block it is used in together with its own', async () => {
    const psu = new BareInstrument('psu')
    psu.safe = () => Promise.reject(new Error('no link'))
    const error = await failureOf((async () => {
      await using session = await openWith(memoryStore(), psu)
      throw new Error(`in ${session.name}`)
    })())
    expect(error).toBeInstanceOf(SuppressedError)
    expect(error).toMatchObject({ suppressed: { message: 'in n' }, error: { code: 'LAB_SESSION_UNSAFE' } })
  })

  it('by its signal twice, and by hand as well, makes safe once', async () => {
    const psu = new BareInstrument('psu')
    const controller = new AbortController()
    const session = await MeasurementSession.open({
      name: 'n', store: memoryStore(), instruments: { psu }, guardProcess: false, signal: controller.signal,
    })
    controller.abort(new Error('one'))
    controller.abort(new Error('two'))
    await Promise.all([session.close(), session.close()])
    expect(psu.calls).toEqual(['makeSafe', 'close'])
  })

  it('by its signal ends a run with the reason', async () => {
    const store = memoryStore()
    const controller = new AbortController()
    const session = await openSession(store, { signal: controller.signal })
    const why = new Error('stop button')
    session.acquire('s', ({ clock, signal }) => {
      setImmediate(() => controller.abort(why))
      return clock.sleep(1e6, { signal }).then(() => ({ y: 1 }))
    })
    expect(await failureOf(session.run())).toBe(why)
    await session.close()
    const events = await eventsOf(store, session.id)
    expect(events.map(({ type }) => type)).toEqual(['session-opened', 'run-started', 'run-ended', 'session-closed'])
    expect(events[2]).toMatchObject({ outcome: 'aborted', error: { message: 'stop button' } })
  })
})

describe('a message', () => {
  it('is durable when it resolves, at the level given', async () => {
    const store = memoryStore()
    await using session = await openSession(store)
    await session.message('plain')
    await session.message('careful', 'warning')
    expect(await eventsOf(store, session.id, 'message')).toMatchObject([{ level: 'info', text: 'plain' }, { level: 'warning', text: 'careful' }])
  })

  it('is refused after closing', async () => {
    const session = await openSession(memoryStore())
    await session.close()
    await expect(session.message('late')).rejects.toThrow("Cannot log a message: session 'test' is closed.")
  })
})

describe('the notices of an instrument', () => {
  it('go into the log under its name', async () => {
    const store = memoryStore()
    const psu = new NoticingInstrument('psu')
    const session = await openWith(store, psu)
    psu.say({ level: 'warning', text: 'Sent past the guard: VOLT 5' })
    await session.close()
    expect(await eventsOf(store, session.id, 'message')).toMatchObject([{ level: 'warning', text: 'Sent past the guard: VOLT 5', instrument: 'psu' }])
  })

  it('are heard while it is made safe, and no longer once the session is left', async () => {
    const store = memoryStore()
    const psu = new NoticingInstrument('psu')
    psu.safe = async () => {
      psu.say({ level: 'info', text: 'switching off' })
      return { actions: [], verified: true }
    }
    const session = await openWith(store, psu)
    expect(psu.listeners.size).toBe(1)
    await session.close()
    expect(psu.listeners.size).toBe(0)
    expect(await eventsOf(store, session.id, 'message')).toMatchObject([{ text: 'switching off' }])
  })

  it('that the store refuses disturb nobody until closing', async () => {
    const psu = new NoticingInstrument('psu')
    const store = memoryStore()
    const refused = new Error('refused')
    const session = await openWith(Object.assign(store, {
      create: () => Promise.resolve({
        append: ({ type }: { type: string }) => (type === 'message' ? Promise.reject(refused) : Promise.resolve()), close: () => Promise.resolve(),
      }),
    }), psu)
    psu.say({ level: 'info', text: 'hello' })
    expect(await failureOf(session.close())).toBe(refused)
  })
})

describe('the first event of a session', () => {
  it('says what was connected, leaving metadata that is undefined out', async () => {
    const store = memoryStore()
    const psu = new BareInstrument('psu')
    const clock = new ManualClock()
    clock.timeMs = 5
    const metadata = { operator: 'A', project: undefined, dut: { serial: 'X', lot: undefined }, environment: { temperature: 23 } }
    const session = await MeasurementSession.open({ name: 'n', store, instruments: { psu }, guardProcess: false, clock, metadata })
    const [opened] = await eventsOf(store, session.id, 'session-opened')
    expect(opened).toEqual({
      type: 'session-opened', seq: 1, timeMs: 1_700_000_000_005, monotonicMs: 5, schemaVersion: 3, sessionId: session.id, name: 'n',
      metadata: { operator: 'A', dut: { serial: 'X' }, environment: { temperature: 23 } },
      instruments: [{ alias: 'psu', driver: 'test/BARE', resource: 'SIM::bare::INSTR', identity: psu.identity }],
    })
    expect(session.id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
    await session.close()
  })
})
