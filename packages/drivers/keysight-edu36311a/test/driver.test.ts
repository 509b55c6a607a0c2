import { LimitError, ProtocolError, SettingError, type InstrumentLimits } from '@lab/core'
import { scriptedConnection, type ScriptedExchange } from '@lab/testing'
import { describe, expect, it } from 'vitest'
import { edu36311a, edu36311aDeclarations, type Edu36311a } from '../src/index.ts'
import { simulatedSupply } from './contract-options.ts'

async function simulated() {
  const fixture = await simulatedSupply()
  return { ...fixture, device: fixture.bench.device('psu') }
}

async function withSimulated<T>(
  act: (psu: Edu36311a, fixture: Awaited<ReturnType<typeof simulated>>) => Promise<T>, limits?: InstrumentLimits,
) {
  await using fixture = await simulated()
  await using psu = await edu36311a.open({ connection: fixture.connection, alias: 'psu', limits })
  return await act(psu, fixture)
}

describe('the EDU36311A on the simulated bench', () => {
  it('sets, switches and measures an output through the circuit', async () => {
    await withSimulated(async (psu) => {
      await psu.channel(1).set({ voltage: 5, currentLimit: 1, overVoltageLevel: 6 })
      await psu.channel(1).on()
      expect(await psu.channel(1).regulation()).toBe('constant-voltage')
      const voltage = await psu.channel(1).measureVoltage()
      expect(voltage.value).toBeCloseTo(5, 1)
      expect(voltage).toMatchObject({ unit: 'V', source: { instrument: 'psu', function: 'dc-voltage', channel: 1 } })
      expect((await psu.channel(1).measureCurrent()).value).toBeCloseTo(0.5, 1)
      expect([
        await psu.channel(1).voltage(), await psu.channel(1).currentLimit(), await psu.channel(1).isOn(),
      ]).toEqual([5, 1, true])
    })
  })

  it('goes into constant current where the load takes more than the limit', async () => {
    await withSimulated(async (psu) => {
      await psu.channel(1).set({ voltage: 5, currentLimit: 0.1 })
      await psu.channel(1).on()
      expect(await psu.channel(1).regulation()).toBe('constant-current')
      expect((await psu.channel(1).measureVoltage()).value).toBeCloseTo(1, 1)
    })
  })

  it('trips on over-current, says so, and recovers when told', async () => {
    await withSimulated(async (psu) => {
      await psu.channel(1).set({ voltage: 5, currentLimit: 0.1, overCurrentEnabled: true, overCurrentDelay: 0 })
      await psu.channel(1).on()
      await expect.poll(() => psu.channel(1).trips()).toEqual({ overVoltage: false, overCurrent: true })
      await psu.channel(1).set({ currentLimit: 1 })
      await psu.channel(1).clearTrips()
      expect((await psu.channel(1).trips()).overCurrent).toBe(false)
    })
  })

  it('is made safe at once although an output has a fall delay', async () => {
    await withSimulated(async (psu, { bench, device }) => {
      await psu.channel(1).set({ voltage: 5 })
      await psu.channel(1).on()
      await psu.scpi.set({ outputFallDelay: 3600 }, { channel: 1 })
      const { actions } = await psu.makeSafe()
      expect(actions).toEqual(['fall delays to 0', 'triggers disarmed', 'output 1 off', 'output 2 off', 'output 3 off'])
      expect(Math.abs(bench.circuit.port('psu.1').voltage())).toBeLessThan(0.01)
      expect(device.get('output', 1)).toBe(false)
    })
  })

  it('copies the voltage of output 2 to output 3 by tracking', async () => {
    await withSimulated(async (psu, { device }) => {
      await psu.channel(2).set({ voltage: 12 })
      await psu.setTracking(true)
      expect(device.get('voltage', 3)).toBe(12)
    })
  })

  it('refuses to clear a trip behind which a level is outside the limit', async () => {
    const limits = { source: 'bench.yaml', channels: { 1: { voltage: { max: 5 } } } }
    await using fixture = await simulated()
    const panel = fixture.device.openLink()
    panel.receive(Buffer.from('VOLT 6,(@1);:OUTP ON,(@1);:VOLT:PROT 1,(@1)\n'), true)
    await using psu = await edu36311a.open({ connection: fixture.connection, alias: 'psu', limits })
    await expect(psu.channel(1).clearTrips()).rejects.toThrow('6 V')
    await expect(psu.scpi.write('VOLT:PROT:CLE (@1)')).rejects.toBeInstanceOf(LimitError)
    expect(await psu.channel(1).isOn()).toBe(false)
    await psu.channel(1).set({ voltage: 0.5 })
    await psu.channel(1).clearTrips()
    expect(await psu.channel(1).isOn()).toBe(true)
  })

  it('keeps tracking from reaching a limited output', async () => {
    const limits = { source: 'bench.yaml', channels: { 3: { voltage: { max: 5 } } } }
    await withSimulated(async (psu, { device }) => {
      await psu.channel(2).set({ voltage: 12 })
      await expect(psu.setTracking(true)).rejects.toThrow(LimitError)
      await psu.channel(2).set({ voltage: 4 })
      await psu.setTracking(true)
      await expect(psu.channel(2).set({ voltage: 12 })).rejects.toThrow(LimitError)
      expect(device.get('voltage', 3)).toBe(4)
    }, limits)
  })

  it('refuses values outside its ranges before anything is sent', async () => {
    await withSimulated(async (psu) => {
      await expect(psu.channel(1).set({ voltage: 6.5 })).rejects.toThrow(/voltage.*6\.5.*0 … 6\.18 V/)
      await expect(psu.channel(2).set({ currentLimit: 2 })).rejects.toBeInstanceOf(SettingError)
      await expect(psu.channel(2).set({ overVoltageLevel: 1 })).rejects.toThrow(/1\.5 … 33 V/)
      // @ts-expect-error the types refuse it too
      expect(() => psu.channel(4)).toThrow('psu has no channel 4; it has 1, 2, 3.')
    })
  })

  it('makes a snapshot of every declared setting, by channel where it has channels', async () => {
    await withSimulated(async (psu) => {
      await psu.channel(2).set({ voltage: 7 })
      const snapshot = await psu.snapshot()
      expect(snapshot).toMatchObject({
        'voltage@1': 0, 'voltage@2': 7, tracking: false, selectedOutput: 'P6V', 'overCurrentStart@1': 'settingChange',
      })
    })
  })
})

