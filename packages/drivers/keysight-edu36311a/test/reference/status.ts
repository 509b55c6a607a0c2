import type { Row } from './row.ts'

const node = 'STATus:QUEStionable:INSTrument'
const on = 'VOLT 1;:OUTP ON'

/** Common commands and STATus. */
export const statusRows: readonly Row[] = [
  { header: '*IDN', reply: /^Keysight Technologies,EDU36311A,SIM\d+,K-01\.08\.03-01\.00-01\.08-02\.00$/ },
  { header: '*CLS', before: 'FOO', set: '' },
  { header: '*RST', before: on, set: '', then: ['OUTP?;VOLT?', '0;+0.00000000E+00'] },
  { header: '*ESE', set: '48', reply: '+48' },
  { header: '*ESE', set: '256', error: -222 },
  { header: '*ESR', reply: '+128' },
  { header: '*SRE', set: '255', reply: '+191' },
  { header: '*STB', reply: '+0' },
  { header: '*OPC', reply: '1' },
  { header: '*OPC', before: '*CLS', set: '', then: ['*ESR?', '+1'] },
  { header: '*PSC', reply: '1' },
  { header: '*PSC', set: '0', reply: '0' },
  { header: '*WAI', set: '' },
  { header: '*TST', reply: '0' },
  ...Array.from({ length: 10 }, (_, slot) => ({
    header: '*RCL', before: `VOLT 3;*SAV ${slot};*RST`, set: `${slot}`, then: ['VOLT?', '+3.00000000E+00'] as const,
  })),
  { header: '*RCL', before: on, set: '5', then: ['OUTP?;VOLT?', '0;+0.00000000E+00'] },
  { header: '*RCL', set: '10', error: -222 },
  { header: '*SAV', set: '9' },
  { header: '*SAV', set: '-1', error: -222 },
  { header: '*SAV', set: '', error: -109 },
  { header: 'STATus:PRESet', before: 'STAT:QUES:ENAB 8192', set: '', then: ['STAT:QUES:ENAB?', '+0'] },
  { header: 'STATus:OPERation[:EVENt]', reply: '+0' },
  { header: 'STATus:OPERation:CONDition', reply: '+0' },
  { header: 'STATus:OPERation:ENABle', set: '5', reply: '+5' },
  { header: 'STATus:QUEStionable[:EVENt]', reply: '+0' },
  { header: 'STATus:QUEStionable[:EVENt]', before: `STAT:QUES:INST:ISUM1:ENAB 3;:STAT:QUES:INST:ENAB 14;:${on}`, reply: '+8192' },
  { header: 'STATus:QUEStionable:ENABle', set: '8192', reply: '+8192' },
  { header: `${node}[:EVENt]`, before: `STAT:QUES:INST:ISUM1:ENAB 3;:${on}`, reply: '+2' },
  { header: `${node}:ENABle`, set: '14', reply: '+14' },
  { header: `${node}:ISUMmary1[:EVENt]`, before: on, reply: '+2' },
  { header: `${node}:ISUMmary[:EVENt]`, before: on, reply: '+2' },
  { header: `${node}:ISUMmary1:CONDition`, before: on, reply: '2' },
  { header: `${node}:ISUMmary2:CONDition`, reply: '0' },
  { header: `${node}:ISUMmary3:ENABle`, set: '3', reply: '+3' },
  { header: `${node}:ISUMmary4:ENABle`, set: '3', error: -114 },
]
