import { commands, queries, settings, type Row } from './rows.ts'

/** NR1, NR3 with a point, and NR3 as measurements have it. */
const whole = /^[+-]?\d+$/
const number = /^[+-]\d+\.\d+E[+-]\d\d$/

/** A channel after a reset, as the guide shows it, blanks included. */
const channelAfterReset = [
  ':CHAN1:RANG +40.0E+00', 'OFFS +0.00000E+00', 'COUP DC', 'IMP ONEM', 'DISP 1', 'BWL 0', ' INV 0', 'LAB "1"', 'UNIT VOLT',
  'PROB +10E+00', 'PROB:SKEW +0.00E+00', 'STYP SING',
].join(';')

function exactly(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[+.]/g, String.raw`\$&`)}$`)
}

/** A running instrument with something on the first channel; what is behind it has an effect that can be asked. */
export const runControlRows: readonly Row[] = [
  ...commands(
    [':RUN'], [':STOP'], [':SINGle'], [':DIGitize'], [':DIGitize', 'CHAN1'], [':DIGitize', 'CHANnel1,CHANnel2'],
    [':DIGitize', 'CHAN1,FUNCtion'], [':AUToscale'], [':AUToscale', 'CHAN1'], [':VIEW', 'CHAN2'], [':BLANk', 'CHAN1'], [':BLANk'],
    [':TRIGger:FORCe'], ['*TRG'], ['*CLS'], ['*RST'], ['*WAI'], [':SYSTem:PRESet'],
  ),
  ...settings(
    [':AUToscale:AMODE', 'CURRent', 'CURR'], [':AUToscale:CHANnels', 'DISPlayed', 'DISP'], [':AUToscale:FDEBug', 'ON', '1'],
    [':OPEE', '40', '+40'], [':OVLenable', '3', '+3'], [':MTEenable', '1', '+1'], ['*ESE', '1', '+1'], ['*SRE', '32', '+32'],
  ),
  ...queries(
    [':STATus', /^1$/, 'CHAN1'], [':STATus', /^0$/, 'FUNC'], [':AER', /^1$/, undefined, ':SING'], [':TER', /^[01]$/],
    [':OPERegister:CONDition', /^\+8$/, undefined, ':RUN'], [':OPERegister[:EVENt]', whole], [':OVLR', /^\+0$/],
    [':MTERegister[:EVENt]', whole], ['*OPC', /^1$/], ['*ESR', whole], ['*STB', whole], ['*TST', /^0$/], ['*OPT', /^0/],
    ['*IDN', /^KEYSIGHT TECHNOLOGIES,EDUX1052[AG],SIM\d+,02\.11\.2020062221$/],
    [':SERial', /^SIM\d+$/], ['*LRN', /^#8\d{8}:TIM:/], [':SYSTem:ERRor[:NEXT]', /^\+0,"No error"$/],
  ),
]

export const channelRows: readonly Row[] = [
  ...settings(
    [':CHANnel1:DISPlay', 'OFF', '0'], [':CHANnel2:DISPlay', '1', '1'], [':CHANnel1:INVert', 'ON', '1'],
    [':CHANnel1:BWLimit', '1', '1'],
    [':CHANnel1:VERNier', 'ON', '1'], [':CHANnel1:COUPling', 'AC', 'AC'], [':CHANnel1:SCALe', '2', '+2.00E+00'],
    [':CHANnel1:SCALe', '500mV', '+500E-03', ':CHAN1:PROB 1'], [':CHANnel1:SCALe', '2V', '+2.00E+00'],
    [':CHANnel1:RANGe', '40', '+40.0E+00'],
    [':CHANnel1:OFFSet', '1.5', '+1.50000E+00'], [':CHANnel1:PROBe', '10', '+10E+00', ':CHAN1:PROB 1'],
    [':CHANnel1:PROBe', 'X1', '+1.0E+00'],
    [':CHANnel1:PROBe', 'X10', '+10E+00'], [':CHANnel1:PROBe:SKEW', '10E-9', '+10.0E-09'],
    [':CHANnel1:PROBe:HEAD[:TYPE]', 'SEND6', 'SEND6'],
    [':CHANnel1:PROBe:STYPe', 'DIFFerential', 'DIFF'], [':CHANnel1:LABel', '"Vout"', '"Vout"'],
    [':CHANnel1:UNITs', 'AMPere', 'AMP'],
    [':CHANnel1:IMPedance', 'ONEMeg', 'ONEM'], [':CHANnel1:BANDwidth', '25E6', '+25.0E+06'],
    [':EXTernal:PROBe', '10', '+10E+00'], [':EXTernal:RANGe', '8', '+8.00E+00'], [':EXTernal:UNITs', 'VOLT', 'VOLT'],
    [':EXTernal:DISPlay', 'ON', '1'],
    [':EXTernal:LABel', '"clock"', '"clock"'], [':EXTernal:LEVel', '1.4', '+1.40E+00'], [':EXTernal:POSition', '2', '+2.00E+00'],
    [':EXTernal:BWLimit', '1', '1'],
    [':ABUS:DISPlay', 'ON', '1'], [':ABUS:BIT0', '0', '0'], [':ABUS:BIT1', '0', '0'], [':ABUS:BIT4', '1', '1'],
    [':ABUS:MASK', '#H1', '+1'], [':ABUS:LABel', '"bus"', '"bus"'],
  ),
  ...queries(
    [':CHANnel1:PROTection', /^NORM$/], [':CHANnel1:PROBe:ID', /^0$/],
    [
      ':CHANnel1',
      exactly(channelAfterReset),
    ],
    [':EXTernal', /^:EXT:DISP 0;PROB /],
  ),
]

export const horizontalRows: readonly Row[] = [
  ...settings(
    [':TIMebase:SCALe', '1E-3', '+1.00E-03'], [':TIMebase:SCALe', '500us', '+500E-06'], [':TIMebase:RANGe', '0.01', '+10.0E-03'],
    [':TIMebase:POSition', '1E-4', '+100E-06'],
    [':TIMebase:REFerence', 'LEFT', 'LEFT'], [':TIMebase:REFerence', 'RIGHt', 'RIGH'], [':TIMebase:REFerence', 'CENTer', 'CENT'],
    [':TIMebase:MODE', 'WINDow', 'WIND'],
    [':TIMebase:MODE', 'XY', 'XY'], [':TIMebase:MODE', 'ROLL', 'ROLL'], [':TIMebase:MODE', 'MAIN', 'MAIN'],
    [':TIMebase:VERNier', 'ON', '1'],
    [':TIMebase:WINDow:POSition', '1E-5', '+10E-06'], [':TIMebase:WINDow:RANGe', '1E-4', '+100E-06'],
    [':TIMebase:WINDow:SCALe', '2E-5', '+20.0E-06'],
    [':ACQuire:TYPE', 'AVERage', 'AVER'], [':ACQuire:TYPE', 'HRESolution', 'HRES'], [':ACQuire:TYPE', 'PEAK', 'PEAK'],
    [':ACQuire:TYPE', 'NORMal', 'NORM'],
    [':ACQuire:COUNt', '65536', '+65536'], [':ACQuire:COUNt', '2', '+2'], [':ACQuire:MODE', 'SEGMented', 'SEGM'],
    [':ACQuire:MODE', 'RTIMe', 'RTIM'],
    [':ACQuire:COMPlete', '100', '+100'], [':ACQuire:SEGMented:COUNt', '10', '+10'], [':ACQuire:SEGMented:INDex', '3', '+3'],
  ),
  ...commands([':ACQuire:SEGMented:ANALyze', undefined, ':ACQ:MODE SEGM']),
  ...queries(
    [':TIMebase', /^:TIM:MODE MAIN;REF CENT;MAIN:RANG \+1\.00E-03;POS \+0\.0E\+00$/], [':ACQuire:POINts', /^\+100000$/],
    [':ACQuire:SRATe', /^\+100E\+06$/], [':ACQuire', /^:ACQ:TYPE NORM;COUN \+8;/],
  ),
]

const waveformReply = /^\+0,\+0,\+1000,\+1,\+1\.00000000E-06,-500\.000000E-06,\+0,\+200\.000000E-03,\+0\.00000000E\+00,\+128$/

export const waveformRows: readonly Row[] = [
  ...settings(
    [':WAVeform:SOURce', 'CHANnel2', 'CHAN2'], [':WAVeform:SOURce', 'FUNCtion', 'FUNC'], [':WAVeform:SOURce', 'FFT', 'FFT'],
    [':WAVeform:SOURce', 'WMEMory1', 'WMEM1'],
    [':WAVeform:SOURce', 'EXT', 'EXT'], [':WAVeform:SOURce', 'SBUS1', 'SBUS1'], [':WAVeform:FORMat', 'WORD', 'WORD'],
    [':WAVeform:FORMat', 'ASCii', 'ASC'], [':WAVeform:FORMat', 'BYTE', 'BYTE'],
    [':WAVeform:BYTeorder', 'LSBFirst', 'LSBF'], [':WAVeform:BYTeorder', 'MSBFirst', 'MSBF'], [':WAVeform:UNSigned', '0', '0'],
    [':WAVeform:POINts:MODE', 'RAW', 'RAW'],
    [':WAVeform:POINts:MODE', 'MAXimum', 'MAX'], [':WAVeform:POINts:MODE', 'NORMal', 'NORM'], [':WAVeform:POINts', '500', '+500'],
    [':WAVeform:POINts', '300', '+500'], [':WAVeform:POINts', '100', '+100'],
    [':WAVeform:POINts', 'MAX', '+100000', ':STOP;:WAV:POIN:MODE RAW'],
  ),
  ...queries(
    [':WAVeform:PREamble', waveformReply], [':WAVeform:DATA', /^#800001000/], [':WAVeform:TYPE', /^NORM$/],
    [':WAVeform:COUNt', /^\+1$/],
    [':WAVeform:XINCrement', /^\+1\.00000000E-06$/], [':WAVeform:XORigin', /^-500\.000000E-06$/],
    [':WAVeform:XREFerence', /^\+0$/], [':WAVeform:YINCrement', /^\+200\.000000E-03$/],
    [':WAVeform:YORigin', /^\+0\.00000000E\+00$/], [':WAVeform:YREFerence', /^\+128$/], [':WAVeform:SEGMented:COUNt', /^\+0$/],
    [':WAVeform:SEGMented:TTAG', number],
    [':WAVeform', /^:WAV:SOUR CHAN1;FORM BYTE;/], [':WAVeform:POINts', /^\+100000$/, 'MAXimum', ':STOP;:WAV:POIN:MODE RAW'],
    [':WAVeform:POINts', /^\+100$/, 'MIN'],
  ),
]
