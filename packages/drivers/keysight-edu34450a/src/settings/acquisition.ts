import { action, choiceSetting, numberSetting, type Declarations } from '@lab/scpi'
import { unconfirmed } from './displays.ts'

const none = { kind: 'none' } as const

/** Readings that fit into the memory (data sheet). */
export const memoryDepth = 5000

/** Triggering, reading, the memory, and the data log. */
export const acquisitionDeclarations = {
  read: action({ header: 'READ', form: 'query', effect: none, description: 'Triggers and returns the readings.' }),
  initiate: action({
    header: 'INITiate[:IMMediate]', form: 'command', effect: none, description: 'Starts measuring into the memory.',
  }),
  fetch: action({ header: 'FETCh', form: 'query', effect: none, description: 'Returns the readings in the memory.' }),
  abort: action({ header: 'ABORt', form: 'command', effect: none, description: 'Stops measuring.' }),
  triggerSource: choiceSetting({
    header: 'TRIGger:SOURce', choices: { immediate: 'IMMediate', bus: 'BUS', external: 'EXTernal' }, reset: 'immediate',
    description: 'What starts a reading. Whether this model has an external trigger input is not confirmed.',
  }),
  triggerDelay: numberSetting({
    header: 'TRIGger:DELay', unit: 's', range: { min: 0, max: 3600, default: 0 }, reset: 0,
    description: 'Time between the trigger and the reading.',
  }),
  sampleCount: numberSetting({
    header: 'SAMPle:COUNt', range: { min: 1, max: memoryDepth, default: 1 }, integer: true, format: 'nr1', reset: 1,
    description: 'Readings for one trigger. The upper limit is that of the reading memory.',
  }),
  logging: action({
    header: 'LOG[:STATe]', form: 'both', parameters: [{ parameter: { kind: 'boolean' } }], effect: none,
    description: `Starts or ends the data log, which goes on behind what it has; 1 while it runs. ${unconfirmed}`,
  }),
  logLoad: action({
    header: 'LOG:LOAD', form: 'command', parameters: [{ parameter: { kind: 'choice', choices: { data: 'DATA' } } }], effect: none,
    description: `Goes back to the first entry of the data log. ${unconfirmed}`,
  }),
  logData: action({
    header: 'LOG:DATA', form: 'query', effect: none,
    description: `The next entry of the data log; END behind the last. ${unconfirmed}`,
  }),
  logDelete: action({
    header: 'LOG:DATA:DELete', form: 'command', effect: none, description: `Empties the data log. ${unconfirmed}`,
  }),
} as const satisfies Declarations
