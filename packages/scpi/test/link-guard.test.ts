import { InstrumentError, LimitError, type TraceRecord } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { LimitGuard } from '../src/guard.ts'
import { echo, errorOf, reporting, rig } from './support/link-rig.ts'
import { supply } from './support/supply.ts'

describe('guard and trace', () => {
  const limits = { source: 'bench.yaml', channels: { 1: { voltage: { max: 5 } } } }

  it('refuse before a byte is sent, whatever the way', async () => {
    const { link, connection } = rig({ onMessage: echo }, { guard: new LimitGuard('psu', limits, supply) })
    const calls = [
      link.set({ voltage: 6 }, { channel: 1 }), link.write('VOLT 6,(@1)'), link.query('VOLT 6,(@1);VOLT?'),
      link.execute('VOLT 6,(@1)'),
      link.writeBlock('SYST:SET', Uint8Array.of(1)), link.queryBlock('VOLT 6;:VOLT?'), link.trigger(), link.write('FOO'),
      link.transaction((inner) => inner.write('VOLT 6,(@1)')), link.write('VOLT 6,(@1)', { unguarded: true }),
    ]
    for (const call of calls) expect(await errorOf(call)).toBeInstanceOf(LimitError)
    expect(connection.sent).toEqual([])
    expect(connection.triggers).toBe(0)
  })

  it('read the state of the instrument by queries only, and judge by it', async () => {
    const answers: Record<string, string> = {
      ':VOLT? (@1,2,3)': '5.5,1,2', ':VOLT:TRIG? (@1,2,3)': '0,0,0', ':OUTP:TRAC?': '0', ':INST?': 'P30V',
    }
    const { link, connection } = rig(
      { onMessage: (message, wire) => (answers[message] === undefined ? echo(message, wire) : wire.reply(answers[message])) },
      { guard: new LimitGuard('psu', limits, supply) },
    )
    await link.readGuardedState()
    expect(connection.sent).toEqual(Object.keys(answers))
    expect(String(await errorOf(link.set({ output: true }, { channel: 1 })))).toContain('5.5 V')
    await link.write('VOLT 6')
    expect(connection.sent.at(-1)).toBe('VOLT 6')
  })

  it('read that state anew when the instrument reports an error', async () => {
    const errors = ['-221,"Settings conflict"']
    const answers: Record<string, string> = {
      ':VOLT? (@1,2,3)': '5.5,1,2', ':VOLT:TRIG? (@1,2,3)': '0,0,0', ':OUTP:TRAC?': '0', ':INST?': 'P30V',
    }
    const { link } = rig(
      { onMessage: (message, wire) => (answers[message] === undefined ? reporting(errors)(message,
      wire) : wire.reply(answers[message])) },
      { guard: new LimitGuard('psu', limits, supply) },
    )
    expect(await errorOf(link.set({ voltage: 3 }, { channel: 1 }))).toBeInstanceOf(InstrumentError)
    expect(String(await errorOf(link.set({ output: true }, { channel: 1 })))).toContain('5.5 V')
  })

  it('note a message that passed unguarded', async () => {
    const trace: TraceRecord[] = []
    const noted: string[] = []
    const { link } = rig({ onMessage: echo }, {
      guard: new LimitGuard('psu', limits, supply), trace: (record) => trace.push(record),
      onUnguarded: (message) => noted.push(message),
    })
    await link.write('*RCL 1', { unguarded: true })
    await link.query('FOO?', { unguarded: true })
    await link.query('*IDN?', { unguarded: true })
    expect(noted).toEqual(['*RCL 1', 'FOO?'])
    const events = trace.filter(({ direction }) => direction === 'event').map(({ data }) => Buffer.from(data).toString())
    expect(events).toEqual(['unguarded: *RCL 1', 'unguarded: FOO?'])
  })

  it('record what is sent and received, and device clears', async () => {
    const trace: TraceRecord[] = []
    const { link } = rig({ onMessage: echo }, { trace: (record) => trace.push(record) })
    await link.query('A?')
    await link.query('B?')
    await link.clear()
    const lines = trace.map(({ instrument, direction, data }) => `${instrument} ${direction} ${Buffer.from(data).toString()}`)
    expect(lines).toEqual([
      'psu sent A?\n', 'psu received A?\n', 'psu sent B?\n', 'psu received B?\n', 'psu event device clear',
    ])
  })
})
