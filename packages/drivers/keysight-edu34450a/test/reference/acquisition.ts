import { reading, readingsOf, type CommandRow, type QueryRow, type RefusedRow, type SettingRow } from './row.ts'

export const acquisitionRows: readonly SettingRow[] = [
  {
    header: 'TRIGger:SOURce', reset: 'IMM',
    takes: [['IMM', 'IMM'], ['IMMEDIATE', 'IMM'], ['BUS', 'BUS'], ['EXT', 'EXT'], ['external', 'EXT']],
    refuses: [['INT', -224], ['5', -104], ['', -109], ['BUS,EXT', -108]],
  },
  {
    header: 'TRIGger:DELay', reset: '+0.00000000E+00',
    takes: [
      ['0', '+0.00000000E+00'], ['3600', '+3.60000000E+03'], ['MIN', '+0.00000000E+00'], ['MAX', '+3.60000000E+03'],
      ['10 MS', '+1.00000000E-02'],
    ],
    refuses: [['3601', -222], ['-1', -222], ['1 V', -131], ['AUTO', -224], ['', -109]],
  },
  {
    header: 'SAMPle:COUNt', reset: '+1',
    takes: [['5', '+5'], ['5000', '+5000'], ['MIN', '+1'], ['MAX', '+5000'], ['2.6', '+3'], ['DEF', '+1']],
    refuses: [['0', -222], ['5001', -222], ['-3', -222], ['INF', -222], ['5 S', -138], ['', -109]],
  },
]

export const acquisitionQueries: readonly QueryRow[] = [
  { header: 'READ', answers: reading },
  { header: 'READ', prepare: 'SAMP:COUN 3', answers: readingsOf(3) },
  { header: 'READ', prepare: 'CONF:SEC:VOLT:AC', answers: readingsOf(2) },
  { header: 'READ', prepare: 'CONF:SEC:VOLT:AC;:SAMP:COUN 3', answers: readingsOf(6) },
  { header: 'FETCh', prepare: 'INIT', answers: reading },
  { header: 'FETCh', prepare: 'SAMP:COUN 4;:INIT', answers: readingsOf(4) },
  { header: 'FETCh', prepare: 'TRIG:SOUR BUS;:INIT;*TRG', answers: reading },
  { header: 'LOG[:STATe]', answers: '0' },
  { header: 'LOG:DATA', answers: 'END' },
  { header: 'CONFigure', answers: '"VOLT +1.000000E+01,+1.500000E-06"' },
]

export const acquisitionCommands: readonly CommandRow[] = [
  { header: 'INITiate[:IMMediate]', shows: ['FETC?', reading] },
  { header: 'INITiate[:IMMediate]', prepare: 'TRIG:SOUR BUS', shows: ['STAT:OPER:COND?', '+32'] },
  { header: 'ABORt', prepare: 'TRIG:SOUR BUS;:INIT', shows: ['STAT:OPER:COND?', '+0'] },
  { header: 'LOG[:STATe]', data: 'ON', shows: ['LOG?', '1'] },
  { header: 'LOG[:STATe]', data: 'OFF', prepare: 'LOG ON', shows: ['LOG?', '0'] },
  { header: 'LOG:LOAD', data: 'DATA', shows: ['LOG:DATA?', 'END'] },
  { header: 'LOG:DATA:DELete', shows: ['LOG:DATA?', 'END'] },
]

export const refusedAcquisitions: readonly RefusedRow[] = [
  ['FETC?', -230], ['INIT;:CONF:VOLT:DC;:FETC?', -230], ['*TRG', -211], ['TRIG:SOUR EXT;:INIT;*TRG', -211],
  ['TRIG:SOUR BUS;:READ?', -214],
  ['TRIG:SOUR BUS;:INIT;:READ?', -410], ['TRIG:SOUR BUS;:INIT;INIT', -213], ['READ', -113], ['INIT?', -113], ['READ? 5', -108],
  ['ABOR 1', -108],
  ['LOG:LOAD LIST', -224], ['LOG:LOAD', -109], ['LOG MAYBE', -224], ['LOG ON;:CONF:RES', -221], ['LOG ON;:VOLT:RANG 10', -221],
]
