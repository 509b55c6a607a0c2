/** Messages that are wrong, and the number that the error queue has afterwards. */
export const refusedMessages: readonly (readonly [message: string, number: number])[] = [
  ['VOLT?(@1)', -103],
  ['VOLT 6.19,(@1)', -222], ['VOLT -0.001,(@1)', -222], ['VOLT 30.91,(@2)', -222], ['VOLT 31,(@1:3)', -222],
  ['CURR 5.151,(@1)', -222], ['CURR 0.0019,(@1)', -222], ['CURR 1.031,(@2)', -222], ['CURR 0.0009,(@3)', -222], ['CURR 0', -222],
  ['VOLT:PROT 0.49,(@1)', -222], ['VOLT:PROT 6.61,(@1)', -222], ['VOLT:PROT 1.49,(@2)', -222], ['VOLT:PROT 33.1,(@3)', -222],
  ['CURR:PROT:DEL -0.001', -222], ['CURR:PROT:DEL 3600.1', -222], ['OUTP:DEL:RISE 3601', -222], ['OUTP:DEL:FALL -1', -222],
  ['TRIG:DEL 3601', -222], ['VOLT:TRIG 6.2,(@1)', -222], ['CURR:TRIG 0.001,(@1)', -222], ['INST:NSEL 0', -222], ['INST:NSEL 4', -222],
  ['VOLT 1,(@4)', -222], ['VOLT 1,(@0)', -222], ['OUTP ON,(@1:4)', -222], ['MEAS:VOLT? (@5)', -222],
  ['VOLT', -109], ['CURR (@1)', -109], ['OUTP', -109], ['APPL', -109], ['INST', -109],
  ['VOLT 1,2', -108], ['VOLT 1,2,(@1)', -108], ['OUTP ON,OFF', -108], ['APPL P6V,1,1,1', -108], ['*RST 1', -108], ['OUTP:TRAC ON,(@2)', -108],
  ['APPL? P6V,5', -108], ['MEAS:VOLT? P6V,(@2)', -108], ['VOLT? MAX,MIN', -108], ['OUTP? MAX', -108], ['SYST:BEEP 1', -108],
  ['INST? P6V', -108], ['*IDN? 1', -108],
  ['VOLT "5"', -104], ['VOLT:PROT #13abc', -104], ['OUTP "ON"', -104], ['VOLT:MODE 3', -104], ['SYST:SET 5', -104],
  ['VOLT ABC', -224], ['INST P12V', -224], ['OUTP MAYBE', -224], ['VOLT:MODE LIST', -224], ['TRIG:SOUR EXT', -224], ['TRIG:SOUR PIN1', -224],
  ['DISP:VIEW METER2', -224], ['VOLT:PROT DEF', -224], ['CURR:PROT:DEL DEF', -224], ['CURR:PROT:DEL:STAR NEVER', -224],
  ['SYST:COMM:RLST AWAY', -224], ['MEAS:VOLT? CH4', -224],
  ['VOLT 1 A', -131], ['CURR 1 V', -131], ['TRIG:DEL 1 V', -131], ['INST:NSEL 1 V', -138],
  ['CUR 1', -113], ['CURREN 1', -113], ['VOLTA 1', -113], ['OUTPU ON', -113], ['*TRG?', -113], ['INIT?', -113], ['ABOR?', -113],
  ['VOLT:PROT:TRIP 1', -113], ['MEAS:VOLT (@1)', -113], ['*IDN', -113], ['SYST:ERR', -113], ['SYST:VERS', -113],
  ['SYST:COMM:LAN:MAC "x"', -113], ['SYST:COMM:LAN:DOM "x"', -113], ['HCOP:SDUM:DATA', -113],
  ['STAT:QUES:INST:ISUM4:COND?', -114], ['STAT:QUES:INST:ISUM0?', -114], ['VOLT1 5', -114], ['OUTP2 ON', -114],
  ['SYST:SET #13abc', -161],
]

/** Headers that its siblings and other SCPI instruments have, and this model has not. */
export const absentHeaders: readonly string[] = [
  'LIST:VOLT 1,2', 'SOUR:LIST:CURR 1', 'LIST:DWEL 1', 'LIST:COUN 1', 'LIST:STEP AUTO', 'VOLT:MODE:STEP', 'ARB:COUN 1', 'STEP:TOUT ON',
  'OUTP:PAIR SER', 'OUTP:PAIR?', 'OUTP:REL ON', 'OUTP:REL:POL NORM', 'OUTP:INH:MODE LATC', 'OUTP:COUP ON', 'OUTP:PROT:COUP ON',
  'DIG:OUTP:DATA 1', 'DIG:PIN1:FUNC DIO', 'SOUR:DIG:INP:DATA?', 'TRIG:SEQ:EXT?', 'SENS:DLOG:TIME 1', 'INIT:DLOG "a"', 'FETC:DLOG?',
  'VOLT:SENS INT', 'SOUR:VOLT:SENS:SOUR EXT', 'VOLT:SLEW 1', 'VOLT:SLEW:RIS 1', 'CURR:RANG 1', 'SENS:CURR:RANG 1', 'SENS:CURR:RANG:AUTO ON',
  'VOLT:PROT:STAT OFF', 'VOLT:PROT:STAT?', 'STAT:OPER:INST?', 'STAT:OPER:INST:ISUM1:COND?', 'STAT:QUES:COND?', 'STAT:QUES:INST:COND?',
  'DISP:TEXT "a"', 'DISP:TEXT:CLE', 'INST:COUP:TRIG ALL', 'INST:CAT?', '*OPT?', '*LRN?', '*DMC "a",#11b', '*EMC 1', 'SYST:ERR:ALL?',
  'SYST:ERR:COUN?', 'SYST:HELP:HEAD?', 'MEM:STAT:NAME 1,"a"', 'MMEM:STOR:STAT "a"', 'MEAS:POW?', 'FETC:VOLT?', 'READ?', 'SYST:SEC:IMM',
  'HCOP:IMM', 'SYST:KEY 1', 'FOO?',
]
