import type { CommandRow, QueryRow, RefusedRow, SettingRow } from './row.ts'

const addressRow = (header: string): SettingRow => ({
  header: `SYSTem:COMMunicate:LAN:${header}`,
  takes: [['"10.0.0.5"', '"10.0.0.5"'], ["'255.255.255.255'", '"255.255.255.255"']],
  refuses: [
    ['"10.0.0"', -224], ['"10.0.0.256"', -224], ['"a.b.c.d"', -224], ['"111.111.111.1111"', -223], ['10.0.0.1', -121], ['', -109],
  ],
})

export const systemRows: readonly SettingRow[] = [
  {
    header: 'UNIT:TEMPerature', reset: 'C', takes: [['C', 'C'], ['F', 'F'], ['k', 'K']],
    refuses: [['CEL', -224], ['"C"', -104], ['', -109]],
  },
  { header: 'FORMat:OUTPut', reset: '0', takes: [['1', '1'], ['0', '0'], ['ON', '1']], refuses: [['LONG', -224], ['', -109]] },
  { header: 'DISPlay', reset: '1', takes: [['OFF', '0'], ['ON', '1'], ['0', '0']], refuses: [['DIM', -224], ['', -109]] },
  {
    header: 'DISPlay:TEXT',
    takes: [
      ['"HELLO"', '"HELLO"'], ["'it''s'", '"it\'s"'], ['"say ""hi"""', '"say ""hi"""'], ['"123456789012"', '"123456789012"'],
    ],
    refuses: [['"1234567890123"', -223], ['HELLO', -104], ['5', -104], ['', -109]],
  },
  { header: 'SYSTem:BEEPer:STATe', takes: [['OFF', '0'], ['ON', '1']], refuses: [['LOUD', -224], ['', -109]] },
  { header: 'SYSTem:COMMunicate:LAN:DHCP', takes: [['OFF', '0'], ['1', '1']], refuses: [['AUTO', -224], ['', -109]] },
  addressRow('IPADdress'), addressRow('SMASk'), addressRow('GATeway'), addressRow('DNS'),
  {
    header: 'SYSTem:COMMunicate:LAN:HOSTname', takes: [['"bench-5"', '"bench-5"'], ['"A"', '"A"']],
    refuses: [['"no spaces"', -224], ['"-x"', -224], ['""', -224], ['"1234567890123456"', -223], ['', -109]],
  },
]

export const systemQueries: readonly QueryRow[] = [
  { header: 'SYSTem:ERRor[:NEXT]', answers: '+0,"No error"' },
  { header: 'SYSTem:ERRor[:NEXT]', prepare: 'VOLT:RANG 5', answers: '-222,"Data out of range"' },
  { header: 'SYSTem:VERSion', answers: /^\d{4}\.\d$/ },
  { header: 'SYSTem:COMMunicate:LAN:DOMain', answers: /^".*"$/ },
  { header: 'SYSTem:COMMunicate:LAN:MAC', answers: /^"[0-9A-F:]{17}"$/ },
  { header: 'STATus:QUEStionable[:EVENt]', answers: '+0' },
  { header: 'STATus:QUEStionable:CONDition', answers: '+0' },
  { header: 'STATus:QUEStionable:ENABle', answers: '+0' },
  { header: 'STATus:OPERation[:EVENt]', answers: '+0' },
  { header: 'STATus:OPERation:CONDition', answers: '+0' },
  { header: 'STATus:OPERation:ENABle', answers: '+0' },
  { header: '*IDN', answers: /^Keysight Technologies,EDU34450A,SIM\d+,K-[\d.-]+$/ },
  { header: '*ESR', prepare: '*ESR?', answers: '+0' },
  { header: '*ESR', answers: '+128' },
  { header: '*ESE', answers: '+0' },
  { header: '*SRE', answers: '+0' },
  { header: '*STB', answers: '+0' },
  { header: '*STB', prepare: 'NONSENSE', answers: '+4' },
  { header: '*OPC', answers: '1' },
  { header: '*PSC', answers: '1' },
  { header: '*TST', answers: '0' },
]

