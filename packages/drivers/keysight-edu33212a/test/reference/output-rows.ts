import type { MessageRow, NumberRow, WordRow } from './rows.ts'

export const outputNumbers: readonly NumberRow[] = [
  { long: 'SOURce1:VOLTage', short: 'VOLT', set: '2.5 VPP', reply: '+2.500000000000000E+00', min: 1e-3, max: 10, def: 0.1 },
  {
    long: 'SOURce2:VOLTage', short: 'SOUR2:VOLT', before: 'OUTP2:LOAD INF', set: '5', reply: '+5.000000000000000E+00', min: 2e-3,
    max: 20, def: 0.1,
  },
  {
    long: 'VOLTage', short: 'VOLT', before: 'VOLT:UNIT VRMS;:FUNC SQU', set: '1', reply: '+1.000000000000000E+00', min: 0.5e-3,
    max: 5, def: 0.05,
  },
  {
    long: 'VOLTage', short: 'VOLT', before: 'VOLT:UNIT VRMS', set: '1', reply: '+1.000000000000000E+00', min: 0.353553390593e-3,
    max: 3.53553390593, def: 0.0353553390593,
  },
  {
    long: 'VOLTage:OFFSet', short: 'VOLT:OFFS', set: '-1.5', reply: '-1.500000000000000E+00', min: -5, max: 5, def: 0,
    edgeErrors: [-221],
  },
  {
    long: 'VOLTage:OFFSet', short: 'VOLT:OFFS', before: 'FUNC DC;:OUTP1:LOAD INF', set: '-1.5', reply: '-1.500000000000000E+00',
    min: -10, max: 10, def: 0,
  },
  { long: 'VOLTage:HIGH', short: 'VOLT:HIGH', set: '2', reply: '+2.000000000000000E+00', min: -5, max: 5, edgeErrors: [-221] },
  { long: 'VOLTage:LOW', short: 'VOLT:LOW', set: '-2', reply: '-2.000000000000000E+00', min: -5, max: 5, edgeErrors: [-221] },
  { long: 'VOLTage:LIMit:HIGH', short: 'VOLT:LIM:HIGH', set: '3', reply: '+3.000000000000000E+00', min: -5, max: 5 },
  { long: 'VOLTage:LIMit:LOW', short: 'VOLT:LIM:LOW', set: '-3', reply: '-3.000000000000000E+00', min: -5, max: 5 },
  { long: 'OUTPut1:LOAD', short: 'OUTP:LOAD', set: '75 OHM', reply: '+7.500000000000000E+01', min: 1, max: 10e3, def: 50 },
  { long: 'OUTPut2:LOAD', short: 'OUTP2:LOAD', set: '1 KOHM', reply: '+1.000000000000000E+03', min: 1, max: 10e3, def: 50 },
]

const onOff = [['ON', '1'], ['OFF', '0'], ['1', '1'], ['0', '0']] as const
const polarity = [['INVerted', 'INV'], ['INV', 'INV'], ['NORMal', 'NORM']] as const

