import { commands, queries, settings, type Row } from './rows.ts'

export const triggerRows: readonly Row[] = [
  ...settings(
    [':TRIGger:MODE', 'GLITch', 'GLIT'], [':TRIGger:MODE', 'PATTern', 'PATT'], [':TRIGger:MODE', 'SHOLd', 'SHOL'], [':TRIGger:MODE', 'TRANsition', 'TRAN'], [':TRIGger:MODE', 'TV', 'TV'],
    [':TRIGger:MODE', 'SBUS1', 'SBUS1'], [':TRIGger:MODE', 'EDGE', 'EDGE'], [':TRIGger:SWEep', 'NORMal', 'NORM'], [':TRIGger:SWEep', 'AUTO', 'AUTO'],
    [':TRIGger:HOLDoff', '60E-9', '+60.0000000000000E-09'], [':TRIGger:HOLDoff', '10', '+10.0000000000000E+00'], [':TRIGger:HFReject', 'ON', '1'], [':TRIGger:NREJect', '1', '1'],
    [':TRIGger[:EDGE]:SOURce', 'CHANnel2', 'CHAN2'], [':TRIGger[:EDGE]:SOURce', 'EXTernal', 'EXT'], [':TRIGger[:EDGE]:SOURce', 'LINE', 'LINE'],
    [':TRIGger[:EDGE]:SLOPe', 'NEGative', 'NEG'], [':TRIGger[:EDGE]:SLOPe', 'EITHer', 'EITH'], [':TRIGger[:EDGE]:SLOPe', 'ALTernate', 'ALT'], [':TRIGger[:EDGE]:SLOPe', 'POSitive', 'POS'],
    [':TRIGger[:EDGE]:LEVel', '2.5', '+2.50000E+00'], [':TRIGger[:EDGE]:LEVel', '2.5, CHANnel1', '+2.50000E+00'], [':TRIGger[:EDGE]:COUPling', 'AC', 'AC'], [':TRIGger[:EDGE]:COUPling', 'LFReject', 'LFR'],
    [':TRIGger[:EDGE]:REJect', 'HFReject', 'HFR'], [':TRIGger[:EDGE]:REJect', 'LFReject', 'LFR'], [':TRIGger[:EDGE]:REJect', 'OFF', 'OFF'],
    [':TRIGger:GLITch:SOURce', 'CHANnel2', 'CHAN2'], [':TRIGger:GLITch:POLarity', 'NEGative', 'NEG'], [':TRIGger:GLITch:QUALifier', 'GREaterthan', 'GRE'], [':TRIGger:GLITch:QUALifier', 'RANGe', 'RANG'],
    [':TRIGger:GLITch:QUALifier', 'LESSthan', 'LESS'], [':TRIGger:GLITch:GREaterthan', '1E-6', '+1.00E-06'], [':TRIGger:GLITch:LESSthan', '2E-6', '+2.00E-06'], [':TRIGger:GLITch:LEVel', '1', '+1.00E+00'],
    [':TRIGger:GLITch:RANGe', '2E-6,1E-6', '+2.00E-06,+1.00E-06'], [':TRIGger:GLITch:RANGe', '1E-6,2E-6', '+2.00E-06,+1.00E-06'],
    [':TRIGger:PATTern', '"01"', '"01"'], [':TRIGger:PATTern', '"XR"', '"XR"'], [':TRIGger:PATTern:FORMat', 'HEX', 'HEX'], [':TRIGger:PATTern:FORMat', 'ASCii', 'ASC'], [':TRIGger:PATTern:QUALifier', 'ENTered', 'ENT'],
    [':TRIGger:SHOLd:SLOPe', 'NEGative', 'NEG'], [':TRIGger:SHOLd:SOURce:CLOCk', 'CHANnel2', 'CHAN2'], [':TRIGger:SHOLd:SOURce:DATA', 'CHANnel1', 'CHAN1'], [':TRIGger:SHOLd:TIME:HOLD', '1E-6', '+1.00E-06'],
    [':TRIGger:SHOLd:TIME:SETup', '1E-6', '+1.00E-06'], [':TRIGger:TRANsition:QUALifier', 'LESSthan', 'LESS'], [':TRIGger:TRANsition:SLOPe', 'NEGative', 'NEG'], [':TRIGger:TRANsition:SOURce', 'CHANnel2', 'CHAN2'],
    [':TRIGger:TRANsition:TIME', '1E-6', '+1.00E-06'], [':TRIGger:TV:SOURce', 'CHANnel2', 'CHAN2'], [':TRIGger:TV:POLarity', 'POSitive', 'POS'], [':TRIGger:TV:MODE', 'FIEld1', 'FIE1'], [':TRIGger:TV:MODE', 'FIEld2', 'FIE2'],
    [':TRIGger:TV:MODE', 'AFIelds', 'AFI'], [':TRIGger:TV:MODE', 'LFIeld1', 'LFI1'], [':TRIGger:TV:MODE', 'LFIeld2', 'LFI2'], [':TRIGger:TV:MODE', 'LALTernate', 'LALT'], [':TRIGger:TV:MODE', 'ALINes', 'ALIN'],
    [':TRIGger:TV:LINE', '263', '+263'], [':TRIGger:TV:LINE', '625', '+625', ':TRIG:TV:STAN PAL;:TRIG:TV:MODE LFI2'], [':TRIGger:TV:STANdard', 'PAL', 'PAL'], [':TRIGger:TV:STANdard', 'PALM', 'PALM'],
    [':TRIGger:TV:STANdard', 'SECam', 'SEC'], [':TRIGger:TV:STANdard', 'NTSC', 'NTSC'], [':SBUS1:MODE', 'UART', 'UART'], [':SBUS1:DISPlay', 'ON', '1'],
  ),
  ...commands([':TRIGger:LEVel:ASETup'], [':TRIGger:LEVel:HIGH', '1,CHAN1'], [':TRIGger:LEVel:LOW', '-1,CHANnel1']),
  ...queries(
    [':TRIGger:LEVel:HIGH', /^\+1\.00000E\+00$/, 'CHAN1', ':TRIG:LEV:HIGH 1,CHAN1'], [':TRIGger:LEVel:LOW', /^-1\.00000E\+00$/, 'CHAN2', ':TRIG:LEV:LOW -1,CHAN2'],
    [':TRIGger[:EDGE]:LEVel', /^\+300000?E-03$|^\+300\.000E-03$/, 'CHAN2', ':TRIG:LEV 0.3,CHAN2'], [':TRIGger', /^:TRIG:MODE EDGE;SOUR CHAN1;SLOP POS;/], [':LISTer:DATA', /^#800000000$/],
  ),
]
