import { TimeoutError } from '@lab/core'
import { virtualClock } from '@lab/testing'
import { afterEach, describe, expect, it } from 'vitest'
import { ask, closeBenches, connect, makeBench, receive, send } from './test-bench.ts'

afterEach(closeBenches)

describe('a link', () => {
  it('tells a query that is read without having been sent, as -420', async () => {
    const clock = virtualClock()
    const bench = makeBench({ clock })
    const a = await connect(bench, 'a')
    const reading = a.read({ timeoutMs: 10 })
    reading.catch(() => undefined)
    await clock.advance(10)
    await expect(reading).rejects.toThrow(TimeoutError)
    await a.clear()
    expect(await ask(a, 'SYST:ERR?')).toBe('-420,"Query UNTERMINATED"')
  })

  it('drops a reply that was not read when the next message comes, as -410', async () => {
    const a = await connect(makeBench(), 'a')
    await send(a, 'LEV?')
    expect(await ask(a, '*IDN?')).toBe('LAB,TEST,SIM1,1.0')
    expect(await ask(a, 'SYST:ERR?')).toBe('-410,"Query INTERRUPTED"')
  })

  it('takes one read at a time', async () => {
    const a = await connect(makeBench(), 'a')
    const waiting = a.read()
    waiting.catch(() => undefined)
    await expect(a.read()).rejects.toMatchObject({ reason: 'busy' })
    await a.close()
    await expect(waiting).rejects.toMatchObject({ reason: 'closed' })
  })

  it('triggers the instrument', async () => {
    const a = await connect(makeBench(), 'a')
    await a.trigger()
    expect(await ask(a, 'LEV?')).toBe('+7.00000000E+00')
  })

  it('polls the status byte, with the message that waits in it', async () => {
    const a = await connect(makeBench(), 'a')
    expect(await a.readStatusByte()).toBe(0)
    await send(a, 'LEV?')
    expect(await a.readStatusByte()).toBe(16)
  })

  it('hands on service requests until it is closed', async () => {
    const a = await connect(makeBench(), 'a')
    const seen: number[] = []
    const requests = await a.serviceRequests()
    const listening = (async () => {
      for await (const statusByte of requests) seen.push(statusByte)
    })()
    await send(a, '*SRE 4')
    await send(a, 'NONSENSE')
    await send(a, 'SYST:ERR?')
    await receive(a)
    await send(a, 'NONSENSE')
    await a.close()
    await listening
    expect(seen).toEqual([0x44, 0x44])
  })

  it('misses no service request that comes before the first is asked for, and none after it is disposed of', async () => {
    const a = await connect(makeBench(), 'a')
    const requests = await a.serviceRequests()
    await send(a, '*SRE 4')
    await send(a, 'NONSENSE')
    const reader = requests[Symbol.asyncIterator]()
    expect(await reader.next()).toEqual({ done: false, value: 0x44 })
    await requests[Symbol.asyncDispose]()
    expect(await reader.next()).toEqual({ done: true, value: undefined })
  })

  it('ends the wait for service requests with the reason of its signal', async () => {
    const a = await connect(makeBench(), 'a')
    const controller = new AbortController()
    const requests = await a.serviceRequests({ signal: controller.signal })
    const next = requests[Symbol.asyncIterator]().next()
    next.catch(() => undefined)
    const reason = new Error('enough')
    controller.abort(reason)
    await expect(next).rejects.toBe(reason)
  })

  it('keeps others out while it holds the lock, and lets them in afterwards', async () => {
    const bench = makeBench()
    const [one, other] = [await connect(bench, 'a'), await connect(bench, 'a')]
    const held = await one.lock()
    await expect(send(other, '*IDN?')).rejects.toMatchObject({ reason: 'busy' })
    await expect(other.read()).rejects.toMatchObject({ reason: 'busy' })
    expect(await ask(one, 'LEV?')).toBe('+0.00000000E+00')
    const waiting = other.lock()
    await held[Symbol.asyncDispose]()
    await waiting
    await expect(send(one, '*IDN?')).rejects.toMatchObject({ reason: 'busy' })
  })

  it('waits for a lock no longer than it may, and gives up its locks when it ends', async () => {
    const clock = virtualClock()
    const bench = makeBench({ clock })
    const [one, other] = [await connect(bench, 'a'), await connect(bench, 'a')]
    await one.lock({ sharedKey: 'k' })
    await other.lock({ sharedKey: 'k' })
    const third = await connect(bench, 'a')
    const waiting = third.lock({ timeoutMs: 50 })
    waiting.catch(() => undefined)
    await clock.advance(50)
    await expect(waiting).rejects.toThrow(TimeoutError)
    await one.close()
    bench.loseLinks('a')
    expect(await ask(await connect(bench, 'a'), 'LEV?')).toBe('+0.00000000E+00')
  })

  it('is closed with the bench', async () => {
    const bench = makeBench()
    const a = await connect(bench, 'a')
    bench.close()
    expect(a.state).toBe('closed')
  })

  it('answers on a virtual clock when its time has come', async () => {
    const clock = virtualClock()
    const a = await connect(makeBench({ clock }), 'a')
    await send(a, 'LATE? 3600000')
    const reading = receive(a)
    await clock.advance(3_600_000)
    expect(await reading).toBe('late 3600000')
  })
})
