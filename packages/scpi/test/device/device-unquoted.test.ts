import { describe, expect, it } from 'vitest'
import { action } from '../../src/declarations.ts'
import { defineDevice } from '../../src/device/index.ts'

function unlocked(message: string, orNumber?: true): readonly [code: unknown, error: number] {
  let code: unknown
  const parameter = { kind: 'string', maxLength: 12, unquoted: true, ...(orNumber === undefined ? {} : { orNumber }) } as const
  const device = defineDevice({
    identity: { manufacturer: 'Acme', model: 'PS1', serial: '1', firmware: '1' },
    commands: { unlock: action({ header: 'UNLock', form: 'command', parameters: [{ parameter }], effect: { kind: 'none' }, description: 'Unlocks.' }) },
    handlers: { unlock: ({ parameters }) => { code = parameters[0] } },
  })
  device.openLink().receive(Buffer.from(`${message}\n`), true)
  return [code, device.errors.shift().number]
}

describe('a string that is taken without quotes', () => {
  it('comes as it was written', () => {
    expect(unlocked('UNL Code_36')).toEqual(['Code_36', 0])
    expect(unlocked('UNL "Code 36"')).toEqual(['Code 36', 0])
  })

  it('is refused where it is too long, or no word', () => {
    expect(unlocked('UNL "MUCHTOOLONGACODE"')).toEqual([undefined, -223])
    expect(unlocked('UNL 36')).toEqual([undefined, -104])
  })

  it('may be a number where that is declared', () => {
    expect(unlocked('UNL 36', true)).toEqual(['36', 0])
  })
})
