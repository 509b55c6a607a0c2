import { LimitError, SettingError, UnsupportedError, type InstrumentLimits } from '@lab/core'
import { scriptedConnection } from '@lab/testing'
import { describe, expect, it } from 'vitest'
import { edu36311a, type Edu36311a } from '../src/index.ts'
import { simulatedSupply } from './contract-options.ts'

type Fixture = Awaited<ReturnType<typeof simulatedSupply>>

const limits = { source: 'bench.yaml', channels: { 1: { voltage: { max: 5 } } } }

async function withSupply(act: (psu: Edu36311a, fixture: Fixture) => Promise<void>, limited?: InstrumentLimits): Promise<void> {
  await using fixture = await simulatedSupply()
  await using psu = await edu36311a.open({ connection: fixture.connection, alias: 'psu', limits: limited })
  await act(psu, fixture)
}

describe('stored states', () => {
  it('bring back levels, protections, tracking, trigger and outputs', () => withSupply(async (psu) => {
    await psu.channel(1).set({ voltage: 5, currentLimit: 1, overVoltageLevel: 6 })
    await psu.channel(1).on()
    await psu.states.save(9)
    const before = await psu.snapshot()
    await psu.reset()
    expect(await psu.channel(1).isOn()).toBe(false)
    await psu.states.recall(9)
    expect(await psu.snapshot()).toEqual(before)
  }))

  it('come out and in as bytes', () => withSupply(async (psu) => {
    await psu.channel(2).set({ voltage: 12 })
    const state = await psu.states.read()
    await psu.reset()
    await psu.states.write(state)
    expect(await psu.channel(2).voltage()).toBe(12)
    await expect(psu.states.write(new Uint8Array([1, 2, 10, 3]))).rejects.toMatchObject({ number: -161 })
    await expect(psu.states.write('#0' as never)).rejects.toBeInstanceOf(SettingError)
  }))

  it('are refused with a number there is not, before anything is sent', () => withSupply(async (psu) => {
    for (const slot of [10, -1, 1.5, Number.NaN, '1']) {
      await expect(psu.states.save(slot as never)).rejects.toThrow('it has 0 … 9. Nothing was sent')
      await expect(psu.states.recall(slot as never)).rejects.toBeInstanceOf(SettingError)
    }
  }))

  it('are not recalled on a bench with limits unless the script says so, and then that is told', () => withSupply(async (psu) => {
    const notices: string[] = []
    psu.onNotice?.(({ text }) => notices.push(text))
    await psu.states.save(1)
    await expect(psu.states.recall(1)).rejects.toBeInstanceOf(LimitError)
    await expect(psu.states.setPowerOn('RCL1')).rejects.toBeInstanceOf(LimitError)
    await expect(psu.states.read().then((state) => psu.states.write(state))).rejects.toBeInstanceOf(LimitError)
    await psu.states.setPowerOn('RST')
    await psu.states.recall(1, { unguarded: true })
    expect(notices).toEqual([expect.stringContaining('*RCL 1')])
  }, limits))

  it('can be that of power-on', () => withSupply(async (psu, { bench }) => {
    await psu.channel(2).set({ voltage: 12 })
    await psu.channel(2).on()
    await psu.states.save(3)
    await psu.states.setPowerOn('RCL3')
    bench.device('psu').powerCycle()
    expect([await psu.states.powerOn(), await psu.channel(2).voltage(), await psu.channel(2).isOn()]).toEqual(['RCL3', 12, true])
    await expect(psu.states.setPowerOn('RCL10' as never)).rejects.toThrow('not one of RST, RCL0 … RCL9')
  }))
})

