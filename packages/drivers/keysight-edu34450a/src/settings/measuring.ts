import { action, type Action, type ActionParameter, type NumberParameter } from '@lab/scpi'
import {
  defaultRanges, expectedFrequency, functionNodes, functionRanges, functionUnits, type GradedFunction, type RangedFunction,
} from '../functions.ts'
import { displayNodes, type Display } from './displays.ts'

type ConfiguredFunction = keyof typeof functionNodes

/** Words in place of a resolution. The finest is the slowest: MIN is slow, MAX is fast. */
const resolution: NumberParameter = { kind: 'number', words: ['MINimum', 'MAXimum', 'DEFault', 'MEDium'] }

function rangeOf(name: RangedFunction): NumberParameter {
  const ranges = functionRanges[name]
  const range = { min: Math.min(...ranges), max: Math.max(...ranges), default: defaultRanges[name] }
  return { kind: 'number', unit: functionUnits[name], range, words: ['AUTO'] }
}

const optional = (...parameters: readonly NumberParameter[]): readonly ActionParameter[] =>
  parameters.map((parameter) => ({ parameter, optional: true }))

function gradedParameters(name: GradedFunction): readonly ActionParameter[] {
  return optional(rangeOf(name), resolution)
}

/** What follows the header: `[<range>|AUTO[,<resolution>]]`, and less for functions that have less. */
const parametersOf: Readonly<Record<ConfiguredFunction, readonly ActionParameter[]>> = {
  'dc-voltage': gradedParameters('dc-voltage'),
  'ac-voltage': gradedParameters('ac-voltage'),
  'dc-current': gradedParameters('dc-current'),
  'ac-current': gradedParameters('ac-current'),
  resistance: gradedParameters('resistance'),
  'four-wire-resistance': gradedParameters('four-wire-resistance'),
  frequency: optional(
    { kind: 'number', unit: 'Hz', range: expectedFrequency },
    { kind: 'number', unit: 'Hz', words: ['MINimum', 'MAXimum', 'DEFault'] },
  ),
  capacitance: optional(rangeOf('capacitance')),
  temperature: [],
  continuity: [],
  diode: [],
}

function measuring(
  form: 'command' | 'query', verb: string, display: Display, name: ConfiguredFunction, description: string,
): Action {
  return action({
    header: `${verb}${displayNodes[display]}:${functionNodes[name]}`, form, parameters: parametersOf[name],
    effect: { kind: 'none' },
    description: display === 'primary' ? description : `${description.slice(0, -1)} on the secondary display.`,
  })
}

function words(name: ConfiguredFunction): string {
  return name.replaceAll('-', ' ').replace(/^(dc|ac)/, (kind) => kind.toUpperCase())
}

/** `MEASure`: configures, triggers and reads. */
export function measureQuery(display: Display, name: ConfiguredFunction): Action {
  return measuring('query', 'MEASure', display, name, `Measures ${words(name)}.`)
}

/** `CONFigure`: selects the function and puts its parameters, the trigger and the calculation back. */
export function configureCommand(display: Display, name: ConfiguredFunction): Action {
  return measuring('command', 'CONFigure', display, name, `Prepares for ${words(name)}.`)
}
