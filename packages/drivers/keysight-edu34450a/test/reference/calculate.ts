import { reading, type QueryRow, type RefusedRow, type SettingRow } from './row.ts'

const inFunction = (header: string): SettingRow[] => [
  {
    header, reset: '+0.00000000E+00', prepare: 'CONF:VOLT:DC',
    takes: [
      ['1.5', '+1.50000000E+00'], ['-1200', '-1.20000000E+03'], ['MAX', '+1.20000000E+03'], ['MINimum', '-1.20000000E+03'],
      ['DEF', '+0.00000000E+00'],
    ],
    refuses: [['1200.1', -222], ['-1201', -222], ['ON', -224], ['"1"', -104], ['', -109]],
  },
  {
    header, reset: '+0.00000000E+00', prepare: 'CONF:CURR:DC', takes: [['3.6', '+3.60000000E+00'], ['MAX', '+3.60000000E+00']],
    refuses: [['3.7', -222]],
  },
  { header, reset: '+0.00000000E+00', prepare: 'CONF:RES', takes: [['1.2E8', '+1.20000000E+08']], refuses: [['1.3E8', -222]] },
  { header, reset: '+0.00000000E+00', prepare: 'CONF:VOLT:AC', takes: [['900', '+9.00000000E+02']], refuses: [['901', -222]] },
  { header, reset: '+0.00000000E+00', prepare: 'CONF:CAP', takes: [['0.012', '+1.20000000E-02']], refuses: [['0.013', -222]] },
  { header, reset: '+0.00000000E+00', prepare: 'CONF:TEMP', takes: [['180', '+1.80000000E+02']], refuses: [['181', -222]] },
  { header, reset: '+0.00000000E+00', prepare: 'CONF:FREQ', takes: [['360E3', '+3.60000000E+05']], refuses: [['361E3', -222]] },
]

export const calculateRows: readonly SettingRow[] = [
  {
    header: 'CALCulate:FUNCtion', reset: 'NULL',
    takes: [
      ['NULL', 'NULL'], ['DB', 'DB'], ['DBM', 'DBM'], ['AVER', 'AVER'], ['AVERAGE', 'AVER'], ['limit', 'LIM'], ['LIM', 'LIM'],
      ['HOLD', 'HOLD'],
    ],
    refuses: [['SCALE', -224], ['PERC', -224], ['MXB', -224], ['5', -104], ['"NULL"', -104], ['', -109]],
  },
  {
    header: 'CALCulate:STATe', reset: '0', takes: [['ON', '1'], ['OFF', '0'], ['1', '1'], ['0', '0']],
    refuses: [['MAYBE', -224], ['', -109]],
  },
  ...inFunction('CALCulate:NULL:OFFSet'),
  ...inFunction('CALCulate:LIMit:LOWer'),
  ...inFunction('CALCulate:LIMit:UPPer'),
  {
    header: 'CALCulate:DB:REFerence', reset: '+0.00000000E+00',
    takes: [['-200', '-2.00000000E+02'], ['MAX', '+2.00000000E+02'], ['12.5', '+1.25000000E+01'], ['3 DBM', '+3.00000000E+00']],
    refuses: [['200.1', -222], ['-201', -222], ['INF', -222], ['', -109]],
  },
  {
    header: 'CALCulate:DBM:REFerence', reset: '+6.00000000E+02',
    takes: [['50', '+5.00000000E+01'], ['8000', '+8.00000000E+03'], ['DEF', '+6.00000000E+02'], ['75 OHM', '+7.50000000E+01']],
    refuses: [['49', -222], ['8001', -222], ['50 V', -131], ['', -109]],
  },
  {
    header: 'CALCulate:HOLD:VARiation', reset: '+1.00000000E+01', takes: [['0', '+0.00000000E+00'], ['MAX', '+1.00000000E+02']],
    refuses: [['101', -222]],
  },
  {
    header: 'CALCulate:HOLD:THReshold', reset: '+5.00000000E-01', takes: [['0', '+0.00000000E+00'], ['9.9', '+9.90000000E+00']],
    refuses: [['10', -222]],
  },
]

export const statisticRows: readonly QueryRow[] = [
  { header: 'CALCulate:AVERage:AVERage', prepare: 'CALC:FUNC AVER;STAT ON;:READ?', answers: reading },
  { header: 'CALCulate:AVERage:MINimum', prepare: 'CALC:FUNC AVER;STAT ON;:READ?', answers: reading },
  { header: 'CALCulate:AVERage:MAXimum', prepare: 'CALC:FUNC AVER;STAT ON;:READ?', answers: reading },
  { header: 'CALCulate:AVERage:COUNt', prepare: 'CALC:FUNC AVER;STAT ON;:SAMP:COUN 3;:READ?', answers: '+3' },
  { header: 'CALCulate:AVERage:COUNt', prepare: 'CALC:FUNC AVER;STAT ON', answers: '+0' },
  { header: 'CALCulate:AVERage:AVERage', prepare: 'CALC:FUNC AVER;STAT ON', answers: '+0.00000000E+00' },
]

export const refusedCalculations: readonly RefusedRow[] = [
  ['CONF:RES;:CALC:FUNC DB;STAT ON', -221], ['CONF:CURR:DC;:CALC:FUNC DBM;STAT ON', -221],
  ['CONF:DIOD;:CALC:FUNC NULL;STAT ON', -221],
  ['CONF:CONT;:CALC:FUNC LIM;STAT ON', -221], ['CONF:TEMP;:CALC:FUNC DB;STAT ON', -221], ['CALC:AVER:AVER 5', -113],
  ['CALC:AVER:COUN', -113],
  ['CALC:AVER:MIN? MAX', -108],
]
