import { readdirSync } from 'node:fs'
import { StoreError, waveform, type SessionEvent } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { sqliteStore } from '../src/index.ts'
import { closed, message, opened, point, recorded } from './support/events.ts'
import { contentsOf, eventsOf, newStore, openStore } from './support/fixture.ts'

describe('a session', () => {
  it('comes back event by event as it was written', async () => {
    const { store } = newStore()
    const first = opened()
    const events: SessionEvent[] = [first, point(2), recorded(3, { text: 'Ω\n"quoted"\u2028 \u{1f600}' }), message(4), closed(5)]
    const writer = await store.create(first)
    for (const event of events.slice(1)) await writer.append(event)
    await writer.close()
    expect(await eventsOf(store, first.sessionId)).toEqual(events)
  })

  it('keeps every float64 bit for bit', async () => {
    const { store } = newStore()
    const first = opened()
    const values = [0, -0, Number.NaN, Infinity, -Infinity, Number.MIN_VALUE, Number.MAX_VALUE, 0.1 + 0.2, 2 ** 53 + 2, -1e-7]
    const writer = await store.create(first)
    await writer.append(recorded(2, values))
    const [event] = await eventsOf(store, first.sessionId, 2)
    const read = event?.type === 'recorded' && Array.isArray(event.value) ? event.value : []
    expect(read).toHaveLength(values.length)
    for (const [i, value] of values.entries()) expect(Object.is(read[i], value)).toBe(true)
  })

  it('keeps the samples of several waveforms of one event apart', async () => {
    const { store } = newStore()
    const first = opened()
    const samples = [new Float64Array([1.5, -2]), new Uint8Array([1, 2, 3]), new Int16Array([-5, 6])]
    const waveforms = samples.map((raw) => waveform({ raw, unit: 'V', step: 1e-6, timeMs: 5, scale: 0.5 }))
    const writer = await store.create(first)
    await Promise.all([writer.append(recorded(2, waveforms)), writer.append(recorded(3, waveforms.toReversed()))])
    const events = await eventsOf(store, first.sessionId, 2)
    expect(events).toEqual([recorded(2, waveforms), recorded(3, waveforms.toReversed())])
  })

  it('keeps the samples as they were when the event was appended', async () => {
    const { store } = newStore()
    const first = opened()
    const raw = new Uint8Array([1, 2, 3])
    const writer = await store.create(first)
    const durable = writer.append(recorded(2, waveform({ raw, unit: 'V', step: 1, timeMs: 5 })))
    raw.fill(9)
    await durable
    const [event] = await eventsOf(store, first.sessionId, 2)
    expect(event).toEqual(recorded(2, waveform({ raw: new Uint8Array([1, 2, 3]), unit: 'V', step: 1, timeMs: 5 })))
    expect(raw).toEqual(new Uint8Array([9, 9, 9]))
  })

  it('is read in order over many pages, while more is being written', async () => {
    const { store } = newStore()
    const first = opened()
    const writer = await store.create(first)
    for (let seq = 2; seq <= 5000; seq++) void writer.append(point(seq))
    await writer.append(point(5001))
    let next = 1
    for await (const event of store.events(first.sessionId)) {
      expect(event.seq).toBe(next++)
      if (event.seq === 3000) await writer.append(point(5002))
    }
    expect(next).toBe(5003)
  })

  it('is read from the event on that is asked for', async () => {
    const { store } = newStore()
    const first = opened()
    const writer = await store.create(first)
    await Promise.all([writer.append(point(2)), writer.append(point(3)), writer.append(point(4))])
    expect((await eventsOf(store, first.sessionId, 3)).map(({ seq }) => seq)).toEqual([3, 4])
    expect(await eventsOf(store, first.sessionId, 5)).toEqual([])
  })

  it('can be written beside another one in the same file', async () => {
    const { store, path } = newStore()
    const [one, two] = [opened({ name: 'one' }), opened({ name: 'two' })]
    const [first, second] = await Promise.all([store.create(one), openStore(path).create(two)])
    for (let seq = 2; seq < 50; seq++) await Promise.all([first.append(point(seq)), second.append(message(seq))])
    expect(await eventsOf(store, one.sessionId)).toHaveLength(49)
    expect((await eventsOf(store, two.sessionId)).slice(1).every(({ type }) => type === 'message')).toBe(true)
  })
})

