import { booleanSetting, numberSetting } from '@lab/scpi'
import { describe, expect, it } from 'vitest'
import { driverExports, driverReference } from '../driver-reference.ts'

const declarations = {
  voltage: numberSetting({ header: 'VOLTage', unit: 'V', range: { min: 0, max: 5 }, description: 'Voltage.' }),
  output: booleanSetting({ header: 'OUTPut', description: 'On.' }),
}

describe('the reference of a driver package', () => {
  const exports = driverExports({
    ps1: { name: 'acme/PS1', models: ['PS1', 'PS2'], open: () => undefined }, ps1Declarations: declarations, channels: [1, 2], ranges: {},
    accuracy: { voltage: { min: 0 } }, helper: () => undefined,
  })

  it('is made of the drivers and declarations that it exports', () => {
    expect(exports.models).toEqual(['PS1', 'PS2'])
    expect([...exports.declarations]).toEqual([['ps1Declarations', declarations]])
  })

  it('has the models in its heading, says where it comes from, and has a row for each setting', () => {
    const text = driverReference('@acme/ps1', exports) ?? ''
    expect(text.startsWith('# PS1, PS2: reference\n\nEvery setting and command that `@acme/ps1` knows')).toBe(true)
    for (const name of Object.keys(declarations)) expect(text).toContain(`| \`${name}\` |`)
  })

  it('is not there for a package without declarations', () => {
    expect(driverReference('@acme/ps1', driverExports({}))).toBeUndefined()
  })
})
