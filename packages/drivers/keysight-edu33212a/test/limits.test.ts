import { LimitError, UnsupportedError } from '@lab/core'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openedTwo } from './opened-generator.ts'

const limits = { 1: { voltage: { min: -1, max: 3.3 } } }

/** Tries a message on an instrument with limits, after others. */
async function tried(message: string, ...before: readonly string[]): Promise<unknown> {
  await using opened = await openedTwo({ limits })
  for (const first of before) await opened.awg.scpi.execute(first)
  opened.sent()
  try {
    await opened.awg.scpi.execute(message)
    return undefined
  } catch (error) {
    expect(opened.sent()).toEqual([])
    return error
  }
}

describe('what changes the calibration or erases everything', () => {
  const messages = [
    'SYST:SEC:IMM', 'SYSTem:SECurity:IMMediate', 'CAL?', 'CAL:ALL?', 'CAL:SET 1', 'CAL:VAL 1.5', 'CAL:STOR',
    'CAL:SEC:STAT OFF,CODE',
    'CAL:SEC:CODE NEW', 'CAL:STR "mine"', 'FREQ 1;:CAL:STOR',
  ]

  it.each([...messages].flatMap((message) => [[message, undefined], [message, limits]] as const))(
    '%s is refused unsent, with limits (%j) and without', async (message, given) => {
      await using opened = await openedTwo(given === undefined ? {} : { limits: given })
      opened.sent()
      const { scpi } = opened.awg
      await expect(message.includes('?') ? scpi.query(message) : scpi.write(message)).rejects.toBeInstanceOf(UnsupportedError)
      expect(opened.sent()).toEqual([])
    })

  it('can be read, and is sent where the script says so', async () => {
    await using opened = await openedTwo()
    const { scpi } = opened.awg
    expect(await scpi.query('CAL:STR?;:CAL:SEC:STAT?;:CAL:COUN?')).toMatch(/^"";1;\+\d+$/)
    await expect(scpi.execute('CAL:STR "mine"', { unguarded: true })).rejects.toMatchObject({ number: 702 })
  })
})

describe('a restore on a bench with limits', () => {
  it('that would go beyond them is refused before anything is sent, and says which limit', async () => {
    const snapshot = await (async () => {
      await using free = await openedTwo()
      await free.awg.channel(1).set({ frequency: 5000, amplitude: 5 })
      return await free.awg.snapshot()
    })()
    await using opened = await openedTwo({ limits })
    const before = await opened.awg.snapshot()
    opened.sent()
    const error: unknown = await opened.awg.restore(snapshot).catch((thrown: unknown) => thrown)
    expect(opened.sent().filter((message) => !message.includes('?'))).toEqual([])
    expect(await opened.awg.snapshot()).toEqual(before)
    expect(error).toBeInstanceOf(LimitError)
    expect(error).toMatchObject({
      message: 'bench.yaml limits awg channel 1 to voltage -1 … 3.3 V; "what the snapshot sets" would act with a value '
        + 'between -5 and 5 V; nothing was sent.',
    })
  })

  it('brings back what lies inside them', async () => {
    await using opened = await openedTwo({ limits })
    const { awg } = opened
    await awg.channel(1).set({ frequency: 5000, amplitude: 1, offset: 0.5 })
    const before = await awg.snapshot()
    await awg.channel(1).set({ frequency: 200, amplitude: 0.2, offset: 0 })
    await awg.restore(before)
    expect(await awg.snapshot()).toEqual(before)
  })
})

