import { commands, queries, settings, type Row } from './rows.ts'

export const systemRows: readonly Row[] = [
  ...queries(
    [':DISPlay:DATA', /^#8\d{8}\x89PNG/, 'PNG,COLor'], [':DISPlay:DATA', /^#8\d{8}BM/, 'BMP,COLor'],
    [':DISPlay:DATA', /^#8\d{8}BM/, 'BMP8bit,GRAYscale'], [':DISPlay:DATA', /^#8\d{8}BM/],
    [':SYSTem:DIDentifier', /^"EDUX1052[AG]-SIM\d+"$/], [':SYSTem:SETup', /^#8\d{8}:TIM/], [':CALibrate:STATus', /^0,0,"/],
    [':CALibrate:DATE', /^"/],
    [':SYSTem:DATE', /^\d{4},\d+,\d+$/], [':SYSTem:TIME', /^\d+,\d+,\d+$/],
  ),
  ...settings(
    [':DISPlay:PERSistence', 'INFinity', 'INF'], [':DISPlay:PERSistence', 'MINimum', 'MIN'],
    [':DISPlay:PERSistence', '0.1', '+100E-03'], [':DISPlay:PERSistence', '60', '+60.0E+00'], [':DISPlay:LABel', 'ON', '1'],
    [':DISPlay:VECTors', '1', '1'],
    [':DISPlay:ANNotation', 'ON', '1'], [':DISPlay:ANNotation:TEXT', '"note"', '"note"'],
    [':DISPlay:INTensity:WAVeform', '80', '+80'], [':DISPlay:MENU:TIMeout', '10', '+10.0E+00'],
    [':DISPlay:TRANsparent', 'OFF', '0'], [':HARDcopy:INKSaver', '0', '0'],
    [':SYSTem:LOCK', 'ON', '1'], [':SYSTem:DATE', '2026,11,22', '2026,11,22'], [':SYSTem:TIME', '12,34,56', '12,34,56'],
    [':SYSTem:PERSona[:MANufacturer]', '"AGILENT"', '"AGILENT"'], [':SYSTem:RLOGger:STATe', 'ON', '1'],
    [':SAVE:IMAGe:FORMat', 'BMP', 'BMP'], [':SAVE:WAVeform:FORMat', 'ASCiixy', 'ASC'], [':SAVE:WAVeform:FORMat', 'BINary', 'BIN'],
    [':SAVE:WAVeform:FORMat', 'CSV', 'CSV'], [':SAVE:PWD', '"/usb/a"', '"/usb/a"'],
    [':CALibrate:OUTPut', 'MASK', 'MASK'], [':CALibrate:OUTPut', 'WAVEgen', 'WAVE'], [':CALibrate:OUTPut', 'TRIGgers', 'TRIG'],
    [':DEMO:OUTPut', 'ON', '1'],
  ),
  ...commands(
    [':DISPlay:CLEar'], [':SYSTem:DSP', '"hello"'], [':SYSTem:RLOGger', 'ON'], [':SYSTem:MENU', 'MEASure'],
    [':SYSTem:PERSona[:MANufacturer]:DEFault'], [':SAVE:SETup[:STARt]', '3'], [':SAVE:SETup[:STARt]', '"s.scp"'],
    [':SAVE:IMAGe[:STARt]', '"p.png"'],
    [':SAVE:WAVeform[:STARt]', '"w.csv"'], [':RECall:SETup[:STARt]', '3', ':SAVE:SET 3'],
    [':RECall:SETup[:STARt]', '"s.scp"', ':SAVE:SET "s.scp"'], ['*SAV', '4'], ['*RCL', '4', '*SAV 4'],
  ),
]

/** The G model only. */
export const generatorRows: readonly Row[] = [
  ...settings(
    [':WGEN:OUTPut', 'ON', '1'], [':WGEN:FUNCtion', 'SQUare', 'SQU'], [':WGEN:FUNCtion', 'RAMP', 'RAMP'],
    [':WGEN:FUNCtion', 'PULSe', 'PULS'], [':WGEN:FUNCtion', 'NOISe', 'NOIS'], [':WGEN:FUNCtion', 'DC', 'DC'],
    [':WGEN:FUNCtion', 'SINusoid', 'SIN'],
    [':WGEN:FREQuency', '20E6', '+20.0E+06'], [':WGEN:FREQuency', '1kHz', '+1.00E+03'], [':WGEN:PERiod', '1E-3', '+1.00E-03'],
    [':WGEN:VOLTage', '2', '+2.00E+00'], [':WGEN:VOLTage', '500mV', '+500E-03'], [':WGEN:VOLTage:OFFSet', '0.5', '+500E-03'],
    [':WGEN:VOLTage:HIGH', '2', '+2.00E+00'], [':WGEN:VOLTage:LOW', '-2', '-2.00E+00'],
    [':WGEN:FUNCtion:SQUare:DCYCle', '80', '+80.0E+00'], [':WGEN:FUNCtion:RAMP:SYMMetry', '0', '+0.00E+00'],
    [':WGEN:FUNCtion:PULSe:WIDTh', '20E-9', '+20.0E-09'],
    [':WGEN:OUTPut:LOAD', 'FIFTy', 'FIFT'], [':WGEN:OUTPut:LOAD', 'ONEMeg', 'ONEM'], [':WGEN:MODulation:STATe', 'ON', '1'],
    [':WGEN:MODulation:TYPE', 'FM', 'FM'], [':WGEN:MODulation:TYPE', 'FSK', 'FSK'], [':WGEN:MODulation:TYPE', 'AM', 'AM'],
    [':WGEN:MODulation:AM:DEPTh', '100', '+100E+00'], [':WGEN:MODulation:AM:FREQuency', '1E3', '+1.00E+03'],
    [':WGEN:MODulation:FM:DEViation', '1E3', '+1.00E+03'], [':WGEN:MODulation:FM:FREQuency', '1E3', '+1.00E+03'],
    [':WGEN:MODulation:FSKey:FREQuency', '2E3', '+2.00E+03'],
    [':WGEN:MODulation:FSKey:RATE', '10', '+10.0E+00'], [':WGEN:MODulation:FUNCtion', 'SQUare', 'SQU'],
    [':WGEN:MODulation:FUNCtion', 'RAMP', 'RAMP'], [':WGEN:MODulation:FUNCtion:RAMP:SYMMetry', '50', '+50.0E+00'],
    [':WGEN:MODulation:NOISe', '100', '+100E+00'],
    [':TRIGger[:EDGE]:SOURce', 'WGEN', 'WGEN'],
    [':FRANalysis:ENABle', '1', '1'], [':FRANalysis:FREQuency:MODE', 'SINGle', 'SING'],
    [':FRANalysis:FREQuency:MODE', 'SWEep', 'SWE'], [':FRANalysis:FREQuency:STARt', '+20.0E0Hz', '+20.0E+00'],
    [':FRANalysis:FREQuency:STARt', '+10.0E0kHz', '+10.0E+03'],
    [':FRANalysis:FREQuency:STOP', '20MHz', '+20.0E+06'], [':FRANalysis:FREQuency:SINGle', '1E3', '+1.00E+03'],
    [':FRANalysis:SWEep:POINts', '1000', '+1000'], [':FRANalysis:SOURce:INPut', 'CHANnel2', 'CHAN2'],
    [':FRANalysis:SOURce:OUTPut', 'CHAN1', 'CHAN1'],
    [':FRANalysis:TRACe', 'NONE', 'NONE'], [':FRANalysis:TRACe', 'GAIN', 'GAIN'], [':FRANalysis:TRACe', 'PHASe', 'PHAS'],
    [':FRANalysis:TRACe', 'ALL', 'ALL'], [':FRANalysis:WGEN:VOLTage', '1', '+1.00E+00'],
    [':FRANalysis:WGEN:LOAD', 'ONEMeg', 'ONEM'],
  ),
  ...commands([':WGEN:RST'], [':FRANalysis:RUN', undefined, ':FRAN:ENAB 1']),
  ...queries(
    [
      ':FRANalysis:DATA', /^#8\d{8}#, Frequency \(Hz\), Amplitude \(Vpp\), Gain \(dB\), Phase \(\xb0\)\n1, 1000\.0, 0\.2000, /,
      undefined, ':FRAN:ENAB 1;:FRAN:FREQ:MODE SING;:FRAN:RUN',
    ],
    [':WGEN', /^:WGEN:FUNC SIN;/], [':FRANalysis', /^:FRAN:WGEN:VOLT /],
  ),
]

/** What the A model lacks. */
export const onlyOnG: readonly string[] = [
  ':WGEN:OUTP?', ':WGEN:OUTP 1', ':WGEN:FREQ 1000', ':WGEN:VOLT?', ':WGEN:RST', ':FRAN:ENAB?', ':FRAN:RUN', ':FRAN:DATA?',
  ':FRANALYSIS:SWEEP:POINTS?',
]

/** What neither has. */
export const absent: readonly string[] = [
  ':TRIG:STAT?', ':FETCH:FRANalysis?', ':MEAS:VMID?', ':MEAS:SEND?', '*PSC?', '*PSC 1', ':SYST:VERS?', ':STAT:OPER?',
  ':STAT:OPER:COND?', ':STAT:OPER:ENAB 1', ':STAT:QUES?', ':STAT:QUES:COND?',
  ':STAT:QUES:ENAB?', ':STAT:PRES', ':SYST:ERR:COUN?', ':SYST:ERR:ALL?', ':SYST:COMM:TCP:CONT?', ':DIGital1:DISPlay?',
  ':POD1:DISP?', ':CHAN', ':CHANN1:DISP?', ':CHA1:DISP?', ':MEASur:VPP?', ':WAV:POIN:POIN?', ':TRIG:RUNT:SOUR?',
  ':OUTP ON', ':VOLT 5', ':APPL 1', ':HARDcopy:STARt', ':POWer:ENABle?', ':RUN?', ':TER', ':WAV:DATA 1', ':CAL:ALL',
]
