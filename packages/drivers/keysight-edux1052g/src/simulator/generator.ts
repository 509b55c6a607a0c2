import type { DeviceControl } from '@lab/scpi/device'
import type { CircuitPort, Signal } from '@lab/transport-sim'
import { generatorResistance } from '../specifications.ts'

type Shape = (phase: number) => number

/** How the generator is set, as it acts on an open circuit. */
export interface GeneratorSettings {
  readonly on: boolean
  readonly function: string
  readonly frequency: number
  readonly amplitude: number
  readonly offset: number
  readonly dutyCycle: number
  readonly symmetry: number
  readonly pulseWidth: number
  readonly noise: number
  readonly modulation: Modulation | undefined
}

interface Modulation {
  readonly type: string
  readonly shape: Shape
  readonly frequency: number
  readonly depth: number
  readonly deviation: number
  readonly otherFrequency: number
}

function square(duty: number): Shape {
  return (phase) => (phase < duty ? 0.5 : -0.5)
}

/** Rises for a part of the period, from -0.5 to 0.5. */
function ramp(symmetry: number): Shape {
  return (phase) => (phase < symmetry ? phase / symmetry - 0.5 : symmetry >= 1 ? 0.5 : 0.5 - (phase - symmetry) / (1 - symmetry))
}

function sine(phase: number): number {
  return 0.5 * Math.sin(2 * Math.PI * phase)
}

/** A value between -0.5 and 0.5 that depends on the time alone, so that every look at a moment sees the same. */
function noiseAt(time: number): number {
  const value = Math.sin(Math.floor(time * 1e8) * 12.9898) * 43758.5453
  return value - Math.floor(value) - 0.5
}

function shapeOf(settings: GeneratorSettings): Shape {
  switch (settings.function) {
    case 'square': return square(settings.dutyCycle)
    case 'ramp': return ramp(settings.symmetry)
    case 'pulse': return square(settings.pulseWidth * settings.frequency)
    default: return sine
  }
}

function fraction(value: number): number {
  return value - Math.floor(value)
}

/** Cycles since time 0 of a modulated frequency. */
function cyclesOf({ frequency, modulation }: GeneratorSettings): (time: number) => number {
  if (modulation?.type === 'fm') {
    const swing = modulation.deviation / (2 * Math.PI * modulation.frequency)
    return (time) => frequency * time - swing * Math.cos(2 * Math.PI * modulation.frequency * time)
  }
  if (modulation?.type === 'fsk') {
    return (time) => (fraction(time * modulation.frequency) < 0.5 ? frequency : modulation.otherFrequency) * time
  }
  return (time) => frequency * time
}

function envelopeOf({ modulation }: GeneratorSettings): (time: number) => number {
  if (modulation?.type !== 'am') return () => 1
  const { depth, shape, frequency } = modulation
  return (time) => 1 - depth / 2 + depth * shape(fraction(time * frequency))
}

/** What the generator puts into an open circuit besides its offset; none for DC. */
function signalOf(settings: GeneratorSettings): Signal | undefined {
  const { amplitude, noise, frequency, modulation } = settings
  if (settings.function === 'dc') return undefined
  if (settings.function === 'noise') return { at: (time) => amplitude * noiseAt(time) }
  const shape = shapeOf(settings)
  const cycles = cyclesOf(settings)
  const envelope = envelopeOf(settings)
  const at = (time: number): number =>
    amplitude * (envelope(time) * shape(fraction(cycles(time))) + (noise === 0 ? 0 : noise * noiseAt(time)))
  const period = modulation === undefined && noise === 0 ? 1 / frequency : undefined
  return period === undefined ? { at } : { period, at }
}

const modulatingShapes: Readonly<Record<string, (symmetry: number) => Shape>> = {
  sine: () => sine, square: () => square(0.5), ramp,
}

/** Functions that cannot be modulated. */
export const unmodulated: readonly string[] = ['pulse', 'noise', 'dc']

function readModulation(device: DeviceControl): Modulation | undefined {
  if (!device.getBoolean('modulation') || unmodulated.includes(device.getString('generatorFunction'))) return undefined
  const type = device.getString('modulationType')
  const frequency = { am: 'amFrequency', fm: 'fmFrequency', fsk: 'fskRate' }[type] ?? 'amFrequency'
  const make = modulatingShapes[device.getString('modulationFunction')] ?? (() => sine)
  return {
    type, shape: make(device.getNumber('modulationRampSymmetry') / 100), frequency: device.getNumber(frequency),
    depth: device.getNumber('amDepth') / 100, deviation: device.getNumber('fmDeviation'),
    otherFrequency: device.getNumber('fskFrequency'),
  }
}

export function readGenerator(device: DeviceControl): GeneratorSettings {
  // Into 50 Ω half of the open-circuit voltage arrives.
  const share = device.getString('generatorLoad') === 'fifty' ? 2 : 1
  return {
    on: device.getBoolean('generatorOutput'), function: device.getString('generatorFunction'),
    frequency: device.getNumber('generatorFrequency'), amplitude: device.getNumber('generatorAmplitude') * share,
    offset: device.getNumber('generatorOffset') * share, dutyCycle: device.getNumber('squareDutyCycle') / 100,
    symmetry: device.getNumber('rampSymmetry') / 100, pulseWidth: device.getNumber('pulseWidth'),
    noise: device.getNumber('noiseAdded') / 100,
    modulation: readModulation(device),
  }
}

/** Puts what is set into the circuit: a voltage behind 50 Ω, or nothing while it is off. */
export function driveGenerator(port: CircuitPort, settings: GeneratorSettings): void {
  if (!settings.on) {
    port.setSignal(undefined)
    port.drive({ kind: 'open' })
    return
  }
  port.drive({ kind: 'source', voltage: settings.offset, currentLimit: Infinity, resistance: generatorResistance })
  port.setSignal(signalOf(settings))
}