describe('the voltage of the open circuit is limited', () => {
  it('the driver says so', async () => {
    await using opened = await openedTwo({ limits })
    expect(opened.awg.channels).toEqual([1, 2])
  })

  it.each<[string, ...string[]]>([
    ['VOLT 2'],
    ['VOLT 1.4', 'OUTP1 ON'],
    ['SOUR1:VOLT 1.1 VPP'],
    ['VOLT 1 VRMS'],
    ['VOLT 10 DBM'],
    ['VOLT 1', 'VOLT:UNIT VRMS'],
    ['VOLT MAX'],
    ['VOLT:OFFS 1.65'],
    ['VOLT:OFFS -1'],
    ['VOLT:HIGH 1.7'],
    ['VOLT:LOW -0.6'],
    ['VOLT 0.1', 'OUTP1:LOAD 1'],
    ['OUTP1:LOAD 1;:VOLT 0.1'],
    ['APPL:SIN 1000,2'],
    ['APPL:DC DEF,DEF,3'],
    ['FUNC ARB'],
    ['APPL:ARB 1000,1'],
    ['FUNC:ARB:PTP 1'],
    ['SUM:STAT ON', 'VOLT 1'],
    ['AM:STAT ON', 'VOLT 1'],
    ['COMB:FEED CH2', 'SOUR2:VOLT 5'],
    ['SOUR2:TRAC ON', 'SOUR2:VOLT 5'],
    ['VOLT:COUP ON', 'SOUR2:VOLT 5'],
    ['SOUR2:VOLT:COUP ON', 'SOUR2:VOLT 5'],
    ['SOUR2:VOLT 5', 'VOLT:COUP ON'],
    ['SOUR2:APPL:SIN 1,5', 'TRAC ON'],
    ['SOUR2:OUTP ON'],
    ['*RCL 1'],
    ['MMEM:LOAD:STAT "INT:\\S.STA"'],
    ['MEM:STAT:REC:AUTO ON'],
    ['VOLT:UNIT VPP;FOO 1'],
    ['VOLT UP'],
    ['VOLT #H05'],
    ['volt 2'],
    [':sour:voltage 2'],
    ['VOLT 0.1;VOLT 2'],
    ['*CLS;:VOLT 2'],
    ['VOLT 0.5;OFFS 1.5'],
  ])('%s is refused unsent', async (message, ...before) => {
    expect(await tried(message, ...before)).toBeInstanceOf(LimitError)
  })

  it.each<[string, ...string[]]>([
    ['VOLT 1'],
    ['OUTP1:LOAD INF;:VOLT 2'],
    ['VOLT 1;:VOLT:OFFS 1.15'],
    ['VOLT:HIGH 1.65'],
    ['VOLT:LOW -0.5'],
    ['APPL:SQU 1000,1,0.5'],
    ['OUTP1 ON', 'VOLT 1'],
    ['OUTP1:LOAD 1', 'OUTP1 ON'],
    ['*RST', 'OUTP1 ON'],
    ['SOUR2:VOLT 10'],
    ['SOUR2:FUNC ARB'],
    ['AM:STAT ON', 'VOLT 0.5'],
    ['SUM:STAT ON', 'VOLT 0.5'],
    ['FUNC ARB', 'DATA:ARB FULL,1,-1,1,-1,1,-1,1,-1', 'FUNC:ARB FULL', 'VOLT 1'],
    ['*SAV 1'],
    ['FREQ 5E6;:PHAS 90;:SWE:STAT ON'],
  ])('%s is let through', async (message, ...before) => {
    expect(await tried(message, ...before)).toBeUndefined()
  })

  it('samples that reach farther up than down count as far as they do', async () => {
    const lopsided = ['DATA:ARB LOP,0.8,0.9,1,0.9,0.8,0.9,1,0.9', 'FUNC:ARB LOP']
    expect(await tried('FUNC ARB', 'VOLT 0.09', ...lopsided)).toBeUndefined()
    expect(await tried('FUNC ARB', 'VOLT 0.11', ...lopsided)).toBeInstanceOf(LimitError)
  })

  it('samples in a block are looked at in the byte order that is set', async () => {
    await using opened = await openedTwo({ limits })
    const channel = opened.awg.channel(1)
    await channel.set({ amplitude: 1 })
    await channel.arbitrary.upload(
      'FULL', Int16Array.from([1, -1, 1, -1, 1, -1, 1, -1], (sign) => 32767 * sign), { byteOrder: 'little-endian' },
    )
    await channel.set({ function: 'arbitrary', waveform: 'FULL' })
    await channel.arbitrary.upload('HIGH', Float32Array.from([0.6, 1, 0.6, 1, 0.6, 1, 0.6, 1]))
    await expect(channel.set({ waveform: 'HIGH' })).rejects.toBeInstanceOf(LimitError)
  })

  it('a level that was outside when it was opened may stay while the output is off, and is not switched on', async () => {
    await using opened = await openedTwo({ limits: { 1: { voltage: { min: 0, max: 3.3 } } } })
    const channel = opened.awg.channel(1)
    await expect(channel.on()).rejects.toBeInstanceOf(LimitError)
    await channel.set({ load: 'high-impedance' })
    await channel.set({ high: 3.3, low: 0 })
    await channel.on()
    await channel.set({ high: 3, low: 1 })
    await channel.set({ high: 3.3, low: 0 })
    expect(await channel.isOn()).toBe(true)
  })

  it('whatever is let through, the output stays inside', async () => {
    const values = fc.constantFrom(...['0.1', '0.5', '1', '2', '5', '-0.3', 'MIN', 'MAX', '1 VRMS', '0 DBM'])
    const message = fc.oneof(
      fc.tuple(
        fc.constantFrom(
          'VOLT', 'SOUR2:VOLT', 'VOLT:OFFS', 'VOLT:HIGH', 'VOLT:LOW', 'SOUR2:VOLT:OFFS', 'APPL:SIN 1000,', 'APPL:SQU 1000,1,',
        ),
        values,
      )
        .map(([header, value]) => (header.endsWith(',') ? `${header}${value}` : `${header} ${value}`)),
      fc.constantFrom(
        'OUTP1 ON', 'OUTP1:LOAD INF', 'OUTP1:LOAD 1', 'OUTP1:LOAD 50', 'VOLT:UNIT VRMS', 'VOLT:UNIT VPP', 'VOLT:UNIT DBM',
        'FUNC SQU', 'FUNC DC', 'FUNC NOIS',
        'FUNC SIN', 'FUNC ARB', 'SUM:STAT ON', 'AM:STAT ON', 'AM 120', 'SUM:AMPL 100', 'COMB:FEED CH2', 'TRAC ON',
        'SOUR2:TRAC INV', 'TRAC OFF', 'VOLT:COUP ON',
        'VOLT:COUP OFF', 'VOLT:LIM:HIGH 1', 'VOLT:LIM:STAT ON', 'OUTP1:POL INV', '*RST', 'BURS:STAT ON',
        'DATA:ARB LOP,0.8,0.9,1,0.9,0.8,0.9,1,0.9', 'FUNC:ARB LOP',
      ),
    )
    await fc.assert(fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 12 }), async (messages) => {
      await using opened = await openedTwo({ limits })
      for (const text of messages) {
        await opened.awg.scpi.execute(text).catch(() => undefined)
        const waveform = opened.bench.circuit.port('awg.1').waveform()
        for (let step = 0; step < 40; step++) {
          const volts = waveform.at(step * 0.00021 + 1e-5)
          // Errors of the unit: 0.3 % and 1 mV.
          expect(volts).toBeLessThan(3.3 * 1.003 + 0.002)
          expect(volts).toBeGreaterThan(-1 * 1.003 - 0.012)
        }
      }
    }), { numRuns: 500 })
  }, 120_000)
})
