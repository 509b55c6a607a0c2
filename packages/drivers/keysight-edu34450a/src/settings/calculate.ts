import {
  action, booleanSetting, choiceSetting, numberSetting, type Action, type Declarations, type DependencyValues, type NumberRange,
} from '@lab/scpi'
import { expectedFrequency, functionRanges, isFunction, type DmmFunction } from '../functions.ts'
import { unconfirmed } from './displays.ts'

/** Largest value that each function shows, in its unit. */
function largest(name: DmmFunction): number {
  switch (name) {
    case 'frequency':
    case 'current-frequency': return expectedFrequency.max
    case 'temperature': return 150
    case 'continuity': return 1e3
    case 'diode': return 1
    default: return Math.max(...functionRanges[name])
  }
}

/** 120 % of the largest range, both ways. */
function spanOf(name: DmmFunction): NumberRange {
  const most = (12 * largest(name)) / 10
  return { min: -most, max: most, default: 0 }
}

const widest: NumberRange = { min: -1.2e8, max: 1.2e8, default: 0 }

/** Null value and limits go as far as the function. */
const inUnitsOfFunction = {
  dependsOn: ['function'],
  widest,
  at: ({ function: name }: DependencyValues): NumberRange => (typeof name === 'string' && isFunction(name)
    ? spanOf(name)
    : widest),
} as const

function statistic(node: string, description: string): Action {
  return action({ header: `CALCulate:AVERage:${node}`, form: 'query', effect: { kind: 'none' }, description })
}

/**
 * Calculations on the readings of the primary display: one at a time. After the command set that the 34401A has handed down to
 * this family; the words are confirmed, the couplings inferred. State before registers: switching a calculation on forgets its
 * register.
 */
export const calculateDeclarations = {
  calculation: choiceSetting({
    header: 'CALCulate:FUNCtion',
    choices: { null: 'NULL', db: 'DB', dbm: 'DBM', average: 'AVERage', limit: 'LIMit', hold: 'HOLD' }, reset: 'null',
    description: 'Which calculation. Choosing another one switches calculating off.',
  }),
  calculating: booleanSetting({
    header: 'CALCulate:STATe', reset: false, restoreAfter: ['function', 'calculation'],
    description:
      'Whether readings are calculated with. Null and dB take their register from the next reading unless it is set then.',
  }),
  nullOffset: numberSetting({
    header: 'CALCulate:NULL:OFFSet', range: inUnitsOfFunction, reset: 0, restoreAfter: ['calculating'],
    description: 'What null subtracts, in the unit of the function.',
  }),
  dbReference: numberSetting({
    header: 'CALCulate:DB:REFerence', unit: 'dBm', range: { min: -200, max: 200, default: 0 }, reset: 0,
    restoreAfter: ['calculating'],
    description: 'What dB subtracts from the reading in dBm.',
  }),
  dbmReference: numberSetting({
    header: 'CALCulate:DBM:REFerence', unit: 'Ω', range: { min: 50, max: 8000, default: 600 }, reset: 600,
    description: 'Resistance that dB and dBm refer to. Related meters take certain values only.',
  }),
  limitLower: numberSetting({
    header: 'CALCulate:LIMit:LOWer', range: inUnitsOfFunction, reset: 0, description: 'Lower limit in the unit of the function.',
  }),
  limitUpper: numberSetting({
    header: 'CALCulate:LIMit:UPPer', range: inUnitsOfFunction, reset: 0, description: 'Upper limit in the unit of the function.',
  }),
  holdVariation: numberSetting({
    header: 'CALCulate:HOLD:VARiation', range: { min: 0, max: 100, default: 10 }, reset: 10,
    description: `Change in percent that a held reading follows. ${unconfirmed}`,
  }),
  holdThreshold: numberSetting({
    header: 'CALCulate:HOLD:THReshold', range: { min: 0, max: 9.9, default: 0.5 }, reset: 0.5,
    description: `Part of the range in percent below which nothing is held. ${unconfirmed}`,
  }),
  averageMean: statistic('AVERage', 'Mean of the readings since the statistics were switched on.'),
  averageMinimum: statistic('MINimum', 'Least of the readings since the statistics were switched on.'),
  averageMaximum: statistic('MAXimum', 'Greatest of the readings since the statistics were switched on.'),
  averageCount: statistic('COUNt', 'Number of readings since the statistics were switched on.'),
} as const satisfies Declarations
