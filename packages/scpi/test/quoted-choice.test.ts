import { describe, expect, it } from 'vitest'
import { buildUnit, choiceSetting, formatParameter, numberSetting, type ChoiceParameter, type Declarations } from '../src/index.ts'
import { defineDevice } from '../src/device/index.ts'

const parameter = {
  kind: 'choice', choices: { dc: 'VOLTage[:DC]', ac: 'VOLTage:AC', ohms: 'RESistance' }, quoted: true,
} as const satisfies ChoiceParameter

function deviceWithFunction(more: Declarations = {}) {
  const commands = {
    function: choiceSetting({ header: '[SENSe:]FUNCtion', choices: parameter.choices, quoted: true, reset: 'dc', description: 'What is measured.' }),
    ...more,
  }
  const device = defineDevice({ identity: { manufacturer: 'Maker', model: 'M1', serial: '1', firmware: '1' }, commands })
  const link = device.openLink()
  return (message: string): string => {
    link.receive(Buffer.from(`${message}\n`), true)
    return Buffer.from(link.read() ?? '').toString('latin1').trimEnd()
  }
}

describe('a choice that is a string', () => {
  it('is sent in its short form, in quotes', () => {
    expect(buildUnit({ header: 'FUNC', parameters: [formatParameter(parameter, 'ac')] })).toBe(':FUNC "VOLT:AC"')
    expect(formatParameter(parameter, 'dc')).toBe('"VOLT"')
  })

  it('is answered in quotes, whichever way it was given', () => {
    const ask = deviceWithFunction()
    expect(ask('FUNC?')).toBe('"VOLT"')
    for (const spelling of ['"VOLT:AC"', "'voltage:ac'", '"Volt:AC"']) {
      ask('*RST')
      expect(ask(`FUNC ${spelling};FUNC?`)).toBe('"VOLT:AC"')
    }
    expect(ask('FUNC "VOLT:DC";FUNC?')).toBe('"VOLT"')
  })

  it.each([['VOLT', -104], ['5', -104], ['"VOL"', -224], ['"VOLT?"', -224], ['"RES 5"', -224], ['"RES;*RST"', -224], ['""', -224]])('refuses %s', (given, number) => {
    const ask = deviceWithFunction()
    ask(`FUNC ${given}`)
    expect(Number.parseInt(ask('SYST:ERR?'), 10)).toBe(number)
    expect(ask('FUNC?')).toBe('"VOLT"')
  })

  it('may decide a range', () => {
    const level = numberSetting({
      header: 'LEVel', description: 'A level.',
      range: { dependsOn: ['function'], widest: { min: 0, max: 9 }, at: ({ function: name }) => ({ min: 0, max: name === 'ac' ? 5 : 9 }) },
    })
    const ask = deviceWithFunction({ level })
    expect(ask('LEV? MAX;:FUNC "VOLT:AC";:LEV? MAX')).toBe('+9.00000000E+00;+5.00000000E+00')
  })
})
