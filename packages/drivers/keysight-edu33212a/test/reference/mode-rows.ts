import type { MessageRow, NumberRow, WordRow } from './rows.ts'

const percent = '+5.000000000000000E+01'

export const modeNumbers: readonly NumberRow[] = [
  { long: 'SOURce1:AM:DEPTh', short: 'AM', set: '50', reply: percent, min: 0, max: 120, def: 100 },
  {
    long: 'AM:INTernal:FREQuency', short: 'AM:INT:FREQ', set: '1 KHZ', reply: '+1.000000000000000E+03', min: 1e-6, max: 20e6,
    def: 100,
  },
  {
    long: 'AM:INTernal:FREQuency', short: 'AM:INT:FREQ', before: 'AM:INT:FUNC TRI', set: '1 KHZ', reply: '+1.000000000000000E+03',
    min: 1e-6, max: 200e3, def: 100,
  },
  { long: 'FM:DEViation', short: 'FM', set: '200', reply: '+2.000000000000000E+02', min: 1e-6, max: 10e6, def: 100 },
  {
    long: 'FM:INTernal:FREQuency', short: 'FM:INT:FREQ', set: '100', reply: '+1.000000000000000E+02', min: 1e-6, max: 20e6,
    def: 10,
  },
  { long: 'PM:DEViation', short: 'PM:DEV', set: '90', reply: '+9.000000000000000E+01', min: 0, max: 360, def: 180 },
  {
    long: 'PM:INTernal:FREQuency', short: 'PM:INT:FREQ', set: '100', reply: '+1.000000000000000E+02', min: 1e-6, max: 20e6,
    def: 10,
  },
  { long: 'PWM:DEViation', short: 'PWM:DEV', set: '20 US', reply: '+2.000000000000000E-05', min: 0, max: 1e6, def: 10e-6 },
  { long: 'PWM:DEViation:DCYCle', short: 'PWM:DEV:DCYC', set: '5', reply: '+5.000000000000000E+00', min: 0, max: 100, def: 1 },
  {
    long: 'PWM:INTernal:FREQuency', short: 'PWM:INT:FREQ', set: '100', reply: '+1.000000000000000E+02', min: 1e-6, max: 20e6,
    def: 10,
  },
  { long: 'SUM:AMPLitude', short: 'SUM:AMPL', set: '50', reply: percent, min: 0, max: 100, def: 0.1 },
  {
    long: 'SUM:INTernal:FREQuency', short: 'SUM:INT:FREQ', set: '10', reply: '+1.000000000000000E+01', min: 1e-6, max: 20e6,
    def: 100,
  },
  { long: 'FSKey:FREQuency', short: 'FSK:FREQ', set: '1 KHZ', reply: '+1.000000000000000E+03', min: 1e-6, max: 20e6, def: 100 },
  {
    long: 'FSKey:INTernal:RATE', short: 'FSK:INT:RATE', set: '1 KHZ', reply: '+1.000000000000000E+03', min: 125e-6, max: 1e6,
    def: 10,
  },
  { long: 'BPSK:PHASe', short: 'BPSK', set: '90', reply: '+9.000000000000000E+01', min: 0, max: 360, def: 180 },
  {
    long: 'BPSK:INTernal:RATE', short: 'BPSK:INT:RATE', set: '1 KHZ', reply: '+1.000000000000000E+03', min: 125e-6, max: 1e6,
    def: 10,
  },
  {
    long: 'SOURce2:FREQuency:STARt', short: 'SOUR2:FREQ:STAR', set: '10', reply: '+1.000000000000000E+01', min: 1e-6, max: 20e6,
    def: 100,
  },
  { long: 'FREQuency:STOP', short: 'FREQ:STOP', set: '5E3', reply: '+5.000000000000000E+03', min: 1e-6, max: 20e6, def: 1000 },
  {
    long: 'FREQuency:CENTer', short: 'FREQ:CENT', set: '5E3', reply: '+5.000000000000000E+03', min: 1e-6, max: 20e6, def: 550,
    edgeErrors: [-221],
  },
  {
    long: 'FREQuency:SPAN', short: 'FREQ:SPAN', set: '-500', reply: '-5.000000000000000E+02', min: -19999999.999999,
    max: 19999999.999999, def: 900, edgeErrors: [-221],
  },
  {
    long: 'SWEep:TIME', short: 'SWE:TIME', before: 'TRIG1:SOUR BUS', set: '5', reply: '+5.000000000000000E+00', min: 1e-3,
    max: 250e3, def: 1,
  },
  { long: 'SWEep:HTIMe', short: 'SWE:HTIM', set: '5', reply: '+5.000000000000000E+00', min: 0, max: 3600, def: 0 },
  { long: 'SWEep:RTIMe', short: 'SWE:RTIM', set: '5', reply: '+5.000000000000000E+00', min: 0, max: 3600, def: 0 },
  { long: 'MARKer:FREQuency', short: 'MARK:FREQ', set: '700', reply: '+7.000000000000000E+02', min: 1e-6, max: 20e6, def: 500 },
  { long: 'MARKer:CYCLe', short: 'MARK:CYCL', set: '3', reply: '+3.000000000000000E+00', min: 1, max: 1e8 },
  { long: 'LIST:DWELl', short: 'LIST:DWEL', set: '0.1', reply: '+1.000000000000000E-01', min: 1e-6, max: 1000, def: 1 },
  { long: 'BURSt:NCYCles', short: 'BURS:NCYC', set: '3', reply: '+3.000000000000000E+00', min: 1, max: 1e8, def: 1 },
  {
    long: 'BURSt:INTernal:PERiod', short: 'BURS:INT:PER', set: '0.5', reply: '+5.000000000000000E-01', min: 1e-6, max: 8000,
    def: 0.01,
  },
  { long: 'BURSt:PHASe', short: 'BURS:PHAS', set: '-90', reply: '-9.000000000000000E+01', min: -360, max: 360, def: 0 },
  { long: 'TRIGger2:DELay', short: 'TRIG2:DEL', set: '0.5', reply: '+5.000000000000000E-01', min: 0, max: 1000, def: 0 },
  { long: 'TRIGger1:COUNt', short: 'TRIG:COUN', set: '5', reply: '+5.000000000000000E+00', min: 1, max: 1e6, def: 1 },
  { long: 'TRIGger:TIMer', short: 'TRIG1:TIM', set: '0.5', reply: '+5.000000000000000E-01', min: 1e-6, max: 8000, def: 1 },
]

