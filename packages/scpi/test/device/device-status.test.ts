import { describe, expect, it } from 'vitest'
import { Client, sampleClient } from './sample-device.ts'

describe('the standard event register', () => {
  it('begins with power-on and is cleared by reading', () => {
    const client = sampleClient()
    expect([client.ask('*ESR?'), client.ask('*ESR?')]).toEqual(['+128', '+0'])
  })

  it.each([
    ['FOO', 32], ['VOLT 99', 16], ['*IDN?;MODE?', 4],
  ])('takes the bit of the class of the error after %s', (message, bit) => {
    const client = sampleClient()
    client.ask('*ESR?')
    client.ask(message)
    expect(client.ask('*ESR?')).toBe(`+${bit}`)
  })

  it('takes bit 3 for the errors of the device itself', () => {
    const client = sampleClient()
    client.ask('*ESR?')
    client.device.addError(735, 'Cannot change')
    client.device.addError(-310)
    expect(client.ask('*ESR?')).toBe('+8')
  })

  it('shows in bit 5 of the status byte where it is enabled', () => {
    const client = sampleClient()
    client.send('*CLS;*ESE 16;FOO')
    expect(client.ask('*STB?')).toBe('+4')
    client.send('VOLT 99')
    expect(client.ask('*ESE?;*STB?')).toBe('+16;+36')
    client.ask('*ESR?')
    expect(client.ask('*STB?')).toBe('+4')
  })
})

describe('the status byte', () => {
  it('has bit 2 while the error queue has entries', () => {
    const client = sampleClient()
    client.send('FOO')
    expect(client.link.statusByte()).toBe(4)
    client.ask('SYST:ERR?')
    expect(client.link.statusByte()).toBe(0)
  })

  it('has bit 4 while a response waits on this link', () => {
    const client = sampleClient()
    const other = new Client(client.device)
    client.send('*IDN?')
    expect([client.link.statusByte(), other.link.statusByte()]).toEqual([16, 0])
    client.read()
    expect(client.link.statusByte()).toBe(0)
  })

  it('has bit 7 and bit 3 while enabled operation and questionable events are there', () => {
    const client = sampleClient()
    const { operation, questionable } = client.device.status
    operation.setBit(4, true)
    questionable.setBit(0, true)
    expect(client.ask('*STB?')).toBe('+0')
    client.send('STAT:OPER:ENAB 16;:STAT:QUES:ENAB 1')
    expect(client.ask('*STB?')).toBe('+136')
    expect(client.ask('STAT:OPER?;:STAT:QUES:EVEN?')).toBe('+16;+1')
    expect(client.ask('*STB?')).toBe('+0')
    expect(client.ask('STAT:OPER:COND?;:STAT:QUES:COND?')).toBe('+16;+1')
  })

  it('is told in *STB? with MSS in bit 6, which no poll clears', () => {
    const client = sampleClient()
    client.send('*SRE 4;FOO')
    client.link.statusByte()
    expect([client.ask('*STB?'), client.ask('*STB?')]).toEqual(['+68', '+68'])
  })
})

describe('event registers', () => {
  it('keep an event after its condition has gone, and see it again only when it comes again', () => {
    const client = sampleClient()
    const { questionable } = client.device.status
    questionable.setBit(9, true)
    questionable.setBit(9, false)
    expect(client.ask('STAT:QUES:COND?;EVEN?')).toBe('+0;+512')
    questionable.setBit(9, true)
    questionable.setBit(9, true)
    expect([client.ask('STAT:QUES?'), client.ask('STAT:QUES?')]).toEqual(['+512', '+0'])
  })

  it('raise no event again for a bit that stays while another one comes', () => {
    const client = sampleClient()
    const { questionable } = client.device.status
    questionable.setBit(0, true)
    client.ask('STAT:QUES?')
    questionable.setBit(1, true)
    expect(client.ask('STAT:QUES?')).toBe('+2')
  })

  it('can take events without a condition', () => {
    const client = sampleClient()
    client.device.status.operation.raiseEvent(256)
    expect(client.ask('STAT:OPER:COND?;EVEN?')).toBe('+0;+256')
  })

  it('never have bit 15', () => {
    const client = sampleClient()
    client.send('STAT:QUES:ENAB 65535')
    client.device.status.questionable.setCondition(0xffff)
    expect(client.ask('STAT:QUES:ENAB?;COND?')).toBe('+32767;+32767')
  })

  it('of the channels are summed up twice on the way to the status byte', () => {
    const client = sampleClient({ instrumentSummaries: [1, 2, 3] })
    client.send('STAT:QUES:INST:ISUM2:ENAB 3;:STAT:QUES:INST:ENAB 14;:STAT:QUES:ENAB 8192')
    client.device.status.instrumentSummary(1)?.setBit(0, true)
    expect(client.ask('*STB?')).toBe('+0')
    client.device.status.instrumentSummary(2)?.setCondition(2)
    expect(client.ask('*STB?;:STAT:QUES:COND?;INST:COND?;ISUM2:COND?')).toBe('+8;+8192;+4;+2')
    expect(client.ask('STAT:QUES:INST:ISUM2?')).toBe('+2')
    expect(client.ask('STAT:QUES:INST:EVEN?;COND?')).toBe('+4;+0')
    expect(client.ask('STAT:QUES:EVEN?;COND?')).toBe('+8192;+0')
  })

  it('of a channel that is not there give -114', () => {
    const client = sampleClient({ instrumentSummaries: [1, 2, 3] })
    client.send('STAT:QUES:INST:ISUM4:COND?')
    expect(client.errors()).toEqual([-114])
    const plain = sampleClient()
    plain.send('STAT:QUES:INST:ISUM1:COND?')
    expect(plain.errors()).toEqual([-113])
  })
})

