import { encodeLatin1 } from '@lab/scpi'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Client, sampleClient, sampleDevice } from './sample-device.ts'

function bytes(text: string): Uint8Array {
  return encodeLatin1(text)
}

describe('a program message', () => {
  it('is executed before receive returns, and its answers are joined by semicolons', () => {
    const client = sampleClient()
    client.send('VOLT 2;CURR 0.5;:VOLT?;*OPC?')
    expect(client.read()).toBe('+2.00000000E+00;1\n')
    expect(client.read()).toBeUndefined()
  })

  it('may come in any pieces', () => {
    fc.assert(fc.property(fc.array(fc.nat(40), { maxLength: 6 }), (cuts) => {
      const wire = 'DISP:TEXT "a;b";:DATA #15a\n;"b;:MODE STEP\n'
      const client = sampleClient()
      const places = [0, ...cuts.map((cut) => cut % wire.length).sort((a, b) => a - b), wire.length]
      places.slice(1).forEach((place, index) => client.link.receive(bytes(wire.slice(places[index], place))))
      expect(client.ask('DISP:TEXT?;:DATA?;:MODE?')).toBe('"a;b";#15a\n;"b;STEP')
      expect(client.errors()).toEqual([])
    }))
  })

  it('ends at END without a line feed', () => {
    const { link } = sampleClient()
    link.receive(bytes('*OP'), false)
    link.receive(bytes('C?'), true)
    expect(link.read()).toEqual(bytes('1\n'))
  })

  it('ends an indefinite block at END where the wire has one, at the line feed where it has none', () => {
    const client = sampleClient()
    client.link.receive(bytes('DATA #0a\nb\n'), true)
    expect(client.device.get('wave')).toEqual(bytes('a\nb'))
    client.link.receive(bytes('DATA #0c\n*OPC?\n'))
    expect(client.device.get('wave')).toEqual(bytes('c'))
    expect(client.read()).toBe('1\n')
  })

  it('goes on after an execution error and stops at a command error', () => {
    const client = sampleClient()
    client.send('VOLT 99;CURR 0.5;MODE FOO;FOO;CURR 2')
    expect(client.errors()).toEqual([-222, -224, -113])
    expect(client.device.get('current', 1)).toBe(0.5)
  })

  it('keeps the answers before a mistake', () => {
    const client = sampleClient()
    expect(client.ask('*OPC?;VOLT 5 6;*IDN?')).toBe('1')
    expect(client.errors()).toEqual([-103])
  })

  it('of nothing does nothing', () => {
    const client = sampleClient()
    client.link.receive(bytes('\r\n\n ; \n'))
    expect([client.read(), client.errors()]).toEqual([undefined, []])
  })

  it('is dropped with -363 when it does not fit the input buffer, and the next one is understood', () => {
    const client = sampleClient({ inputBufferBytes: 20 })
    client.send(`DISP:TEXT "${'x'.repeat(30)}"`)
    expect(client.errors()).toEqual([-363])
    expect(client.ask('*OPC?')).toBe('1')
  })
})

describe('query errors', () => {
  it('-410: a response that was not read is lost when the next message comes', () => {
    const client = sampleClient()
    client.send('*IDN?')
    expect(client.ask('*OPC?')).toBe('1')
    expect(client.errors()).toEqual([-410])
    expect(client.read()).toBeUndefined()
  })

  it('-410: the same for two messages that came at once', () => {
    const client = sampleClient()
    client.link.receive(bytes('*IDN?\nVOLT?\n'))
    expect(client.read()).toBe('+0.00000000E+00\n')
    expect(client.errors()).toEqual([-410])
  })

  it('-410 does not come where every response is taken as soon as it is there', () => {
    const client = sampleClient()
    const responses: unknown[] = []
    client.link.onResponse(() => responses.push(client.read()))
    client.link.receive(bytes('*OPC?\nMODE?\n*OPC?;MODE?\n'))
    expect(responses).toEqual(['1\n', 'FIX\n', '1;FIX\n'])
    expect(client.errors()).toEqual([])
  })

  it('-410 does not come for a stray line feed', () => {
    const client = sampleClient()
    client.link.receive(bytes('*OPC?'), true)
    client.link.receive(bytes('\n'), true)
    expect([client.read(), client.errors()]).toEqual(['1\n', []])
  })

  it('-420: the device is told to talk and has nothing to say', () => {
    const client = sampleClient()
    expect(client.link.talk()).toBeUndefined()
    client.send('FOO?')
    client.link.talk()
    expect(client.errors()).toEqual([-420, -113, -420])
    client.send('*OPC?')
    expect(client.link.talk()).toEqual(bytes('1\n'))
    expect(client.errors()).toEqual([])
  })

  it('-420 does not come for looking whether there is something', () => {
    const client = sampleClient()
    client.read()
    expect(client.errors()).toEqual([])
  })

  it('-430: answers that do not fit the output are lost when what is still to be executed fills the input', () => {
    const client = sampleClient({ inputBufferBytes: 40, outputQueueBytes: 20 })
    client.link.receive(bytes(`VOLT?;VOLT?;VOLT?;CURR 2\nDISP:TEXT "${'x'.repeat(25)}`))
    expect([client.read(), client.errors(), client.device.get('current', 1)]).toEqual([undefined, [-430], 2])
    client.link.clear()
    expect(client.ask('*OPC?')).toBe('1')
  })

  it('-430 does not come while the input has room', () => {
    const client = sampleClient({ inputBufferBytes: 40, outputQueueBytes: 20 })
    expect(client.ask('VOLT?;VOLT?;*OPC?')).toBe('+0.00000000E+00;+0.00000000E+00;1')
    expect(client.errors()).toEqual([])
  })

  it('-440: no query may follow an identity in the same message', () => {
    const client = sampleClient()
    expect(client.ask('*IDN?;MODE?;CURR 2')).toBe('ACME,PS3,X1,1.0')
    expect(client.errors()).toEqual([-440])
    expect(client.device.get('current', 1)).toBe(2)
    expect(client.ask('MODE?;*IDN?')).toBe('FIX;ACME,PS3,X1,1.0')
    expect(client.errors()).toEqual([])
  })
})