describe('the front panel', () => {
  it('gives a picture of the display as a BMP file of its own length', () => withSupply(async (psu) => {
    const { mediaType, data } = await psu.panel.screenshot()
    expect(mediaType).toBe('image/bmp')
    expect(new DataView(data.buffer, data.byteOffset).getUint32(2, true)).toBe(data.length)
    await psu.channel(1).set({ voltage: 6 })
    await psu.channel(1).on()
    expect((await psu.panel.screenshot()).data).not.toEqual(data)
    await psu.panel.setDisplay(false)
    expect(new Set((await psu.panel.screenshot()).data.subarray(74))).toEqual(new Set([0]))
  }))

  it('takes a picture in PNG for what it is, and nothing else', async () => {
    const hello = { send: '*IDN?', reply: 'Keysight Technologies,EDU36311A,CN61130056,K-01.08.03-01.00-01.08-02.00' }
    const png = new Uint8Array([35, 49, 56, 0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 10])
    const connection = scriptedConnection([
      hello, { send: ':HCOP:SDUM:DATA?', reply: png }, { send: ':HCOP:SDUM:DATA?', reply: '#13GIF' },
    ])
    await using psu = await edu36311a.open({ connection, alias: 'psu' })
    expect((await psu.panel.screenshot()).mediaType).toBe('image/png')
    await expect(psu.panel.screenshot()).rejects.toThrow('3 bytes that are neither a PNG nor a BMP file')
  })

  it('has a display, a beeper, and keys that can be locked', () => withSupply(async (psu) => {
    await psu.panel.setDisplay(false)
    await psu.panel.setView('one')
    await psu.panel.setBeeper(false)
    await psu.panel.beep()
    await psu.panel.setRemoteState('locked')
    expect([await psu.panel.isDisplayOn(), await psu.panel.view(), await psu.panel.isBeeperOn(), await psu.panel.remoteState()])
      .toEqual([false, 'one', false, 'locked'])
    await psu.panel.setRemoteState('local')
    expect(await psu.panel.remoteState()).toBe('local')
    await expect(psu.panel.setRemoteState('LOC' as never)).rejects.toThrow("'LOC' is not one of local, remote, locked")
  }))
})

describe('the battery clock', () => {
  it('is set and read in UTC', () => withSupply(async (psu) => {
    await psu.batteryClock.set(new Date('2031-12-31T23:59:07.900Z'))
    const read = await psu.batteryClock.read()
    expect(Math.abs(read.getTime() - Date.UTC(2031, 11, 31, 23, 59, 7))).toBeLessThan(5000)
    await expect(psu.batteryClock.set(new Date('1999-12-31T00:00:00Z'))).rejects.toThrow('from 2000 to 2099')
    await expect(psu.batteryClock.set(new Date(Number.NaN))).rejects.toBeInstanceOf(SettingError)
  }))
})

describe('LAN and LXI', () => {
  it('are configured, then taken into use', () => withSupply(async (psu) => {
    await psu.lan.configure({
      dhcp: false, address: '10.0.0.9', subnetMask: '255.255.0.0', gateway: '10.0.0.1', dns: ['10.0.0.53', '10.0.0.54'],
      hostName: 'supply-1',
      telnetPrompt: 'psu> ', telnetWelcome: 'hello',
    })
    expect(await psu.lan.read('static')).toMatchObject({
      address: '10.0.0.9', dns: ['10.0.0.53', '10.0.0.54'], hostName: 'supply-1',
    })
    expect((await psu.lan.read()).address).toBe('127.0.0.1')
    await psu.lan.update()
    expect(await psu.lan.read()).toMatchObject({
      dhcp: false, address: '10.0.0.9', subnetMask: '255.255.0.0', gateway: '10.0.0.1', hostName: 'supply-1', domain: '',
      telnetPrompt: 'psu> ', telnetWelcome: 'hello',
    })
    expect(await psu.lan.controlPort()).toBeUndefined()
  }))

  it('refuse what is wrong before anything is sent', () => withSupply(async (psu, { bench }) => {
    const wrong: Record<string, unknown>[] = [
      { address: '10.0.0.256' }, { address: '10.0.0' }, { address: '010.0.0.1' }, { subnetMask: 5 }, { gateway: 'x' },
      { dns: ['1.2.3.4', 'x'] },
      { dns: '1.2.3.4' }, { hostName: 'a b' }, { hostName: 'x'.repeat(16) }, { hostName: '-a' }, { telnetPrompt: 'x'.repeat(16) },
      { telnetWelcome: 'x'.repeat(64) }, { dhcp: 1 }, { ip: '1.2.3.4' }, { telnetPrompt: 'a\nb' },
    ]
    for (const settings of wrong) await expect(
      psu.lan.configure(settings), JSON.stringify(settings),
    ).rejects.toBeInstanceOf(SettingError)
    expect(bench.device('psu').errors.length).toBe(0)
    await expect(psu.lan.read('dynamic' as never)).rejects.toThrow('neither current nor static')
    await expect(psu.lxi.setMdnsServiceName('')).rejects.toThrow('1 … 63 characters')
    await expect(psu.lxi.identify(1 as never)).rejects.toBeInstanceOf(SettingError)
  }))

  it('show the identification, and name the service', () => withSupply(async (psu) => {
    await psu.lxi.identify(true)
    await psu.lxi.setMdns(false)
    await psu.lxi.setMdnsServiceName('bench')
    expect([
      await psu.lxi.isIdentifying(), await psu.lxi.isMdnsOn(), await psu.lxi.mdnsServiceName(),
    ]).toEqual([true, false, 'bench'])
    expect(await psu.lxi.mdnsHostName()).toBe('K-EDU36311A-SIM42')
    await psu.lxi.reset()
    await psu.lxi.restart()
    expect([await psu.lxi.isMdnsOn(), await psu.lxi.mdnsServiceName()]).toEqual([true, expect.stringContaining('SIM42')])
  }))

  it('are no part of a snapshot', () => withSupply(async (psu) => {
    const names = Object.keys(await psu.snapshot())
    expect(names.filter((name) => /lan|lxi|mdns|telnet|calibration/i.test(name))).toEqual([])
  }))
})

