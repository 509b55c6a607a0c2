import { TimeoutError } from '@lab/core'
import { describe, expect, it } from 'vitest'
import type { ScpiLink } from '../src/link.ts'
import { echo, errorOf, rig, type Supply } from './support/link-rig.ts'

describe('the safe-state lane', () => {
  it('cancels what hangs, rejects what waits, clears the link, then runs before everything else', async () => {
    const { link, connection } = rig({ onMessage: echo })
    const reason = new Error('safe')
    const hanging = errorOf(link.query('HANG?'))
    const waiting = errorOf(link.query('B?'))
    const done = link.preempt(reason, async (lane) => {
      await lane.write('OUTP OFF,(@1:3)')
      return lane.query('OUTP? (@1:3)')
    })
    const after = link.query('C?')
    expect(await hanging).toBe(reason)
    expect(await waiting).toBe(reason)
    expect(await done).toBe('OUTP? (@1:3)')
    expect(await after).toBe('C?')
    expect(connection.sent).toEqual(['HANG?', 'OUTP OFF,(@1:3)', 'OUTP? (@1:3)', 'C?'])
    expect(connection.clears).toBe(1)
  })

  it('ends a transaction that holds the link without using it', async () => {
    const { link, connection } = rig({ onMessage: echo })
    let inner: ScpiLink<Supply> | undefined
    const held = errorOf(link.transaction((own) => {
      inner = own
      return new Promise(() => {})
    }))
    expect(await link.preempt('safe', (lane) => lane.query('A?'))).toBe('A?')
    expect(await held).toBe('safe')
    expect(await errorOf(inner?.write('DISP OFF') ?? Promise.resolve())).toBe('safe')
    expect(connection.sent).toEqual(['A?'])
  })

  it('stops a set between its message and its error check', async () => {
    const { link, connection } = rig({ onMessage: (message, wire) => (message === 'SYST:ERR?' ? undefined : echo(message,
      wire)) })
    const set = errorOf(link.set({ display: true }))
    await link.preempt('safe', (lane) => lane.write('OUTP OFF'))
    expect(await set).toBe('safe')
    expect(connection.sent.at(-1)).toBe('OUTP OFF')
  })

  it('still sends commands when the link cannot be cleared', async () => {
    const { link, connection } = rig({ onMessage: echo, onClear: () => Promise.reject(new TimeoutError('no clear')) })
    const hanging = errorOf(link.query('HANG?'))
    await link.preempt('safe', (lane) => lane.write('OUTP OFF'))
    expect(await hanging).toBe('safe')
    expect(connection.sent).toEqual(['HANG?', 'OUTP OFF'])
    expect(await errorOf(link.query('A?'))).toBeInstanceOf(TimeoutError)
  })

  it('runs two calls one after the other', async () => {
    const { link, connection } = rig({ onMessage: echo })
    const both = ['A', 'B'].map((name) => link.preempt('safe', async (lane) => {
      await lane.query(`${name}1?`)
      await lane.query(`${name}2?`)
    }))
    await Promise.all(both)
    expect(connection.sent).toEqual(['A1?', 'A2?', 'B1?', 'B2?'])
  })

  it('rejects at once on a lost link, and is bounded by its time-out', async () => {
    const lost = rig({ onMessage: echo })
    lost.connection.lose()
    expect(await errorOf(lost.link.preempt('safe', (lane) => lane.write('OUTP OFF')))).toMatchObject({ reason: 'lost' })
    const { link } = rig({ onMessage: echo })
    expect(await errorOf(link.preempt('safe', (lane) => lane.query('HANG?'), { timeoutMs: 20 }))).toBeInstanceOf(TimeoutError)
    expect(await link.query('A?')).toBe('A?')
  })
})
