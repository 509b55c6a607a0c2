import type { Row } from './row.ts'

const unlocked = 'CAL:SEC:STAT OFF,EDU36311A'

/** CALibration. */
export const calibrationRows: readonly Row[] = [
  { header: 'CALibration:SECure:STATe', reply: '1' },
  { header: 'CALibration:SECure:STATe', set: 'OFF,EDU36311A', reply: '0' },
  { header: 'CALibration:SECure:STATe', set: 'OFF,"EDU36311A"', reply: '0' },
  { header: 'CALibration:SECure:STATe', set: 'OFF,EDU36312A', error: 582, then: ['CAL:SEC:STAT?', '1'] },
  { header: 'CALibration:SECure:STATe', set: 'OFF', error: -109 },
  { header: 'CALibration:SECure:STATe', before: unlocked, set: 'ON', reply: '1' },
  { header: 'CALibration:SECure:CODE', set: 'SECRET', error: 581 },
  { header: 'CALibration:SECure:CODE', before: unlocked, set: 'SECRET', then: ['CAL:SEC:STAT OFF,SECRET;STAT?', '0'] },
  { header: 'CALibration:SECure:CODE', before: unlocked, set: '"MUCHTOOLONGACODE"', error: 583 },
  { header: 'CALibration:VOLTage:LEVel', set: 'MIN,(@1)', error: 581 },
  { header: 'CALibration:VOLTage:LEVel', before: unlocked, set: 'MIN,(@1)' },
  { header: 'CALibration:VOLTage:LEVel', before: unlocked, set: 'MIN,(@1,2)', error: 722 },
  { header: 'CALibration:VOLTage[:DATA]', before: `${unlocked};:CAL:VOLT:LEV MIN,(@1)`, set: '0.05,(@1)' },
  { header: 'CALibration:VOLTage[:DATA]', before: unlocked, set: '0.05,(@1)', error: 590 },
  { header: 'CALibration:CURRent:LEVel', before: unlocked, set: 'MAX,(@2)' },
  { header: 'CALibration:CURRent[:DATA]', before: `${unlocked};:CAL:CURR:LEV MAX,(@2)`, set: '1.01,(@2)' },
  { header: 'CALibration:CURRent[:DATA]', before: `${unlocked};:CAL:CURR:LEV MAX,(@2)`, set: '1.01,(@1)', error: 590 },
  { header: 'CALibration:SAVE', set: '', error: 581 },
  { header: 'CALibration:SAVE', before: `${unlocked};:CAL:VOLT:LEV MIN`, set: '', error: 592 },
  {
    header: 'CALibration:SAVE', before: `${unlocked};:CAL:VOLT:LEV MIN;DATA 0;LEV MAX;DATA 6`, set: '', then: ['CAL:COUN?', '+2'],
    error: 0,
  },
  { header: 'CALibration:ASAVe', before: unlocked, set: '' },
  { header: 'CALibration:COUNt', reply: '+1' },
  { header: 'CALibration:DATE', reply: '""' },
  { header: 'CALibration:DATE', set: '"2026-11-22"', error: 581 },
  { header: 'CALibration:DATE', before: unlocked, set: '"2026-11-22"', reply: '"2026-11-22"' },
  { header: 'CALibration:STRing', before: unlocked, set: '"lab 4"', reply: '"lab 4"' },
]
