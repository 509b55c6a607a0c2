import { describe, expect, it } from 'vitest'
import { action, type Declarations } from '../src/declarations.ts'
import { defineCommands } from '../src/command-set.ts'
import { LimitGuard } from '../src/guard.ts'
import { expectRefused, guardOf, oneLimited, refusal } from './support/guarded.ts'
import { echo, rig } from './support/link-rig.ts'
import { supplyDeclarations } from './support/supply.ts'

const thirdLimited = { source: 'bench.yaml', channels: { 3: { voltage: { max: 5 } } } }

describe('what the limit guard believes of a message that the instrument may refuse', () => {
  it.each([
    'DISP "x";:INST P30V', '*CLS 5;:INST P30V', 'VOLT? 5;:INST P30V', 'VOLT:PROT:TRIP? 1;:INST P30V', 'APPL P30V,99', 'APPL P30V,-1',
    'APPL P30V,1,FOO', 'APPL P30V,1 A', 'VOLT 1,(@4);:INST P30V', 'MEAS:VOLT? (@9);:INST P30V', 'VOLT 99,(@2);:INST CH2',
    'DISP:LAB "more than twelve";:INST P30V', 'VOLT:MODE FOO,(@1);:APPL P30V',
  ])('does not take the selection of it for granted: %s', (message) => {
    expectRefused(guardOf(), message, 'VOLT 6')
  })

  it.each([
    'DISP OFF;:INST P30V', '*CLS;:INST P30V', 'VOLT? MAX,(@1);:INST P30V', 'APPL P30V,20', 'APPL CH2,MAX,0.5', 'APPL P30V',
    'VOLT 1,(@1,3);:INST P30V', 'DISP:LAB "short";:INST P30V', 'VOLT:MODE STEP,(@1);:INST:NSEL 2', 'APPL?;:INST P30V',
  ])('relies on what cannot be refused: %s', (message) => {
    expect(refusal(guardOf(), message, 'VOLT 6')).toBeUndefined()
  })

  it.each(['*RST 1', 'DISP 1,2;*RST', 'DISP FOO;:OUTP:TRAC OFF'])('keeps a coupling in mind after %s', (message) => {
    expectRefused(guardOf({ limits: thirdLimited, tracking: true }), message, 'VOLT 10,(@2)')
  })

  it('keeps the level that a list with a foreign channel may not have changed', () => {
    expectRefused(guardOf({ limits: thirdLimited, voltage: { 2: 10 } }), 'VOLT 1,(@2,4)', 'OUTP:TRAC ON')
  })

  it('knows nothing of what follows an unguarded message', () => {
    const guard = guardOf()
    guard.commit(guard.check('FOO;:INST P30V', true))
    expectRefused(guard, 'VOLT 6')
  })
})

describe('what the limit guard believes after a device clear', () => {
  it('takes both for possible: what was sent since the last answer was carried out, or was not', () => {
    const guard = guardOf()
    expect(refusal(guard, 'INST P30V', 'DISP OFF', 'VOLT 2')).toBeUndefined()
    guard.doubt()
    expectRefused(guard, 'VOLT 6')
  })

  it('takes every state on the way for possible', () => {
    const limits = { source: 'bench.yaml', channels: { 2: { voltage: { max: 5 } } } }
    const guard = guardOf({ limits })
    expect(refusal(guard, 'INST P30V;INST P6V')).toBeUndefined()
    guard.doubt()
    expectRefused(guard, 'VOLT 6')
  })

  it('stays with what an answer has confirmed', () => {
    const guard = guardOf()
    expect(refusal(guard, 'INST P30V')).toBeUndefined()
    guard.confirm()
    guard.doubt()
    expect(refusal(guard, 'VOLT 6')).toBeUndefined()
  })

  it('doubts through the link, and is confirmed by replies', async () => {
    const { link } = rig({ onMessage: echo }, { guard: guardOf() })
    await link.write('INST P30V')
    await link.query('*OPC?')
    await link.clear()
    await link.write('VOLT 6')
    await link.query('*OPC?')
    await link.write('INST P6V')
    await link.query('*OPC?')
    await link.write('INST P30V')
    await link.clear()
    await expect(link.write('VOLT 6')).rejects.toThrow('nothing was sent')
  })
})

describe('delayed triggers and trips', () => {
  it('refuses to couple channels while a delayed trigger may still bring a level that is outside', () => {
    const start = { limits: thirdLimited, triggered: { 2: 10 } }
    expect(refusal(guardOf(start), 'OUTP:TRAC ON')).toBeUndefined()
    expectRefused(guardOf(start), 'INIT (@2)', 'VOLT 1,(@2)', 'OUTP:TRAC ON')
    expect(refusal(guardOf(start), 'INIT (@2)', '*RST', 'OUTP:TRAC ON')).toBeUndefined()
  })

  it('judges a trigger that is switched on, and none that is switched off', () => {
    const declarations = {
      ...supplyDeclarations,
      continuous: action({
        header: 'INITiate:CONTinuous', form: 'both', parameters: [{ parameter: { kind: 'boolean' } }], channels: [1, 2, 3],
        effect: { kind: 'triggers' }, description: 'Triggers again and again.',
      }),
    } as const satisfies Declarations
    const guard = new LimitGuard('psu', oneLimited, defineCommands(declarations))
    guard.learn('triggeredVoltage', 1, 5.5)
    expect(expectRefused(guard, 'INIT:CONT ON,(@1)').message).toContain('5.5 V')
    expectRefused(guard, 'INIT:CONT MAYBE,(@1)')
    expect(refusal(guard, 'INIT:CONT OFF,(@1)', 'INIT:CONT 0,(@1)', 'INIT:CONT ON,(@2)')).toBeUndefined()
  })

  it('judges an action that may switch outputs on like switching them on', () => {
    const declarations = {
      ...supplyDeclarations,
      clearTrip: action({
        header: 'OUTPut:PROTection:CLEar', form: 'command', channels: [1, 2, 3], effect: { kind: 'energises' }, description: 'Clears.',
      }),
    } as const satisfies Declarations
    const guard = new LimitGuard('psu', oneLimited, defineCommands(declarations))
    guard.learn('voltage', 1, 5.5)
    expect(expectRefused(guard, 'OUTP:PROT:CLE (@1)').message).toContain('5.5 V')
    expect(refusal(guard, 'OUTP:PROT:CLE (@2)', 'VOLT 4,(@1)', 'OUTP:PROT:CLE (@1)')).toBeUndefined()
  })
})
