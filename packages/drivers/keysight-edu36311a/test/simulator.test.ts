import { simBench, type SimBench } from '@lab/transport-sim'
import { describe, expect, it } from 'vitest'
import { edu36311aSimulator } from '../src/simulator.ts'
import { load, running, Supply } from './simulator-supply.ts'

describe('identity and reset', () => {
  it('has the shape of the real one and a serial that is plainly simulated', () => {
    expect(new Supply().ask('*IDN?')).toMatch(/^Keysight Technologies,EDU36311A,SIM\d+,K-[\d.-]+$/)
  })

  it('takes the serial of the bench', () => {
    const bench = simBench({ instruments: { psu: { simulator: edu36311aSimulator, serial: 'CN61130056' } } })
    expect(bench.device('psu').identity.serial).toBe('CN61130056')
  })

  it('has the USB ids of the real one', () => {
    expect(edu36311aSimulator.usb).toEqual({ vendorId: 0x2a8d, productId: 0x8f01 })
  })

  it('puts the settings back to those of the guide', () => {
    const supply = running(100, 5, 0.5)
    supply.send('OUTP:TRAC ON;:INST P30V;:VOLT:PROT 3,(@1);:CURR:PROT:STAT ON,(@1);*RST')
    expect(supply.ask('VOLT? (@1:3)')).toBe('+0.00000000E+00,+0.00000000E+00,+0.00000000E+00')
    expect(supply.ask('CURR? (@1:3)')).toBe('+5.00000000E+00,+1.00000000E+00,+1.00000000E+00')
    expect(supply.ask('VOLT:PROT? (@1:3)')).toBe('+6.60000000E+00,+3.30000000E+01,+3.30000000E+01')
    expect(supply.ask('OUTP? (@1:3)')).toBe('0,0,0')
    expect(supply.ask('INST?;:OUTP:TRAC?;:CURR:PROT:STAT? (@1)')).toBe('P6V;0;0')
    expect(supply.error()).toBe(0)
  })
})

describe('levels', () => {
  it('outside the range are refused with -222 and change nothing', () => {
    const supply = new Supply()
    supply.send('VOLT 3,(@1)')
    const outside = ['VOLT 6.19,(@1)', 'VOLT -1,(@1)', 'CURR 5.2,(@1)', 'CURR 0,(@1)', 'VOLT 31,(@2)', 'VOLT:PROT 6.7,(@1)']
    for (const command of outside) {
      supply.send(command)
      expect(supply.error()).toBe(-222)
    }
    expect(supply.ask('VOLT? (@1)')).toBe('+3.00000000E+00')
  })

  it('are the bounds of the channel by word', () => {
    const supply = new Supply()
    supply.send('VOLT MAX,(@1,2);:CURR MIN,(@1,3)')
    expect(supply.ask('VOLT? (@1:2);:CURR? (@3,1)')).toBe('+6.18000000E+00,+3.09000000E+01;+1.00000000E-03,+2.00000000E-03')
    expect(supply.ask('VOLT? MAX,(@2)')).toBe('+3.09000000E+01')
  })

  it('belong to the selected output where no list is given', () => {
    const supply = new Supply()
    supply.send('INST CH2;:VOLT 7;:OUTP ON')
    expect(supply.ask('INST?;:INST:NSEL?')).toBe('P30V;2')
    expect(supply.ask('VOLT? (@1:3);:OUTP? (@1:3)')).toBe('+0.00000000E+00,+7.00000000E+00,+0.00000000E+00;0,1,0')
    supply.send('INST:NSEL 3;:VOLT 9')
    expect(supply.ask('INST?;:VOLT?')).toBe('N30V;+9.00000000E+00')
  })

  it('set by APPLy select the output and switch nothing on', () => {
    const supply = new Supply()
    supply.send('APPL P30V,12,0.25')
    expect(supply.ask('APPL?')).toBe('"12.000000,0.250000"')
    expect(supply.ask('APPL? P6V')).toBe('"0.000000,5.000000"')
    expect(supply.ask('INST?;:OUTP?')).toBe('P30V;0')
    supply.send('APPL CH1,MAX,MIN')
    expect(supply.ask('APPL?')).toBe('"6.180000,0.002000"')
    supply.send('APPL N30V')
    expect(supply.ask('APPL?')).toBe('"0.000000,1.000000"')
  })

  it('beyond the range of the output refuse an APPLy as a whole', () => {
    const supply = new Supply()
    supply.send('APPL P6V,7,1')
    expect(supply.error()).toBe(-222)
    supply.send('APPL P6V,5,6')
    expect(supply.error()).toBe(-222)
    expect(supply.ask('APPL? P6V')).toBe('"0.000000,5.000000"')
  })

  it('of channels 2 and 3 follow each other while tracking', () => {
    const supply = new Supply()
    supply.send('VOLT 5,(@2);:VOLT 8,(@3);:OUTP:TRAC ON')
    expect(supply.ask('VOLT? (@2,3)')).toBe('+5.00000000E+00,+5.00000000E+00')
    supply.send('VOLT 11,(@3)')
    expect(supply.ask('VOLT? (@2,3)')).toBe('+1.10000000E+01,+1.10000000E+01')
    supply.send('VOLT 2,(@1);:OUTP:TRAC OFF;:VOLT 1,(@2)')
    expect(supply.ask('VOLT? (@1:3)')).toBe('+2.00000000E+00,+1.00000000E+00,+1.10000000E+01')
  })
})

