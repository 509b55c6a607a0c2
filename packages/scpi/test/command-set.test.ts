import { SettingError } from '@lab/core'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { defineCommands, type SettingName, type SettingValues } from '../src/command-set.ts'
import { commonCommands } from '../src/common-commands.ts'
import { numberSetting } from '../src/declarations.ts'
import { parseProgramMessage } from '../src/program-message-parser.ts'
import { supply, type supplyDeclarations } from './support/supply.ts'

function found(message: string, commands = supply): string | undefined {
  const [unit] = parseProgramMessage(message).units
  return unit === undefined ? undefined : commands.lookup(unit)?.value.name
}

describe('a command set', () => {
  it.each([
    ['VOLT 1', 'voltage'], ['sour:volt:lev:imm:ampl 1', 'voltage'], [':SOURCE:VOLTAGE 1', 'voltage'], ['VOLT?', 'voltage'],
    ['VOLT:TRIG 1', 'triggeredVoltage'], ['INST:NSEL 1', 'selectedNumber'], ['APPL?', 'apply'], ['*RST', '*RST'], ['*idn?',
    '*IDN'],
    ['SYST:ERR:NEXT?', 'SYST:ERR'], ['VOLT:PROT:TRIP?', 'tripped'],
  ])('finds %s as %s', (message, name) => {
    expect(found(message)).toBe(name)
  })

  it.each(['VOLTA 1', 'VOLT:PROT:TRIP 1', '*IDN', '*RST?', 'MEAS:VOLT 1', 'INIT?', 'SYST:ERR', '*LRN?', '*DMC "A",#10',
    'VOLT2 1', 'FOO'])(
    'does not find %s', (message) => {
      expect(found(message)).toBeUndefined()
    })

  it('gives numeric suffixes in their order, 1 where left out', () => {
    const commands = defineCommands({
      gain: numberSetting({ header: 'SENSe<n>:GAIN', channels: [1, 2], description: 'Gain.' }),
    })
    const suffixes = (message: string) => commands.lookup(parseProgramMessage(message).units[0] ?? { header: [],
      query: false })?.suffixes
    expect(suffixes('SENS2:GAIN 1')).toEqual([2])
    expect(suffixes('SENS:GAIN?')).toEqual([1])
  })

  it('puts own declarations before common ones', () => {
    const own = defineCommands({ clear: numberSetting({ header: '*CLS', description: 'Own.' }) })
    expect(own.lookup({ header: [{ name: '*CLS' }], query: false })?.value.name).toBe('clear')
    expect(own.lookup({ header: [{ name: '*RST' }], query: false })?.value.name).toBe('*RST')
  })

  it('refuses two declarations that answer to one header', () => {
    const level = (header: string) => numberSetting({ header, description: 'Level.' })
    expect(() => defineCommands({ a: level('VOLTage[:LEVel]'), b: level('VOLT') })).toThrow(SettingError)
  })

  it('knows declarations by name and header', () => {
    expect(supply.named('voltage')?.header).toBe(':VOLT')
    expect(supply.named('*RST')?.header).toBe('*RST')
    expect(supply.named('nothing')).toBeUndefined()
    expect(supply.named('toString')).toBeUndefined()
  })

  it('knows the common commands whose effect cannot be known', () => {
    const unknowable = Object.values(commonCommands).filter(({ effect }) => effect.kind === 'unknowable')
    expect(unknowable.map(({ header }) => header)).toEqual(['*RCL'])
  })

  it('infers names and values of settings', () => {
    type Values = SettingValues<typeof supplyDeclarations>
    expectTypeOf<Values['voltage']>().toEqualTypeOf<number>()
    expectTypeOf<Values['output']>().toEqualTypeOf<boolean>()
    expectTypeOf<Values['voltageMode']>().toEqualTypeOf<'fixed' | 'step'>()
    expectTypeOf<Values['label']>().toEqualTypeOf<string>()
    expectTypeOf<'apply' extends SettingName<typeof supplyDeclarations> ? true : false>().toEqualTypeOf<false>()
  })
})
