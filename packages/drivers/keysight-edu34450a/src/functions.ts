import { compileHeader, parseProgramMessage } from '@lab/scpi'

/**
 * What the meter measures (EDU34450A data sheet; names as in IVI-4.2). Frequency is one function of the meter;
 * `current-frequency` is the frequency of what flows through the current input.
 */
export type DmmFunction =
  | 'dc-voltage' | 'ac-voltage' | 'dc-current' | 'ac-current' | 'resistance' | 'four-wire-resistance' | 'frequency'
  | 'current-frequency' | 'capacitance' | 'temperature' | 'continuity' | 'diode'

/** Units of the functions. Temperature is in °C whatever the display shows. */
export interface FunctionUnits {
  readonly 'dc-voltage': 'V'
  readonly 'ac-voltage': 'V'
  readonly 'dc-current': 'A'
  readonly 'ac-current': 'A'
  readonly resistance: 'Ω'
  readonly 'four-wire-resistance': 'Ω'
  readonly frequency: 'Hz'
  readonly 'current-frequency': 'Hz'
  readonly capacitance: 'F'
  readonly temperature: '°C'
  readonly continuity: 'Ω'
  readonly diode: 'V'
}

export const functionUnits: FunctionUnits = {
  'dc-voltage': 'V', 'ac-voltage': 'V', 'dc-current': 'A', 'ac-current': 'A', resistance: 'Ω', 'four-wire-resistance': 'Ω',
  frequency: 'Hz', 'current-frequency': 'Hz', capacitance: 'F', temperature: '°C', continuity: 'Ω', diode: 'V',
}

/** Functions with a speed (resolution) of their own. */
export type GradedFunction = 'dc-voltage' | 'ac-voltage' | 'dc-current' | 'ac-current' | 'resistance' | 'four-wire-resistance'

/** Functions with ranges in the unit they measure. */
export type RangedFunction = GradedFunction | 'capacitance'

const decadesOfOhms = [100, 1e3, 10e3, 100e3, 1e6, 10e6, 100e6]
const volts = [0.1, 1, 10, 100, 750]
const amperes = [0.01, 0.1, 1, 3]

/** Full scales in the unit of the function, smallest first (EDU34450A data sheet). */
export const functionRanges: Readonly<Record<RangedFunction, readonly number[]>> = {
  'dc-voltage': [0.1, 1, 10, 100, 1000],
  'ac-voltage': volts,
  'dc-current': amperes,
  'ac-current': amperes,
  resistance: decadesOfOhms,
  'four-wire-resistance': decadesOfOhms,
  capacitance: [1e-9, 10e-9, 100e-9, 1e-6, 10e-6, 100e-6, 1e-3, 10e-3],
}

/** Ranges after `*RST` and `CONFigure`, before autorange has changed them; what DEF stands for. */
export const defaultRanges: Readonly<Record<RangedFunction, number>> = {
  'dc-voltage': 10, 'ac-voltage': 10, 'dc-current': 0.1, 'ac-current': 0.1, resistance: 1e3, 'four-wire-resistance': 1e3,
  capacitance: 1e-6,
}

/** Frequencies in Hz that `CONFigure:FREQuency` takes as the expected one: on the voltage input. */
export const expectedFrequency = { min: 20, max: 300e3, default: 1e3 } as const

/** Nodes that select a function behind `CONFigure`, `MEASure` and `SENSe`. */
export const functionNodes = {
  'dc-voltage': 'VOLTage[:DC]',
  'ac-voltage': 'VOLTage:AC',
  'dc-current': 'CURRent[:DC]',
  'ac-current': 'CURRent:AC',
  resistance: 'RESistance',
  'four-wire-resistance': 'FRESistance',
  frequency: 'FREQuency',
  capacitance: 'CAPacitance',
  temperature: 'TEMPerature',
  continuity: 'CONTinuity',
  diode: 'DIODe',
} as const satisfies Readonly<Record<Exclude<DmmFunction, 'current-frequency'>, string>>

/** Names by which `CONFigure?` and `FUNCtion?` answer (34450A Programmer's Reference, CONFigure?). */
export const functionNames: Readonly<Record<DmmFunction, string>> = {
  'dc-voltage': 'VOLT', 'ac-voltage': 'VOLT:AC', 'dc-current': 'CURR', 'ac-current': 'CURR:AC', resistance: 'RES',
  'four-wire-resistance': 'FRES', frequency: 'FREQ:ACV', 'current-frequency': 'FREQ:ACI', capacitance: 'CAP', temperature: 'TEMP',
  continuity: 'CONT', diode: 'DIOD',
}

/** Names that `FUNCtion` takes, short or long. */
export const functionSpellings: Readonly<Record<DmmFunction, string>> = {
  ...functionNodes, frequency: 'FREQuency[:ACV]', 'current-frequency': 'FREQuency:ACI',
}

const spellings = Object.entries(functionSpellings).map(([name, node]) => ({ name, pattern: compileHeader(node) }))

/** Whether a text is the name of a function. */
export function isFunction(text: string): text is DmmFunction {
  return Object.hasOwn(functionUnits, text)
}

/** The function that a name stands for, short or long, in any letter case: `VOLT`, `voltage:dc`; undefined for none. */
export function functionNamed(text: string): DmmFunction | undefined {
  const { units: [unit, ...more] } = parseProgramMessage(text)
  if (unit === undefined || more.length > 0 || unit.query || unit.data.length > 0) return undefined
  const found = spellings.find(({ pattern }) => pattern.match(unit.header) !== undefined)?.name
  return found !== undefined && isFunction(found) ? found : undefined
}
