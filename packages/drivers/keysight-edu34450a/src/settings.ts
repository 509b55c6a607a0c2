import { action, choiceSetting, numberSetting, type Action, type Declarations, type NumberRange } from '@lab/scpi'
import { accuracy, type DmmFunction } from './specifications.ts'

const none = { kind: 'none' } as const

function spanOf(name: DmmFunction, byDefault: number): NumberRange {
  const ranges = accuracy[name].map((row) => row.range)
  return { min: Math.min(...ranges), max: Math.max(...ranges), default: byDefault }
}

const spans = {
  'dc-voltage': spanOf('dc-voltage', 10),
  'ac-voltage': spanOf('ac-voltage', 10),
  'dc-current': spanOf('dc-current', 0.1),
  'ac-current': spanOf('ac-current', 0.1),
  resistance: spanOf('resistance', 1000),
} as const satisfies Record<DmmFunction, NumberRange>

/** `[<range>|AUTO[,<resolution>]]`. */
function measuring(form: 'command' | 'query', header: string, unit: string, range: NumberRange, description: string): Action {
  return action({
    header, form, effect: none, description,
    parameters: [
      { parameter: { kind: 'number', unit, range, words: ['AUTO'] }, optional: true },
      { parameter: { kind: 'number', unit, words: ['MIN', 'MAX', 'DEF'] }, optional: true },
    ],
  })
}

/** What the EDU34450A understands, as far as it is declared here. */
export const edu34450aDeclarations = {
  measureDcVoltage: measuring('query', 'MEASure[:PRIMary]:VOLTage[:DC]', 'V', spans['dc-voltage'], 'Measures DC voltage.'),
  measureAcVoltage: measuring('query', 'MEASure[:PRIMary]:VOLTage:AC', 'V', spans['ac-voltage'], 'Measures AC voltage, true rms.'),
  measureDcCurrent: measuring('query', 'MEASure[:PRIMary]:CURRent[:DC]', 'A', spans['dc-current'], 'Measures DC current.'),
  measureAcCurrent: measuring('query', 'MEASure[:PRIMary]:CURRent:AC', 'A', spans['ac-current'], 'Measures AC current, true rms.'),
  measureResistance: measuring('query', 'MEASure[:PRIMary]:RESistance', 'Ω', spans.resistance, 'Measures resistance with two wires.'),
  configureDcVoltage: measuring('command', 'CONFigure[:PRIMary]:VOLTage[:DC]', 'V', spans['dc-voltage'], 'Prepares for DC voltage.'),
  configureAcVoltage: measuring('command', 'CONFigure[:PRIMary]:VOLTage:AC', 'V', spans['ac-voltage'], 'Prepares for AC voltage.'),
  configureDcCurrent: measuring('command', 'CONFigure[:PRIMary]:CURRent[:DC]', 'A', spans['dc-current'], 'Prepares for DC current.'),
  configureAcCurrent: measuring('command', 'CONFigure[:PRIMary]:CURRent:AC', 'A', spans['ac-current'], 'Prepares for AC current.'),
  configureResistance: measuring('command', 'CONFigure[:PRIMary]:RESistance', 'Ω', spans.resistance, 'Prepares for resistance.'),
  configuration: action({
    header: 'CONFigure', form: 'query', effect: none, description: 'Function, range and resolution, as a string.',
  }),
  read: action({ header: 'READ', form: 'query', effect: none, description: 'Triggers and returns the readings.' }),
  initiate: action({ header: 'INITiate[:IMMediate]', form: 'command', effect: none, description: 'Starts measuring.' }),
  fetch: action({ header: 'FETCh', form: 'query', effect: none, description: 'Returns the last readings.' }),
  abort: action({ header: 'ABORt', form: 'command', effect: none, description: 'Stops measuring.' }),
  triggerSource: choiceSetting({
    header: 'TRIGger:SOURce', choices: { immediate: 'IMMediate', bus: 'BUS' }, reset: 'immediate',
    description: 'What starts a reading.',
  }),
  triggerDelay: numberSetting({
    header: 'TRIGger:DELay', unit: 's', range: { min: 0, max: 3600, default: 0 }, reset: 0,
    description: 'Time between the trigger and the reading.',
  }),
  sampleCount: numberSetting({
    header: 'SAMPle:COUNt', range: { min: 1, max: 5000, default: 1 }, integer: true, format: 'nr1', reset: 1,
    description: 'Readings for one trigger. The upper limit is that of the reading memory.',
  }),
  beep: action({ header: 'SYSTem:BEEPer[:IMMediate]', form: 'command', effect: none, description: 'Sounds the beeper once.' }),
} as const satisfies Declarations
