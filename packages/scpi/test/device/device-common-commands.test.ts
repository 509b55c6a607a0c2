import { parseErrorEntry } from '@lab/scpi'
import { describe, expect, it } from 'vitest'
import { sampleClient } from './sample-device.ts'

describe('common commands', () => {
  it.each([
    ['*IDN?', 'ACME,PS3,X1,1.0'], ['*OPT?', '0'], ['*TST?', '0'], ['*OPC?', '1'], ['*PSC?', '1'], ['SYST:VERS?', '1999.0'],
    ['*ESE?', '+0'], ['*SRE?', '+0'], ['*STB?', '+0'], ['SYST:ERR?', '+0,"No error"'], ['SYST:ERR:NEXT?', '+0,"No error"'],
    ['SYST:ERR:COUN?', '+0'], ['SYST:ERR:ALL?', '+0,"No error"'],
  ])('answer %s with %s after power-on', (query, answer) => {
    expect(sampleClient().ask(query)).toBe(answer)
  })

  it('answer the self-test and the SCPI version the device declares', () => {
    const client = sampleClient({ onSelfTest: () => 3, scpiVersion: '1990.0' })
    expect(client.ask('*TST?;:SYST:VERS?')).toBe('3;1990.0')
  })

  it.each([
    ['*ESE 256', -222], ['*SRE -1', -222], ['*ESE', -109], ['*RST 1', -108], ['*RST?', -113], ['*FOO', -113], ['*IDN', -113],
    ['*SAV 1', -113],
  ])(
    'refuse %s with %i', (message, number) => {
      const client = sampleClient()
      client.send(message)
      expect(client.errors()).toEqual([number])
    })

  it('trigger through the hook, and give -211 without one', () => {
    let triggers = 0
    const client = sampleClient({ onTrigger: () => { triggers += 1 } })
    client.send('*TRG')
    client.link.trigger()
    expect(triggers).toBe(2)
    const deaf = sampleClient()
    deaf.link.trigger()
    deaf.send('*TRG')
    expect(deaf.errors()).toEqual([-211, -211])
  })
})

describe('saved states', () => {
  it('bring back what *RST touches and tell the hook', () => {
    let recalls = 0
    const client = sampleClient({ stateSlots: 10, onRecall: () => { recalls += 1 } })
    client.send('VOLT 4,(@1);:BEEP:STAT ON;*SAV 3;:VOLT 2;:BEEP:STAT OFF;*RCL 3')
    expect(client.ask('VOLT?;:BEEP:STAT?')).toBe('+4.00000000E+00;0')
    expect(recalls).toBe(1)
  })

  it('are the reset values where nothing was saved', () => {
    const client = sampleClient({ stateSlots: 10 })
    client.send('VOLT 4;*RCL 9')
    expect(client.ask('VOLT?')).toBe('+0.00000000E+00')
  })

  it('exist in the declared number', () => {
    const client = sampleClient({ stateSlots: 10 })
    client.send('*SAV 10')
    client.send('*RCL -1')
    expect(client.errors()).toEqual([-222, -222])
  })
})

describe('the error queue', () => {
  it('is read oldest first, an entry at a time', () => {
    const client = sampleClient()
    client.send('FOO')
    client.send('VOLT 99')
    expect([client.ask('SYST:ERR?'), client.ask('syst:err:next?'), client.ask('SYST:ERR?')])
      .toEqual(['-113,"Undefined header"', '-222,"Data out of range"', '+0,"No error"'])
  })

  it('is read as a whole and counted', () => {
    const client = sampleClient()
    client.send('FOO')
    client.send('VOLT 99')
    expect(client.ask('SYST:ERR:COUN?')).toBe('+2')
    expect(client.ask('SYST:ERR:ALL?')).toBe('-113,"Undefined header",-222,"Data out of range"')
    expect(client.ask('SYST:ERR:COUN?')).toBe('+0')
  })

  it('turns its newest entry into -350 when it overflows and keeps the oldest', () => {
    const client = sampleClient({ errorQueueDepth: 3, overflowText: 'Error queue overflow' })
    for (const message of ['FOO', 'VOLT 99', 'MODE X', 'FOO', 'FOO']) client.send(message)
    expect(client.device.errors.entries).toEqual([
      { number: -113, text: 'Undefined header' },
      { number: -222, text: 'Data out of range' },
      { number: -350, text: 'Error queue overflow' },
    ])
  })

  it('holds 20 entries unless declared otherwise', () => {
    const client = sampleClient()
    for (let count = 0; count < 25; count += 1) client.send('FOO')
    expect(client.errors()).toEqual([...new Array<number>(19).fill(-113), -350])
  })

  it('is cleared by *CLS and not by *RST', () => {
    const client = sampleClient()
    client.send('FOO;*RST')
    client.send('*RST')
    expect(client.device.errors.length).toBe(1)
    client.send('*CLS')
    expect(client.device.errors.length).toBe(0)
  })

  it('doubles quotes inside a text, so that the entry can be read', () => {
    const client = sampleClient()
    client.device.addError(100, 'a "b"')
    expect(parseErrorEntry(client.ask('SYST:ERR?') ?? '')).toEqual({ number: 100, text: 'a "b"' })
  })

  it('is shared by all links', () => {
    const client = sampleClient()
    client.send('FOO')
    const other = client.device.openLink()
    other.receive(Uint8Array.from('SYST:ERR?\n', (char) => char.charCodeAt(0)))
    expect(String.fromCharCode(...other.read() ?? [])).toBe('-113,"Undefined header"\n')
  })
})
