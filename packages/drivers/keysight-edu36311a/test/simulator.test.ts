import { virtualClock } from '@lab/testing'
import { simBench, type CircuitElement, type SimBench } from '@lab/transport-sim'
import { describe, expect, it } from 'vitest'
import { edu36311aSimulator } from '../src/simulator.ts'

interface SupplyOptions {
  readonly seed?: number
  readonly timing?: string
}

/** A bench with a supply, and its session as text in, text out. */
class Supply {
  readonly clock = virtualClock()
  readonly bench: SimBench
  private readonly session

  constructor(circuit: readonly CircuitElement[] = [], { seed, timing }: SupplyOptions = {}) {
    const options = timing === undefined ? undefined : { timing }
    this.bench = simBench({ instruments: { psu: { simulator: edu36311aSimulator, options } }, circuit, seed, clock: this.clock })
    this.session = this.bench.device('psu').openSession()
  }

  send(message: string): void {
    this.session.receive(Buffer.from(`${message}\n`), true)
  }

  answer(): string | undefined {
    const reply = this.session.read()
    return reply === undefined ? undefined : Buffer.from(reply).toString('latin1').trimEnd()
  }

  ask(query: string): string | undefined {
    this.send(query)
    return this.answer()
  }

  number(query: string): number {
    return Number(this.ask(query))
  }

  /** The number of the oldest error. */
  error(): number {
    return Number.parseInt(this.ask('SYST:ERR?') ?? '', 10)
  }
}

function load(ohms: number, channel = 1): CircuitElement[] {
  return [{ connect: `psu.${channel}`, nodes: ['out', 'gnd'] }, { resistor: ohms, nodes: ['out', 'gnd'] }]
}

/** Switched on at these levels. */
function running(ohms: number, volts: number, amperes: number): Supply {
  const supply = new Supply(load(ohms))
  supply.send(`VOLT ${volts},(@1);:CURR ${amperes},(@1);:OUTP ON,(@1)`)
  return supply
}

