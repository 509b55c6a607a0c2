import { ConnectionError, TimeoutError } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { echo, errorOf, rig } from './support/link-rig.ts'

describe('two tasks', () => {
  it('with 10,000 interleaved queries each never see each other\'s replies', async () => {
    const { link, connection } = rig({ onMessage: (message, wire) => { queueMicrotask(() => echo(message, wire)) } })
    const task = async (name: string): Promise<void> => {
      for (let i = 0; i < 10_000; i += 1) {
        const query = `${name}${i % 100}?`
        const reply = await link.query(query)
        if (reply !== query) throw new Error(`${query} got ${reply}`)
      }
    }
    await Promise.all([task('A'), task('B')])
    expect(connection.sent.length).toBe(20_000)
    expect(connection.mostUnderWay).toBe(1)
  })

  it('are served in the order they came', async () => {
    const { link, connection } = rig({ onMessage: echo })
    await Promise.all(['A?', 'B?', 'C?', 'D?'].map((query) => link.query(query)))
    expect(connection.sent).toEqual(['A?', 'B?', 'C?', 'D?'])
  })

  it('do not come between the messages of a transaction', async () => {
    const { link, connection } = rig({ onMessage: echo })
    const dialogue = link.transaction(async (inner) => {
      await inner.query('A?')
      await Promise.resolve()
      await inner.transaction(async (innermost) => { await innermost.query('B?') })
      return inner.query('C?')
    })
    const other = link.query('X?')
    expect(await dialogue).toBe('C?')
    await other
    expect(connection.sent).toEqual(['A?', 'B?', 'C?', 'X?'])
  })
})

describe('transactions', () => {
  it('pass on what their body throws, and the link goes on', async () => {
    const { link } = rig({ onMessage: echo })
    expect(await errorOf(link.transaction(() => Promise.reject(new Error('no'))))).toMatchObject({ message: 'no' })
    expect(await link.query('A?')).toBe('A?')
  })

  it('reject what is asked of their link when they are over', async () => {
    const { link } = rig({ onMessage: echo })
    const inner = await link.transaction((own) => Promise.resolve(own))
    expect(await errorOf(inner.query('A?'))).toBeInstanceOf(ConnectionError)
  })

  it('end only when what they began has ended', async () => {
    const { link, connection } = rig({ onMessage: echo })
    let left: Promise<string> | undefined
    await link.transaction((inner) => {
      left = inner.query('A?')
      return Promise.resolve()
    })
    expect(connection.underWay).toBe(0)
    expect(await left).toBe('A?')
  })

  it('are bounded by their time-out and cancelled by their signal, and the link goes on', async () => {
    const { link } = rig({ onMessage: echo })
    const late = await errorOf(link.transaction(() => new Promise(() => {}), { timeoutMs: 10 }))
    expect(late).toBeInstanceOf(TimeoutError)
    const abort = new AbortController()
    const cancelled = errorOf(link.transaction((inner) => inner.query('HANG?'), { signal: abort.signal }))
    abort.abort('stop')
    expect(await cancelled).toBe('stop')
    expect(await link.query('A?')).toBe('A?')
  })
})
