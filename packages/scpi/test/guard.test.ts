import { LimitError } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { expectRefused, guardOf, refusal } from './support/guarded.ts'

describe('the limit guard refuses what cannot be known', () => {
  it.each([
    '*RCL 1', 'SYST:SET #15hello', 'OUTP:PON:STAT RCL1', 'FOO:BAR 1', 'FOO:BAR?', '*DMC "A",#15VOLT6', '*LRN?', '*EMC 1',
    'VOLT:FOO 1',
    'VOLT', 'VOLT ON,(@1)', 'VOLT UP,(@1)', 'VOLT 3 A,(@1)', 'VOLT "3",(@1)', 'VOLT (3+3),(@1)', 'VOLT 1,2,(@1)', 'VOLT 1,(@)',
    'VOLT 1,(@a)', 'VOLT 1 1', 'VOLT 1..2', 'OUTP MAYBE', 'OUTP', 'INST P9V', 'INST:NSEL 1.4', 'INST:NSEL 7', 'APPL',
    'APPL 6', 'APPL P9V,1',
    'APPL P6V,1,1,1', 'OUTP:TRAC', 'OUTP:TRAC ON,(@1)', 'OUTP:PON:STAT FOO', ':', 'VOLT 1;;:@', 'VOLT "', 'VOLT 1,(@1);FOO',
    'VOLTA 1,(@1)',
    'VOLT1 1,(@1)', 'VOLT:PROT:TRIP 1,(@1)', 'MEAS:VOLT 1', '\x7f',
  ])('%j', (message) => {
    const error = expectRefused(guardOf(), message)
    expect(error.code).toBe('LAB_LIMIT_UNKNOWN')
    expect(error.details).toMatchObject({ source: 'bench.yaml', instrument: 'psu', channel: 1, quantity: 'voltage', max: 5,
      unknown: true })
    for (const part of ['bench.yaml', 'psu', 'channel 1', 'voltage ≤ 5 V', 'cannot be']) expect(error.message).toContain(part)
  })

  it('passes it when the script says so, reports that, and forgets what it knew', () => {
    const guard = guardOf({ selected: 'P30V', voltage: { 1: 3 } })
    const admission = guard.check('*RCL 1', true)
    expect(admission.unguarded).toBe(true)
    guard.commit(admission)
    expectRefused(guard, 'VOLT 6')
    expect(expectRefused(guard, 'OUTP ON,(@1)').message).toContain('not known')
    expect(refusal(guard, 'VOLT 4,(@1)', 'OUTP ON,(@1)')).toBeUndefined()
  })

  it('does not let a known violation pass unguarded', () => {
    for (const message of ['VOLT 6,(@1)', 'FOO;:VOLT 6,(@1)', 'VOLT 6,(@1);:FOO', 'FOO;:VOLT 6', '*RCL 1;VOLT 6',
      'VOLT 6,(@1);@@']) {
      expect(() => guardOf().check(message, true), message).toThrow(LimitError)
    }
  })

  it('does not call an understood message unguarded', () => {
    expect(guardOf().check('VOLT 3,(@1)', true).unguarded).toBe(false)
  })
})

describe('the limit guard passes what is inside the limits', () => {
  it.each([
    'VOLT 5,(@1)', 'VOLT 5', 'VOLT 20,(@2)', 'VOLT 30.9,(@2,3)', 'VOLT MIN', 'VOLT DEF', 'VOLT? MAX', 'VOLT? MAX,(@1)',
    'VOLT? (@1,2)',
    'CURR MAX', 'CURR 5,(@1)', 'APPL P6V,5', 'APPL P30V,20,1', 'APPL? P6V', 'APPL?', 'SYST:SET?', '*IDN?', '*RST',
    '*CLS;*OPC', '*SAV 1',
    'SYST:ERR?', 'SYSTEM:ERROR:NEXT?', 'SYST:VERS?', 'STAT:QUES:ENAB 8192', 'OUTP:PON:STAT RST', 'OUTP OFF', 'OUTP 0,(@1:3)',
    'INST P30V;:VOLT 6', 'INST P30V;VOLT 6', 'DISP OFF', 'DISP:LAB "VOLT 6;"', 'VOLT:MODE STEP,(@1)', '', '\n',
    'VOLT 5000 mV,(@1)',
    'volt:trig 5,(@1)', 'INIT (@1)', '*TRG', 'MEAS:VOLT? (@1)', 'VOLT 20,(@2);:VOLT 1,(@1)', 'OUTP ON', 'OUTP:TRAC ON',
    'VOLT UP,(@2)',
  ])('%j', (message) => {
    expect(refusal(guardOf(), message)?.message).toBeUndefined()
  })

  it('a level on another channel selected before', () => {
    expect(refusal(guardOf(), 'INST P30V', 'VOLT 6', 'VOLT:TRIG 6')).toBeUndefined()
  })
})
