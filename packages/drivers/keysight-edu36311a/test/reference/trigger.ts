import type { Row } from './row.ts'

const volt = '[SOURce:]VOLTage[:LEVel]:TRIGgered[:AMPLitude]'
const current = '[SOURce:]CURRent[:LEVel]:TRIGgered[:AMPLitude]'
const armed = 'VOLT:MODE STEP;:VOLT:TRIG 3'

/** VOLTage:TRIGgered, VOLTage:MODE, INITiate, TRIGger, ABORt, *TRG. */
export const triggerRows: readonly Row[] = [
  { header: volt, reply: '+0.00000000E+00' },
  { header: volt, set: '12,(@2)', query: '(@2)', reply: '+1.20000000E+01' },
  { header: volt, set: 'MAX,(@1)', query: '(@1)', reply: '+6.18000000E+00' },
  { header: volt, query: 'MAX,(@3)', reply: '+3.09000000E+01' },
  { header: volt, set: 'DEF', error: -224 },
  { header: current, query: '(@1:3)', reply: '+2.00000000E-03,+1.00000000E-03,+1.00000000E-03' },
  { header: current, set: '0.5,(@2)', query: '(@2)', reply: '+5.00000000E-01' },
  { header: current, query: 'MIN', reply: '+2.00000000E-03' },
  { header: current, set: 'DEF', error: -224 },
  { header: '[SOURce:]VOLTage:MODE', reply: 'FIX' },
  { header: '[SOURce:]VOLTage:MODE', set: 'STEP,(@1,3)', query: '(@1:3)', reply: 'STEP,FIX,STEP' },
  { header: '[SOURce:]VOLTage:MODE', before: 'VOLT:MODE STEP', set: 'FIXed', reply: 'FIX' },
  { header: '[SOURce:]CURRent:MODE', reply: 'FIX' },
  { header: '[SOURce:]CURRent:MODE', set: 'STEP', reply: 'STEP' },
  { header: 'TRIGger[:SEQuence]:SOURce', reply: 'BUS' },
  { header: 'TRIGger[:SEQuence]:SOURce', set: 'IMMediate,(@2)', query: '(@2)', reply: 'IMM' },
  { header: 'TRIGger[:SEQuence]:SOURce', before: 'TRIG:SOUR IMM', set: 'BUS', reply: 'BUS' },
  { header: 'TRIGger[:SEQuence]:DELay', reply: '+0.00000000E+00' },
  { header: 'TRIGger[:SEQuence]:DELay', set: '2.5,(@1)', query: '(@1)', reply: '+2.50000000E+00' },
  { header: 'TRIGger[:SEQuence]:DELay', set: 'MAX', reply: '+3.60000000E+03' },
  { header: 'INITiate[:IMMediate]', before: armed, set: '', then: ['*TRG;:VOLT?', '+3.00000000E+00'] },
  { header: 'INITiate[:IMMediate]', before: `${armed};:TRIG:SOUR IMM`, set: '(@1)', then: ['VOLT?', '+3.00000000E+00'] },
  { header: 'INITiate[:IMMediate]', before: 'INIT', set: '', error: -213 },
  { header: 'INITiate:CONTinuous', query: '(@1:3)', reply: '0,0,0' },
  { header: 'INITiate:CONTinuous', before: armed, set: 'ON', reply: '1', then: ['*TRG;:VOLT?', '+3.00000000E+00'] },
  { header: 'INITiate:CONTinuous', before: `${armed};:INIT`, set: 'OFF', reply: '0', then: ['*TRG;:VOLT?', '+0.00000000E+00'] },
  { header: 'INITiate:CONTinuous', set: 'ON,(@2)', query: '(@1:3)', reply: '0,1,0' },
  {
    header: 'INITiate:CONTinuous', before: 'INIT:CONT ON;:VOLT:MODE STEP;:VOLT:TRIG 3;*TRG', set: 'ON',
    then: ['VOLT?;*TRG;:VOLT?', '+0.00000000E+00;+3.00000000E+00'],
  },
  {
    header: 'INITiate:CONTinuous', before: `${armed};:INIT:CONT ON;:ABOR`, query: '', reply: '1',
    then: ['*TRG;:VOLT?', '+3.00000000E+00'],
  },
  { header: 'INITiate:CONTinuous', before: `${armed};:INIT:CONT ON;*RST`, reply: '0' },
  { header: 'ABORt', before: `${armed};:INIT`, set: '', then: ['*TRG;:VOLT?', '+0.00000000E+00'] },
  { header: 'ABORt', set: '(@1:3)' },
  { header: '*TRG', before: `${armed};:INIT`, set: '', then: ['VOLT?', '+3.00000000E+00'] },
  { header: '*TRG', before: armed, set: '', then: ['VOLT?', '+0.00000000E+00'] },
]
