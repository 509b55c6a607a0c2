import { reading, type CommandRow, type QueryRow, type RefusedRow } from './row.ts'

const overload = /^[+-]9\.90000000E\+37$/
const number = new RegExp(`${reading.source}|${overload.source}`)

/** Function node, parameters that it takes, and what `CONFigure?` answers then. */
const configured: readonly (readonly [node: string, data: string, answer: string])[] = [
  ['VOLTage[:DC]', '', '"VOLT +1.000000E+01,+1.500000E-06"'],
  ['VOLTage[:DC]', '0.1', '"VOLT +1.000000E-01,+1.500000E-06"'],
  ['VOLTage[:DC]', '1000,MAX', '"VOLT +1.000000E+03,+3.000000E-05"'],
  ['VOLTage[:DC]', 'AUTO,DEF', '"VOLT +1.000000E+01,+1.500000E-06"'],
  ['VOLTage[:DC]', 'MIN,MINIMUM', '"VOLT +1.000000E-01,+1.500000E-06"'],
  ['VOLTage[:DC]', 'DEF', '"VOLT +1.000000E+01,+1.500000E-06"'],
  ['VOLTage:AC', '750', '"VOLT:AC +7.500000E+02,+1.500000E-06"'],
  ['VOLTage:AC', '1.00e+00,2.0E-5', '"VOLT:AC +1.000000E+00,+2.000000E-05"'],
  ['CURRent[:DC]', '3,MIN', '"CURR +3.000000E+00,+1.500000E-06"'],
  ['CURRent[:DC]', '', '"CURR +1.000000E-01,+1.500000E-06"'],
  ['CURRent:AC', '10 mA,3E-5', '"CURR:AC +1.000000E-02,+3.000000E-05"'],
  ['RESistance', '100E6', '"RES +1.000000E+08,+1.500000E-06"'],
  ['FRESistance', '100', '"FRES 1.000000E+02"'],
  ['FRESistance', '100,MAX', '"FRES 1.000000E+02"'],
  ['FREQuency', '', '"FREQ:ACV"'],
  ['FREQuency', '50', '"FREQ:ACV"'],
  ['FREQuency', '300E3,0.1', '"FREQ:ACV"'],
  ['FREQuency', 'MIN,MAX', '"FREQ:ACV"'],
  ['CAPacitance', '', '"CAP 1.000000E-06"'],
  ['CAPacitance', '1E-9', '"CAP 1.000000E-09"'],
  ['CAPacitance', 'AUTO', '"CAP 1.000000E-06"'],
  ['TEMPerature', '', '"TEMP"'],
  ['CONTinuity', '', '"CONT"'],
  ['DIODe', '', '"DIOD"'],
]

export const configureRows: readonly CommandRow[] = configured.map(([node, data, answer]) => (
  { header: `CONFigure[:PRIMary]:${node}`, data, prepare: 'FUNC "CONT"', shows: ['CONF?', answer] }))

/** The secondary display takes the same, in pairs with the function of the primary one. */
export const configureSecondaryRows: readonly CommandRow[] = configured
  .filter(([node]) => /^(VOLTage:AC|CURRent|FREQuency)/.test(node))
  .map(([node, data, answer]) => (
    { header: `CONFigure:SECondary:${node}`, data, shows: ['SEC:FUNC?', `"${/[A-Z:]+/.exec(answer.slice(1))?.[0] ?? ''}"`] }))

export const measureRows: readonly QueryRow[] = configured.map(([node, data]) => (
  { header: `MEASure[:PRIMary]:${node}`, data, answers: number }))

export const measureSecondaryRows: readonly QueryRow[] = configured
  .filter(([node]) => /^(VOLTage:AC|CURRent|FREQuency)/.test(node))
  .map(([node, data]) => ({ header: `MEASure:SECondary:${node}`, data, answers: number }))

const bad: readonly RefusedRow[] = [
  ['VOLT:DC 5', -222], ['VOLT:DC 2000', -222], ['VOLT:DC 0', -222], ['VOLT:DC -10', -222], ['VOLT:AC 1000', -222],
  ['CURR:DC 10', -222],
  ['CURR:DC 0.001', -222], ['RES 50', -222], ['FRES 1E9', -222], ['CAP 1', -222], ['FREQ 10', -222], ['FREQ 1E6', -222],
  ['VOLT:DC AUTO,MIN', -222], ['VOLT:DC AUTO,1.5E-6', -222], ['VOLT:DC 10,1E-4', -222], ['VOLT:DC 10,FAST', -224],
  ['VOLT:DC 10,MED', -224],
  ['VOLT:DC 10,MIN,5', -108], ['CAP 1E-6,MIN', -108], ['TEMP 5', -108], ['CONT AUTO', -108], ['DIOD 1', -108],
  ['VOLT:DC "10"', -104],
  ['VOLT:DC CH1', -224], ['VOLT:DC 10 HZ', -131], ['VOLT:DC (@1)', -108],
]

export const refusedConfigurations: readonly RefusedRow[] = bad.flatMap(([data, number]) => {
  const [header = '', parameters = ''] = data.split(/ (.*)/)
  return [
    [`CONF:${data}`, number], [`CONF:PRIM:${data}`, number], [`MEAS:${header}? ${parameters}`, number],
  ] satisfies RefusedRow[]
})
