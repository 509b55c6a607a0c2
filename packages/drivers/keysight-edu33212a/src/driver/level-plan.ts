import { formatNumber } from '@lab/scpi'
import { emfFactor, settled, toPeakToPeak, type AmplitudeUnit } from '../levels.ts'
import type { GeneratorFunction } from '../generator-function.ts'
import { amplitudeRange, peakLimit } from '../specifications.ts'
import type { GeneratorSettings } from './channel-settings.ts'
import { refuse, type Present } from './link.ts'

/** Levels into a load. */
export interface Levels {
  readonly function: GeneratorFunction
  /** In Ω, `Infinity` for high impedance. */
  readonly load: number
  /** In Vpp. */
  readonly amplitude: number
  /** In V. */
  readonly offset: number
}

const functions: Readonly<Record<GeneratorFunction, true>> = {
  sine: true, square: true, triangle: true, ramp: true, pulse: true, prbs: true, noise: true, arbitrary: true, dc: true,
}

function isFunction(name: string): name is GeneratorFunction {
  return Object.hasOwn(functions, name)
}

/** The function that is set. */
export function presentFunction(present: Present): GeneratorFunction {
  const name = present.word('function')
  return isFunction(name) ? name : 'sine'
}

function presentUnit(present: Present): AmplitudeUnit {
  const unit = present.word('amplitudeUnit')
  return unit === 'Vrms' || unit === 'dBm' ? unit : 'Vpp'
}

/** The levels that are set. The amplitude of an arbitrary waveform in another unit than Vpp is as for a square. */
export function presentLevels(present: Present): Levels {
  const context = { function: presentFunction(present), load: present.number('load') }
  return {
    ...context, offset: present.number('offset'),
    amplitude: settled(toPeakToPeak(present.number('amplitude'), presentUnit(present), context)),
  }
}

function givenLoad({ load }: GeneratorSettings): number | undefined {
  return load === 'high-impedance' ? Infinity : load
}

function givenAmplitude(
  where: string, settings: GeneratorSettings, context: { function: GeneratorFunction; load: number },
): number | undefined {
  const { amplitude, amplitudeRms, power } = settings
  if (amplitude !== undefined) return amplitude
  if (amplitudeRms === undefined && power === undefined) return undefined
  const name = power === undefined ? 'amplitudeRms' : 'power'
  if (context.function === 'arbitrary') return refuse(
    where, `${name} of an arbitrary waveform depends on its samples; give amplitude`,
  )
  if (power !== undefined && context.load === Infinity) return refuse(where, 'power needs a load; give amplitude, or a load')
  return settled(toPeakToPeak(amplitudeRms ?? power ?? 0, power === undefined ? 'Vrms' : 'dBm', context))
}

/** Amplitude and offset after what was given; those that stay are told into the new load. */
function wantedLevels(where: string, settings: GeneratorSettings, now: Levels): Levels {
  const load = givenLoad(settings) ?? now.load
  const context = { function: settings.function ?? now.function, load }
  const factor = emfFactor(load) / emfFactor(now.load)
  const amplitude = settled(now.amplitude * factor)
  const offset = settled(now.offset * factor)
  if (settings.high === undefined && settings.low === undefined) {
    return { ...context, amplitude: givenAmplitude(where, settings, context) ?? amplitude, offset: settings.offset ?? offset }
  }
  const high = settings.high ?? offset + amplitude / 2
  const low = settings.low ?? offset - amplitude / 2
  if (!(high > low)) return refuse(where, `high ${high} V is not above low ${low} V`)
  return { ...context, amplitude: settled(high - low), offset: settled((high + low) / 2) }
}

/** Slack for what binary arithmetic adds. */
const slack = 1 + 1e-9

/**
 * @param largest largest amplitude in Vpp at full scale that the samples of an arbitrary waveform allow, in parts of that of the
 * load.
 */