describe('measurements', () => {
  it('lie within the accuracy of the channel, whatever the unit', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const supply = new Supply(load(50), { seed })
      supply.send('VOLT 5,(@1);:OUTP ON,(@1)')
      const actual = supply.bench.circuit.nodeVoltage('out') ?? Number.NaN
      expect(Math.abs(actual - 5)).toBeLessThan(5 * 5e-4 + 5e-3)
      expect(Math.abs(supply.number('MEAS:VOLT? (@1)') - actual)).toBeLessThan(5 * 5e-4 + 5e-3)
      expect(Math.abs(supply.number('MEAS:CURR? (@1)') - actual / 50)).toBeLessThan(0.1 * 2e-3 + 10e-3)
    }
  })

  it('carry seven digits padded to eight decimals', () => {
    expect(running(100, 5, 1).ask('MEAS:VOLT? (@1)')).toMatch(/^\+\d\.\d{6}00E[+-]\d\d$/)
  })

  it('take an output by name, by list, or the selected one', () => {
    const supply = new Supply()
    supply.send('VOLT 2,(@1);:VOLT 20,(@2);:OUTP ON,(@1,2)')
    expect(supply.number('MEAS:VOLT?')).toBeCloseTo(2, 1)
    expect(supply.number('MEAS:VOLT? P30V')).toBeCloseTo(20, 1)
    expect(supply.number('MEAS:SCAL:VOLT:DC? CH2')).toBeCloseTo(20, 1)
    expect(supply.ask('MEAS:VOLT? (@2,1)')?.split(',').map((text) => Math.round(Number(text)))).toEqual([20, 2])
  })

  it('of an output that is off show next to nothing', () => {
    const supply = new Supply(load(100))
    supply.send('VOLT 5,(@1)')
    expect(Math.abs(supply.number('MEAS:VOLT? (@1)'))).toBeLessThan(5e-3)
    expect(Math.abs(supply.number('MEAS:CURR? (@1)'))).toBeLessThan(1e-3)
  })

  it('repeat byte for byte with the same seed', () => {
    const take = (seed: number): (string | undefined)[] => {
      const supply = new Supply(load(100), { seed })
      supply.send('VOLT 5,(@1);:OUTP ON,(@1)')
      return Array.from({ length: 20 }, () => supply.ask('MEAS:CURR? (@1)'))
    }
    expect(take(3)).toEqual(take(3))
    expect(take(3)).not.toEqual(take(4))
  })
})

describe('commands of other supplies', () => {
  const foreign = ['LIST:VOLT 1,2', 'OUTP:PAIR SER', 'VOLT:SLEW 1', 'VOLT:PROT:STAT OFF', 'DISP:TEXT "a"', 'FOO?']

  it.each(foreign)('answers %s with -113', (message) => {
    const supply = new Supply()
    supply.send(message)
    expect(supply.error()).toBe(-113)
  })

  it('answers a channel list without the space before it with an error, and a fourth channel too', () => {
    const supply = new Supply()
    expect(supply.ask('VOLT?(@1)')).toBeUndefined()
    expect(supply.error()).toBe(-103)
    supply.send('VOLT 1,(@4)')
    expect(supply.error()).toBe(-222)
  })
})

describe('realistic timing', () => {
  it('takes as long for an answer as a real unit', async () => {
    const supply = new Supply([], { timing: 'realistic' })
    supply.send('MEAS:VOLT? (@1)')
    await supply.clock.advance(150)
    expect(supply.answer()).toBeUndefined()
    await supply.clock.advance(20)
    expect(Number(supply.answer())).toBeCloseTo(0, 1)
  })

  it('does not take options that it does not know', () => {
    const psu = { simulator: edu36311aSimulator, options: { timng: 'none' } }
    const bench = (): SimBench => simBench({ instruments: { psu } })
    expect(bench).toThrow(/'psu': the option 'timng' is not known/)
  })
})

describe('power cycle', () => {
  it('ends with outputs off and the power-on bit set', () => {
    const supply = running(100, 5, 0.5)
    supply.ask('*ESR?')
    supply.bench.device('psu').powerCycle()
    expect(supply.ask('OUTP? (@1);*ESR?')).toBe('0;+128')
    expect(supply.bench.circuit.nodeVoltage('out')).toBeCloseTo(0, 6)
  })
})