export const outputWords: readonly WordRow[] = [
  {
    long: 'VOLTage:UNIT', short: 'VOLT:UNIT', reset: 'VPP', bad: 'VPK', words: [['VRMS', 'VRMS'], ['DBM', 'DBM'], ['VPP', 'VPP']],
  },
  { long: 'VOLTage:LIMit:STATe', short: 'VOLT:LIM:STAT', reset: '0', bad: 'MAYBE', words: onOff },
  {
    long: 'VOLTage:RANGe:AUTO', short: 'VOLT:RANG:AUTO', reset: '1', bad: 'TWICE',
    words: [['OFF', '0'], ['ON', '1'], ['ONCE', '0'], ['1', '1']],
  },
  { long: 'VOLTage:COUPle:STATe', short: 'VOLT:COUP', reset: '0', bad: 'MAYBE', words: onOff },
  { long: 'OUTPut1:STATe', short: 'OUTP', reset: '0', bad: 'MAYBE', words: onOff },
  { long: 'OUTPut2', short: 'OUTP2:STAT', reset: '0', bad: 'MAYBE', words: onOff },
  { long: 'OUTPut2:POLarity', short: 'OUTP2:POL', reset: 'NORM', bad: 'UP', words: polarity },
  { long: 'OUTPut1:MODE', short: 'OUTP:MODE', reset: 'NORM', bad: 'FREE', words: [['GATed', 'GAT'], ['NORMal', 'NORM']] },
  {
    long: 'OUTPut1:LOAD', short: 'OUTP1:LOAD', bad: 'NONE',
    words: [
      ['INFinity', '9.9E+37'], ['INF', '9.9E+37'], ['MIN', '+1.000000000000000E+00'], ['MAX', '+1.000000000000000E+04'],
      ['DEF', '+5.000000000000000E+01'],
    ],
  },
  { long: 'OUTPut:SYNC:STATe', short: 'OUTP:SYNC', reset: '1', bad: 'MAYBE', words: onOff },
  {
    long: 'OUTPut2:SYNC:MODE', short: 'OUTP2:SYNC:MODE', reset: 'NORM', bad: 'FREE',
    words: [['CARRier', 'CARR'], ['MARKer', 'MARK'], ['NORMal', 'NORM']],
  },
  { long: 'OUTPut1:SYNC:POLarity', short: 'OUTP:SYNC:POL', reset: 'NORM', bad: 'UP', words: polarity },
  { long: 'OUTPut:SYNC:SOURce', short: 'OUTP:SYNC:SOUR', reset: 'CH1', bad: 'CH3', words: [['CH2', 'CH2'], ['CH1', 'CH1']] },
  { long: 'OUTPut:TRIGger:STATe', short: 'OUTP:TRIG', reset: '0', bad: 'MAYBE', words: onOff },
  {
    long: 'OUTPut:TRIGger:SLOPe', short: 'OUTP:TRIG:SLOP', reset: 'POS', bad: 'UP',
    words: [['NEGative', 'NEG'], ['POSitive', 'POS']],
  },
  { long: 'OUTPut:TRIGger:SOURce', short: 'OUTP:TRIG:SOUR', reset: 'CH1', bad: 'CH3', words: [['CH2', 'CH2'], ['CH1', 'CH1']] },
  { long: 'SOURce1:FREQuency:COUPle:STATe', short: 'FREQ:COUP', reset: '0', bad: 'MAYBE', words: onOff },
  {
    long: 'FREQuency:COUPle:MODE', short: 'FREQ:COUP:MODE', reset: 'RAT', bad: 'SUM',
    words: [['OFFSet', 'OFFS'], ['RATio', 'RAT']],
  },
  { long: 'RATE:COUPle:STATe', short: 'RATE:COUP', reset: '0', bad: 'MAYBE', words: onOff },
  { long: 'RATE:COUPle:MODE', short: 'RATE:COUP:MODE', reset: 'RAT', bad: 'SUM', words: [['OFFSet', 'OFFS'], ['RATio', 'RAT']] },
  {
    long: 'SOURce2:TRACk', short: 'SOUR2:TRAC', reset: 'OFF', bad: 'UP',
    words: [['ON', 'ON'], ['INVerted', 'INV'], ['OFF', 'OFF']],
  },
  { long: 'SOURce1:COMBine:FEED', short: 'COMB:FEED', reset: 'NONE', bad: 'CH3', words: [['CH2', 'CH2'], ['NONE', 'NONE']] },
]

export const couplingNumbers: readonly NumberRow[] = [
  {
    long: 'FREQuency:COUPle:OFFSet', short: 'FREQ:COUP:OFFS', set: '100', reply: '+1.000000000000000E+02', min: -20e6, max: 20e6,
    def: 0,
  },
  {
    long: 'FREQuency:COUPle:RATio', short: 'FREQ:COUP:RAT', set: '2', reply: '+2.000000000000000E+00', min: 0.001, max: 1000,
    def: 1,
  },
  {
    long: 'RATE:COUPle:OFFSet', short: 'RATE:COUP:OFFS', set: '100', reply: '+1.000000000000000E+02', min: -250e6, max: 250e6,
    def: 0,
  },
  { long: 'RATE:COUPle:RATio', short: 'RATE:COUP:RAT', set: '2', reply: '+2.000000000000000E+00', min: 0.001, max: 1000, def: 1 },
]

