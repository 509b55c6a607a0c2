import type { ChannelSettings } from './channel-settings.ts'
import { activeMode, type Mode } from './mode-rules.ts'
import { fraction } from './shapes.ts'
import { modulatingWave, widenedPulse, type Wave } from './wave.ts'

/** A waveform by the time in s since it began, between −1 and 1, and how long until it repeats. */
export interface TimedWave {
  readonly period: number | undefined
  at(seconds: number): number
}

/** Steps of the table that adds up a modulating signal. */
const steps = 1024
/** How many periods of the slower signal a common period may have. */
const mostRepetitions = 1000

/** A time that both rates repeat after; undefined where none is found. */
function commonPeriod(one: number, other: number): number | undefined {
  if (one === 0) return other === 0 ? undefined : 1 / other
  if (other === 0) return 1 / one
  for (let repetitions = 1; repetitions <= mostRepetitions; repetitions++) {
    const turns = repetitions * one / other
    if (turns >= 1 && Math.abs(turns - Math.round(turns)) < 1e-9 * turns) return repetitions / other
  }
  return undefined
}

/** The integral of one period of a modulating signal by time, from 0, in parts of the period. */
function integralOf(wave: Wave): (cycles: number) => number {
  const sums = new Float64Array(steps + 1)
  for (let step = 0; step < steps; step++) sums[step + 1] = (sums[step] ?? 0) + wave.at((step + 0.5) / steps) / steps
  const whole = sums[steps] ?? 0
  return (cycles) => {
    const part = fraction(cycles)
    const place = part * steps
    const index = Math.min(steps - 1, Math.floor(place))
    const before = sums[index] ?? 0
    return Math.floor(cycles) * whole + before + ((sums[index + 1] ?? 0) - before) * (place - index)
  }
}

/** What a modulated channel is made of. */
export interface ModulationParts {
  readonly settings: ChannelSettings
  readonly wave: Wave
  readonly seed: number
  /** The signal of the other channel, for a modulation whose source it is. */
  readonly other: Wave | undefined
}

function sourceOf({ settings, seed, other }: ModulationParts, mode: Mode): Wave {
  if (settings.word(`${mode}Source`) !== 'internal' && other !== undefined) return other
  return modulatingWave(settings, settings.word(`${mode}Shape`), settings.number(`${mode}Frequency`), seed)
}

function timed(carrier: Wave, source: Wave, at: (seconds: number) => number): TimedWave {
  return { period: carrier.repeats && source.repeats ? commonPeriod(carrier.rate, source.rate) : undefined, at }
}

/** The second half of each period of the rate has the other phase. Nothing comes in from outside. */
function phaseKeyed({ settings, wave }: ModulationParts, phase: number): TimedWave {
  const shift = settings.word('bpskSource') === 'internal' ? settings.number('bpskPhase') / 360 : 0
  const rate = settings.number('bpskRate')
  const keyedBy: Wave = { rate, repeats: true, span: 2, at: () => 0 }
  return timed(wave, keyedBy, (seconds) => wave.at(wave.rate * seconds + (fraction(seconds * rate) >= 0.5 ? shift : 0) + phase))
}

function frequencyModulated(parts: ModulationParts, phase: number): TimedWave {
  const { settings, wave } = parts
  const source = sourceOf(parts, 'fm')
  const integral = integralOf(source)
  const deviation = settings.number('fmDeviation')
  return timed(
    wave, source, (seconds) => wave.at(wave.rate * seconds + deviation * integral(seconds * source.rate) / source.rate + phase),
  )
}

function keyed({ settings, wave }: ModulationParts, phase: number): TimedWave {
  const rate = settings.number('fskRate')
  const hop = settings.number('fskFrequency')
  const internal = settings.word('fskSource') === 'internal'
  const cycles = (seconds: number): number => {
    if (!internal) return wave.rate * seconds
    const turns = seconds * rate
    const late = Math.max(0, fraction(turns) - 0.5)
    const hopping = (Math.floor(turns) * 0.5 + late) / rate
    return wave.rate * (seconds - hopping) + hop * hopping
  }
  const period = internal && Number.isInteger(cycles(1 / rate)) ? 1 / rate : internal ? undefined : 1 / wave.rate
  return { period, at: (seconds) => wave.at(cycles(seconds) + phase) }
}

function widthModulated(parts: ModulationParts, phase: number): TimedWave {
  const { settings, wave } = parts
  const source = sourceOf(parts, 'pwm')
  const deviation = settings.number('pwmDeviation')
  const widened = widenedPulse(settings)
  return timed(wave, source, (seconds) =>
    widened(deviation * source.at(seconds * source.rate), wave.rate * seconds + phase))
}

function amplitudeModulated(parts: ModulationParts, phase: number): TimedWave {
  const { settings, wave } = parts
  const source = sourceOf(parts, 'am')
  const depth = settings.number('amDepth') / 100
  const suppressed = settings.is('amSuppressedCarrier')
  return timed(wave, source, (seconds) => {
    const modulating = depth * source.at(seconds * source.rate)
    return wave.at(wave.rate * seconds + phase) * (suppressed ? modulating : (1 + modulating) / 2)
  })
}

/**
 * The waveform with its modulation. It is made of settings that must not change while it is used.
 * @param phase in periods.
 */
export function modulated(parts: ModulationParts, phase: number): TimedWave {
  const { settings, wave } = parts
  switch (activeMode(settings)) {
    case 'am': return amplitudeModulated(parts, phase)
    case 'fm': return frequencyModulated(parts, phase)
    case 'pm': {
      const source = sourceOf(parts, 'pm')
      const deviation = settings.number('pmDeviation') / 360
      return timed(wave, source, (seconds) => wave.at(wave.rate * seconds + deviation * source.at(seconds * source.rate) + phase))
    }
    case 'pwm': return widthModulated(parts, phase)
    case 'sum': {
      const source = sourceOf(parts, 'sum')
      const share = settings.number('sumAmplitude') / 100
      return timed(wave, source, (seconds) => wave.at(wave.rate * seconds + phase) + share * source.at(seconds * source.rate))
    }
    case 'fsk': return keyed(parts, phase)
    case 'bpsk': return phaseKeyed(parts, phase)
    default: return {
      period: wave.repeats && wave.rate > 0 ? 1 / wave.rate : undefined, at: (seconds) => wave.at(wave.rate * seconds + phase),
    }
  }
}