const onOff = [['ON', '1'], ['OFF', '0'], ['1', '1'], ['0', '0']] as const
const shapes = [
  ['SQUare', 'SQU'], ['RAMP', 'RAMP'], ['NRAMp', 'NRAM'], ['TRIangle', 'TRI'], ['NOISe', 'NOIS'], ['PRBS', 'PRBS'],
  ['ARB', 'ARB'], ['SINusoid', 'SIN'],
] as const

function modulation(node: string): readonly WordRow[] {
  return [
    { long: `SOURce1:${node}:STATe`, short: `${node}:STAT`, reset: '0', bad: 'MAYBE', words: onOff },
    { long: `${node}:SOURce`, short: `${node}:SOUR`, reset: 'INT', bad: 'EXT', words: [['CH2', 'CH2'], ['INTernal', 'INT']] },
    { long: `${node}:INTernal:FUNCtion`, short: `${node}:INT:FUNC`, reset: 'SIN', bad: 'UPRAMP', words: shapes },
  ]
}

export const modeWords: readonly WordRow[] = [
  ...modulation('AM'), ...modulation('FM'), ...modulation('PM'), ...modulation('SUM'), ...modulation('PWM').slice(1),
  { long: 'PWM:STATe', short: 'PWM:STAT', before: 'FUNC PULS', words: onOff },
  { long: 'AM:DSSC', short: 'AM:DSSC', reset: '0', bad: 'MAYBE', words: onOff },
  { long: 'FSKey:STATe', short: 'FSK:STAT', reset: '0', bad: 'MAYBE', words: onOff },
  { long: 'FSKey:SOURce', short: 'FSK:SOUR', reset: 'INT', bad: 'CH2', words: [['EXTernal', 'EXT'], ['INTernal', 'INT']] },
  { long: 'BPSK:STATe', short: 'BPSK:STAT', reset: '0', bad: 'MAYBE', words: onOff },
  { long: 'BPSK:SOURce', short: 'BPSK:SOUR', reset: 'INT', bad: 'CH2', words: [['EXTernal', 'EXT'], ['INTernal', 'INT']] },
  {
    long: 'FREQuency:MODE', short: 'FREQ:MODE', reset: 'CW', bad: 'HOP',
    words: [['SWEep', 'SWE'], ['CW', 'CW'], ['FIXed', 'FIX']],
  },
  { long: 'FREQuency:MODE', short: 'FREQ:MODE', words: [['LIST', 'LIST']] },
  { long: 'SWEep:STATe', short: 'SWE:STAT', reset: '0', bad: 'MAYBE', words: onOff },
  { long: 'SWEep:SPACing', short: 'SWE:SPAC', reset: 'LIN', bad: 'SQR', words: [['LOGarithmic', 'LOG'], ['LINear', 'LIN']] },
  { long: 'BURSt:STATe', short: 'BURS:STAT', reset: '0', bad: 'MAYBE', words: onOff },
  { long: 'BURSt:MODE', short: 'BURS:MODE', reset: 'TRIG', bad: 'FREE', words: [['GATed', 'GAT'], ['TRIGgered', 'TRIG']] },
  {
    long: 'BURSt:NCYCles', short: 'BURS:NCYC',
    words: [['INFinity', '9.9E+37'], ['INF', '9.9E+37'], ['MIN', '+1.000000000000000E+00']],
  },
  {
    long: 'BURSt:GATE:POLarity', short: 'BURS:GATE:POL', reset: 'NORM', bad: 'UP',
    words: [['INVerted', 'INV'], ['NORMal', 'NORM']],
  },
  {
    long: 'TRIGger2:SOURce', short: 'TRIG2:SOUR', reset: 'IMM', bad: 'LINE',
    words: [['EXTernal', 'EXT'], ['TIMer', 'TIM'], ['BUS', 'BUS'], ['IMMediate', 'IMM']],
  },
  { long: 'TRIGger1:SLOPe', short: 'TRIG:SLOP', reset: 'POS', bad: 'UP', words: [['NEGative', 'NEG'], ['POSitive', 'POS']] },
  { long: 'INITiate2:CONTinuous', short: 'INIT2:CONT', reset: '1', bad: 'MAYBE', words: onOff },
]

