import { describe, expect, it } from 'vitest'
import { LimitError } from '@lab/core'
import { openBench, type Bench } from '@lab/bench'
import { edu34450a } from '@lab/driver-keysight-edu34450a'
import { edu36311a, type Edu36311a } from '@lab/driver-keysight-edu36311a'
import { simulatedBench, supplyAndMeter, type SimulatedBench } from './fixtures/simulated-bench.ts'

type Opened = Bench<{ psu: Edu36311a }>

const needs = { psu: edu36311a, dmm: edu34450a }

const refused: readonly [name: string, act: (psu: Edu36311a) => Promise<unknown>][] = [
  ['channel(1).set({ voltage: 6 })', (psu) => psu.channel(1).set({ voltage: 6 })],
  ['channel(1).set({ voltage: NaN })', (psu) => psu.channel(1).set({ voltage: Number.NaN })],
  ['an unknown query', (psu) => psu.scpi.query('DIAG:SECRET?')],
  ...[
    'VOLT 6,(@1)', ':SOUR:VOLT:LEV:IMM:AMPL 6000 mV,(@1)', 'VOLT 1;CURR 0.1;:VOLT 6', 'APPL P6V,6', 'VOLT:TRIG 6,(@1)',
    'VOLT MAX',
    'VOLT MAX,(@1)', 'VOLT 6,(@2,1)', 'VOLT 6,(@1:3)', 'volt 6,(@1)', 'source:voltage:level 6.0E0 v,(@1)', 'VOLT 9.91E37,(@1)',
    '*RCL 1', 'SYST:SET #13abc', 'OUTP:PON:STAT RCL1', 'FOO:BAR 1', 'VOLT NAN,(@1)', '*DMC "x",#15VOLT6', 'VOLT 6,(@1',
    'VOLT 5;:VOLT 5.001,(@1)',
    'INST P6V;VOLT 6', 'INST:NSEL 1;:VOLT 6', 'APPL CH1,MAX,1', 'VOLT UP,(@1)', 'VOLT 5000001 uV,(@1)',
  ].map((message): [string, (psu: Edu36311a) => Promise<unknown>] => [message, (psu) => psu.scpi.write(message)]),
]

const passing = [
  'VOLT 5,(@1)', 'VOLT 20,(@2)', 'VOLT 4999 mV', 'INST P30V;:VOLT 6', 'VOLT MIN,(@1)', 'APPL P6V,4.5,1', 'APPL P30V,12,0.2',
  'OUTP ON,(@1)',
  'VOLT:PROT 6.6,(@1)', 'CURR 5,(@1)', '*CLS', '*RST', 'SYST:BEEP', 'VOLT:TRIG 5,(@1)', 'OUTP:PON:STAT RST', 'VOLT 6,(@2:3)',
]

async function withBench<T>(act: (bench: Opened, simulated: SimulatedBench) => Promise<T>): Promise<T> {
  await using simulated = await simulatedBench(supplyAndMeter)
  await using bench = await openBench(simulated.benchFile, needs)
  return await act(bench, simulated)
}

describe('limits of the bench, at the simulator', () => {
  it('refuse every way to 6 V on channel 1 before a byte is sent', async () => {
    await withBench(async ({ instruments: { psu } }, simulated) => {
      const before = await simulated.received('psu')
      for (const [name, act] of refused) {
        const error: unknown = await act(psu).then(() => `${name} was not refused`, (reason: unknown) => reason)
        expect(error, name).toBeInstanceOf(LimitError)
        const { message } = error as LimitError
        expect(message, name).toContain(simulated.benchFile)
        expect(message, name).toMatch(/psu/)
        expect(message, name).toMatch(/channel 1/)
        expect(message, name).toMatch(/5 V/)
      }
      expect(await simulated.received('psu')).toEqual(before)
      expect(await simulated.ask('psu', 'VOLT? (@1)')).toBe('+0.00000000E+00')
    })
  })

  it('refuse what a selection made before would hit', async () => {
    await withBench(async ({ instruments: { psu } }) => {
      await psu.scpi.write('INST P6V')
      await expect(psu.scpi.write('VOLT 6')).rejects.toBeInstanceOf(LimitError)
      await psu.scpi.write('INST P30V')
      await psu.scpi.write('VOLT 6')
      expect(await psu.scpi.query('VOLT? (@2)')).toBe('+6.00000000E+00')
    })
  })

  it('pass what is inside them, and the instrument takes it', async () => {
    await withBench(async ({ instruments: { psu } }) => {
      for (const message of passing) await psu.scpi.write(message)
      expect(await psu.scpi.query('SYST:ERR?')).toMatch(/^\+0,/)
    })
  })

  it('keep an output off whose voltage another client had set above them', async () => {
    await using simulated = await simulatedBench(supplyAndMeter)
    expect(await simulated.ask('psu', 'VOLT 6,(@1);VOLT? (@1)')).toBe('+6.00000000E+00')
    await using bench = await openBench(simulated.benchFile, needs)
    const { psu } = bench.instruments
    await expect(psu.channel(1).on()).rejects.toThrow(LimitError)
    expect(await simulated.ask('psu', 'OUTP? (@1)')).toBe('0')
    await psu.channel(1).set({ voltage: 5 })
    await psu.channel(1).on()
    expect(await simulated.ask('psu', 'OUTP? (@1)')).toBe('1')
  })

  it('let an unknown command pass only when the script says so, and that is logged', async () => {
    await withBench(async ({ instruments: { psu } }) => {
      const notices: string[] = []
      psu.onNotice?.(({ text }) => notices.push(text))
      await psu.scpi.write('*RCL 1', { unguarded: true })
      expect(notices.join()).toContain('*RCL 1')
      await expect(psu.scpi.write('VOLT 6,(@1)', { unguarded: true })).rejects.toBeInstanceOf(LimitError)
    })
  })
})
