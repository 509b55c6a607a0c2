import { describe, expect, it } from 'vitest'
import { memoryStore, MeasurementSession, traceRelay, type SessionEvent, type SessionStore } from '../src/index.ts'
import { BareInstrument } from './fixtures.ts'

async function eventsOf(store: SessionStore): Promise<SessionEvent[]> {
  const [summary] = await store.sessions()
  const events: SessionEvent[] = []
  for await (const event of store.events(summary?.id ?? '')) events.push(event)
  return events
}

describe('a session', () => {
  it('keeps attached files', async () => {
    const store = memoryStore()
    const session = await MeasurementSession.open({ name: 'n', store, guardProcess: false })
    await session.attach('screen.png', Uint8Array.of(137, 80), { mediaType: 'image/png' })
    await expect(session.attach('../screen.png', Uint8Array.of(1), { mediaType: 'image/png' })).rejects.toMatchObject({ name: 'SessionError' })
    await session.close()
    expect(await eventsOf(store)).toContainEqual(expect.objectContaining({ type: 'attached', name: 'screen.png', mediaType: 'image/png', data: Uint8Array.of(137, 80) }))
    await expect(session.attach('late.png', Uint8Array.of(1), { mediaType: 'image/png' })).rejects.toMatchObject({ name: 'SessionError' })
  })

  it('records the settings of its instruments when it is opened and when it is asked to', async () => {
    const store = memoryStore()
    const psu = Object.assign(new BareInstrument('psu'), { snapshot: () => Promise.resolve({ 'voltage@1': 3.3, output: false }) })
    const session = await MeasurementSession.open({ name: 'n', store, guardProcess: false, instruments: { psu, other: new BareInstrument('other') }, snapshots: true })
    await session.snapshot('later')
    await session.close()
    const snapshots = (await eventsOf(store)).filter((event) => event.type === 'snapshot')
    expect(snapshots.map(({ label, instrument, settings }) => [label, instrument, settings])).toEqual([
      ['opened', 'psu', { 'voltage@1': 3.3, output: false }], ['later', 'psu', { 'voltage@1': 3.3, output: false }],
    ])
  })

  it('is left when the settings cannot be read at its beginning', async () => {
    const store = memoryStore()
    const psu = Object.assign(new BareInstrument('psu'), { snapshot: () => Promise.reject(new Error('no answer')) })
    await expect(MeasurementSession.open({ name: 'n', store, guardProcess: false, instruments: { psu }, snapshots: true })).rejects.toThrow('no answer')
    expect((await eventsOf(store)).at(-1)?.type).toBe('session-closed')
  })

  it('keeps what went over the wires before and while it is open, in order', async () => {
    const store = memoryStore()
    const trace = traceRelay()
    const data = Uint8Array.of(1)
    const sent = (timeMs: number): void => trace.sink({ timeMs, instrument: 'psu', direction: 'sent', data })
    sent(1)
    data[0] = 2
    const session = await MeasurementSession.open({ name: 'n', store, guardProcess: false, trace })
    for (let timeMs = 2; timeMs <= 700; timeMs++) sent(timeMs)
    await session.close()
    sent(701)
    const events = await eventsOf(store)
    const records = events.flatMap((event) => (event.type === 'traced' ? event.records : []))
    expect(records.map(({ timeMs }) => timeMs)).toEqual(Array.from({ length: 700 }, (_, index) => index + 1))
    expect(records[0]?.data).toEqual(Uint8Array.of(1))
    expect(events.at(-1)?.type).toBe('session-closed')
  })

  it('refuses to be signed where the store keeps no chain, before anything is written', async () => {
    const store = memoryStore()
    const signer = { publicKey: new Uint8Array(32), sign: () => Promise.resolve(new Uint8Array(64)) }
    await expect(MeasurementSession.open({ name: 'n', store, guardProcess: false, sign: { signer } })).rejects.toMatchObject({ code: 'LAB_SESSION_PLAN' })
    expect(await store.sessions()).toEqual([])
  })
})
