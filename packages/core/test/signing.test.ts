import { describe, expect, it } from 'vitest'
import { memoryStore, type SessionEvent, type SessionStore } from '../src/index.ts'
import type { Signer } from '../src/integrity/index.ts'
import { eventsOf, openSession } from './fixtures.ts'
import { ManualClock } from './manual-clock.ts'

const signer: Signer = { publicKey: new Uint8Array(32), sign: () => Promise.resolve(new Uint8Array(64)) }

interface SigningStore {
  readonly store: SessionStore
  /** `seq` of the last event when a signature was asked for. */
  readonly signed: number[]
}

/** A store in memory that lets a test sign in place of a chain. */
function signingStore(sign: (place: number, signer: Signer) => Promise<void> = () => Promise.resolve()): SigningStore {
  const memory = memoryStore()
  const signed: number[] = []
  const createWriter = memory.create.bind(memory)
  const create: SessionStore['create'] = async (opened) => {
    const writer = await createWriter(opened)
    let last = opened.seq
    const append = writer.append.bind(writer)
    return Object.assign(writer, {
      append: (event: SessionEvent) => {
        last = event.seq
        return append(event)
      },
      sign: (by: Signer) => {
        signed.push(last)
        return sign(signed.length, by)
      },
    })
  }
  const asked = { verify: () => undefined, records: () => undefined, import: () => undefined }
  return { store: Object.assign(memory, { create }, asked), signed }
}

async function textsOf(store: SessionStore, id: string): Promise<readonly string[]> {
  return (await eventsOf(store, id)).map((event) => (event.type === 'message' ? event.text : event.type))
}

describe('a session that is signed', () => {
  it('is signed at its end, after its last event', async () => {
    const { store, signed } = signingStore()
    const session = await openSession(store, { sign: { signer } })
    await session.message('one')
    await session.close()
    expect(signed).toEqual([3])
  })

  it('is signed every so often while anything is recorded', async () => {
    const clock = new ManualClock()
    const { store, signed } = signingStore()
    const session = await openSession(store, { clock, sign: { signer, everyMs: 1000 } })
    for (const timeMs of [10, 999, 1000, 1500, 2000, 9000]) {
      clock.timeMs = timeMs
      await session.message(`at ${timeMs}`)
    }
    await clock.runUntil(session.close())
    expect(signed).toEqual([4, 6, 7, 8])
  })

  it('goes on when a signature fails on the way, and says so', async () => {
    const clock = new ManualClock()
    const { store, signed } = signingStore((place) => (place === 1 ? Promise.reject(new Error('The card is out.')) : Promise.resolve()))
    const session = await openSession(store, { clock, sign: { signer, everyMs: 1000 } })
    clock.timeMs = 1000
    await session.message('one')
    clock.timeMs = 2000
    await session.message('two')
    await clock.runUntil(session.close())
    expect(await textsOf(store, session.id)).toEqual(['session-opened', 'one', 'The record could not be signed: The card is out.', 'two', 'session-closed'])
    expect(signed).toEqual([2, 4, 5])
  })

  it.each([
    ['rejects', () => Promise.reject(new Error('The card is out.'))],
    ['throws', () => { throw new Error('The card is out.') }],
  ])('is closed all the same when the last signature %s, and says so', async (_how, sign) => {
    const { store } = signingStore(sign)
    const session = await openSession(store, { sign: { signer } })
    await expect(session.close()).rejects.toThrow('The card is out.')
    expect(await textsOf(store, session.id)).toEqual(['session-opened', 'session-closed'])
  })

  it('has nothing behind its last event, also when a signature that was under way fails then', async () => {
    const clock = new ManualClock()
    const { promise, reject } = Promise.withResolvers<undefined>()
    const { store, signed } = signingStore(async (place) => {
      if (place === 1) await promise
    })
    const session = await openSession(store, { clock, sign: { signer, everyMs: 1000 } })
    clock.timeMs = 1000
    await session.message('one')
    const closing = session.close()
    setImmediate(() => reject(new Error('too late')))
    await clock.runUntil(closing)
    expect(await textsOf(store, session.id)).toEqual(['session-opened', 'one', 'session-closed'])
    expect(signed).toEqual([2, 3])
  })

  it('is closed all the same when the signer never answers, and says how long it had', async () => {
    const clock = new ManualClock()
    const silent: Signer = { ...signer, sign: () => new Promise(() => undefined) }
    const { store } = signingStore(async (_place, by) => { await by.sign(new Uint8Array()) })
    const session = await openSession(store, { clock, sign: { signer: silent, timeoutMs: 1500 } })
    const closing = session.close()
    await expect(clock.runUntil(closing)).rejects.toThrow('The signer did not sign within 1500 ms.')
    expect(await textsOf(store, session.id)).toEqual(['session-opened', 'session-closed'])
  })

  it.each([0, -1, Number.NaN])('is refused with %s ms for a signature', async (timeoutMs) => {
    const { store } = signingStore()
    await expect(openSession(store, { sign: { signer, timeoutMs } })).rejects.toMatchObject({ code: 'LAB_SESSION_PLAN' })
  })

  it.each([-1, Number.NaN])('is refused with signatures every %s ms, before anything is written', async (everyMs) => {
    const { store } = signingStore()
    await expect(openSession(store, { sign: { signer, everyMs } })).rejects.toMatchObject({ code: 'LAB_SESSION_PLAN' })
    expect(await store.sessions()).toEqual([])
  })
})