describe('clearing', () => {
  it('by *CLS empties events and errors and leaves the enables', () => {
    const client = sampleClient({ instrumentSummaries: [1] })
    client.send('*ESE 1;*SRE 2;STAT:QUES:ENAB 3;INST:ENAB 2;FOO')
    client.device.status.instrumentSummary(1)?.setBit(0, true)
    client.device.status.operation.setBit(1, true)
    client.send('*CLS')
    expect(client.ask('*ESR?;*ESE?;*SRE?;STAT:QUES:ENAB?;:STAT:OPER?;:STAT:QUES:INST:ISUM1?;:SYST:ERR?'))
      .toBe('+0;+1;+2;+3;+0;+0;+0,"No error"')
  })

  it('by STAT:PRES empties the enables of operation and questionable only', () => {
    const client = sampleClient()
    client.send('*ESE 1;STAT:QUES:ENAB 3;:STAT:OPER:ENAB 4;:STAT:PRES')
    expect(client.ask('STAT:QUES:ENAB?;:STAT:OPER:ENAB?;*ESE?')).toBe('+0;+0;+1')
  })

  it('by *RST touches no status', () => {
    const client = sampleClient()
    client.send('*ESE 60;STAT:QUES:ENAB 3;*RST')
    expect(client.ask('*ESE?;*ESR?;STAT:QUES:ENAB?')).toBe('+60;+128;+3')
  })
})

describe('a power cycle', () => {
  it('clears the enables unless *PSC 0 was sent, and raises power-on', () => {
    const client = sampleClient()
    client.send('*CLS;*ESE 60;*SRE 32;VOLT 3')
    client.device.powerCycle()
    expect(client.ask('*ESE?;*SRE?;*ESR?;VOLT?')).toBe('+0;+0;+128;+0.00000000E+00')
    client.send('*PSC 0;*ESE 60;*SRE 32')
    client.device.powerCycle()
    expect(client.ask('*PSC?;*ESE?;*SRE?')).toBe('0;+60;+32')
  })

  it('forgets what was under way in every link', () => {
    const client = sampleClient()
    client.send('*IDN?')
    client.device.powerCycle()
    expect(client.read()).toBeUndefined()
  })
})

describe('a service request', () => {
  function requests(client: Client): number[] {
    const seen: number[] = []
    client.link.onServiceRequest((statusByte) => seen.push(statusByte))
    return seen
  }

  it('comes when an enabled bit comes, with RQS in the status byte', () => {
    const client = sampleClient()
    const seen = requests(client)
    client.send('*SRE 4')
    client.send('FOO')
    expect(seen).toEqual([68])
    expect([client.link.statusByte(), client.link.statusByte()]).toEqual([68, 4])
  })

  it('does not come again for a reason that is still there', () => {
    const client = sampleClient()
    const seen = requests(client)
    client.send('*SRE 4;FOO')
    client.send('FOO')
    expect(seen).toHaveLength(1)
  })

  it('comes again for a new reason, and for an old one that has gone in between', () => {
    const client = sampleClient()
    const seen = requests(client)
    client.send('*CLS;*ESE 16;*SRE 36;FOO')
    client.send('VOLT 99')
    expect(seen).toEqual([68, 100])
    client.send('*CLS')
    client.send('FOO')
    expect(seen).toEqual([68, 100, 68])
  })

  it('comes for a response that waits', () => {
    const client = sampleClient()
    const seen = requests(client)
    client.send('*SRE 16')
    client.send('*IDN?')
    expect(seen).toEqual([80])
  })

  it('is taken back when its reasons are gone', () => {
    const client = sampleClient()
    client.send('*SRE 4;FOO')
    client.send('*CLS')
    expect(client.link.statusByte()).toBe(0)
  })

  it('cannot be enabled by its own bit', () => {
    expect(sampleClient().ask('*SRE 255;*SRE?')).toBe('+191')
  })

  it('comes to every link and ends with the listener', () => {
    const client = sampleClient()
    const other = new Client(client.device)
    const seen = requests(other)
    const ended: number[] = []
    other.link.onServiceRequest((statusByte) => ended.push(statusByte))()
    client.send('*SRE 4;FOO')
    expect([seen, ended]).toEqual([[68], []])
  })
})