/** Couplings between settings: what a message moves besides, and what it reports. */
export const couplingMessages: readonly MessageRow[] = [
  {
    long: 'VOLTage', short: 'VOLT', before: 'VOLT:OFFS 4', data: '4', errors: [-221],
    check: ['VOLT?;:VOLT:OFFS?', '+4.000000000000000E+00;+3.000000000000000E+00'],
  },
  {
    long: 'VOLTage:OFFSet', short: 'VOLT:OFFS', before: 'VOLT 4', data: '4', errors: [-221],
    check: ['VOLT?;:VOLT:OFFS?', '+2.000000000000000E+00;+4.000000000000000E+00'],
  },
  {
    long: 'VOLTage:HIGH', short: 'VOLT:HIGH', before: 'VOLT:LOW 0', data: '-1', errors: [-221],
    check: ['VOLT:HIGH?;:VOLT:LOW?', '-1.000000000000000E+00;-1.001000000000000E+00'],
  },
  {
    long: 'VOLTage:LOW', short: 'VOLT:LOW', before: 'VOLT:HIGH 1', data: '2', errors: [-221],
    check: ['VOLT:HIGH?;:VOLT:LOW?', '+2.001000000000000E+00;+2.000000000000000E+00'],
  },
  { long: 'VOLTage', short: 'VOLT', data: '1 VRMS', check: ['VOLT?', /^\+2\.8284271247461\d\dE\+00$/] },
  { long: 'VOLTage', short: 'VOLT', data: '10 DBM', check: ['VOLT:UNIT?;:VOLT?', /^VPP;\+2\.0000000000000\d\dE\+00$/] },
  {
    long: 'VOLTage:UNIT', short: 'VOLT:UNIT', before: 'OUTP1:LOAD INF', data: 'DBM', errors: [-221], check: ['VOLT:UNIT?', 'VPP'],
  },
  {
    long: 'OUTPut1:LOAD', short: 'OUTP:LOAD', before: 'VOLT:UNIT DBM', data: 'INF', errors: [-221], check: ['VOLT:UNIT?', 'VPP'],
  },
  {
    long: 'OUTPut1:LOAD', short: 'OUTP:LOAD', before: 'VOLT 2;:VOLT:OFFS 1', data: 'INF',
    check: ['VOLT?;:VOLT:OFFS?;:VOLT:HIGH?', '+4.000000000000000E+00;+2.000000000000000E+00;+4.000000000000000E+00'],
  },
  {
    long: 'OUTPut1:LOAD', short: 'OUTP:LOAD', before: 'VOLT:LIM:STAT ON', data: 'INF', errors: [-221],
    check: ['OUTP:LOAD?', '+5.000000000000000E+01'],
  },
  {
    long: 'VOLTage:LIMit:STATe', short: 'VOLT:LIM:STAT', before: 'VOLT:LIM:HIGH 0', data: 'ON', errors: [-221],
    check: ['VOLT:LIM:STAT?', '0'],
  },
  {
    long: 'VOLTage', short: 'VOLT', before: 'VOLT:LIM:HIGH 1;:VOLT:LIM:LOW -1;:VOLT:LIM:STAT ON', data: '4', errors: [-221],
    check: ['VOLT:HIGH?;:VOLT:LOW?', '+1.000000000000000E+00;-1.000000000000000E+00'],
  },
  {
    long: 'FUNCtion', short: 'FUNC', before: 'FREQ 15E6', data: 'SQU', errors: [-221], check: ['FREQ?', '+1.000000000000000E+07'],
  },
  {
    long: 'FUNCtion', short: 'FUNC', before: 'FREQ 1E6', data: 'RAMP', errors: [-221], check: ['FREQ?', '+2.000000000000000E+05'],
  },
  {
    long: 'FUNCtion', short: 'FUNC', before: 'FUNC SQU;:VOLT:UNIT VRMS;:VOLT 5', data: 'SIN', errors: [-221],
    check: ['VOLT?', /^\+3\.535533905932\d{3}E\+00$/],
  },
  {
    long: 'FREQuency', short: 'FREQ', before: 'FUNC SQU;:FUNC:SQU:DCYC 1', data: '10 MHZ', errors: [-221],
    check: ['FUNC:SQU:DCYC?', '+1.600000000000000E+01'],
  },
  {
    long: 'FREQuency', short: 'FREQ', data: '30E6', errors: [-222],
    check: ['FREQ?;:FUNC:PULS:PER?', '+2.000000000000000E+07;+5.000000000000000E-08'],
  },
  {
    long: 'FUNCtion:PULSe:WIDTh', short: 'FUNC:PULS:WIDT', before: 'FUNC PULS;:FUNC:PULS:TRAN 1 US', data: '100 NS',
    errors: [-221], check: ['FUNC:PULS:TRAN:LEAD?;:FUNC:PULS:WIDT?', '+8.000000000000000E-08;+1.000000000000000E-07'],
  },
  { long: 'VOLTage:COUPle', short: 'VOLT:COUP', before: 'VOLT 3', data: 'ON', check: ['SOUR2:VOLT?', '+3.000000000000000E+00'] },
  {
    long: 'SOURce2:VOLTage', short: 'SOUR2:VOLT', before: 'VOLT:COUP ON', data: '2',
    check: ['SOUR1:VOLT?', '+2.000000000000000E+00'],
  },
  {
    long: 'FREQuency:COUPle', short: 'FREQ:COUP', before: 'FREQ:COUP:RAT 3', data: 'ON',
    check: ['SOUR2:FREQ?', '+3.000000000000000E+03'],
  },
  {
    long: 'SOURce2:FREQuency', short: 'SOUR2:FREQ', before: 'FREQ:COUP:RAT 2;:FREQ:COUP ON', data: '3000',
    check: ['SOUR1:FREQ?', '+1.500000000000000E+03'],
  },
  {
    long: 'FREQuency', short: 'FREQ', before: 'FREQ:COUP:MODE OFFS;:FREQ:COUP:OFFS 500;:FREQ:COUP ON', data: '2000',
    check: ['SOUR2:FREQ?', '+2.500000000000000E+03'],
  },
  {
    long: 'FREQuency', short: 'FREQ', before: 'FREQ:COUP:RAT 100;:FREQ:COUP ON', data: '1 MHZ', errors: [-221],
    check: ['FREQ?;:SOUR2:FREQ?', '+1.000000000000000E+03;+1.000000000000000E+05'],
  },
  {
    long: 'RATE:COUPle', short: 'RATE:COUP', before: 'RATE:COUP:RAT 2', data: 'ON',
    check: ['SOUR2:FUNC:ARB:SRAT?', '+8.000000000000000E+04'],
  },
  {
    long: 'TRACk', short: 'TRAC', before: 'FREQ 7;:FUNC SQU', data: 'ON',
    check: ['SOUR2:FREQ?;:SOUR2:FUNC?', '+7.000000000000000E+00;SQU'],
  },
  { long: 'SOURce1:VOLTage', short: 'VOLT', before: 'TRAC ON', data: '2', check: ['SOUR2:VOLT?', '+2.000000000000000E+00'] },
  { long: 'TRACk', short: 'TRAC', before: 'FREQ:COUP ON', data: 'ON', errors: [890], check: ['FREQ:COUP?', '0'] },
  { long: 'TRACk', short: 'TRAC', before: 'RATE:COUP ON', data: 'ON', errors: [891], check: ['RATE:COUP?', '0'] },
  { long: 'TRACk', short: 'TRAC', before: 'VOLT:COUP ON', data: 'ON', errors: [892], check: ['VOLT:COUP?', '0'] },
  { long: 'TRACk', short: 'TRAC', before: 'COMB:FEED CH2', data: 'INV', errors: [893], check: ['COMB:FEED?', 'NONE'] },
  { long: 'FREQuency:COUPle', short: 'FREQ:COUP', before: 'TRAC ON', data: 'ON', errors: [-221], check: ['FREQ:COUP?', '0'] },
  { long: 'COMBine:FEED', short: 'COMB:FEED', data: 'CH1', errors: [-221], check: ['COMB:FEED?', 'NONE'] },
  {
    long: 'OUTPut:TRIGger', short: 'OUTP:TRIG', before: 'TRIG1:SOUR EXT', data: 'ON', errors: [-221], check: ['OUTP:TRIG?', '0'],
  },
  {
    long: 'TRIGger1:SOURce', short: 'TRIG:SOUR', before: 'OUTP:TRIG ON', data: 'EXT', errors: [-221], check: ['OUTP:TRIG?', '0'],
  },
]
