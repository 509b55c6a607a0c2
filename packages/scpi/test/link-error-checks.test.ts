import { InstrumentError } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { echo, errorOf, reporting, rig } from './support/link-rig.ts'

describe('error checks', () => {
  it('look into the error queue after a set and an execute, not after raw messages', async () => {
    const { link, connection } = rig({ onMessage: echo })
    await link.set({ voltage: 5, currentLimit: 0.5 }, { channel: 1 })
    await link.execute('INIT (@1)')
    await link.write('DISP OFF')
    await link.query('A?')
    expect(connection.sent).toEqual([':VOLT 5,(@1);:CURR 0.5,(@1)', 'SYST:ERR?', 'INIT (@1)', 'SYST:ERR?', 'DISP OFF', 'A?'])
  })

  it('look after every write, or never', async () => {
    const every = rig({ onMessage: echo }, { errorCheck: 'write' })
    await every.link.write('DISP OFF')
    expect(every.connection.sent).toEqual(['DISP OFF', 'SYST:ERR?'])
    const never = rig({ onMessage: echo }, { errorCheck: 'off' })
    await never.link.set({ display: true })
    expect(never.connection.sent).toEqual([':DISP ON'])
  })

  it('never look behind a command that is sent unchecked; the next look names it', async () => {
    const { link, connection } = rig({ onMessage: reporting(['-113,"Undefined header"']) }, { errorCheck: 'write' })
    await link.write('DIG', { unchecked: true })
    expect(connection.sent).toEqual(['DIG'])
    const error = await errorOf(link.checkErrors('*OPC'))
    expect(String(error)).toContain('after "*OPC", or one not checked before it: "DIG".')
    expect(connection.sent[1]).toBe('SYST:ERR?')
  })

  it('throw the first error with number, text, command and alias, and mention the others', async () => {
    const { link } = rig({ onMessage: reporting(['-222,"Data out of range"', '-113,"Undefined header"']) })
    const error = await errorOf(link.set({ voltage: 5 }, { channel: 1 }))
    expect(error).toBeInstanceOf(InstrumentError)
    expect(error).toMatchObject({ number: -222, text: 'Data out of range', command: ':VOLT 5,(@1)', instrument: 'psu' })
    expect(String(error)).toContain('psu reports -222 "Data out of range" after ":VOLT 5,(@1)"; also -113 "Undefined header"')
  })

  it('look after a block where they look after every write', async () => {
    const every = rig({ onMessage: echo }, { errorCheck: 'write' })
    await every.link.writeBlock('DATA', Uint8Array.of(65))
    expect(every.connection.sent).toEqual(['DATA #11A', 'SYST:ERR?'])
    const after = rig({ onMessage: echo })
    await after.link.writeBlock('DATA', Uint8Array.of(65))
    expect(after.connection.sent).toEqual(['DATA #11A'])
  })

  it('name the messages before that nobody checked, once', async () => {
    const { link } = rig({ onMessage: reporting(['+0,"No error"', '-113,"Undefined header"', '+0,"No error"', '-222,"Data out of range"']) })
    await link.set({ voltage: 5 }, { channel: 1 })
    await link.write('DISP:FOO')
    expect(String(await errorOf(link.set({ voltage: 5 }, { channel: 1 }))))
      .toContain('psu reports -113 "Undefined header" after ":VOLT 5,(@1)", or one not checked before it: "DISP:FOO".')
    expect(String(await errorOf(link.set({ voltage: 6 }, { channel: 1 })))).toContain('after ":VOLT 6,(@1)".')
  })

  it('can be asked for by a driver behind raw messages, unless the policy is never to look', async () => {
    const { link } = rig({ onMessage: reporting(['-222,"Data out of range"']) })
    await link.write('ARB 5')
    expect(await errorOf(link.checkErrors('ARB 5'))).toMatchObject({ number: -222, command: 'ARB 5' })
    await expect(link.checkErrors('ARB 5')).resolves.toBeUndefined()
    const never = rig({ onMessage: echo }, { errorCheck: 'off' })
    await never.link.checkErrors('ARB 5')
    expect(never.connection.sent).toEqual([])
  })

  it('read the whole queue on request', async () => {
    const { link } = rig({ onMessage: reporting(['+735,"Cannot change"', '-113,"Undefined header"']) })
    expect(await link.readErrors()).toEqual([{ number: 735, text: 'Cannot change' }, { number: -113, text: 'Undefined header' }])
    expect(await link.readErrors()).toEqual([])
  })
})
