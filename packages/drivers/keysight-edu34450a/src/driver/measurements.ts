import { ProtocolError, type MeasureOptions, type OperationOptions, type Reading } from '@lab/core'
import type { InstrumentBase } from '@lab/scpi'
import { functionUnits, type DmmFunction, type FunctionUnits, type GradedFunction, type RangedFunction } from '../functions.ts'
import { checkConfigure, requireRange, sendConfigure, shortNodes } from './configuration.ts'
import type { DmmLink } from './link.ts'
import { checkOptions, type FrequencyOptions, type GradedAcOptions } from './measure-options.ts'
import type { Readings } from './readings.ts'
import type { Resolutions } from './resolution.ts'
import type { TemperatureScale } from './temperature.ts'

/** What the methods of an instrument share. */
export interface DmmParts {
  readonly link: DmmLink
  readonly base: InstrumentBase
  readonly readings: Readings
  readonly resolutions: Resolutions
  readonly temperature: TemperatureScale
}

/** The value of the primary display, which comes first: somebody may have switched the secondary one on at the front panel. */
async function askPrimary(link: DmmLink, message: string, options?: OperationOptions): Promise<number> {
  const [value] = await link.queryNumbers(message, options)
  if (value === undefined) throw new ProtocolError(`${link.alias} answered ${JSON.stringify(message)} with no number.`)
  return value
}

/** Makes the method that measures on a range: `MEASure` configures, triggers and reads (SCPI-99 vol. 2, 3.4). */
export function measuringRanged<F extends RangedFunction>({ link, base, readings }: DmmParts, name: F) {
  const query = `:MEAS:${shortNodes[name]}?`
  const maker = readings.of(name)
  return async (options?: MeasureOptions<FunctionUnits[F]>): Promise<Reading<FunctionUnits[F]>> => {
    checkOptions(base.alias, options, ['range', 'resolution', 'frequency'])
    const range = options?.range
    const message = range === undefined ? query : `${query} ${requireRange(base.alias, name, range)}`
    return maker.reading(await askPrimary(link, message, options), base.clock.now(), options)
  }
}

/** The same for a function with a speed. `MEASure` takes none on autorange: then it is `CONFigure`, the speed, and `READ?`. */
export function measuringGraded<F extends GradedFunction>(parts: DmmParts, name: F) {
  const { link, base, readings, resolutions } = parts
  const plain = measuringRanged(parts, name)
  return async (options?: GradedAcOptions<FunctionUnits[F]>): Promise<Reading<FunctionUnits[F]>> => {
    checkOptions(base.alias, options, ['range', 'resolution', 'frequency'])
    if (options?.resolution === undefined) return plain(options)
    const { range, resolution, frequency, signal, timeoutMs } = options
    checkConfigure(base.alias, name, { range, resolution })
    return link.transaction(async (inner) => {
      await sendConfigure(inner, resolutions, 'primary', name, { range, resolution })
      const shown = await askPrimary(inner, 'READ?')
      return readings.of(name, resolution).reading(shown, base.clock.now(), { range, frequency })
    }, { signal, timeoutMs })
  }
}

/** Makes the method of a function without parameters. */
export function measuringPlain<F extends 'continuity' | 'diode'>({ link, base, readings }: DmmParts, name: F) {
  const query = `:MEAS:${shortNodes[name]}?`
  const maker = readings.of(name)
  return async (options?: OperationOptions): Promise<Reading<FunctionUnits[F]>> =>
    maker.reading(await askPrimary(link, query, options), base.clock.now())
}

export function measuringTemperature({ link, base, readings, temperature }: DmmParts) {
  const maker = readings.of('temperature')
  return (options?: OperationOptions): Promise<Reading<'°C'>> => link.transaction(async (inner) => {
    const toCelsius = await temperature.ask(inner)
    return maker.reading(toCelsius(await askPrimary(inner, ':MEAS:TEMP?')), base.clock.now())
  }, options)
}

/** A frequency on the voltage input with nothing else said is one message. */
export function measuringFrequency({ link, base, readings, resolutions }: DmmParts) {
  return async (options: FrequencyOptions = {}): Promise<Reading<'Hz'>> => {
    checkOptions(base.alias, options, ['input', 'inputRange', 'aperture'])
    const { input = 'voltage', inputRange: range, aperture, signal, timeoutMs } = options
    const name: DmmFunction = input === 'current' ? 'current-frequency' : 'frequency'
    checkConfigure(base.alias, name, { range, aperture })
    const shown = input === 'voltage' && range === undefined && aperture === undefined
      ? await askPrimary(link, ':MEAS:FREQ?', { signal, timeoutMs })
      : await link.transaction(async (inner) => {
        await sendConfigure(inner, resolutions, 'primary', name, { range, aperture })
        return askPrimary(inner, 'READ?')
      }, { signal, timeoutMs })
    return aperture === 0.1 ? readings.bare(name, functionUnits[name], shown) : readings.of(name).reading(shown, base.clock.now())
  }
}
