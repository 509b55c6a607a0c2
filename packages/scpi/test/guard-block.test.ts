import { LimitError } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { defineCommands } from '../src/command-set.ts'
import { action, numberSetting } from '../src/declarations.ts'
import { LimitGuard } from '../src/guard.ts'

const commands = defineCommands({
  level: numberSetting({ header: 'VOLTage', unit: 'V', range: { min: 0, max: 10 }, effect: { kind: 'level', quantity: 'voltage' }, description: 'Level.' }),
  load: action({
    header: 'LOAD', form: 'command', effect: { kind: 'none' }, description: 'Loads.',
    parameters: [{ parameter: { kind: 'string' }, optional: true }, { parameter: { kind: 'block' }, optional: true }],
  }),
})

function guard(): LimitGuard {
  return new LimitGuard('psu', { source: 'bench.yaml', channels: { '*': { voltage: { max: 5 } } } }, commands)
}

const data = Uint8Array.of(1, 2, 3)

describe('the guard of a message whose block is sent apart from it', () => {
  it('lets it pass where the block stands at the end', () => {
    expect(() => guard().check('LOAD #10', false, data)).not.toThrow()
    expect(() => guard().check('LOAD "x",#10', false, data)).not.toThrow()
  })

  it.each(['LOAD #14 #10', 'LOAD #0abc #10', 'LOAD "x', 'LOAD (@1) #10', 'LOAD', 'VOLT 1'])('refuses %s, of which the instrument would see another message', (message) => {
    expect(() => guard().check(message, false, data)).toThrow(LimitError)
  })

  it('does not take it for the same text without a block', () => {
    const one = guard()
    one.check('LOAD #14 #10')
    expect(() => one.check('LOAD #14 #10', false, data)).toThrow(LimitError)
  })
})
