import type { SettingRow } from './row.ts'

/** `+1.00000000E+01` */
const nr3 = (value: number): string => {
  const [mantissa = '', exponent = ''] = value.toExponential(8).split('e')
  const sign = exponent.startsWith('-') ? '-' : '+'
  return `+${mantissa}E${sign}${exponent.replace(/[+-]/, '').padStart(2, '0')}`
}

interface FunctionFacts {
  readonly node: string
  readonly ranges: readonly number[]
  readonly usual: number
  /** A unit that a range may be given in. */
  readonly inUnit: readonly [given: string, value: number]
  readonly resolution: boolean
}

const ohms = [100, 1e3, 10e3, 100e3, 1e6, 10e6, 100e6]

const functions: readonly FunctionFacts[] = [
  { node: 'VOLTage[:DC]', ranges: [0.1, 1, 10, 100, 1000], usual: 10, inUnit: ['100 mV', 0.1], resolution: true },
  { node: 'VOLTage:AC', ranges: [0.1, 1, 10, 100, 750], usual: 10, inUnit: ['750 V', 750], resolution: true },
  { node: 'CURRent[:DC]', ranges: [0.01, 0.1, 1, 3], usual: 0.1, inUnit: ['3 A', 3], resolution: true },
  { node: 'CURRent:AC', ranges: [0.01, 0.1, 1, 3], usual: 0.1, inUnit: ['1A', 1], resolution: true },
  { node: 'RESistance', ranges: ohms, usual: 1e3, inUnit: ['10 KOHM', 10e3], resolution: true },
  { node: 'FRESistance', ranges: ohms, usual: 1e3, inUnit: ['1 MOHM', 1e6], resolution: true },
  {
    node: 'CAPacitance', ranges: [1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2], usual: 1e-6, inUnit: ['10 NF', 1e-8],
    resolution: false,
  },
  { node: 'FREQuency:VOLTage', ranges: [0.1, 1, 10, 100, 750], usual: 10, inUnit: ['1 V', 1], resolution: false },
  { node: 'FREQuency:CURRent', ranges: [0.01, 0.1, 1, 3], usual: 0.1, inUnit: ['100 mA', 0.1], resolution: false },
]

function rangeRow(path: string, { node, ranges, usual, inUnit: [given, value] }: FunctionFacts): SettingRow {
  const [least = 0] = ranges
  const most = ranges.at(-1) ?? 0
  return {
    header: `${path}${node}:RANGe`, reset: nr3(usual),
    takes: [
      ...ranges.map((range): readonly [string, string] => [String(range), nr3(range)]),
      ['MIN', nr3(least)], ['MINIMUM', nr3(least)], ['MAX', nr3(most)], ['maximum', nr3(most)], ['DEF', nr3(usual)],
      ['Default', nr3(usual)],
      [given, nr3(value)],
    ],
    refuses: [
      [String(most * 1.01), -222], [String(least * 0.9), -222], [String(most * 0.99), -222], ['0', -222], ['-1', -222],
      ['9.9E37', -222],
      ['AUTO', -224], ['"10"', -104], ['10,5', -108], ['10 HZ', -131], ['', -109],
    ],
  }
}

function autoRow(path: string, { node, usual }: FunctionFacts): SettingRow {
  return {
    header: `${path}${node}:RANGe:AUTO`, reset: '1', prepare: `${path.includes('SEC') ? 'SEC:' : ''}${plain(node)}:RANG ${usual}`,
    takes: [['ON', '1'], ['OFF', '0'], ['1', '1'], ['0', '0'], ['on', '1'], ['2', '1']],
    refuses: [['ONCE', -224], ['"ON"', -104], ['', -109], ['ON,OFF', -108]],
  }
}

function resolutionRow(path: string, { node }: FunctionFacts): SettingRow {
  return {
    header: `${path}${node}:RESolution`, reset: nr3(1.5e-6),
    takes: [
      ['1.5E-6', nr3(1.5e-6)], ['0.00002', nr3(2e-5)], ['3.00E-5', nr3(3e-5)], ['MIN', nr3(1.5e-6)], ['MAXimum', nr3(3e-5)],
      ['DEF', nr3(1.5e-6)],
    ],
    refuses: [['1E-5', -222], ['0.001', -222], ['0', -222], ['MED', -224], ['SLOW', -224], ['FAST', -224], ['', -109]],
  }
}

/** `VOLTage[:DC]` as `VOLT`. */
function plain(node: string): string {
  return node.replace('[:DC]', '').replaceAll(/[a-z]/g, '')
}

function displayRows(path: string): SettingRow[] {
  return [
    ...functions.map((facts) => rangeRow(path, facts)),
    ...functions.map((facts) => autoRow(path, facts)),
    ...functions.filter(({ resolution }) => resolution).map((facts) => resolutionRow(path, facts)),
    {
      header: `${path}FREQuency:APERture`, reset: nr3(1),
      takes: [['0.1', nr3(0.1)], ['1', nr3(1)], ['MIN', nr3(0.1)], ['MAX', nr3(1)], ['DEF', nr3(1)], ['100 MS', nr3(0.1)]],
      refuses: [['0.5', -222], ['10', -222], ['0.01', -222], ['OFF', -224]],
    },
  ]
}

export const senseRows: readonly SettingRow[] = [
  {
    header: '[SENSe:][PRIMary:]FUNCtion', reset: '"VOLT"',
    takes: [
      ['"VOLT:AC"', '"VOLT:AC"'], ['"VOLTage:DC"', '"VOLT"'], ["'CURR'", '"CURR"'], ['"curr:dc"', '"CURR"'],
      ['"CURRENT:AC"', '"CURR:AC"'],
      ['"RES"', '"RES"'], ['"FRESistance"', '"FRES"'], ['"FREQ"', '"FREQ"'], ['"FREQ:ACV"', '"FREQ"'],
      ['"FREQ:ACI"', '"FREQ:ACI"'],
      ['"CAP"', '"CAP"'], ['"TEMPERATURE"', '"TEMP"'], ['"CONT"', '"CONT"'], ['"DIOD"', '"DIOD"'],
    ],
    refuses: [['"PER"', -224], ['"VOLT:DC:RAT"', -224], ['""', -224], ['"VOL"', -224], ['VOLT', -104], ['5', -104], ['', -109]],
  },
  {
    header: '[SENSe:]SECondary:FUNCtion', reset: '""',
    takes: [['"VOLT:AC"', '"VOLT:AC"'], ['"CURR:DC"', '"CURR"'], ['"FREQ"', '"FREQ:ACV"'], ['"FREQ:ACI"', '"FREQ:ACI"']],
    refuses: [['"VOLT"', -221], ['"RES"', -221], ['"CAP"', -221], ['"PER"', -224], ['VOLT', -104], ['""', -224]],
  },
  ...displayRows('[SENSe:][PRIMary:]'),
  ...displayRows('[SENSe:]SECondary:'),
  {
    header: '[SENSe:][PRIMary:]VOLTage[:DC]:IMPedance:AUTO', reset: '0', takes: [['ON', '1'], ['0', '0']],
    refuses: [['HIGH', -224], ['', -109]],
  },
]
