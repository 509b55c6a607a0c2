import {
  booleanSetting, choiceSetting, numberSetting, type BooleanParameter, type ChoiceParameter, type NumberParameter, type Setting,
  type StringParameter,
} from '@lab/scpi'
import {
  defaultRanges, functionNodes, functionRanges, functionSpellings, functionUnits, type DmmFunction, type GradedFunction,
  type RangedFunction,
} from '../functions.ts'
import { sensePaths, unconfirmed, type Display } from './displays.ts'

/** The finest resolution, which is the slow rate, and the coarsest, which is the fast one (34450A Programmer's Reference). */
const resolutionSpan = { min: 1.5e-6, max: 3e-5, default: 1.5e-6 } as const

function of(display: Display): string {
  return display === 'primary' ? '' : ' of the secondary display'
}

/** Our name of a setting of a display: `dcVoltageRange`, `secondaryDcVoltageRange`. */
export function settingName(display: Display, name: string): string {
  return display === 'primary' ? name : `secondary${name.charAt(0).toUpperCase()}${name.slice(1)}`
}

/** `dc-voltage` as it begins our names: `dcVoltage`. */
export function camel(key: string): string {
  return key.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

/** A range counts only while autorange is off. */
function whileFixed(display: Display, key: string) {
  return { restoreOnlyWhile: { setting: settingName(display, `${camel(key)}AutoRange`), is: [false] } }
}

/** The function, given and answered as a string: `"VOLT:AC"`. */
export function functionSetting(): Setting<ChoiceParameter<DmmFunction>> {
  return choiceSetting({
    header: `${sensePaths.primary}FUNCtion`, choices: functionSpellings, quoted: true, reset: 'dc-voltage',
    description: 'What is measured. Selecting another function switches calculating off, and nothing else.',
  })
}

/** The same of the secondary display, by the names that `CONFigure?` has. */
export function secondaryFunctionSetting(): Setting<StringParameter> {
  return {
    kind: 'setting', header: `${sensePaths.secondary}FUNCtion`, parameter: { kind: 'string', maxLength: 32 }, reset: '',
    description:
      'What the secondary display shows: VOLT, VOLT:AC, CURR, CURR:AC, RES, FREQ:ACV or FREQ:ACI; empty while it is off.',
  }
}

/** Full scale of a function. It takes the values of the data sheet and nothing between, and ends autorange. */
export function rangeSetting(display: Display, name: RangedFunction): Setting<NumberParameter> {
  const ranges = functionRanges[name]
  return numberSetting({
    header: `${sensePaths[display]}${functionNodes[name]}:RANGe`, unit: functionUnits[name],
    range: { min: Math.min(...ranges), max: Math.max(...ranges), default: defaultRanges[name] }, reset: defaultRanges[name],
    ...whileFixed(display, name),
    description: `Range${of(display)}, one of ${ranges.join(', ')} ${functionUnits[name]}. Setting one ends autorange.`,
  })
}

export function autoRangeSetting(display: Display, name: RangedFunction): Setting<BooleanParameter> {
  return booleanSetting({
    header: `${sensePaths[display]}${functionNodes[name]}:RANGe:AUTO`, reset: true,
    description: `Whether the range${of(display)} follows the reading.`,
  })
}

/** The speed of a function as a part of the range: 1.5E-6 slow, 2E-5 medium, 3E-5 fast. */
export function resolutionSetting(display: Display, name: GradedFunction): Setting<NumberParameter> {
  return numberSetting({
    header: `${sensePaths[display]}${functionNodes[name]}:RESolution`, range: resolutionSpan, words: ['MEDium'],
    reset: resolutionSpan.default,
    description:
      `Resolution${of(display)} as a part of the range: 1.5E-6 is slow (5½ digits), 2E-5 medium, 3E-5 fast (4½ digits).`,
  })
}

export function apertureSetting(display: Display): Setting<NumberParameter> {
  return numberSetting({
    header: `${sensePaths[display]}FREQuency:APERture`, unit: 's', range: { min: 0.1, max: 1, default: 1 }, reset: 1,
    description: `Gate of the frequency counter${of(display)}: 0.1 or 1 s.`,
  })
}

const inputs = { voltage: 'ac-voltage', current: 'ac-current' } as const

/** Range of the input whose frequency is measured. */
export function inputRangeSetting(display: Display, input: keyof typeof inputs): Setting<NumberParameter> {
  const name = inputs[input]
  const ranges = functionRanges[name]
  return numberSetting({
    header: `${sensePaths[display]}FREQuency:${input === 'voltage' ? 'VOLTage' : 'CURRent'}:RANGe`, unit: functionUnits[name],
    range: { min: Math.min(...ranges), max: Math.max(...ranges), default: defaultRanges[name] }, reset: defaultRanges[name],
    ...whileFixed(display, `frequency-${input}`),
    description:
      `Range of the ${input} whose frequency is measured${of(display)}, one of ${ranges.join(', ')} ${functionUnits[name]}.`,
  })
}

export function inputAutoRangeSetting(display: Display, input: keyof typeof inputs): Setting<BooleanParameter> {
  return booleanSetting({
    header: `${sensePaths[display]}FREQuency:${input === 'voltage' ? 'VOLTage' : 'CURRent'}:RANGe:AUTO`, reset: true,
    description: `Whether the range of the ${input} whose frequency is measured${of(display)} follows the reading.`,
  })
}

export function impedanceSetting(): Setting<BooleanParameter> {
  return booleanSetting({
    header: `${sensePaths.primary}VOLTage[:DC]:IMPedance:AUTO`, reset: false,
    description: `More than 10 GΩ on the DC ranges 0.1 V and 1 V instead of 10 MΩ. ${unconfirmed}`,
  })
}
