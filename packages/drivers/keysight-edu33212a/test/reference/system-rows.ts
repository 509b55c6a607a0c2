import type { MessageRow, WordRow } from './rows.ts'

const onOff = [['ON', '1'], ['OFF', '0'], ['1', '1'], ['0', '0']] as const
const address = '"10.0.0.7"'

function lanText(node: string, short: string, text: string): MessageRow {
  return {
    long: `SYSTem:COMMunicate:LAN:${node}`, short: `SYST:COMM:LAN:${short}`, data: text,
    check: [`SYST:COMM:LAN:${short}? STAT`, text],
  }
}

function lanQuery(node: string, short: string, reply: RegExp, data?: string): MessageRow {
  return {
    long: `SYSTem:COMMunicate:LAN:${node}?`, short: `SYST:COMM:LAN:${short}?`, reply, ...(data === undefined ? {} : { data }),
  }
}

export const systemWords: readonly WordRow[] = [
  { long: 'DISPlay', short: 'DISP', reset: '1', bad: 'MAYBE', words: onOff },
  { long: 'DISPlay:TEXT', short: 'DISP:TEXT', reset: '""', words: [['"Hello"', '"Hello"'], ["'Say \"Hi\"'", '"Say ""Hi"""']] },
  {
    long: 'HCOPy:SDUMp:DATA:FORMat', short: 'HCOP:SDUM:DATA:FORM', reset: 'PNG', bad: 'GIF',
    words: [['BMP', 'BMP'], ['PNG', 'PNG']],
  },
  { long: 'SYSTem:BEEPer:STATe', short: 'SYST:BEEP:STAT', bad: 'MAYBE', words: onOff },
  { long: 'MEMory:STATe:RECall:AUTO', short: 'MEM:STAT:REC:AUTO', bad: 'MAYBE', words: onOff },
  { long: 'SYSTem:COMMunicate:LAN:DHCP', short: 'SYST:COMM:LAN:DHCP', bad: 'MAYBE', words: onOff },
  { long: 'LXI:IDENtify:STATe', short: 'LXI:IDEN', bad: 'MAYBE', words: onOff },
  { long: 'LXI:MDNS:ENABle', short: 'LXI:MDNS:ENAB', bad: 'MAYBE', words: onOff },
  { long: 'LXI:MDNS:STATe', short: 'LXI:MDNS', bad: 'MAYBE', words: onOff },
]