describe('a device clear', () => {
  it('empties input and output and leaves settings, status and errors', () => {
    const client = sampleClient()
    client.send('VOLT 2;FOO')
    client.send('*IDN?')
    client.link.clear()
    expect(client.read()).toBeUndefined()
    client.link.receive(bytes('MODE ST'))
    client.link.clear()
    expect(client.ask('VOLT?')).toBe('+2.00000000E+00')
    expect(client.errors()).toEqual([-113])
  })

  it('tells the device', () => {
    let clears = 0
    sampleClient({ onClear: () => { clears += 1 } }).link.clear()
    expect(clears).toBe(1)
  })

  it('ends a block that never came to its end', () => {
    const client = sampleClient()
    client.link.receive(bytes('DATA #9000001000abc'))
    client.link.clear()
    expect(client.ask('*OPC?')).toBe('1')
  })
})

describe('links', () => {
  it('share settings and have responses of their own', () => {
    const device = sampleDevice()
    const [one, two] = [new Client(device), new Client(device)]
    one.send('VOLT 3')
    one.send('MODE?')
    two.send('VOLT?')
    expect([one.read(), two.read()]).toEqual(['FIX\n', '+3.00000000E+00\n'])
    expect(one.errors()).toEqual([])
  })

  it('do nothing after they have been closed', () => {
    const client = sampleClient()
    client.link.close()
    client.link.close()
    client.send('VOLT 3;*IDN?')
    expect([client.read(), client.device.get('voltage', 1)]).toEqual([undefined, 0])
  })

  it('stop calling a listener that was taken back', () => {
    const client = sampleClient()
    let calls = 0
    const stop = client.link.onResponse(() => { calls += 1 })
    client.ask('*OPC?')
    stop()
    client.ask('*OPC?')
    expect(calls).toBe(1)
  })
})

describe('whatever is received', () => {
  const part = fc.constantFrom('VOLT', 'MODE', '*IDN', '*', ':', ';', ',', ' ', '?', '(@1)', '"', '#', '\n', '5', 'MAX', 'é')
  const syntax = fc.string({ unit: part, maxLength: 20 })
  const binary = fc.uint8Array({ maxLength: 60 })

  it('the device does not throw, reports mistakes by standard numbers, and answers after a clear', () => {
    fc.assert(fc.property(fc.array(fc.oneof(syntax.map(encodeLatin1), binary), { maxLength: 5 }), fc.boolean(), (pieces, end) => {
      const client = sampleClient()
      for (const piece of pieces) client.link.receive(piece, end ? true : undefined)
      for (const number of client.errors()) expect(number).toBeLessThanOrEqual(-100)
      client.link.clear()
      expect(client.ask('*OPC?')).toBe('1')
    }), { numRuns: 500 })
  })

  it('a repeated message has the same effect each time', () => {
    const client = sampleClient()
    for (let turn = 0; turn < 1000; turn += 1) {
      expect(client.ask(`VOLT ${turn % 7};VOLT?;COUN ${1 + (turn % 10)};COUN?`))
        .toBe(`+${turn % 7}.00000000E+00;+${1 + (turn % 10)}`)
    }
  })
})
