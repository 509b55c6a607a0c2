import { describe, expect, it } from 'vitest'
import { action, booleanSetting, choiceSetting, numberSetting, perChannel, type Declarations } from '../src/declarations.ts'
import { referencePage } from '../src/reference-page.ts'

const channels = [1, 2, 3]
const narrow = { min: 0, max: 30 }

const declarations = {
  voltage: numberSetting({
    header: '[SOURce:]VOLTage', unit: 'V', channels, reset: 0, effect: { kind: 'level', quantity: 'voltage' }, description: 'Set voltage.',
    range: perChannel({ 1: { min: 0, max: 6.18 }, 2: narrow, 3: narrow }),
  }),
  frequency: numberSetting({
    header: 'FREQuency', unit: 'Hz', reset: 1000, description: 'Frequency.',
    range: { dependsOn: ['function'], widest: { min: 1e-6, max: 20e6 }, at: () => narrow },
  }),
  function: choiceSetting({ header: 'FUNCtion', choices: { sine: 'SINusoid', ramp: 'RAMP' }, reset: 'sine', description: 'Shape.' }),
  load: numberSetting({ header: 'LOAD', unit: 'Ω', range: { min: 1, max: 1e6 }, infinity: 'INFinity', words: ['AUTO'], description: 'Load.' }),
  count: numberSetting({ header: 'COUNt', integer: true, range: { min: 1, max: 10 }, reset: perChannel({ 1: 1, 2: 5, 3: 5 }), channels, description: 'A|B.' }),
  on: booleanSetting({ header: 'OUTPut', reset: false, effect: { kind: 'energises' }, description: 'On.' }),
  tripped: booleanSetting({ header: 'TRIPped', writable: false, description: 'Tripped.' }),
  label: { kind: 'setting', header: 'LABel', parameter: { kind: 'string', maxLength: 8 }, reset: '', description: 'Label.' },
  apply: action({
    header: 'APPLy', form: 'both', effect: { kind: 'none' }, description: 'Both.',
    parameters: [{ parameter: { kind: 'number', unit: 'V', range: narrow } }, { parameter: { kind: 'block' }, optional: true }],
  }),
  measure: action({ header: 'MEASure', form: 'query', channels, effect: { kind: 'none' }, description: 'Measures.' }),
  calibrate: action({ header: 'CAL', form: 'command', effect: { kind: 'refused', why: 'it is for a laboratory' }, description: 'No.' }),
} satisfies Declarations

function rowsOf(text: string): string[] {
  return text.split('\n').filter((line) => line.startsWith('| `'))
}

describe('a reference page', () => {
  const page = referencePage(declarations, { title: 'ACME G2', introduction: 'All of it.' })

  it('has its title, what stands above, and a table for settings and one for commands', () => {
    expect(page.startsWith('# ACME G2\n\nAll of it.\n\n## Settings\n\n| name |')).toBe(true)
    expect(page).toContain('\n\n## Commands and queries\n\n| name |')
    expect(page.endsWith('|\n')).toBe(true)
  })

  it('has a row for each declaration, in their order', () => {
    expect(rowsOf(page)).toEqual([
      '| `voltage` | `[SOURce:]VOLTage` | number 1: 0 … 6.18 V; 2, 3: 0 … 30 V | 1, 2, 3 | 0 V | Set voltage. A bench can limit it as `voltage`. |',
      '| `frequency` | `FREQuency` | number at most 1e-6 … 20e6 Hz, depending on `function` |  | 1000 Hz | Frequency. |',
      '| `function` | `FUNCtion` | `sine` (SIN), `ramp` (RAMP) |  | `sine` | Shape. |',
      '| `load` | `LOAD` | number 1 … 1e6 Ω, or `Infinity` or `AUTO` |  | kept | Load. |',
      '| `count` | `COUNt` | whole number 1 … 10 | 1, 2, 3 | 1: 1; 2, 3: 5 | A\\|B. |',
      '| `on` | `OUTPut` | on or off |  | off | On. Switches outputs on. |',
      '| `tripped` | `TRIPped` | on or off |  | read only | Tripped. |',
      '| `label` | `LABel` | text of at most 8 characters |  | empty | Label. |',
      '| `apply` | `APPLy`, `APPLy?` | number 0 … 30 V; block of bytes (optional) |  | Both. |',
      '| `measure` | `MEASure?` |  | 1, 2, 3 | Measures. |',
      '| `calibrate` | `CAL` |  |  | No. Refused: it is for a laboratory. |',
    ])
  })

  it('is the same every time', () => {
    expect(referencePage(declarations, { title: 'ACME G2', introduction: 'All of it.' })).toBe(page)
  })

  it('leaves out the table that would be empty', () => {
    expect(referencePage({ on: declarations.on }, { title: 'X' })).not.toContain('Commands')
  })
})
