import { perChannel, type ByChannel, type NumberRange } from '@lab/scpi'

/** The outputs. Channel 3 is called N30V on the panel but is positive like the others; all three are isolated. */
export const channels = [1, 2, 3] as const

export type Channel = (typeof channels)[number]

/** Programming range of the voltage in V (EDU36311A Programming Guide, VOLTage). */
export const voltageRange: ByChannel<NumberRange> = perChannel({
  1: { min: 0, max: 6.18, default: 0 },
  2: { min: 0, max: 30.9, default: 0 },
  3: { min: 0, max: 30.9, default: 0 },
})

/** Programming range of the current limit in A (EDU36311A Programming Guide, CURRent). */
export const currentRange: ByChannel<NumberRange> = perChannel({
  1: { min: 0.002, max: 5.15, default: 5 },
  2: { min: 0.001, max: 1.03, default: 1 },
  3: { min: 0.001, max: 1.03, default: 1 },
})

/** Over-voltage protection level in V; it cannot be switched off. */
export const overVoltageRange: ByChannel<NumberRange> = perChannel({
  1: { min: 0.5, max: 6.6, default: 6.6 },
  2: { min: 1.5, max: 33, default: 33 },
  3: { min: 1.5, max: 33, default: 33 },
})

/** Delays of outputs, protection and trigger in s. */
export const delayRange: NumberRange = { min: 0, max: 3600, default: 0 }

/** A limit of error: `relative` of the reading plus `offset` in the unit of the reading. */
export interface Accuracy {
  readonly relative: number
  readonly offset: number
}

/**
 * Read-back accuracy. The percentages are those of the data sheet. The offsets are not published for this model: the figures
 * of the E3631A, which has the same ratings, stand in for them.
 */
export const readbackAccuracy: { readonly voltage: ByChannel<Accuracy>; readonly current: ByChannel<Accuracy> } = {
  voltage: perChannel({
    1: { relative: 5e-4, offset: 5e-3 },
    2: { relative: 5e-4, offset: 10e-3 },
    3: { relative: 5e-4, offset: 10e-3 },
  }),
  current: perChannel({
    1: { relative: 2e-3, offset: 10e-3 },
    2: { relative: 2e-3, offset: 4e-3 },
    3: { relative: 2e-3, offset: 4e-3 },
  }),
}
