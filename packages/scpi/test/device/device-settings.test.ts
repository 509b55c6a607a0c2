import { DeviceError } from '@lab/scpi/device'
import { describe, expect, it } from 'vitest'
import { sampleClient } from './sample-device.ts'

describe('a setting', () => {
  it.each([
    ['VOLT 5', 'VOLT?', '+5.00000000E+00'], [':sour:voltage:level 2.5 v', 'VOLT?', '+2.50000000E+00'],
    ['VOLT 6000 mV', 'VOLT?', '+6.00000000E+00'],
    ['VOLT MAX', 'VOLT?', '+6.00000000E+00'], ['VOLT DEF', 'VOLT?', '+1.00000000E+00'],
    ['VOLT maximum', 'VOLT?', '+6.00000000E+00'],
    ['OUTP ON', 'OUTP?', '1'], ['OUTP 1', 'OUTP?', '1'], ['OUTP 0.4', 'OUTP?', '0'], ['OUTP 27', 'OUTP?', '1'],
    ['MODE STEP', 'MODE?', 'STEP'], ['MODE fixed', 'MODE?', 'FIX'],
    ['COUN 3', 'COUN?', '+3'], ['COUN 2.7', 'COUN?', '+3'], ['RAT 0.5', 'RAT?', '0.5'], ['RAT -INF', 'RAT?', '0.0'],
    ['RAT NINF', 'RAT?', '-99000000000000000000000000000000000000.0'],
    ['OUTP:LOAD INF', 'OUTP:LOAD?', '+9.90000000E+37'], ['OUTP:LOAD 1 KOHM', 'OUTP:LOAD?', '+1.00000000E+03'],
    ['OUTP:LOAD AUTO', 'OUTP:LOAD?', 'AUTO'],
    ['DISP:TEXT "a ""b"""', 'DISP:TEXT?', '"a ""b"""'], ["DISP:TEXT 'it''s'", 'DISP:TEXT?', '"it\'s"'],
    ['DATA #15a;\n",', 'DATA?', '#15a;\n",'], ['DATA #0ab', 'DATA?', '#12ab'],
    ['SENS2:GAIN 5', 'SENS2:GAIN?', '+5.00000000E+00'],
  ])('set by %j is answered to %s with %s', (command, query, answer) => {
    const client = sampleClient()
    client.send(command)
    expect(client.ask(query)).toBe(answer)
  })

  it.each([
    ['VOLT', -109], ['VOLT 1,2', -108], ['VOLT 6.001', -222], ['VOLT -0.001', -222], ['VOLT NAN', -222], ['VOLT INF', -222],
    ['VOLT ABC', -224], ['VOLT UP', -224], ['VOLT "5"', -104], ['VOLT #15hello', -104], ['VOLT (1+2)', -104],
    ['VOLT 5 A', -131], ['COUN 5 V', -138],
    ['VOLT:PROT:TRIP ON', -113], ['VOL 5', -113], ['VOLT:FOO 5', -113], ['VOLT2 5', -114], ['SENS3:GAIN 5', -114],
    ['VOLT 5,(@4)', -222], ['VOLT 5,(@0)', -222], ['VOLT 5,(@1,4)', -222], ['MODE STEP,(@1)', -108],
    ['SENS1:GAIN 5,(@1)', -108], ['VOLT (@1)', -109],
    ['OUTP MAYBE', -224], ['OUTP "ON"', -104], ['MODE 1', -104], ['MODE FOO', -224], ['MODE STE', -224], ['RAT MAX', -224],
    ['RAT AUTO', -224],
    ['DISP:TEXT abc', -104], ['DISP:TEXT "123456789"', -223], ['DATA 5', -104],
    ['VOLT 5 6', -103], ['VOLT?(@1)', -103], ['VOLT 5;;&', -101],
  ])('refuses %j with %i', (command, number) => {
    const client = sampleClient()
    client.send(command)
    expect(client.errors()).toEqual([number])
  })

  it('keeps its value when a new one is refused', () => {
    const client = sampleClient()
    client.send('VOLT 3')
    client.send('VOLT 7')
    client.send('VOLT FOO')
    expect(client.ask('VOLT?')).toBe('+3.00000000E+00')
  })

  it.each([
    ['VOLT? MAX', '+6.00000000E+00'], ['VOLT? MIN,(@2)', '+0.00000000E+00'],
    ['VOLT? MAX,(@1,2)', '+6.00000000E+00,+3.00000000E+01'],
    ['VOLT? DEF', '+1.00000000E+00'], ['COUN? MAX', '+10'],
  ])('answers %s with the bound %s', (query, answer) => {
    expect(sampleClient().ask(query)).toBe(answer)
  })

  it.each([
    ['VOLT? FOO', -224], ['VOLT? 5', -104], ['VOLT? MAX,MIN', -108], ['OUTP? ON', -108], ['RAT? MAX', -108],
    ['VOLT? DEF,(@2)', -224], ['VOLT? (@9)', -222],
  ])('refuses the query %s with %i and says nothing', (query, number) => {
    const client = sampleClient()
    expect(client.ask(query)).toBeUndefined()
    expect(client.errors()).toEqual([number])
  })
})

