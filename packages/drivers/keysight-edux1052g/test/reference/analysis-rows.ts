import { commands, queries, settings, type Row } from './rows.ts'

/** A number as measurements are printed, 9.9E37 among them; there is no point in it. */
const measured = /^[+-]\d+E[+-]\d\d$/

const items = [
  'VPP', 'VMAX', 'VMIN', 'VAMPlitude', 'VTOP', 'VBASe', 'OVERshoot', 'PREShoot', 'FREQuency', 'PERiod', 'PWIDth', 'NWIDth',
  'DUTYcycle',
  'RISetime', 'FALLtime', 'COUNter', 'BRATe', 'XMAX', 'XMIN', 'VAVerage', 'VRMS',
]

export const measurementRows: readonly Row[] = [
  ...items.flatMap((item) => [
    ...queries(
      [`:MEASure:${item}`, measured], [`:MEASure:${item}`, measured, 'CHANnel1'], [`:MEASure:${item}`, measured, 'CHAN1'],
    ),
    ...commands([`:MEASure:${item}`, 'CHAN1'], [`:MEASure:${item}`]),
  ]),
  ...queries(
    [':MEASure:VAVerage', measured, 'DISPlay,CHANnel1'], [':MEASure:VAVerage', measured, 'CYCLe,CHAN1'],
    [':MEASure:VRMS', measured, 'CYCLe,AC,CHAN1'], [':MEASure:VRMS', measured, 'DISPlay,DC,CHAN1'],
    [':MEASure:DELay', measured, 'CHAN1,CHAN2', ':CHAN2:DISP 1'], [':MEASure:PHASe', measured, 'CHAN1,CHAN2', ':CHAN2:DISP 1'],
    [':MEASure:TEDGe', measured, '+1,CHAN1'],
    [':MEASure:TVALue', measured, '0.1,+1,CHAN1'], [':MEASure:VTIMe', measured, '0,CHAN1'],
    [':MEASure:RESults', /^Pk-Pk\(1\)(,[+-]\d+E[+-]\d\d){5},\+1$/, undefined, ':MEAS:VPP CHAN1'],
    [':DVM:CURRent', measured, undefined, ':DVM:ENAB 1'], [':DVM:FREQuency', measured], [':MEASure:SOURce', /^CHAN1,CHAN2$/],
  ),
  ...commands(
    [':MEASure:DELay', 'CHAN1,CHAN2'], [':MEASure:PHASe', 'CHAN1,CHAN2'], [':MEASure:CLEar'], [':MEASure:ALL'],
    [':MEASure:STATistics:RESet'],
  ),
  ...settings(
    [':MEASure:SOURce', 'CHANnel2', 'CHAN2,CHAN2'], [':MEASure:SOURce', 'CHAN2,CHAN1', 'CHAN2,CHAN1'],
    [':MEASure:WINDow', 'ZOOM', 'ZOOM'], [':MEASure:WINDow', 'MAIN', 'MAIN'], [':MEASure:WINDow', 'AUTO', 'AUTO'],
    [':MEASure:STATistics:DISPlay', 'OFF', '0'], [':MEASure:STATistics:MCOunt', '100', '+100'], [':MEASure:SHOW', 'ON', '1'],
    [':DVM:ENABle', '1', '1'], [':DVM:MODE', 'DCRMs', 'DCRM'], [':DVM:MODE', 'ACRMs', 'ACRM'],
    [':DVM:MODE', 'FREQuency', 'FREQ'], [':DVM:MODE', 'DC', 'DC'], [':DVM:SOURce', 'CHANnel2', 'CHAN2'],
    [':DVM:ARANge', 'ON', '1'],
  ),
  ...commands(
    [':MEASure:DEFine', 'THResholds,PERCent,80,50,20'], [':MEASure:DEFine', 'THResholds,STANdard'],
    [':MEASure:DEFine', 'THResholds,ABSolute,2,1,0'], [':MEASure:DEFine', 'DELay,+1,-1'],
  ),
  ...queries(
    [':MEASure:DEFine', /^PERC,\+900E-01,\+500E-01,\+100E-01$/, 'THResholds'], [':MEASure:DEFine', /^\+1,\+1$/, 'DELay'],
  ),
]

