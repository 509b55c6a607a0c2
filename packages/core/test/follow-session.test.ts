import { describe, expect, it } from 'vitest'
import { followSession, memoryStore, type SessionEvent, type SessionOpened, type SessionWriter } from '../src/index.ts'
import { collect, openSession } from './fixtures.ts'

const id = '6b1f7c1e-0000-4000-8000-000000000000'
const opened: SessionOpened = {
  type: 'session-opened', seq: 1, timeMs: 1, monotonicMs: 1, sessionId: id, schema: 1, name: 'n', instruments: [], metadata: {},
} as unknown as SessionOpened

function message(seq: number): SessionEvent {
  return { type: 'message', seq, timeMs: seq, monotonicMs: seq, level: 'info', text: `${seq}` }
}

async function started(): Promise<{ store: ReturnType<typeof memoryStore>; writer: SessionWriter }> {
  const store = memoryStore()
  return { store, writer: await store.create(opened) }
}

describe('following a session', () => {
  it('gives what was there before, then each event as it comes, and ends with its end', async () => {
    const store = memoryStore()
    const session = await openSession(store)
    await session.message('before')
    const heard: string[] = []
    for await (const event of followSession(store, session.id, { intervalMs: 1 })) {
      heard.push(event.type === 'message' ? event.text : event.type)
      if (heard.length === 2) void session.message('while').then(() => session.close())
    }
    expect(heard).toEqual(['session-opened', 'before', 'while', 'session-closed'])
  })

  it('begins where it is told to, also in a gap, and with what is not there yet', async () => {
    const { store, writer } = await started()
    for (const seq of [2, 3, 7]) await writer.append(message(seq))
    const seqs = async (from: number): Promise<number[]> => (await collect(followSession(store, id, { from, intervalMs: 1 }))).map(({ seq }) => seq)
    const [middle, gap, later] = [seqs(3), seqs(5), seqs(9)]
    await writer.append(message(9))
    await writer.append({ type: 'session-closed', seq: 10, timeMs: 1, monotonicMs: 1, outcome: 'completed' })
    expect(await Promise.all([middle, gap, later])).toEqual([[3, 7, 9, 10], [7, 9, 10], [9, 10]])
    expect(await seqs(11)).toEqual([])
  })

  it('ends when the writer is gone, after everything it had written', async () => {
    const { store, writer } = await started()
    const following = collect(followSession(store, id, { intervalMs: 1 }))
    await writer.append(message(2))
    await writer.close()
    expect((await following).map(({ seq }) => seq)).toEqual([1, 2])
  })

  it('ends with the reason of its signal, while it waits and before it reads', async () => {
    const { store } = await started()
    const reason = new Error('enough')
    const controller = new AbortController()
    const seen: number[] = []
    const following = (async () => {
      for await (const { seq } of followSession(store, id, { intervalMs: 60_000, signal: controller.signal })) {
        seen.push(seq)
        setImmediate(() => controller.abort(reason))
      }
    })()
    await expect(following).rejects.toBe(reason)
    expect(seen).toEqual([1])
    await expect(collect(followSession(store, id, { signal: AbortSignal.abort(reason) }))).rejects.toBe(reason)
  })

  it('knows no session that is not there', async () => {
    await expect(collect(followSession(memoryStore(), 'nobody'))).rejects.toMatchObject({ reason: 'not-found' })
  })
})
