import type { ChannelSettings } from './channel-settings.ts'
import { fraction, noise, pseudoRandomBits, pulse, ramp, sine, square, triangle, type Shape } from './shapes.ts'
import type { SampledWaveform } from './waveform-memory.ts'

/**
 * A waveform before level, modulation and trigger: values between −1 and 1 (samples: full scale 1) by the periods that are over.
 */
export interface Wave {
  /** Periods per second; 0 for dc. For noise, steps per second. */
  readonly rate: number
  /** False for noise, which never repeats. */
  readonly repeats: boolean
  /** Peak to peak of the values. */
  readonly span: number
  at(cycles: number): number
}

function repeating(rate: number, shape: Shape): Wave {
  return { rate, repeats: true, span: 2, at: (cycles) => shape(fraction(cycles)) }
}

/** 10 % to 90 % are 0.8 of the whole edge. */
const edgePart = 0.8

/** A pulse by the time it is widened by in s, and the periods that are over. */
export function widenedPulse(settings: ChannelSettings): (widening: number, cycles: number) => number {
  const { frequency } = settings
  const wide = settings.number('pulseWidth')
  const lead = Math.max(1e-12, settings.number('pulseLeadingEdge') * frequency / edgePart)
  const trail = Math.max(1e-12, settings.number('pulseTrailingEdge') * frequency / edgePart)
  return (widening, cycles) => {
    const width = Math.max(1e-9, Math.min(1 - 1e-9, (wide + widening) * frequency))
    const longest = 2 * Math.min(width, 1 - width) * edgePart
    return pulse(fraction(cycles), width, Math.min(lead, longest), Math.min(trail, longest))
  }
}

function pulseWave(settings: ChannelSettings): Wave {
  const at = widenedPulse(settings)
  return { rate: settings.frequency, repeats: true, span: 2, at: (cycles) => at(0, cycles) }
}

function bitWave(rate: number, name: string): Wave {
  const bits = pseudoRandomBits(name)
  return repeating(rate / bits.length, (part) => (bits[Math.floor(part * bits.length)] === 1 ? 1 : -1))
}

function noiseWave(bandwidth: number, seed: number): Wave {
  return { rate: 2 * bandwidth, repeats: false, span: 2, at: (steps) => noise(Math.floor(steps), seed) }
}

/** Samples held until the next one, or joined by lines behind the normal filter. As many levels as 16 bits have. */
function sampledWave({ samples, min, max }: SampledWaveform, sampleRate: number, joined: boolean): Wave {
  const { length } = samples
  const at = (part: number): number => {
    const place = part * length
    const index = Math.min(length - 1, Math.floor(place))
    const here = samples[index] ?? 0
    const next = samples[(index + 1) % length] ?? 0
    return joined ? here + (next - here) * (place - index) : here
  }
  return { ...repeating(sampleRate / length, at), span: Math.max(max - min, 1e-6) }
}

/** What a channel generates, apart from level, modulation and trigger. `seed`: of its noise. */
export function waveOf(settings: ChannelSettings, seed: number): Wave {
  const { frequency } = settings
  switch (settings.function) {
    case 'sine': return repeating(frequency, sine)
    case 'square': return repeating(frequency, square(settings.number('squareDutyCycle') / 100))
    case 'triangle': return repeating(frequency, triangle)
    case 'ramp': return repeating(frequency, ramp(settings.number('rampSymmetry') / 100))
    case 'pulse': return pulseWave(settings)
    case 'prbs': return bitWave(settings.number('prbsBitRate'), settings.word('prbsSequence'))
    case 'noise': return noiseWave(settings.number('noiseBandwidth'), seed)
    case 'arbitrary': return sampledWave(
      settings.memory.waveforms.find(settings.word('arbitrary')), settings.number('sampleRate'),
      settings.word('arbitraryFilter') === 'normal',
    )
    case 'dc': return { rate: 0, repeats: true, span: 2, at: () => 0 }
  }
}

/** The internal generator that modulates. */
export function modulatingWave(settings: ChannelSettings, shape: string, rate: number, seed: number): Wave {
  switch (shape) {
    case 'square': return repeating(rate, square(0.5))
    case 'ramp': return repeating(rate, ramp(1))
    case 'negativeRamp': return repeating(rate, ramp(0))
    case 'triangle': return repeating(rate, triangle)
    case 'noise': return { ...noiseWave(rate / 2, seed + 7), rate }
    case 'prbs': return bitWave(rate, 'pn7')
    case 'arbitrary': {
      const waveform = settings.memory.waveforms.find(settings.word('arbitrary'))
      return sampledWave(waveform, rate * waveform.samples.length, false)
    }
    default: return repeating(rate, sine)
  }
}