describe('the list of sessions', () => {
  it('shows the newest first, with what is known of each', async () => {
    const { store } = newStore()
    const old = opened({ name: 'old', timeMs: 1000 })
    const recent = opened({ name: 'recent', timeMs: 2000, metadata: {} })
    const writer = await store.create(old)
    await Promise.all([writer.append(point(2)), writer.append(point(3)), writer.append(closed(4, 'aborted'))])
    await writer.close()
    await store.create(recent)
    expect(await store.sessions()).toEqual([
      { id: recent.sessionId, name: 'recent', status: 'running', openedMs: 2000, points: 0 },
      {
        id: old.sessionId, name: 'old', status: 'aborted', openedMs: 1000, closedMs: closed(4).timeMs,
        operator: 'A. Example', points: 2,
      },
    ])
  })

  it('finds a session by a beginning of its id that only one has', async () => {
    const { store } = newStore()
    await store.create(opened({ sessionId: 'aa11' }))
    await store.create(opened({ sessionId: 'aa12' }))
    await store.create(opened({ sessionId: 'aa' }))
    expect((await store.session('aa12')).id).toBe('aa12')
    expect((await store.session('aa')).id).toBe('aa')
    await expect(store.session('aa1')).rejects.toThrow(/More than one session .* "aa1": aa1[12] \(regulation\), aa1[12]/)
    await expect(store.session('')).rejects.toThrow(/More than one/)
    await expect(store.session('aa_2')).rejects.toMatchObject({ reason: 'not-found' })
    await expect(eventsOf(store, 'bb')).rejects.toMatchObject({ reason: 'not-found' })
  })

  it('shows a session whose writer let go without a last event as interrupted', async () => {
    const { store } = newStore()
    const first = opened()
    const writer = await store.create(first)
    expect((await store.session(first.sessionId)).status).toBe('running')
    await writer.close()
    expect((await store.session(first.sessionId)).status).toBe('interrupted')
  })
})

describe('reading', () => {
  it('leaves no trace in the folder', async () => {
    const { store, path, folder } = newStore()
    const first = opened()
    await (await store.create(first)).close()
    const before = contentsOf(folder)
    expect(readdirSync(folder)).toEqual(['store.sqlite'])
    const reader = openStore(path)
    await reader.sessions()
    await eventsOf(reader, first.sessionId)
    await reader.close()
    expect(contentsOf(folder)).toEqual(before)
  })

  it('of a file that is not there says so and makes none', async () => {
    const { store, path, folder } = newStore()
    const error: unknown = await store.sessions().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(StoreError)
    expect(error).toMatchObject({ reason: 'not-found', message: expect.stringContaining(path) })
    await expect(eventsOf(store, 'x')).rejects.toMatchObject({ reason: 'not-found' })
    expect(readdirSync(folder)).toEqual([])
  })

  it('stops with the reason of its signal', async () => {
    const { store } = newStore()
    const first = opened()
    const writer = await store.create(first)
    for (let seq = 2; seq < 3000; seq++) void writer.append(point(seq))
    await writer.close()
    const controller = new AbortController()
    const reason = new Error('enough')
    const reading = async (): Promise<void> => {
      for await (const { seq } of store.events(first.sessionId, { signal: controller.signal })) {
        if (seq === 10) controller.abort(reason)
      }
    }
    await expect(reading()).rejects.toBe(reason)
    await expect(store.sessions({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })

  it('of a closed store is refused', async () => {
    const { store } = newStore()
    await store.create(opened())
    await store.close()
    await store.close()
    await expect(store.sessions()).rejects.toThrow(/was closed/)
    await expect(store.create(opened())).rejects.toThrow(/was closed/)
  })
})

it('a path that the engine would change is refused', () => {
  expect(() => sqliteStore('data.sqlite ')).toThrow(/ends with white space/)
})
