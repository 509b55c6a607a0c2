import { describe, expect, it } from 'vitest'
import { load, running, Supply } from './simulator-supply.ts'

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
