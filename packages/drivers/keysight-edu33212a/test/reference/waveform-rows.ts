import type { MessageRow, NumberRow, WordRow } from './rows.ts'

export const waveformNumbers: readonly NumberRow[] = [
  { long: 'SOURce1:FREQuency', short: 'FREQ', set: '5 kHz', reply: '+5.000000000000000E+03', min: 1e-6, max: 20e6, def: 1000 },
  {
    long: 'SOURce1:FREQuency', short: 'FREQ', before: 'FUNC SQU', set: '2E6', reply: '+2.000000000000000E+06', min: 1e-6,
    max: 10e6, def: 1000,
  },
  {
    long: 'SOURce1:FREQuency', short: 'FREQ', before: 'FUNC PULS', set: '5000', reply: '+5.000000000000000E+03', min: 1e-6,
    max: 10e6, def: 1000, edgeErrors: [-221, -221],
  },
  {
    long: 'SOURce1:FREQuency', short: 'FREQ', before: 'FUNC RAMP', set: '100000', reply: '+1.000000000000000E+05', min: 1e-6,
    max: 200e3, def: 1000,
  },
  {
    long: 'SOURce2:FREQuency', short: 'SOUR2:FREQ', before: 'SOUR2:FUNC TRI', set: '100 KHZ', reply: '+1.000000000000000E+05',
    min: 1e-6, max: 200e3, def: 1000,
  },
  {
    long: 'SOURce:FUNCtion:SQUare:DCYCle', short: 'FUNC:SQU:DCYC', set: '20 PCT', reply: '+2.000000000000000E+01', min: 0.01,
    max: 99.99, def: 50,
  },
  {
    long: 'FUNCtion:SQUare:DCYCle', short: 'SOUR1:FUNC:SQU:DCYC', before: 'FUNC SQU;:FREQ 10E6', set: '50',
    reply: '+5.000000000000000E+01', min: 16, max: 84, def: 50,
  },
  {
    long: 'FUNCtion:SQUare:PERiod', short: 'FUNC:SQU:PER', before: 'FUNC SQU', set: '1 MS', reply: '+1.000000000000000E-03',
    min: 100e-9, max: 1e6, def: 1e-3,
  },
  {
    long: 'FUNCtion:RAMP:SYMMetry', short: 'FUNC:RAMP:SYMM', set: '25', reply: '+2.500000000000000E+01', min: 0, max: 100,
    def: 100,
  },
  {
    long: 'FUNCtion:PULSe:PERiod', short: 'FUNC:PULS:PER', before: 'FUNC PULS', set: '2 MS', reply: '+2.000000000000000E-03',
    min: 100e-9, max: 1e6, def: 1e-3, edgeErrors: [-221],
  },
  {
    long: 'FUNCtion:PULSe:WIDTh', short: 'FUNC:PULS:WIDT', set: '50 US', reply: '+5.000000000000000E-05', min: 16e-9, max: 1e6,
    def: 100e-6, edgeErrors: [-221],
  },
  {
    long: 'FUNCtion:PULSe:DCYCle', short: 'FUNC:PULS:DCYC', set: '25', reply: '+2.500000000000000E+01', min: 0.01, max: 99.99,
    def: 10,
  },
  {
    long: 'FUNCtion:PULSe:TRANsition:BOTH', short: 'FUNC:PULS:TRAN', set: '20 NS', reply: '+2.000000000000000E-08', min: 8.4e-9,
    max: 1e-6, def: 10e-9,
  },
  {
    long: 'FUNCtion:PULSe:TRANsition:LEADing', short: 'FUNC:PULS:TRAN:LEAD', set: '20 NS', reply: '+2.000000000000000E-08',
    min: 8.4e-9, max: 1e-6, def: 10e-9,
  },
  {
    long: 'FUNCtion:PULSe:TRANsition:TRAiling', short: 'FUNC:PULS:TRAN:TRA', set: '20 NS', reply: '+2.000000000000000E-08',
    min: 8.4e-9, max: 1e-6, def: 10e-9,
  },
  {
    long: 'FUNCtion:NOISe:BANDwidth', short: 'FUNC:NOIS:BAND', set: '1 MHZ', reply: '+1.000000000000000E+06', min: 1e-3,
    max: 20e6, def: 100e3,
  },
  { long: 'FUNCtion:PRBS:BRATe', short: 'FUNC:PRBS:BRAT', set: '1E6', reply: '+1.000000000000000E+06', min: 1e-3, max: 50e6 },
  {
    long: 'FUNCtion:PRBS:TRANsition:BOTH', short: 'FUNC:PRBS:TRAN', set: '10 NS', reply: '+1.000000000000000E-08', min: 8.4e-9,
    max: 1e-6, def: 8.4e-9,
  },
  { long: 'PHASe', short: 'SOUR1:PHAS', set: '90', reply: '+9.000000000000000E+01', min: -360, max: 360, def: 0 },
  {
    long: 'PHASe', short: 'PHAS', before: 'UNIT:ANGL RAD', set: '1', reply: '+1.000000000000000E+00', min: -6.28318530718,
    max: 6.28318530718, def: 0,
  },
]

