import { booleanSetting, choiceSetting, numberSetting, type Action, type Declarations } from '@lab/scpi'
import { both, command, optional, quantity, query, required, words } from './declare.ts'
import { analogSources, measurementSources } from './sources.ts'

const source = words(measurementSources)

/** Installs a measurement on the screen, or asks for its value. */
function item(header: string, description: string): Action {
  return both(`MEASure:${header}`, description, [optional(source)])
}

/** A measurement between two sources. */
function pairItem(header: string, description: string): Action {
  return both(`MEASure:${header}`, description, [optional(source), optional(source)])
}

/** `:MEASure` and `:DVM` (2000 X-Series Programmer's Guide). There is no VMIDdle and no SENDvalid on this family. */
export const measurementDeclarations = {
  measurePeakToPeak: item('VPP', 'Peak to peak.'),
  measureMaximum: item('VMAX', 'Greatest value.'),
  measureMinimum: item('VMIN', 'Least value.'),
  measureAmplitude: item('VAMPlitude', 'Top less base.'),
  measureTop: item('VTOP', 'Top: the upper value that occurs most.'),
  measureBase: item('VBASe', 'Base: the lower value that occurs most.'),
  measureAverage: both(
    'MEASure:VAVerage', 'Mean.',
    [optional(words({ ...measurementSources, cycle: 'CYCLe', display: 'DISPlay' })), optional(source)],
  ),
  measureRms: both(
    'MEASure:VRMS', 'Root of the mean square.',
    [
      optional(words({ ...measurementSources, cycle: 'CYCLe', display: 'DISPlay', ac: 'AC', dc: 'DC' })),
      optional(words({ ...measurementSources, ac: 'AC', dc: 'DC' })), optional(source),
    ],
  ),
  measureOvershoot: item('OVERshoot', 'Overshoot in percent of the amplitude.'),
  measurePreshoot: item('PREShoot', 'Preshoot in percent of the amplitude.'),
  measureFrequency: item('FREQuency', 'Frequency of the first cycle.'),
  measurePeriod: item('PERiod', 'Period of the first cycle.'),
  measurePositiveWidth: item('PWIDth', 'Width of the first positive pulse.'),
  measureNegativeWidth: item('NWIDth', 'Width of the first negative pulse.'),
  measureDutyCycle: item('DUTYcycle', 'Part of the period that is high, in percent.'),
  measureRiseTime: item('RISetime', 'Time of the first rising edge between the lower and the upper threshold.'),
  measureFallTime: item('FALLtime', 'Time of the first falling edge between the upper and the lower threshold.'),
  measureBitRate: item('BRATe', 'One over the shortest pulse, in bits per second.'),
  measureCounter: item('COUNter', 'Frequency by the hardware counter.'),
  measureTimeOfMaximum: item('XMAX', 'Time of the greatest value.'),
  measureTimeOfMinimum: item('XMIN', 'Time of the least value.'),
  measureDelay: pairItem('DELay', 'Time from an edge of the first source to one of the second.'),
  measurePhase: pairItem('PHASe', 'Phase from the first source to the second, in degrees.'),
  timeOfEdge: query(
    'MEASure:TEDGe', 'Time of the n-th edge: +1 the first rising, -1 the first falling.',
    [required(quantity()), optional(source)],
  ),
  timeOfValue: query(
    'MEASure:TVALue', 'Time at which a value is crossed for the n-th time.',
    [required(quantity('V')), required(quantity()), optional(source)],
  ),
  valueAtTime: query('MEASure:VTIMe', 'Value at a time after the trigger.', [required(quantity('s')), optional(source)]),
  measureSource: both(
    'MEASure:SOURce', 'Sources of measurements without one; two are answered. In snapshots as measureSources.',
    [required(source), optional(source)],
  ),
  measureDefine: both(
    'MEASure:DEFine', 'Thresholds, and the edges of delay. In snapshots as measureThresholds and delayEdges.',
    [
      required(words({ thresholds: 'THResholds', delay: 'DELay' })),
      ...Array.from(
        { length: 5 }, () => optional({ kind: 'number', words: ['STANdard', 'PERCent', 'ABSolute', 'CHANnel1', 'CHANnel2'] }),
      ),
    ],
  ),
  measureWindow: choiceSetting({
    header: 'MEASure:WINDow', choices: { auto: 'AUTO', main: 'MAIN', zoom: 'ZOOM' }, reset: 'auto',
    description: 'What part of the time base is measured.',
  }),
  statisticsDisplay: booleanSetting({
    header: 'MEASure:STATistics:DISPlay', reset: true, description: 'Whether statistics are shown.',
  }),
  statisticsReset: command('MEASure:STATistics:RESet', 'Begins the statistics anew.'),
  statisticsCount: numberSetting({
    header: 'MEASure:STATistics:MCOunt', range: { min: 2, max: 2000 }, infinity: 'INFinity', integer: true, format: 'nr1',
    reset: Infinity,
    description: 'Number of values that statistics are made of; all of them for `Infinity`.',
  }),
  measureResults: query(
    'MEASure:RESults', 'What is installed: label, current, minimum, maximum, mean, deviation and count of each.',
  ),
  measureClear: command('MEASure:CLEar', 'Takes all measurements off the screen.'),
  measureShow: booleanSetting({ header: 'MEASure:SHOW', reset: false, description: 'Whether cursors show what is measured.' }),
  measureAll: command('MEASure:ALL', 'Shows all measurements of a source.', [optional(source)]),

  voltmeter: booleanSetting({ header: 'DVM:ENABle', reset: false, description: 'Whether the voltmeter is on.' }),
  voltmeterSource: choiceSetting({
    header: 'DVM:SOURce', choices: analogSources, reset: 'channel1', description: 'Source of the voltmeter.',
  }),
  voltmeterMode: choiceSetting({
    header: 'DVM:MODE', choices: { dc: 'DC', dcRms: 'DCRMs', acRms: 'ACRMs', frequency: 'FREQuency' }, reset: 'dc',
    description: 'What the voltmeter shows.',
  }),
  voltmeterAutoRange: booleanSetting({
    header: 'DVM:ARANge', reset: false, description: 'Whether the voltmeter changes the scale of its channel.',
  }),
  voltmeterReading: query('DVM:CURRent', 'Reading of the voltmeter, three digits.'),
  voltmeterFrequency: query('DVM:FREQuency', 'Frequency by the voltmeter, five digits.'),
} as const satisfies Declarations