describe('channels', () => {
  it('are answered in the order of the list', () => {
    const client = sampleClient()
    client.send('VOLT 1,(@1);VOLT 2,(@2);VOLT 3,(@3)')
    expect(client.ask('VOLT? (@3,1:2)')).toBe('+3.00000000E+00,+1.00000000E+00,+2.00000000E+00')
    expect(client.ask('OUTP? (@1,2)')).toBe('0,0')
  })

  it('are all set by one command', () => {
    const client = sampleClient()
    client.send('VOLT 2,(@ 1 , 3 )')
    expect(client.ask('VOLT? (@1:3)')).toBe('+2.00000000E+00,+0.00000000E+00,+2.00000000E+00')
  })

  it('are none of them set when the value is out of range for one', () => {
    const client = sampleClient()
    client.send('VOLT 20,(@2,1)')
    expect(client.errors()).toEqual([-222])
    expect(client.device.get('voltage', 2)).toBe(0)
  })

  it('take MAX each for itself', () => {
    const client = sampleClient()
    client.send('VOLT MAX,(@1:2)')
    expect([client.device.get('voltage', 1), client.device.get('voltage', 2)]).toEqual([6, 30])
  })

  it('are the default one without a list', () => {
    const client = sampleClient({ defaultChannel: (device) => device.getNumber('count') })
    client.send('COUN 2;VOLT 20;:OUTP ON')
    expect(client.ask('VOLT? (@2);:OUTP? (@1:3)')).toBe('+2.00000000E+01;0,1,0')
  })

  it('that a command does not have give a settings conflict when they are the default', () => {
    const client = sampleClient({ defaultChannel: () => 4 })
    client.send('VOLT 1')
    expect(client.errors()).toEqual([-221])
  })
})

describe('hooks', () => {
  it('hear of every change, channel by channel', () => {
    const changes: unknown[] = []
    const client = sampleClient({ onSet: (name, channel, value) => { changes.push([name, channel, value]) } })
    client.send('VOLT 1,(@1,3);MODE STEP')
    expect(changes).toEqual([['voltage', 1, 1], ['voltage', 3, 1], ['mode', undefined, 'step']])
  })

  it('do not hear of refused values', () => {
    const changes: unknown[] = []
    const client = sampleClient({ onSet: (name) => { changes.push(name) } })
    client.send('VOLT 99')
    expect(changes).toEqual([])
  })

  it('can refuse a change, and the old value comes back', () => {
    const client = sampleClient({
      onSet: (_name, _channel, value) => {
        if (value === 4) throw new DeviceError(-221, 'Settings conflict;four is not allowed')
      },
    })
    client.send('VOLT 3;VOLT 4')
    expect(client.ask('VOLT?;:SYST:ERR?')).toBe('+3.00000000E+00;-221,"Settings conflict;four is not allowed"')
  })

  it('can set other settings without being called for them', () => {
    const names: string[] = []
    const client = sampleClient({
      onSet: (name, channel, value, device) => {
        names.push(name)
        if (name === 'voltage' && channel === 2) device.set('voltage', value, 3)
      },
    })
    client.send('VOLT 7,(@2)')
    expect(client.device.getNumber('voltage', 3)).toBe(7)
    expect(names).toEqual(['voltage'])
  })

  it('can compute what a query answers', () => {
    const client = sampleClient({ readers: { tripped: (channel) => channel === 2 } })
    expect(client.ask('VOLT:PROT:TRIP? (@1:3)')).toBe('0,1,0')
  })
})

describe('reset', () => {
  it('puts back every setting with a reset value, by channel, and leaves the others', () => {
    const client = sampleClient()
    client.send('VOLT 3,(@1:3);:CURR 2,(@1:3);:OUTP ON;:BEEP:STAT ON;*RST')
    expect(client.ask('VOLT? (@1);:CURR? (@1:2);:OUTP?;:BEEP:STAT?'))
      .toBe('+0.00000000E+00;+5.00000000E+00,+1.00000000E+00;0;1')
  })

  it('tells the hook when the settings are back', () => {
    const seen: unknown[] = []
    const client = sampleClient({ onReset: (device) => { seen.push(device.get('voltage', 1)) } })
    client.send('VOLT 3')
    client.send('*RST')
    expect(seen).toEqual([0])
  })
})

describe('the stored values', () => {
  it('are typed on request', () => {
    const { device } = sampleClient()
    expect([device.getNumber('voltage', 1), device.getBoolean('output', 1), device.getString('mode')])
      .toEqual([0, false, 'fixed'])
    expect(() => device.getNumber('mode')).toThrow(TypeError)
    expect(() => device.getBoolean('mode')).toThrow(TypeError)
    expect(() => device.getString('count')).toThrow('setting count holds a number')
  })

  it('exist for declared names and channels only', () => {
    const { device } = sampleClient()
    expect(() => device.get('nothing')).toThrow('no setting nothing')
    expect(() => device.get('voltage')).toThrow('no setting voltage without a channel')
    expect(() => device.set('voltage', 1, 4)).toThrow('no setting voltage on channel 4')
  })

  it('begin with the reset value, or with DEF, MIN, off or nothing', () => {
    const { device } = sampleClient()
    expect([device.get('kept'), device.get('ratio'), device.get('label'), device.get('wave')])
      .toEqual([false, 0, '', new Uint8Array(0)])
  })
})