export const analysisRows: readonly Row[] = [
  ...settings(
    [':FUNCtion:OPERation', 'SUBTract', 'SUBT'], [':FUNCtion:OPERation', 'MULTiply', 'MULT'],
    [':FUNCtion:OPERation', 'FFT', 'FFT'], [':FUNCtion:OPERation', 'ADD', 'ADD'], [':FUNCtion:SOURce1', 'CHANnel2', 'CHAN2'],
    [':FUNCtion:SOURce2', 'CHAN1', 'CHAN1'],
    [':FUNCtion:DISPlay', 'ON', '1'], [':FUNCtion:SCALe', '2', '+2.00E+00'], [':FUNCtion:RANGe', '40', '+40.0E+00'],
    [':FUNCtion:OFFSet', '1', '+1.00E+00'], [':FUNCtion:REFerence', '1', '+1.00E+00'],
    [':FUNCtion:GOFT:OPERation', 'MULTiply', 'MULT'],
    [':FUNCtion:GOFT:SOURce1', 'CHAN2', 'CHAN2'], [':FUNCtion:GOFT:SOURce2', 'CHAN1', 'CHAN1'],
    [':FUNCtion[:FFT]:WINDow', 'HANN', 'HANN'], [':FUNCtion[:FFT]:CENTer', '1E6', '+1.00E+06'],
    [':FUNCtion[:FFT]:SPAN', '1E6', '+1.00E+06'], [':FUNCtion[:FFT]:VTYPe', 'VRMS', 'VRMS'],
    [':FFT:DISPlay', 'ON', '1'], [':FFT:SOURce1', 'CHANnel2', 'CHAN2'], [':FFT:SPAN', '100E9', '+100E+09'],
    [':FFT:CENTer', '25E9', '+25.0E+09'], [':FFT:WINDow', 'RECTangular', 'RECT'], [':FFT:WINDow', 'FLATtop', 'FLAT'],
    [':FFT:WINDow', 'BHARris', 'BHAR'], [':FFT:WINDow', 'HANNing', 'HANN'],
    [':FFT:VTYPe', 'VRMS', 'VRMS'], [':FFT:VTYPe', 'DECibel', 'DEC'], [':FFT:SCALe', '10', '+10.0E+00'],
    [':FFT:OFFSet', '-40', '-40.0E+00'], [':FFT:REFerence', '20', '+20.0E+00'], [':FFT:RANGe', '160', '+160E+00'],
    [':WMEMory1:DISPlay', 'ON', '1'], [':WMEMory2:LABel', '"before"', '"before"'], [':WMEMory1:YSCale', '2', '+2.00E+00'],
    [':WMEMory1:YOFFset', '1', '+1.00E+00'], [':WMEMory1:SKEW', '1E-6', '+1.00E-06'],
    [':MARKer:MODE', 'MEASurement', 'MEAS'], [':MARKer:MODE', 'MANual', 'MAN'], [':MARKer:MODE', 'WAVeform', 'WAV'],
    [':MARKer:MODE', 'OFF', 'OFF'], [':MARKer:X1Position', '1E-3', '+1.00E-03'], [':MARKer:X2Position', '2E-3', '+2.00E-03'],
    [':MARKer:Y1Position', '1', '+1.00E+00'], [':MARKer:Y2Position', '2', '+2.00E+00'], [':MARKer:XUNits', 'HERTz', 'HERT'],
    [':MARKer:YUNits', 'PERCent', 'PERC'], [':MARKer:X1Y1source', 'CHANnel1', 'CHAN1'],
    [':MARKer:X2Y2source', 'FUNCtion', 'FUNC'],
  ),
  ...commands([':WMEMory1:SAVE', 'CHANnel1'], [':WMEMory1:CLEar']),
  ...queries(
    [':MARKer:XDELta', /^\+1\.00E-03$/, undefined, ':MARK:X2P 1E-3'],
    [':MARKer:YDELta', /^-500E-03$/, undefined, ':MARK:Y2P -0.5'], [':FUNCtion', /^:FUNC:DISP 0;OPER ADD;/],
    [':FFT', /^:FFT:DISP 0;SOUR1 CHAN1;/], [':WMEMory1', /^:WMEM1:DISP 0;/], [':MARKer', /^:MARK:MODE OFF;/],
  ),
]

export const maskRows: readonly Row[] = [
  ...settings(
    [':MTESt:ENABle', 'ON', '1'], [':MTESt:AMASk:SOURce', 'CHANnel2', 'CHAN2'], [':MTESt:AMASk:UNITs', 'CURRent', 'CURR'],
    [':MTESt:AMASk:XDELta', '0.1', '+100E-03'], [':MTESt:AMASk:YDELta', '0.1', '+100E-03'], [':MTESt:RMODe', 'WAVeforms', 'WAV'],
    [':MTESt:RMODe', 'TIME', 'TIME'],
    [':MTESt:RMODe', 'SIGMa', 'SIGM'], [':MTESt:RMODe', 'FORever', 'FOR'], [':MTESt:RMODe:TIME', '5', '+5.00E+00'],
    [':MTESt:RMODe:WAVeforms', '500', '+500'], [':MTESt:RMODe:SIGMa', '5', '+5.00E+00'], [':MTESt:RMODe:FACTion:STOP', 'ON', '1'],
  ),
  ...commands([':MTESt:AMASk:CREate'], [':MTESt:DELete'], [':MTESt:COUNt:RESet']),
  ...queries(
    [':MTESt:DATA', /^#8\d{8}\{"low"/, undefined, ':MTES:AMAS:CRE'], [':MTESt:TITLe', /^""$/],
    [':MTESt:COUNt:WAVeforms', /^\+0$/], [':MTESt:COUNt:FWAVeforms', /^\+0$/], [':MTESt:COUNt:TIME', /E[+-]\d\d$/],
  ),
]
