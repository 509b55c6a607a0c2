import { ConnectionError, TimeoutError } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { echo, errorOf, reporting, rig } from './support/link-rig.ts'

describe('time-outs and aborts', () => {
  it('says what the instrument reports when a query is not answered', async () => {
    const { link, connection } = rig({ onMessage: reporting(['-113,"Undefined header"', '-222,"Data out of range"']) })
    const error = await errorOf(link.query('HANG?', { timeoutMs: 10 }))
    expect(error).toBeInstanceOf(TimeoutError)
    expect(String(error)).toContain(
      'psu did not answer "HANG?" within 10 ms; the instrument reports -113 "Undefined header", -222 "Data out of range"',
    )
    expect(connection.clears).toBe(1)
  })

  it('says so when the error queue is empty, or not answered either, within a bound', async () => {
    const quiet = rig({ onMessage: echo })
    expect(String(await errorOf(quiet.link.query('HANG?', { timeoutMs: 5 })))).toContain('the instrument reports no error')
    const dead = rig({})
    const start = performance.now()
    expect(String(await errorOf(dead.link.query('HANG?', { timeoutMs: 5 })))).toContain('does not answer SYST:ERR? either')
    expect(performance.now() - start).toBeLessThan(1500)
  })

  it.each([true, false])('never takes a late answer for the next query (END: %s)', async (end) => {
    const { link, connection } = rig({ end, onMessage: echo })
    await errorOf(link.query('HANG1?', { timeoutMs: 5 }))
    const abort = new AbortController()
    const cancelled = errorOf(link.query('HANG2?', { signal: abort.signal }))
    connection.deliver('half of a late ans')
    abort.abort('enough')
    expect(await cancelled).toBe('enough')
    connection.deliver('wer\n', true)
    expect(await link.query('A?')).toBe('A?')
  })

  it('clears the link within the turn of the next operation after an abort', async () => {
    const { link, connection } = rig({ onMessage: echo })
    const abort = new AbortController()
    const cancelled = errorOf(link.query('HANG?', { signal: abort.signal }))
    abort.abort('enough')
    await cancelled
    expect(connection.clears).toBe(0)
    await link.write('DISP OFF')
    expect(connection.clears).toBe(1)
  })

  it('sends nothing when the signal is aborted already, or while it waits', async () => {
    const { link, connection } = rig({ onMessage: echo })
    expect(await errorOf(link.query('A?', { signal: AbortSignal.abort('before') }))).toBe('before')
    const abort = new AbortController()
    const first = errorOf(link.query('HANG?', { timeoutMs: 20 }))
    const waiting = errorOf(link.query('B?', { signal: abort.signal }))
    abort.abort('while waiting')
    expect(await waiting).toBe('while waiting')
    await first
    expect(connection.sent).toEqual(['HANG?', 'SYST:ERR?'])
  })

  it('counts waiting in a time-out that is given', async () => {
    const { link, connection } = rig({ onMessage: echo })
    const first = errorOf(link.query('HANG?', { timeoutMs: 40 }))
    const error = await errorOf(link.query('B?', { timeoutMs: 5 }))
    expect(error).toBeInstanceOf(TimeoutError)
    expect(String(error)).toContain('psu was busy with other operations for 5 ms')
    await first
    expect(connection.sent).not.toContain('B?')
  })

  it('lets one signal cancel one operation after the other', async () => {
    const { link } = rig({ onMessage: echo })
    const abort = new AbortController()
    const { signal } = abort
    for (let i = 0; i < 3; i += 1) expect(await link.query('A?', { signal })).toBe('A?')
    const free = link.query('HANG?', { timeoutMs: 15 })
    abort.abort('not mine')
    expect(await errorOf(free)).toBeInstanceOf(TimeoutError)
    expect(await errorOf(link.query('A?', { signal }))).toBe('not mine')
  })

  it('leaves no listener on a signal once it is closed', async () => {
    const { link } = rig({ onMessage: echo })
    const abort = new AbortController()
    let listeners = 0
    const { signal } = abort
    const add = signal.addEventListener.bind(signal)
    const remove = signal.removeEventListener.bind(signal)
    signal.addEventListener = (...args: Parameters<typeof add>) => { listeners += 1; add(...args) }
    signal.removeEventListener = (...args: Parameters<typeof remove>) => { listeners -= 1; remove(...args) }
    for (let i = 0; i < 5; i += 1) await link.query('A?', { signal })
    expect(listeners).toBe(1)
    await link.close()
    expect(listeners).toBe(0)
  })
})

describe('a link that is lost or closed', () => {
  it('names the instrument when it closes mid-reply', async () => {
    const { link } = rig({
      onMessage: (_, wire) => {
        wire.deliver('+1.0')
        setTimeout(() => wire.lose(), 0)
      },
    })
    const error = errorOf(link.query('MEAS:VOLT?'))
    expect(await error).toBeInstanceOf(ConnectionError)
    expect(await error).toMatchObject({ reason: 'lost', message: expect.stringContaining('psu: the other end closed the link') })
  })

  it('rejects every call at once from then on, also those that waited', async () => {
    const { link, connection } = rig({ onMessage: echo })
    const first = errorOf(link.query('HANG?'))
    const second = errorOf(link.query('A?'))
    connection.lose()
    await first
    expect(await second).toMatchObject({ reason: 'lost' })
    expect(await errorOf(link.write('DISP OFF'))).toMatchObject({ reason: 'lost', message: expect.stringContaining('psu') })
    expect(connection.sent).toEqual(['HANG?'])
  })

  it('rejects what is in flight and what waits when it is closed, and may be closed twice', async () => {
    const { link } = rig({ onMessage: echo })
    const errors = [link.query('HANG?'), link.query('A?'), link.transaction((inner) => inner.query('B?'))].map(errorOf)
    await link.close()
    for (const error of errors) expect(await error).toMatchObject({ reason: 'closed' })
    expect(await errorOf(link.query('A?'))).toMatchObject({ reason: 'closed' })
    await link.close()
  })
})