describe('identity and reset', () => {
  it('has the shape of the real one and a serial that is plainly simulated', () => {
    expect(new Supply().ask('*IDN?')).toMatch(/^Keysight Technologies,EDU36311A,SIM\d+,K-[\d.-]+$/)
  })

  it('takes the serial of the bench', () => {
    const bench = simBench({ instruments: { psu: { simulator: edu36311aSimulator, serial: 'CN61130056' } } })
    expect(bench.device('psu').identity.serial).toBe('CN61130056')
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
    for (const command of ['VOLT 6.19,(@1)', 'VOLT -1,(@1)', 'CURR 5.2,(@1)', 'CURR 0,(@1)', 'VOLT 31,(@2)', 'VOLT:PROT 6.7,(@1)']) {
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
    expect(supply.ask('INST?;:INST:NSEL?')).toBe('P30V;+2')
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

describe('regulation', () => {
  it('holds the voltage while the load takes less than the limit, and the current when it would take more', () => {
    const supply = running(100, 5, 0.1)
    expect(supply.ask('STAT:QUES:INST:ISUM1:COND?')).toBe('2')
    expect(supply.number('MEAS:VOLT? (@1)')).toBeCloseTo(5, 1)
    expect(supply.number('MEAS:CURR? (@1)')).toBeCloseTo(0.05, 2)
    supply.send('CURR 0.02,(@1)')
    expect(supply.ask('STAT:QUES:INST:ISUM1:COND?')).toBe('1')
    expect(Math.abs(supply.number('MEAS:VOLT? (@1)') - 2)).toBeLessThan(0.15)
    supply.send('OUTP OFF,(@1)')
    expect(supply.ask('STAT:QUES:INST:ISUM1:COND?')).toBe('0')
  })

  it('is neither when something pulls the terminals above the set voltage', () => {
    const supply = new Supply([{ connect: 'psu.1', nodes: ['out', 'gnd'] }, { source: 6, resistance: 1, nodes: ['out', 'gnd'] }])
    supply.send('VOLT 3,(@1);:OUTP ON,(@1)')
    expect(supply.ask('STAT:QUES:INST:ISUM1:COND?')).toBe('0')
    expect(supply.number('MEAS:VOLT? (@1)')).toBeCloseTo(6, 1)
  })

  it('tells of every change in the summary registers, up to the status byte', () => {
    const supply = running(100, 5, 0.1)
    supply.send('STAT:QUES:INST:ISUM1:ENAB 1;:STAT:QUES:INST:ENAB 14;:STAT:QUES:ENAB 8192;*CLS')
    expect(supply.ask('*STB?')).toBe('+0')
    supply.send('CURR 0.02,(@1)')
    expect(Number(supply.ask('*STB?')) & 8).toBe(8)
    expect(supply.ask('STAT:QUES?;:STAT:QUES:INST?;:STAT:QUES:INST:ISUM1?')).toBe('+8192;+2;+1')
    supply.send('CURR 0.1,(@1)')
    expect(supply.ask('STAT:QUES:INST:ISUM1?')).toBe('+2')
  })

  it('adds outputs in series, as they are isolated', () => {
    const supply = new Supply([
      { connect: 'psu.2', nodes: ['middle', 'gnd'] }, { connect: 'psu.3', nodes: ['top', 'middle'] },
      { resistor: 1000, nodes: ['top', 'gnd'] },
    ])
    supply.send('VOLT 20,(@2,3);:OUTP ON,(@2,3)')
    expect(supply.bench.circuit.nodeVoltage('top')).toBeCloseTo(40, 0)
    expect(supply.number('MEAS:CURR? (@3)')).toBeCloseTo(0.04, 2)
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

describe('over-voltage protection', () => {
  it('switches the output off and keeps it off until it is cleared', () => {
    const supply = running(100, 5, 1)
    supply.send('VOLT:PROT 4,(@1)')
    expect(supply.ask('OUTP? (@1);:VOLT:PROT:TRIP? (@1);:CURR:PROT:TRIP? (@1)')).toBe('0;1;0')
    expect(supply.bench.circuit.nodeVoltage('out')).toBeCloseTo(0, 6)
    supply.send('VOLT:PROT:CLE (@1)')
    expect(supply.ask('VOLT:PROT:TRIP? (@1)')).toBe('1')
    supply.send('VOLT 3,(@1);:VOLT:PROT:CLE (@1)')
    expect(supply.ask('OUTP? (@1);:VOLT:PROT:TRIP? (@1)')).toBe('1;0')
    expect(supply.bench.circuit.nodeVoltage('out')).toBeCloseTo(3, 1)
    expect(supply.error()).toBe(0)
  })

  it('acts on terminals that nothing is wired to', () => {
    const supply = new Supply()
    supply.send('VOLT:PROT 2,(@2);:VOLT 5,(@2);:OUTP ON,(@2)')
    expect(supply.ask('OUTP? (@2);:VOLT:PROT:TRIP? (@2)')).toBe('0;1')
  })

  it('acts on what another instrument brings to the terminals', () => {
    const supply = new Supply([
      { connect: 'psu.1', nodes: ['a', 'gnd'] }, { connect: 'psu.2', nodes: ['b', 'gnd'] }, { resistor: 1, nodes: ['a', 'b'] },
    ])
    supply.send('VOLT 3,(@1);:OUTP ON,(@1);:VOLT 20,(@2);:OUTP ON,(@2)')
    expect(supply.ask('OUTP? (@1,2)')).toBe('0,1')
  })
})

describe('over-current protection', () => {
  it('switches off when current limit has lasted the delay', async () => {
    const supply = running(100, 5, 0.02)
    supply.send('CURR:PROT:DEL 0.2,(@1);:CURR:PROT:STAT ON,(@1);:CURR:PROT:DEL:STAR CCTR,(@1)')
    await supply.clock.advance(150)
    expect(supply.ask('OUTP? (@1)')).toBe('1')
    await supply.clock.advance(100)
    expect(supply.ask('OUTP? (@1);:CURR:PROT:TRIP? (@1)')).toBe('0;1')
    supply.send('CURR 0.1,(@1);:CURR:PROT:CLE (@1)')
    expect(supply.ask('OUTP? (@1);:CURR:PROT:TRIP? (@1)')).toBe('1;0')
  })

  it('lets a short excess pass', async () => {
    const supply = running(100, 5, 0.1)
    supply.send('CURR:PROT:STAT ON,(@1);:CURR 0.02,(@1)')
    await supply.clock.advance(30)
    supply.send('CURR 0.1,(@1)')
    await supply.clock.advance(1000)
    expect(supply.ask('OUTP? (@1)')).toBe('1')
    expect(supply.clock.pending).toBe(0)
  })

  it('acts at once without a delay', () => {
    const supply = running(100, 5, 0.1)
    supply.send('CURR:PROT:DEL 0,(@1);:CURR:PROT:STAT ON,(@1);:CURR 0.02,(@1)')
    expect(supply.ask('OUTP? (@1)')).toBe('0')
  })

  it('is off after *RST and then trips nothing', async () => {
    const supply = running(100, 5, 0.02)
    await supply.clock.advance(10_000)
    expect(supply.ask('OUTP? (@1);:STAT:QUES:INST:ISUM1:COND?')).toBe('1;1')
  })

  it('clears together with every other trip by OUTP:PROT:CLE', () => {
    const supply = running(100, 5, 0.1)
    supply.send('CURR:PROT:DEL 0,(@1);:CURR:PROT:STAT ON,(@1);:CURR 0.02,(@1);:CURR 1,(@1);:OUTP:PROT:CLE (@1)')
    expect(supply.ask('OUTP? (@1)')).toBe('1')
  })
})

describe('delays', () => {
  it('hold the output back while the query already says on', async () => {
    const supply = new Supply(load(100))
    supply.send('VOLT 5,(@1);:OUTP:DEL:RISE 2,(@1);:OUTP:DEL:FALL 1,(@1);:OUTP ON,(@1)')
    expect(supply.ask('OUTP? (@1)')).toBe('1')
    expect(supply.bench.circuit.nodeVoltage('out')).toBeCloseTo(0, 6)
    await supply.clock.advance(2000)
    expect(supply.bench.circuit.nodeVoltage('out')).toBeCloseTo(5, 1)
    supply.send('OUTP OFF,(@1)')
    expect(supply.bench.circuit.nodeVoltage('out')).toBeCloseTo(5, 1)
    await supply.clock.advance(1000)
    expect(supply.bench.circuit.nodeVoltage('out')).toBeCloseTo(0, 6)
  })

  it('of a switch are forgotten when it is taken back', async () => {
    const supply = new Supply(load(100))
    supply.send('VOLT 5,(@1);:OUTP:DEL:RISE 2,(@1);:OUTP ON,(@1);:OUTP OFF,(@1)')
    await supply.clock.advance(5000)
    expect(supply.bench.circuit.nodeVoltage('out')).toBeCloseTo(0, 6)
  })

  it('leave no timer behind when the bench is closed', () => {
    const supply = new Supply(load(100))
    supply.send('OUTP:DEL:RISE 2,(@1);:OUTP ON,(@1);:TRIG:DEL 5,(@2);:TRIG:SOUR IMM,(@2);:INIT (@2)')
    expect(supply.clock.pending).toBe(2)
    supply.bench.close()
    expect(supply.clock.pending).toBe(0)
  })
})

describe('triggered levels', () => {
  const recipe = 'VOLT:MODE STEP,(@2);:CURR:MODE STEP,(@2);:VOLT:TRIG 12,(@2);:CURR:TRIG 0.5,(@2)'

  it('take effect on *TRG after INITiate, and not before', () => {
    const supply = new Supply()
    supply.send(`${recipe};*TRG`)
    expect(supply.ask('VOLT? (@2);:CURR? (@2)')).toBe('+0.00000000E+00;+1.00000000E+00')
    supply.send('INIT (@2);*TRG')
    expect(supply.ask('VOLT? (@2);:CURR? (@2)')).toBe('+1.20000000E+01;+5.00000000E-01')
    expect(supply.error()).toBe(0)
  })

  it('take effect with INITiate on the immediate source', () => {
    const supply = new Supply()
    supply.send(`${recipe};:TRIG:SOUR IMM,(@2);:INIT (@2)`)
    expect(supply.ask('VOLT? (@2)')).toBe('+1.20000000E+01')
  })

  it('are left alone in fixed mode', () => {
    const supply = new Supply()
    supply.send('VOLT:TRIG 12,(@2);:INIT (@2);*TRG')
    expect(supply.ask('VOLT? (@2)')).toBe('+0.00000000E+00')
  })

  it('wait for the trigger delay, and *OPC? with them', async () => {
    const supply = new Supply()
    supply.send(`${recipe};:TRIG:DEL 3,(@2);:INIT (@2);*TRG`)
    supply.send('*OPC?')
    await supply.clock.advance(2900)
    expect(supply.answer()).toBeUndefined()
    await supply.clock.advance(200)
    expect(supply.answer()).toBe('1')
    expect(supply.ask('VOLT? (@2)')).toBe('+1.20000000E+01')
  })

  it('are armed once', () => {
    const supply = new Supply()
    supply.send('INIT (@2)')
    supply.send('INIT (@2)')
    expect(supply.error()).toBe(-213)
    supply.send('ABOR (@2);:INIT (@2)')
    expect(supply.error()).toBe(0)
  })

  it('copy to the other channel while tracking', () => {
    const supply = new Supply()
    supply.send(`OUTP:TRAC ON;:${recipe};:INIT (@2);*TRG`)
    expect(supply.ask('VOLT? (@3)')).toBe('+1.20000000E+01')
  })
})

describe('stored states', () => {
  it('come back with *RCL, outputs included', () => {
    const supply = running(100, 5, 0.5)
    supply.send('VOLT:PROT 6,(@1);*SAV 3;*RST')
    expect(supply.ask('OUTP? (@1)')).toBe('0')
    supply.send('*RCL 3')
    expect(supply.ask('VOLT? (@1);:CURR? (@1);:VOLT:PROT? (@1);:OUTP? (@1)')).toBe('+5.00000000E+00;+5.00000000E-01;+6.00000000E+00;1')
    expect(supply.number('MEAS:VOLT? (@1)')).toBeCloseTo(5, 1)
  })

  it('are the power-on defaults where nothing was stored', () => {
    const supply = running(100, 5, 0.5)
    supply.send('*RCL 7')
    expect(supply.ask('VOLT? (@1);:OUTP? (@1)')).toBe('+0.00000000E+00;0')
    supply.send('*SAV 10')
    expect(supply.error()).toBe(-222)
  })

  it('go out and in again as the block of SYSTem:SET', () => {
    const supply = running(100, 5, 0.5)
    const block = supply.ask('SYST:SET?') ?? ''
    expect(block).toMatch(/^#\d+/)
    supply.send('*RST')
    supply.send(`SYST:SET ${block}`)
    expect(supply.ask('VOLT? (@1);:OUTP? (@1)')).toBe('+5.00000000E+00;1')
    supply.send('SYST:SET #13abc')
    expect(supply.error()).toBe(-161)
  })
})

describe('commands of other supplies', () => {
  it.each(['LIST:VOLT 1,2', 'OUTP:PAIR SER', 'VOLT:SLEW 1', 'VOLT:PROT:STAT OFF', 'DISP:TEXT "a"', 'FOO?'])('answers %s with -113', (message) => {
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
    const bench = (): SimBench => simBench({ instruments: { psu: { simulator: edu36311aSimulator, options: { timng: 'none' } } } })
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