/** Modes exclude each other, and suit some functions only. */
export const modeMessages: readonly MessageRow[] = [
  { long: 'FM:STATe', short: 'FM:STAT', before: 'AM:STAT ON', data: 'ON', errors: [-221], check: ['AM:STAT?;:FM:STAT?', '0;1'] },
  {
    long: 'SWEep:STATe', short: 'SWE:STAT', before: 'FSK:STAT ON', data: 'ON', errors: [-221],
    check: ['FSK:STAT?;:SWE:STAT?;:FREQ:MODE?', '0;1;SWE'],
  },
  {
    long: 'BURSt:STATe', short: 'BURS:STAT', before: 'SWE:STAT ON', data: 'ON', errors: [-221],
    check: ['SWE:STAT?;:FREQ:MODE?', '0;CW'],
  },
  { long: 'BURSt:STATe', short: 'BURS:STAT', before: 'FREQ:MODE LIST', data: 'ON', errors: [-221], check: ['FREQ:MODE?', 'CW'] },
  { long: 'AM:STATe', short: 'AM:STAT', before: 'FUNC PULS', data: 'ON', errors: [-221], check: ['AM:STAT?', '0'] },
  { long: 'FM:STATe', short: 'FM:STAT', before: 'FUNC NOIS', data: 'ON', errors: [-221], check: ['FM:STAT?', '0'] },
  { long: 'PWM:STATe', short: 'PWM:STAT', data: 'ON', errors: [-221], check: ['PWM:STAT?', '0'] },
  { long: 'SUM:STATe', short: 'SUM:STAT', before: 'FUNC DC', data: 'ON', errors: [-221], check: ['SUM:STAT?', '0'] },
  {
    long: 'AM:STATe', short: 'AM:STAT', before: 'FUNC NOIS;:AM:INT:FUNC NOIS', data: 'ON', errors: [-221],
    check: ['AM:STAT?', '0'],
  },
  { long: 'SWEep:STATe', short: 'SWE:STAT', before: 'FUNC PRBS', data: 'ON', errors: [-221], check: ['SWE:STAT?', '0'] },
  { long: 'BURSt:STATe', short: 'BURS:STAT', before: 'FUNC NOIS', data: 'ON', errors: [-221], check: ['BURS:STAT?', '0'] },
  { long: 'BURSt:STATe', short: 'BURS:STAT', before: 'FUNC NOIS;:BURS:MODE GAT', data: 'ON', check: ['BURS:STAT?', '1'] },
  { long: 'FUNCtion', short: 'FUNC', before: 'BURS:STAT ON', data: 'DC', errors: [-221], check: ['BURS:STAT?;:FUNC?', '0;DC'] },
  { long: 'SOURce2:AM:SOURce', short: 'SOUR2:AM:SOUR', data: 'CH2', errors: [-221], check: ['SOUR2:AM:SOUR?', 'INT'] },
  {
    long: 'BURSt:NCYCles', short: 'BURS:NCYC', before: 'BURS:STAT ON', data: '100', errors: [-221],
    check: ['BURS:INT:PER?', '+1.000010000000000E-01'],
  },
  {
    long: 'BURSt:NCYCles', short: 'BURS:NCYC', before: 'BURS:STAT ON', data: 'INF', errors: [-221], check: ['TRIG1:SOUR?', 'BUS'],
  },
  { long: 'BURSt:STATe', short: 'BURS:STAT', before: 'PHAS 90', data: 'ON', check: ['PHAS?', '+0.000000000000000E+00'] },
  {
    long: 'SWEep:SPACing', short: 'SWE:SPAC', before: 'SWE:TIME 1000', data: 'LOG', errors: [-221],
    check: ['SWE:TIME?', '+5.000000000000000E+02'],
  },
  { long: 'SWEep:TIME', short: 'SWE:TIME', data: '9000', errors: [-221], check: ['SWE:TIME?', '+8.000000000000000E+03'] },
  {
    long: 'FREQuency:SPAN', short: 'FREQ:SPAN', before: 'FREQ:CENT 1000', data: '-200',
    check: ['FREQ:STAR?;:FREQ:STOP?', '+1.100000000000000E+03;+9.000000000000000E+02'],
  },
  {
    long: 'FM:DEViation', short: 'FM', before: 'FM:STAT ON', data: '900', errors: [-221],
    check: ['FM?', '+5.000000000000000E+02'],
  },
  { long: 'LIST:FREQuency', short: 'LIST:FREQ', data: '10,20,30,40', check: ['LIST:FREQ:POIN?', '+4'] },
  { long: 'LIST:FREQuency', short: 'LIST:FREQ', data: new Array(129).fill('10').join(','), errors: [-223] },
  { long: 'LIST:FREQuency?', short: 'LIST:FREQ?', reply: /^\+1\.0{15}E\+02,\+1\.0{15}E\+03,\+5\.50{14}E\+02$/ },
  { long: 'LIST:FREQuency:POINts?', short: 'LIST:FREQ:POIN?', reply: /^\+3$/ },
  { long: 'INITiate1:IMMediate', short: 'INIT', errors: [-213] },
  { long: 'INITiate2', short: 'INIT2:IMM', before: 'INIT2:CONT OFF;:TRIG2:SOUR BUS', check: ['STAT:OPER:COND?', /^\+(80|16)$/] },
  { long: 'INITiate:IMMediate:ALL', short: 'INIT:ALL', before: 'INIT:CONT:ALL OFF;:TRIG1:SOUR BUS;:TRIG2:SOUR BUS' },
  { long: 'INITiate:CONTinuous:ALL', short: 'INIT:CONT:ALL', data: 'OFF', check: ['INIT1:CONT?;:INIT2:CONT?', '0;0'] },
  { long: 'ABORt', short: 'ABOR' },
  { long: 'TRIGger1', short: 'TRIG', before: 'BURS:STAT ON' },
  { long: '*TRG', short: '*TRG', before: 'BURS:STAT ON;:TRIG1:SOUR BUS' },
  { long: '*TRG', short: '*TRG', before: 'BURS:STAT ON', errors: [-211] },
]