export const systemMessages: readonly MessageRow[] = [
  { long: '*IDN?', short: '*IDN?', reply: /^Keysight Technologies,EDU33212A,SIM0000001,K(-\d\d\.\d\d(\.\d\d)?){5}$/ },
  { long: '*OPT?', short: '*OPT?', reply: /^"[^"]*"$/ },
  { long: '*TST?', short: '*TST?', reply: /^\+0$/ },
  { long: '*OPC?', short: '*OPC?', reply: /^1$/ },
  { long: '*STB?', short: '*STB?', reply: /^\+\d+$/ },
  { long: '*ESR?', short: '*ESR?', reply: /^\+128$/ },
  { long: '*ESE', short: '*ESE', data: '32', check: ['*ESE?', '+32'] },
  { long: '*SRE', short: '*SRE', data: '16', check: ['*SRE?', '+16'] },
  { long: '*PSC', short: '*PSC', data: '0', check: ['*PSC?', '0'] },
  { long: '*OPC', short: '*OPC', check: ['*ESR?', '+129'] },
  { long: '*CLS', short: '*CLS', before: '*ESE 32', check: ['SYST:ERR?', '+0,"No error"'] },
  { long: '*WAI', short: '*WAI' },
  { long: '*RST', short: '*RST', before: 'FREQ 7;:OUTP ON', check: ['FREQ?;:OUTP?', '+1.000000000000000E+03;0'] },
  { long: '*SAV', short: '*SAV', data: '5', errors: [-222] },
  { long: '*RCL', short: '*RCL', data: '1', errors: [291] },
  { long: '*RCL', short: '*RCL', before: 'FREQ 7;*SAV 1;FREQ 9', data: '1', check: ['FREQ?', '+7.000000000000000E+00'] },
  { long: 'SYSTem:ERRor:NEXT?', short: 'SYST:ERR?', reply: /^\+0,"No error"$/ },
  { long: 'SYSTem:VERSion?', short: 'SYST:VERS?', reply: /^1999\.0$/ },
  { long: 'STATus:OPERation:CONDition?', short: 'STAT:OPER:COND?', reply: /^\+0$/ },
  { long: 'STATus:OPERation:EVENt?', short: 'STAT:OPER?', reply: /^\+\d+$/ },
  { long: 'STATus:OPERation:ENABle', short: 'STAT:OPER:ENAB', data: '24', check: ['STAT:OPER:ENAB?', '+24'] },
  { long: 'STATus:QUEStionable:CONDition?', short: 'STAT:QUES:COND?', reply: /^\+0$/ },
  { long: 'STATus:QUEStionable:EVENt?', short: 'STAT:QUES?', reply: /^\+0$/ },
  { long: 'STATus:QUEStionable:ENABle', short: 'STAT:QUES:ENAB', data: '3', check: ['STAT:QUES:ENAB?', '+3'] },
  { long: 'STATus:PRESet', short: 'STAT:PRES', before: 'STAT:QUES:ENAB 3', check: ['STAT:QUES:ENAB?', '+0'] },
  { long: 'MEMory:NSTates?', short: 'MEM:NST?', reply: /^\+5$/ },
  { long: 'MEMory:STATe:VALid?', short: 'MEM:STAT:VAL?', data: '1', reply: /^0$/ },
  { long: 'MEMory:STATe:VALid?', short: 'MEM:STAT:VAL?', before: '*SAV 1', data: '1', reply: /^1$/ },
  { long: 'MEMory:STATe:NAME', short: 'MEM:STAT:NAME', data: '1,BENCH', check: ['MEM:STAT:NAME? 1', '"BENCH"'] },
  { long: 'MEMory:STATe:CATalog?', short: 'MEM:STAT:CAT?', before: '*SAV 2', reply: /^"AUTO_RECALL","","STATE_2","",""$/ },
  { long: 'MEMory:STATe:DELete', short: 'MEM:STAT:DEL', before: '*SAV 1', data: '1', check: ['MEM:STAT:VAL? 1', '0'] },
  { long: 'MEMory:STATe:DELete', short: 'MEM:STAT:DEL', data: '1', errors: [810] },
  { long: 'DISPlay:TEXT:CLEar', short: 'DISP:TEXT:CLE', before: 'DISP:TEXT "x"', check: ['DISP:TEXT?', '""'] },
  { long: 'HCOPy:SDUMp:DATA?', short: 'HCOP:SDUM:DATA?', reply: /^#\d{4}\x89PNG/ },
  { long: 'HCOPy:SDUMp:DATA?', short: 'HCOP:SDUM:DATA?', before: 'HCOP:SDUM:DATA:FORM BMP', reply: /^#\d{4}BM/ },
  { long: 'SYSTem:BEEPer:IMMediate', short: 'SYST:BEEP' },
  { long: 'SYSTem:DATE', short: 'SYST:DATE', data: '2026,7,26', check: ['SYST:DATE?', '+2026,+7,+26'] },
  { long: 'SYSTem:DATE', short: 'SYST:DATE', data: '2026,2,30', errors: [-222] },
  { long: 'SYSTem:TIME', short: 'SYST:TIME', data: '20,15,30', check: ['SYST:TIME?', '+20,+15,+30'] },
  { long: 'SYSTem:LOCK:REQuest?', short: 'SYST:LOCK:REQ?', reply: /^1$/, check: ['SYST:LOCK:OWN?', '"LAN1"'] },
  { long: 'SYSTem:LOCK:OWNer?', short: 'SYST:LOCK:OWN?', reply: /^"NONE"$/ },
  { long: 'SYSTem:LOCK:NAME?', short: 'SYST:LOCK:NAME?', reply: /^"LAN1"$/ },
  { long: 'SYSTem:LOCK:RELease', short: 'SYST:LOCK:REL', errors: [514] },
  { long: 'SYSTem:SECurity:IMMediate', short: 'SYST:SEC:IMM' },
  { long: 'SYSTem:COMMunicate:ENABle', short: 'SYST:COMM:ENAB', data: 'OFF,WEB', check: ['SYST:COMM:ENAB? WEB', '0'] },
  { long: 'SYSTem:COMMunicate:ENABle', short: 'SYST:COMM:ENAB', data: 'ON,GPIB', errors: [-224] },
  { long: 'SYSTem:COMMunicate:TCPip:CONTrol?', short: 'SYST:COMM:TCP:CONT?', reply: /^\+?\d+$/ },
  lanQuery('CONTrol', 'CONT', /^\+?\d+$/),
  lanText('DNS1', 'DNS', address), lanText('DNS2', 'DNS2', address), lanText('GATeway', 'GAT', address),
  lanText('IPADdress', 'IPAD', address),
  lanText('SMASk', 'SMAS', '"255.255.0.0"'), lanText('WINS1', 'WINS', address), lanText('WINS2', 'WINS2', address),
  lanText('HOSTname', 'HOST', '"BENCH-7"'),
  lanQuery('DNS1', 'DNS', /^"[\d.]+"$/, 'CURR'), lanQuery('DOMain', 'DOM', /^""$/),
  lanQuery('HOSTname', 'HOST', /^"K-33212A-00001"$/),
  lanQuery('MAC', 'MAC', /^"[0-9A-F:]{17}"$/), lanQuery('TELNet:PROMpt', 'TELN:PROM', /^"[^"]*"$/),
  lanQuery('TELNet:WMESsage', 'TELN:WMES', /^"[^"]*"$/),
  {
    long: 'SYSTem:COMMunicate:LAN:TELNet:PROMpt', short: 'SYST:COMM:LAN:TELN:PROM', data: '"awg> "',
    check: ['SYST:COMM:LAN:TELN:PROM?', '"awg> "'],
  },
  { long: 'SYSTem:COMMunicate:LAN:TELNet:PROMpt', short: 'SYST:COMM:LAN:TELN:PROM', data: '"a prompt too long"', errors: [-223] },
  {
    long: 'SYSTem:COMMunicate:LAN:TELNet:WMESsage', short: 'SYST:COMM:LAN:TELN:WMES', data: '"Hello"',
    check: ['SYST:COMM:LAN:TELN:WMES?', '"Hello"'],
  },
  { long: 'SYSTem:COMMunicate:LAN:IPADdress', short: 'SYST:COMM:LAN:IPAD', data: '"300.1.1.1"', errors: [-224] },
  {
    long: 'SYSTem:COMMunicate:LAN:UPDate', short: 'SYST:COMM:LAN:UPD', before: `SYST:COMM:LAN:IPAD ${address}`,
    check: ['SYST:COMM:LAN:IPAD?', address],
  },
  { long: 'LXI:MDNS:HNAMe:RESolved?', short: 'LXI:MDNS:HNAM?', reply: /^"K-33212A-00001\.local\."$/ },
  { long: 'LXI:MDNS:SNAMe:RESolved?', short: 'LXI:MDNS:SNAM?', reply: /^"Keysight EDU33212A/ },
  { long: 'LXI:MDNS:SNAMe:DESired', short: 'LXI:MDNS:SNAM:DES', data: '"My AWG"', check: ['LXI:MDNS:SNAM:DES?', '"My AWG"'] },
  { long: 'LXI:RESet', short: 'LXI:RES' },
  { long: 'LXI:RESTart', short: 'LXI:REST' },
  { long: 'CALibration:COUNt?', short: 'CAL:COUN?', reply: /^\+\d+$/ },
  { long: 'CALibration:ALL?', short: 'CAL?', errors: [702] },
  { long: 'CALibration:SETup?', short: 'CAL:SET?', reply: /^\+0$/ },
  { long: 'CALibration:SETup', short: 'CAL:SET', data: '1', errors: [702] },
  { long: 'CALibration:VALue', short: 'CAL:VAL', data: '1.5', errors: [702] },
  { long: 'CALibration:STORe', short: 'CAL:STOR', errors: [702] },
  { long: 'CALibration:STRing', short: 'CAL:STR', data: '"mine"', errors: [702] },
  { long: 'CALibration:SECure:STATe', short: 'CAL:SEC:STAT', data: 'OFF,GUESS', errors: [703] },
  { long: 'CALibration:SECure:CODE', short: 'CAL:SEC:CODE', data: 'NEW', errors: [702] },
  { long: 'CALibration:STRing?', short: 'CAL:STR?', reply: /^"[^"]*"$/ },
  { long: 'CALibration:SECure:STATe?', short: 'CAL:SEC:STAT?', reply: /^[01]$/ },
  { long: 'MMEMory:CATalog:ALL?', short: 'MMEM:CAT?', data: '"INT:\\BUILTIN"', reply: /^\+0,\+\d+,("[A-Z_]+\.ARB,ARB,0",?){9}$/ },
  { long: 'MMEMory:CATalog:DATA:ARBitrary?', short: 'MMEM:CAT:DATA:ARB?', data: '"INT:\\BUILTIN"', reply: /SINC\.ARB/ },
  { long: 'MMEMory:CDIRectory', short: 'MMEM:CDIR', data: '"INT:\\BUILTIN"', check: ['MMEM:CDIR?', '"INT:\\BUILTIN"'] },
  { long: 'MMEMory:CDIRectory', short: 'MMEM:CDIR', data: '"USB:\\"', errors: [-252] },
  { long: 'MMEMory:MDIRectory', short: 'MMEM:MDIR', data: '"INT:\\MINE"', check: ['MMEM:CAT? "INT:\\"', /"MINE,FOLD,0"/] },
  {
    long: 'MMEMory:RDIRectory', short: 'MMEM:RDIR', before: 'MMEM:MDIR "INT:\\MINE"', data: '"INT:\\MINE"',
    check: ['MMEM:CAT? "INT:\\"', /^(?!.*MINE)/],
  },
  { long: 'MMEMory:DOWNload:FNAMe', short: 'MMEM:DOWN:FNAM', data: '"INT:\\A.CSV"', check: ['MMEM:DOWN:FNAM?', '"INT:\\A.CSV"'] },
  {
    long: 'MMEMory:DOWNload:DATA', short: 'MMEM:DOWN:DATA', before: 'MMEM:DOWN:FNAM "INT:\\A.CSV"', data: '#15hello',
    check: ['MMEM:UPL? "INT:\\A.CSV"', '#15hello'],
  },
  {
    long: 'MMEMory:UPLoad?', short: 'MMEM:UPL?', before: 'MMEM:DOWN:FNAM "INT:\\A.CSV";:MMEM:DOWN:DATA #15hello',
    data: '"INT:\\A.CSV"', reply: /^#15hello$/,
  },
  {
    long: 'MMEMory:COPY', short: 'MMEM:COPY', before: 'MMEM:STOR:STAT "INT:\\S.STA"', data: '"INT:\\S.STA","INT:\\T.STA"',
    check: ['MMEM:CAT? "INT:\\"', /S\.STA.*T\.STA/],
  },
  {
    long: 'MMEMory:MOVE', short: 'MMEM:MOVE', before: 'MMEM:STOR:STAT "INT:\\S.STA"', data: '"INT:\\S.STA","INT:\\T.STA"',
    check: ['MMEM:CAT? "INT:\\"', /^(?!.*"S\.STA)/],
  },
  {
    long: 'MMEMory:DELete', short: 'MMEM:DEL', before: 'MMEM:STOR:STAT "INT:\\S.STA"', data: '"INT:\\S.STA"',
    check: ['MMEM:CAT? "INT:\\"', /^(?!.*S\.STA)/],
  },
  { long: 'MMEMory:DELete', short: 'MMEM:DEL', data: '"INT:\\BUILTIN\\SINC.ARB"', errors: [-258] },
  {
    long: 'MMEMory:STORe:STATe', short: 'MMEM:STOR:STAT', data: '"INT:\\S.STA"',
    check: ['MMEM:CAT? "INT:\\"', /"S\.STA,STAT,\d+"/],
  },
  {
    long: 'MMEMory:LOAD:STATe', short: 'MMEM:LOAD:STAT', before: 'FREQ 7;:MMEM:STOR:STAT "INT:\\S.STA";:FREQ 9',
    data: '"INT:\\S.STA"', check: ['FREQ?', '+7.000000000000000E+00'],
  },
]

/** What this series does not have, or a model with one channel does not: -113, or -114 for a channel. */
export const absentHeaders: readonly string[] = [
  'ROSC:SOUR INT', 'ROSC:SOUR?', 'OUTP1:AM ON', 'DATA:COPY x', 'APPL:USER', 'FUNC:USER SINC', 'FREQUEN 1000', 'VOLTA 1',
  'AM:EXT:IMP 50', 'SYST:LFR?', 'TRIG1:LEV 1', 'DATA:DAC VOLATILE,1', 'COUP ON',
  '*LRN?', '*DMC "a","b"', 'MEAS:FREQ?', 'INP:IMP 50', 'SYST:COMM:GPIB:ADDR?', 'DISP:BRIG 1', 'SOUR1:PM 5',
]

export const absentOnOneChannel: readonly string[] = [
  'FREQ:COUP ON', 'FREQ:COUP:RAT 2', 'RATE:COUP ON', 'VOLT:COUP ON', 'TRAC ON', 'COMB:FEED NONE', 'SOUR1:TRAC?',
]

export const secondChannelHeaders: readonly string[] = [
  'SOUR2:FREQ 1', 'SOUR2:FREQ?', 'OUTP2 ON', 'OUTP2:LOAD?', 'TRIG2:SOUR BUS', 'INIT2', 'SOUR2:APPL:SIN', 'TRIG2',
]
