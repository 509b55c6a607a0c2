import { describe, expect, it } from 'vitest'
import { running, Supply } from './simulator-supply.ts'

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
    expect(supply.ask('VOLT? (@1);:CURR? (@1)')).toBe('+5.00000000E+00;+5.00000000E-01')
    expect(supply.ask('VOLT:PROT? (@1);:OUTP? (@1)')).toBe('+6.00000000E+00;1')
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
