import type { MessageRow, NumberRow, WordRow } from './rows.ts'

const eight = '0,1,0,-1,0,1,0,-1'
const stored = `DATA:ARB PULSES,${eight}`

export const arbitraryNumbers: readonly NumberRow[] = [
  {
    long: 'FUNCtion:ARBitrary:SRATe', short: 'FUNC:ARB:SRAT', set: '1 MHZ', reply: '+1.000000000000000E+06', min: 1e-6,
    max: 250e6, def: 40e3,
  },
]

export const arbitraryWords: readonly WordRow[] = [
  { long: 'FORMat:BORDer', short: 'FORM:BORD', reset: 'NORM', bad: 'LITTLE', words: [['SWAPped', 'SWAP'], ['NORMal', 'NORM']] },
  {
    long: 'FUNCtion:ARBitrary:FILTer', short: 'FUNC:ARB:FILT', reset: 'STEP', bad: 'SHARP',
    words: [['NORMal', 'NORM'], ['OFF', 'OFF'], ['STEP', 'STEP']],
  },
  {
    long: 'FUNCtion:ARBitrary:ADVance', short: 'FUNC:ARB:ADV', reset: 'SRAT', bad: 'FREE',
    words: [['TRIGger', 'TRIG'], ['SRATe', 'SRAT']],
  },
  {
    long: 'SOURce1:FUNCtion:ARBitrary', short: 'FUNC:ARB', reset: '"INT:\\BUILTIN\\EXP_RISE.ARB"', before: stored,
    words: [['"PULSES"', '"PULSES"'], ['pulses', '"PULSES"'], ['"INT:\\BUILTIN\\EXP_RISE.ARB"', '"INT:\\BUILTIN\\EXP_RISE.ARB"']],
  },
]