describe('status', () => {
  it('requests service when the regulation of an output changes, and leaves other bits alone', () => withSupply(async (
    psu, { connection }
  ) => {
    await psu.scpi.write('*SRE 32;STAT:QUES:ENAB 1')
    await psu.reportRegulation([1, 2])
    expect(await psu.scpi.query('*SRE?;STAT:QUES:ENAB?;ENAB?')).toMatch(/^\+40;\+8193;/)
    expect(await psu.scpi.query('STAT:QUES:INST:ENAB?;ISUM1:ENAB?;:STAT:QUES:INST:ISUM3:ENAB?')).toBe('+6;+3;+0')
    await psu.channel(1).set({ voltage: 1 })
    await psu.channel(1).on()
    expect(await connection.readStatusByte() & 0x48).toBe(0x48)
    await psu.reportRegulation([])
    expect(await psu.scpi.query('*SRE?;STAT:QUES:ENAB?')).toBe('+32;+1')
  }))

  it('passes the self-test, or says what failed', async () => {
    await withSupply(async (psu) => expect(await psu.selfTest()).toEqual({ passed: true, errors: [] }))
    const hello = { send: '*IDN?', reply: 'Keysight Technologies,EDU36311A,CN61130056,K-01.08.03-01.00-01.08-02.00' }
    const exchanges = [
      hello, { send: '*TST?', reply: '1' }, { send: 'SYST:ERR?', reply: '+533,"ADC test failed"' },
      { send: 'SYST:ERR?', reply: '+0,"No error"' },
    ]
    await using psu = await edu36311a.open({ connection: scriptedConnection(exchanges), alias: 'psu' })
    expect(await psu.selfTest()).toEqual({ passed: false, errors: [{ number: 533, text: 'ADC test failed' }] })
  })
})

describe('calibration', () => {
  it('is read', () => withSupply(async (psu) => {
    expect(await psu.calibrationRecord()).toEqual({ count: 1, date: '', text: '', secured: true })
  }))

  const commands = ['CAL:SEC:STAT OFF,EDU36311A', 'CALibration:SAVE', 'VOLT 1;:CAL:VOLT:LEV MIN,(@1)', 'CAL:STR "x"', 'cal:asav']

  it.each([
    ['without limits', undefined], ['with limits', limits],
  ] as const)('is not changed, on a bench %s', (_, limited) => withSupply(async (psu, { bench }) => {
    for (const command of commands) {
      const rejection = psu.scpi.write(command)
      await expect(rejection, command).rejects.toBeInstanceOf(UnsupportedError)
      await expect(rejection, command).rejects.toThrow('it changes the calibration')
    }
    expect((await psu.calibrationRecord()).secured).toBe(true)
    expect(bench.device('psu').get('voltage', 1)).toBe(0)
  }, limited))

  it('is changed when the script says so, and that is told', () => withSupply(async (psu) => {
    const notices: string[] = []
    psu.onNotice?.(({ text }) => notices.push(text))
    await psu.scpi.write('CAL:SEC:STAT OFF,EDU36311A', { unguarded: true })
    expect((await psu.calibrationRecord()).secured).toBe(false)
    expect(notices).toEqual([expect.stringContaining('CAL:SEC:STAT OFF')])
  }))
})