export const waveformWords: readonly WordRow[] = [
  {
    long: 'SOURce1:FUNCtion', short: 'FUNC', reset: 'SIN', bad: 'USER',
    words: [
      ['SINusoid', 'SIN'], ['SQU', 'SQU'], ['SQUare', 'SQU'], ['TRIangle', 'TRI'], ['RAMP', 'RAMP'], ['PULSe', 'PULS'],
      ['PRBS', 'PRBS'], ['NOISe', 'NOIS'],
      ['ARB', 'ARB'], ['DC', 'DC'],
    ],
  },
  {
    long: 'FUNCtion:PULSe:HOLD', short: 'FUNC:PULS:HOLD', reset: 'WIDT', bad: 'BOTH',
    words: [['DCYCle', 'DCYC'], ['WIDTh', 'WIDT']],
  },
  {
    long: 'FUNCtion:PRBS:DATA', short: 'FUNC:PRBS:DATA', reset: 'PN7', bad: 'PN8',
    words: ['PN9', 'PN11', 'PN15', 'PN20', 'PN23', 'PN7'].map((word) => [word, word] as const),
  },
  { long: 'UNIT:ANGLe', short: 'UNIT:ANGL', reset: 'DEG', bad: 'GON', words: [['RADian', 'RAD'], ['DEGree', 'DEG']] },
]

const on = '1'

export const waveformMessages: readonly MessageRow[] = [
  {
    long: 'APPLy:SINusoid', short: 'APPL:SIN', data: '5 KHZ,3.0,-2.5',
    check: ['APPL?', '"SIN +5.000000000000000E+03,+3.0000000000000E+00,-2.5000000000000E+00"'],
  },
  {
    long: 'SOURce2:APPLy:SQUare', short: 'SOUR2:APPL:SQU', before: 'SOUR2:FUNC:SQU:DCYC 20', data: '1000',
    check: ['SOUR2:FUNC:SQU:DCYC?;:OUTP2?', '+5.000000000000000E+01;1'],
  },
  {
    long: 'APPLy:RAMP', short: 'APPL:RAMP', before: 'FUNC:RAMP:SYMM 10', data: 'DEF,MIN',
    check: ['FUNC:RAMP:SYMM?;:VOLT?', '+1.000000000000000E+02;+1.000000000000000E-03'],
  },
  { long: 'APPLy:TRIangle', short: 'APPL:TRI', data: '1 KHZ,MAX', check: ['VOLT?;:FUNC?', '+1.000000000000000E+01;TRI'] },
  { long: 'APPLy:PULSe', short: 'APPL:PULS', data: '1000,1,0', check: ['FUNC?;:OUTP?', `PULS;${on}`] },
  { long: 'APPLy:PRBS', short: 'APPL:PRBS', data: '1E6', check: ['FUNC:PRBS:BRAT?', '+1.000000000000000E+06'] },
  {
    long: 'APPLy:NOISe', short: 'APPL:NOIS', data: 'DEF,2,1',
    check: ['VOLT?;:VOLT:OFFS?', '+2.000000000000000E+00;+1.000000000000000E+00'],
  },
  {
    long: 'APPLy:DC', short: 'APPL:DC', data: 'DEF,DEF,-2.5', check: ['FUNC?;:VOLT:OFFS?;:OUTP?', 'DC;-2.500000000000000E+00;1'],
  },
  { long: 'APPLy:ARBitrary', short: 'APPL:ARB', data: '1E6,1', check: ['FUNC:ARB:SRAT?;:FUNC?', '+1.000000000000000E+06;ARB'] },
  { long: 'APPLy:SINusoid', short: 'APPL:SIN', data: '30 MHZ', errors: [-222], check: ['FREQ?', '+2.000000000000000E+07'] },
  {
    long: 'APPLy:SINusoid', short: 'APPL:SIN', before: 'AM:STAT ON;:TRIG1:SOUR BUS;:VOLT:RANG:AUTO OFF',
    check: ['AM:STAT?;:TRIG1:SOUR?;:VOLT:RANG:AUTO?', '0;IMM;1'],
  },
  {
    long: 'APPLy:SINusoid', short: 'APPL:SIN', before: 'OUTP1:LOAD INF', data: '1000,MAX',
    check: ['OUTP1:LOAD?;:VOLT?', '9.9E+37;+2.000000000000000E+01'],
  },
  { long: 'APPLy:SINusoid', short: 'APPL:SIN', data: '1,2,3,4', errors: [-108] },
  { long: 'APPLy?', short: 'APPL?', reply: /^"SIN \+1\.0{15}E\+03,\+1\.0{13}E-01,\+0\.0{13}E\+00"$/ },
  { long: 'SOURce2:APPLy?', short: 'SOUR2:APPL?', before: 'SOUR2:FUNC SQU', reply: /^"SQU / },
  {
    long: 'PHASe:REFerence', short: 'SOUR2:PHAS:REF', before: 'SOUR2:PHAS 90;:SOUR1:PHAS 90',
    check: ['SOUR2:PHAS?;:SOUR1:PHAS?', /\+0\.0{15}E\+00/],
  },
  { long: 'SOURce1:PHASe:SYNChronize', short: 'PHAS:SYNC' },
]