export const arbitraryMessages: readonly MessageRow[] = [
  {
    long: 'SOURce1:DATA:ARBitrary', short: 'DATA:ARB', data: `myarb,${eight}`,
    check: ['DATA:VOL:CAT?', '"INT:\\BUILTIN\\EXP_RISE.ARB","MYARB"'],
  },
  {
    long: 'DATA:ARBitrary:DAC', short: 'DATA:ARB:DAC', data: 'myarb,0,32767,0,-32767,0,1,2,3',
    check: ['DATA:ATTR:PTP? myarb', '+2.000000000000000E+00'],
  },
  {
    long: 'DATA:ARBitrary:DAC', short: 'DATA:ARB:DAC',
    data: 'myarb,#216\x00\x00\x7f\xff\x00\x00\x80\x01\x00\x00\x00\x01\x00\x02\x00\x03',
    check: ['DATA:ATTR:PTP? myarb', '+2.000000000000000E+00'],
  },
  {
    long: 'DATA:ARBitrary:DAC', short: 'DATA:ARB:DAC', before: 'FORM:BORD SWAP',
    data: 'myarb,#216\x00\x00\xff\x7f\x00\x00\x01\x80\x00\x00\x01\x00\x02\x00\x03\x00',
    check: ['DATA:ATTR:PTP? myarb', '+2.000000000000000E+00'],
  },
  { long: 'DATA:ARBitrary', short: 'DATA:ARB', data: 'myarb,0,1,0', errors: [-222] },
  { long: 'DATA:ARBitrary', short: 'DATA:ARB', data: 'myarb,0,1.5,0,1,1,1,1,1', errors: [-222] },
  { long: 'DATA:ARBitrary:DAC', short: 'DATA:ARB:DAC', data: 'myarb,0,-32768,0,1,1,1,1,1', errors: [-222] },
  { long: 'DATA:ARBitrary:DAC', short: 'DATA:ARB:DAC', data: 'myarb,#13abc', errors: [-161] },
  { long: 'DATA:ARBitrary', short: 'DATA:ARB', before: stored, data: `PULSES,${eight}`, errors: [786] },
  { long: 'DATA:ARBitrary', short: 'DATA:ARB', data: `SINC,${eight}`, errors: [782] },
  { long: 'DATA:ARBitrary', short: 'DATA:ARB', data: `much_too_long_a_name,${eight}`, errors: [-144] },
  {
    long: 'DATA:SEQuence', short: 'DATA:SEQ', before: stored,
    data: '#280"SEQ","PULSES",2,repeat,highAtStart,10,"PULSES",0,once,maintain,10              ',
    check: ['DATA:ATTR:POIN? SEQ', '+24'],
  },
  { long: 'DATA:SEQuence', short: 'DATA:SEQ', before: stored, data: '#233"SEQ","PULSES",2,twice,maintain,1', errors: [-224] },
  {
    long: 'DATA:VOLatile:CLEar', short: 'DATA:VOL:CLE', before: stored, check: ['DATA:VOL:CAT?', '"INT:\\BUILTIN\\EXP_RISE.ARB"'],
  },
  { long: 'DATA:VOLatile:CATalog?', short: 'DATA:VOL:CAT?', reply: /^"INT:\\BUILTIN\\EXP_RISE\.ARB"$/ },
  { long: 'DATA:VOLatile:FREE?', short: 'DATA:VOL:FREE?', reply: /^\+\d+$/ },
  { long: 'DATA:ATTRibute:POINts?', short: 'DATA:ATTR:POIN?', before: stored, data: 'PULSES', reply: /^\+8$/ },
  { long: 'DATA:ATTRibute:AVERage?', short: 'DATA:ATTR:AVER?', before: stored, data: '"PULSES"', reply: /^\+0\.0{15}E\+00$/ },
  {
    long: 'DATA:ATTRibute:CFACtor?', short: 'DATA:ATTR:CFAC?', before: stored, data: 'PULSES',
    reply: /^\+1\.41421356237309\dE\+00$/,
  },
  { long: 'DATA:ATTRibute:PTPeak?', short: 'DATA:ATTR:PTP?', before: stored, data: 'PULSES', reply: /^\+2\.0{15}E\+00$/ },
  { long: 'DATA:ATTRibute:POINts?', short: 'DATA:ATTR:POIN?', reply: /^\+1000$/ },
  { long: 'FUNCtion:ARBitrary', short: 'FUNC:ARB', data: '"NOBODY"', errors: [785] },
  { long: 'FUNCtion:ARBitrary', short: 'FUNC:ARB', data: '"INT:\\BUILTIN\\SINC.ARB"', errors: [787] },
  {
    long: 'FUNCtion:ARBitrary:FREQuency', short: 'FUNC:ARB:FREQ', data: '80', check: ['FUNC:ARB:SRAT?', '+8.000000000000000E+04'],
  },
  { long: 'FUNCtion:ARBitrary:FREQuency?', short: 'FUNC:ARB:FREQ?', reply: /^\+4\.0{15}E\+01$/ },
  { long: 'FUNCtion:ARBitrary:PERiod', short: 'FUNC:ARB:PER', data: '0.01', check: ['FUNC:ARB:SRAT?', '+1.000000000000000E+05'] },
  { long: 'FUNCtion:ARBitrary:PERiod?', short: 'FUNC:ARB:PER?', reply: /^\+2\.50{14}E-02$/ },
  { long: 'FUNCtion:ARBitrary:POINts?', short: 'FUNC:ARB:POIN?', reply: /^\+1000$/ },
  {
    long: 'FUNCtion:ARBitrary:PTPeak', short: 'FUNC:ARB:PTP', before: `${stored};:FUNC:ARB PULSES;:FUNC ARB`, data: '2',
    check: ['VOLT?', '+2.000000000000000E+00'],
  },
  {
    long: 'FUNCtion:ARBitrary:PTPeak', short: 'FUNC:ARB:PTP', data: '0', errors: [-222],
    check: ['VOLT?', '+1.000000000000000E-03'],
  },
  { long: 'FUNCtion:ARBitrary:SYNChronize', short: 'FUNC:ARB:SYNC' },
  {
    long: 'FUNCtion:ARBitrary:FILTer', short: 'FUNC:ARB:FILT', before: 'FUNC:ARB:SRAT 100E6', data: 'OFF', errors: [-221],
    check: ['FUNC:ARB:SRAT?', '+6.250000000000000E+07'],
  },
  {
    long: 'MMEMory:LOAD:DATA1', short: 'MMEM:LOAD:DATA', data: '"INT:\\BUILTIN\\SINC.arb"',
    check: ['DATA:VOL:CAT?', '"INT:\\BUILTIN\\EXP_RISE.ARB","INT:\\BUILTIN\\SINC.ARB"'],
  },
  {
    long: 'VOLTage', short: 'VOLT',
    before: 'MMEM:LOAD:DATA1 "INT:\\BUILTIN\\SINC.arb";:FUNC:ARB "INT:\\BUILTIN\\SINC.ARB";:FUNC ARB', data: '10', errors: [-222],
    check: ['VOLT?', /^\+6\.08\d+E\+00$/],
  },
  {
    long: 'MMEMory:STORe:DATA1', short: 'MMEM:STOR:DATA', before: `${stored};:FUNC:ARB PULSES`, data: '"INT:\\P.ARB"',
    check: ['MMEM:CAT:DATA:ARB? "INT:\\"', /"P\.ARB,ARB,\d+"/],
  },
  { long: 'MMEMory:LOAD:DATA2', short: 'MMEM:LOAD:DATA2', data: '"INT:\\NOTHING.ARB"', errors: [-256] },
]
