import type { AccuracySpecification } from '@lab/core'
import { perChannel, type ByChannel, type NumberRange } from '@lab/scpi'

/** The outputs. Channel 3 is called N30V on the panel but is positive like the others; all three are isolated. */
export const channels = [1, 2, 3] as const

/** Number of an output. */
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
  1: { min: 0.5, max: 6.6 },
  2: { min: 1.5, max: 33 },
  3: { min: 1.5, max: 33 },
})

/** Delays of outputs, protection and trigger in s. */
export const delayRange: NumberRange = { min: 0, max: 3600 }

/** A limit of error: `relative` of the reading plus `offset` in the unit of the reading. */
export interface Accuracy {
  readonly relative: number
  readonly offset: number
}

type ByOutput<T> = Readonly<Record<Channel, T>>

/** By channel. */
export interface OutputAccuracy {
  readonly voltage: ByOutput<Accuracy>
  readonly current: ByOutput<Accuracy>
}

/**
 * Read-back accuracy. The percentages are those of the data sheet. The offsets are not published for this model: the figures
 * of the E3631A, which has the same ratings, stand in for them.
 */
export const readbackAccuracy: OutputAccuracy = {
  voltage: {
    1: { relative: 5e-4, offset: 5e-3 },
    2: { relative: 5e-4, offset: 10e-3 },
    3: { relative: 5e-4, offset: 10e-3 },
  },
  current: {
    1: { relative: 2e-3, offset: 10e-3 },
    2: { relative: 2e-3, offset: 4e-3 },
    3: { relative: 2e-3, offset: 4e-3 },
  },
}

/**
 * Accuracy of what is set. The percentages are those of the data sheet; the offsets are those of the E3631A, as for
 * {@link readbackAccuracy}.
 */
export const programmingAccuracy: OutputAccuracy = {
  voltage: {
    1: { relative: 5e-4, offset: 5e-3 },
    2: { relative: 5e-4, offset: 20e-3 },
    3: { relative: 5e-4, offset: 20e-3 },
  },
  current: {
    1: { relative: 2e-3, offset: 10e-3 },
    2: { relative: 2e-3, offset: 4e-3 },
    3: { relative: 2e-3, offset: 4e-3 },
  },
}

/**
 * Steps of what is read back and of what is set, in V and A. Those of output 1 read back were seen on an instrument; those of the
 * others are scaled by their range. What can be set is not documented: these are the digits of the display.
 */
const steps = {
  voltage: { 1: 0.2e-3, 2: 1e-3, 3: 1e-3 },
  current: { 1: 64.4e-6, 2: 12.9e-6, 3: 12.9e-6 },
  programmedVoltage: { 1: 1e-3, 2: 1e-3, 3: 1e-3 },
  programmedCurrent: { 1: 1e-3, 2: 0.1e-3, 3: 0.1e-3 },
} as const satisfies Record<string, ByOutput<number>>

/** Neither an interval of calibration nor a range of temperature is known, so both are said in the names of the components. */
function specification<U extends string>(
  name: string, unit: U, channel: Channel, accuracy: ByOutput<Accuracy>, resolution: ByOutput<number>,
): AccuracySpecification<U> {
  const { relative: ofReading, offset } = accuracy[channel]
  return {
    function: name, channel, unit,
    remark: 'offset not published, taken from the E3631A',
    ranges: [{ resolution: resolution[channel], limits: [{ ofReading, offset }] }],
  }
}

/** How good what an output reads back and sets is, as the uncertainty of readings is made of it. */
export interface OutputSpecifications {
  readonly voltage: AccuracySpecification<'V'>
  readonly current: AccuracySpecification<'A'>
  readonly programmedVoltage: AccuracySpecification<'V'>
  readonly programmedCurrent: AccuracySpecification<'A'>
}

function outputSpecifications(channel: Channel): OutputSpecifications {
  return {
    voltage: specification('dc-voltage', 'V', channel, readbackAccuracy.voltage, steps.voltage),
    current: specification('dc-current', 'A', channel, readbackAccuracy.current, steps.current),
    programmedVoltage: specification('programmed-dc-voltage', 'V', channel, programmingAccuracy.voltage, steps.programmedVoltage),
    programmedCurrent: specification('programmed-dc-current', 'A', channel, programmingAccuracy.current, steps.programmedCurrent),
  }
}

/** By channel. */
export const specifications: ByOutput<OutputSpecifications> = {
  1: outputSpecifications(1), 2: outputSpecifications(2), 3: outputSpecifications(3),
}