export const systemCommands: readonly CommandRow[] = [
  { header: 'SYSTem:BEEPer[:IMMediate]' },
  { header: 'SYSTem:LOCal' },
  { header: 'SYSTem:COMMunicate:LAN:UPDate' },
  { header: 'DISPlay:TEXT:CLEar', prepare: 'DISP:TEXT "A"', shows: ['DISP:TEXT?', '""'] },
  { header: 'STATus:PRESet', prepare: 'STAT:QUES:ENAB 512', shows: ['STAT:QUES:ENAB?', '+0'] },
  { header: 'STATus:QUEStionable:ENABle', data: '512', shows: ['STAT:QUES:ENAB?', '+512'] },
  { header: 'STATus:OPERation:ENABle', data: '#H30', shows: ['STAT:OPER:ENAB?', '+48'] },
  { header: '*CLS', prepare: 'NONSENSE', shows: ['SYST:ERR?', '+0,"No error"'] },
  { header: '*RST', prepare: 'CONF:RES', shows: ['CONF?', '"VOLT +1.000000E+01,+1.500000E-06"'] },
  { header: '*ESE', data: '48', shows: ['*ESE?', '+48'] },
  { header: '*SRE', data: '255', shows: ['*SRE?', '+191'] },
  { header: '*PSC', data: '0', shows: ['*PSC?', '0'] },
  { header: '*OPC', prepare: '*ESR?', shows: ['*ESR?', '+1'] },
  { header: '*WAI' },
  { header: '*TRG', prepare: 'TRIG:SOUR BUS;:INIT', shows: ['FETC?', /E/] },
]

export const refusedSystem: readonly RefusedRow[] = [
  ['SYST:COMM:LAN:MAC "5"', -113], ['SYST:COMM:LAN:DOM "5"', -113], ['SYST:BEEP?', -113], ['SYST:LOC?', -113],
  ['SYST:BEEP 5', -108], ['*RST 5', -108],
  ['*IDN', -113], ['*ESE 256', -222], ['*ESE ON', -224], ['*ESE', -109], ['*SRE -1', -222], ['*CLS?', -113],
]

/** Headers of other meters of the maker, which this one does not have, and of its own that it has in one form only. */
export const absent: readonly string[] = [
  'R?', 'DATA:LAST?', 'DATA:POIN?', 'DATA:REM? 1', 'TRIG:COUN 2', 'TRIG:COUN?', 'TRIG:SLOP POS', 'TRIG:LEV 1',
  'CALC:SCAL:STAT ON', 'CALC:SCAL:FUNC DB',
  'CALC:AVER:ALL?', 'CALC:AVER:PTP?', 'CALC:AVER:SDEV?', 'CALC:AVER:CLE', 'CALC:LIM:STAT ON', 'CALC:LIM:CLE',
  'CALC:TRAN:HIST:STAT ON',
  'VOLT:DC:NPLC 1', 'CURR:NPLC?', 'RES:NPLC 10', 'VOLT:DC:NULL ON', 'VOLT:DC:NULL:STAT ON', 'HCOP:SDUM:DATA?', 'SYST:LOCK:REQ?',
  'SYST:COMM:ENAB ON',
  'PER', 'CONF:PER', 'MEAS:PER?', 'CONF:VOLT:DC:RAT', 'MEAS:RAT?', 'TEMP:TRAN:TYPE RTD', 'TEMP:TRAN:RTD:TYPE 85',
  'TEMP:TRAN:THER:TYPE 5000',
  'CAP:RES 1E-6', 'FREQ:RANG 10', 'CONF:TEMP:TC', 'VOLT:AC:BAND 20', 'SENS:DET:BAND 20', 'ZERO:AUTO ON', 'INP:IMP:AUTO ON',
  'SAMP:SOUR TIM',
  'ROUT:TERM?', 'MMEM:CAT?', '*SAV 1', '*RCL 1', '*LRN?', 'FORM:DATA ASC', 'TRAC:DATA?', 'VOLT:DC', 'VOLT:DC?', 'SENS:VOLT',
  'CONF', 'MEAS?',
  'SYST:REM', 'SYST:DATE?', 'LXI:IDEN ON', 'OUTP ON', 'INST:SEL P6V',
]

/** Mistakes in messages, by the error that they give. */
export const syntaxMistakes: readonly RefusedRow[] = [
  ['CUR:RANG 1', -113], ['CURREN:RANG 1', -113], ['VOLTAG:RANG?', -113], ['VOLT:RANG?(@1)', -103], ['VOLT:RANG 10 20', -103],
  ['VOLT:RANG,10', -103],
['VOLT2:RANG 10', -114], ['VOLT:RANG 1E', -131], ['VOLT:RANG 1.2.3', -121], ['VOLT:RANG 1E99999', -123], ['VOLT:RANG #H1F', -222],
  ['DISP:TEXT "open', -151], ['CALC:FUNC NULL,DB', -108], ['VOLT:RANG:AUTO', -109], ['VERYLONGMNEMONIC:X 1', -112],
]