function check(where: string, { function: name, load, amplitude, offset }: Levels, largest: number): void {
  const peak = peakLimit(load)
  const into = load === Infinity ? 'at high impedance' : `into ${load} Ω`
  if (name === 'dc') {
    if (Math.abs(offset) > peak * slack) refuse(where, `offset ${offset} V is outside ${-peak} … ${peak} V ${into}`)
    return
  }
  const { min, max } = amplitudeRange(load)
  const most = settled(max * largest)
  if (amplitude < min / slack || amplitude > most * slack) refuse(
    where, `amplitude ${amplitude} Vpp is outside ${min} … ${most} Vpp ${into}`,
  )
  if (Math.abs(offset) + amplitude / 2 <= peak * slack) return
  refuse(
    where, `offset ${offset} V with an amplitude of ${amplitude} Vpp reaches beyond ±${peak} V ${into}`,
    'Make the amplitude or the offset smaller.',
  )
}

/** What changes levels, in order: none of the steps conflicts with what is set then, nor goes beyond both ends of the way. */
export interface LevelPlan {
  /** Goes before the function. */
  readonly before: readonly string[]
  /** Goes behind it. */
  readonly after: readonly string[]
}

/** Names of the settings that are about levels. */
const levelNames = ['load', 'amplitude', 'amplitudeRms', 'power', 'offset', 'high', 'low'] as const

/**
 * Plans a change of levels.
 * @throws SettingError for levels that the output does not have, and for a load while the instrument's own limits hold.
 */
export function planLevels(
  where: string, channel: number, present: Present, settings: GeneratorSettings, largest: number,
): LevelPlan {
  const now = presentLevels(present)
  const wanted = wantedLevels(where, settings, now)
  const changesFunction = settings.function !== undefined && settings.function !== now.function
  const changesWaveform = settings.waveform !== undefined && wanted.function === 'arbitrary'
  if (!changesFunction && !changesWaveform && levelNames.every((name) => settings[name] === undefined)) return {
    before: [], after: [],
  }
  check(where, wanted, largest)
  checkOwnLimits(where, present, now, wanted)
  const load = wanted.load === now.load ? [] : [`:OUTP${channel}:LOAD ${formatNumber(wanted.load)}`]
  const factor = emfFactor(wanted.load) / emfFactor(now.load)
  const amplitude = settled(now.amplitude * factor)
  const steps = levelSteps(channel, { ...now, amplitude, offset: settled(now.offset * factor) }, wanted, changesFunction)
  // A smaller amplitude goes before a function that may not take the larger one, and so does everything that dc leaves room for.
  const goesFirst = wanted.function !== 'dc' && (now.function === 'dc' || wanted.amplitude <= amplitude)
  return goesFirst ? { before: [...load, ...steps], after: [] } : { before: load, after: steps }
}

function levelSteps(channel: number, now: Levels, wanted: Levels, changesFunction: boolean): readonly string[] {
  const amplitude = wanted.function === 'dc' || (wanted.amplitude === now.amplitude && !changesFunction) ? []
    : [`:SOUR${channel}:VOLT ${formatNumber(wanted.amplitude)} VPP`]
  const offset = wanted.offset === now.offset ? [] : [`:SOUR${channel}:VOLT:OFFS ${formatNumber(wanted.offset)}`]
  return wanted.amplitude <= now.amplitude && now.function !== 'dc' ? [...amplitude, ...offset] : [...offset, ...amplitude]
}

function checkOwnLimits(where: string, present: Present, now: Levels, wanted: Levels): void {
  if (!present.is('limitsEnabled')) return
  if (wanted.load !== now.load) refuse(where, 'the load cannot change while the voltage limits of the instrument are on')
  const half = wanted.function === 'dc' ? 0 : wanted.amplitude / 2
  const low = present.number('lowLimit')
  const high = present.number('highLimit')
  if (wanted.offset + half <= high + 1e-9 && wanted.offset - half >= low - 1e-9) return
  refuse(
    where,
    `levels ${wanted.offset - half} … ${wanted.offset + half} V are outside the voltage limits of the instrument, `
    + `${low} … ${high} V`,
  )
}
