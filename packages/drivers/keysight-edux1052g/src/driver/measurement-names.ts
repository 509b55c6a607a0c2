/**
 * What can be measured of one source: the word of `:MEASure`, what goes before the source, and the unit; `vertical` is that of
 * the source.
 */
export const measurements = {
  'peak-to-peak': { word: 'VPP', unit: 'vertical' },
  maximum: { word: 'VMAX', unit: 'vertical' },
  minimum: { word: 'VMIN', unit: 'vertical' },
  amplitude: { word: 'VAMP', unit: 'vertical' },
  top: { word: 'VTOP', unit: 'vertical' },
  base: { word: 'VBAS', unit: 'vertical' },
  average: { word: 'VAV', before: 'DISP,', unit: 'vertical' },
  'cycle-average': { word: 'VAV', before: 'CYCL,', unit: 'vertical' },
  rms: { word: 'VRMS', before: 'DISP,DC,', unit: 'vertical' },
  'cycle-rms': { word: 'VRMS', before: 'CYCL,DC,', unit: 'vertical' },
  'ac-rms': { word: 'VRMS', before: 'DISP,AC,', unit: 'vertical' },
  'cycle-ac-rms': { word: 'VRMS', before: 'CYCL,AC,', unit: 'vertical' },
  overshoot: { word: 'OVER', unit: '%' },
  preshoot: { word: 'PRES', unit: '%' },
  frequency: { word: 'FREQ', unit: 'Hz' },
  counter: { word: 'COUN', unit: 'Hz' },
  period: { word: 'PER', unit: 's' },
  'positive-width': { word: 'PWID', unit: 's' },
  'negative-width': { word: 'NWID', unit: 's' },
  'duty-cycle': { word: 'DUTY', unit: '%' },
  'rise-time': { word: 'RIS', unit: 's' },
  'fall-time': { word: 'FALL', unit: 's' },
  'bit-rate': { word: 'BRAT', unit: 'bit/s' },
  'time-of-maximum': { word: 'XMAX', unit: 'horizontal' },
  'time-of-minimum': { word: 'XMIN', unit: 'horizontal' },
} as const satisfies Readonly<Record<string, { readonly word: string; readonly before?: string; readonly unit: string }>>

/** What can be measured of one source. */
export type MeasurementName = keyof typeof measurements

/** Measurements of the value, whose unit is that of the source. */
type VerticalName = { [N in MeasurementName]: (typeof measurements)[N]['unit'] extends 'vertical' ? N : never }[MeasurementName]

/** The unit of a measurement: that of the source for values, such as V, A, dBV or V². */
export type MeasurementUnit<N extends MeasurementName> = N extends VerticalName
  ? string
  : (typeof measurements)[N]['unit'] extends 'horizontal' ? 's' | 'Hz' : (typeof measurements)[N]['unit']