const hello: ScriptedExchange = {
  send: '*IDN?', reply: 'Keysight Technologies,EDU36311A,CN61130056,K-01.08.03-01.00-01.08-02.00',
}

async function scripted<T>(exchanges: readonly ScriptedExchange[], act: (psu: Edu36311a) => Promise<T>): Promise<T> {
  const connection = scriptedConnection([hello, ...exchanges])
  const psu = await edu36311a.open({ connection, alias: 'psu' })
  const result = await act(psu)
  connection.done()
  return result
}

describe('the EDU36311A on the wire', () => {
  it('sends one message for the settings of an output and reads the error queue behind it', async () => {
    await scripted([{ send: ':VOLT 5,(@1);:CURR 0.5,(@1)' }, { send: 'SYST:ERR?', reply: '+0,"No error"' }], (psu) =>
      psu.channel(1).set({ voltage: 5, currentLimit: 0.5 }))
  })

  it('throws what the instrument reports, with the command', async () => {
    const exchanges = [
      { send: ':OUTP ON,(@2)' }, { send: 'SYST:ERR?', reply: '+735,"Cannot change while trigger is initiated"' },
      { send: 'SYST:ERR?', reply: '+0,"No error"' },
    ]
    await scripted(exchanges, (psu) => expect(psu.channel(2).on()).rejects.toMatchObject({
      code: 'LAB_INSTRUMENT', number: 735, instrument: 'psu', command: expect.stringContaining(':OUTP ON,(@2)'),
    }))
  })

  it('reads numbers as the real one prints them', async () => {
    const reading = await scripted(
      [{ send: ':MEAS:VOLT? (@1)', reply: '+9.99749200E-01' }], (psu) => psu.channel(1).measureVoltage(),
    )
    expect(reading.value).toBe(0.9997492)
  })

  it('says that it is not safe when an output does not go off', async () => {
    const exchanges: ScriptedExchange[] = [
      { clear: true }, { send: ':OUTP:DEL:FALL 0,(@1:3)' }, { send: ':ABOR (@1:3);:OUTP OFF,(@1:3)' },
      { send: ':INIT:CONT OFF,(@1:3)' }, { send: ':OUTP? (@1:3)', reply: '0,1,0' },
    ]
    await scripted(exchanges, (psu) => expect(psu.makeSafe()).rejects.toBeInstanceOf(ProtocolError))
  })

  it('refuses a condition that no manual knows', async () => {
    await scripted([{ send: ':STAT:QUES:INST:ISUM1:COND?', reply: '+7' }], (psu) =>
      expect(psu.channel(1).regulation()).rejects.toThrow('answered 7, expected 0 … 3'))
  })
})

it('declares every setting with a sentence for the reference', () => {
  for (const [name, { description }] of Object.entries(edu36311aDeclarations)) expect(description, name).toMatch(/^[A-Z].*\.$/)
})
