import { gaussian } from '@lab/transport-sim'
import type { DmmFunction } from '../functions.ts'
import { counts, overrange, underrange, type Speed } from '../specifications.ts'
import { UnitErrors } from './errors.ts'
import { isGraded, rangeKeyOf, type DisplaySetup, type RangeSetup } from './setup.ts'
import { Terminals, type Alternating, type TerminalPorts } from './terminals.ts'
import { temperatureOf, temperatureSpan } from './thermistor.ts'

/** Deviation of readings in counts. */
const noise: Readonly<Record<Speed, number>> = { slow: 0.5, medium: 1, fast: 3 }

/** Band in Hz beyond which AC readings fall off, −3 dB at its ends (data sheet: usable range). */
const bands = { 'ac-voltage': [20, 100e3], 'ac-current': [20, 10e3] } as const

/** Ranges of resistance that the thermistor and continuity are measured on, by position. */
const lastThermistorRange = 4
const continuityRange = 1

/** Largest voltage of the diode function, and resistance of continuity: 120 % of 1 V and 1 kΩ. */
const mostDiodeVolts = 1.2
const mostContinuityOhms = 1.2e3

/** Steps after which autorange gives up. */
const mostSteps = 16

/** Highest frequency that is counted, in Hz; the data sheet and other sources disagree on 300 kHz and 1 MHz. */
const mostHertz = 1e6

/** Parts at the terminals that the circuit does not have. */
export interface ConnectedParts {
  /** Temperature of a thermistor at the input, in °C. */
  readonly temperature?: number | undefined
  /** Capacitor at the input, in F. */
  readonly capacitance?: number | undefined
}

export interface MeterContext extends TerminalPorts {
  readonly random: () => number
  readonly parts: ConnectedParts
}

function bandwidth(name: keyof typeof bands, frequency: number): number {
  const [low, high] = bands[name]
  return 1 / Math.sqrt((1 + (low / frequency) ** 8) * (1 + (frequency / high) ** 8))
}

/** The analog side: what one reading of a function gives. */
export class SimulatedMeter {
  readonly #terminals: Terminals
  readonly #errors: UnitErrors
  readonly #random: () => number
  readonly #parts: ConnectedParts
  /** Whether the DC ranges 0.1 V and 1 V are at more than 10 GΩ. */
  highImpedance = false

  constructor({ input, sense, current, random, parts }: MeterContext) {
    this.#terminals = new Terminals({ input, sense, current })
    this.#errors = new UnitErrors(random)
    this.#random = random
    this.#parts = parts
  }

  /** Connects the terminals as after `*RST`. */
  reset(setup: DisplaySetup): void {
    this.highImpedance = false
    this.#terminals.rest(setup.rangeSetup('dc-current').position)
  }

  /** One reading in the unit of the function, °C for temperature; an infinity for an overload. */
  read(name: DmmFunction, setup: DisplaySetup): number {
    switch (name) {
      case 'frequency':
      case 'current-frequency': return this.#frequency(name, setup)
      case 'temperature': return this.#temperature()
      case 'continuity': return this.#shown(name, this.#terminals.resistance(continuityRange), 1e3, mostContinuityOhms)
      case 'diode': return this.#shown(name, this.#terminals.diode(), 1, mostDiodeVolts)
      default: return this.#ranged(name, setup)
    }
  }

  /** A function of one range at the fast rate; 1 is the position of that range among those whose errors it has. */
  #shown(name: 'continuity' | 'diode', value: number, range: number, most: number): number {
    if (Math.abs(value) > most) return value < 0 ? -Infinity : Infinity
    return this.#convert(value, name, 1, range * counts.fast, noise.fast)
  }

  #ranged(name: DmmFunction, setup: DisplaySetup): number {
    const own = setup.rangeSetup(rangeKeyOf(name) ?? 'dc-voltage')
    const value = settle(own, () => this.#sense(name, own), (sensed) => sensed)
    if (Math.abs(value) > overrange * own.range) return value < 0 ? -Infinity : Infinity
    const speed = isGraded(name) ? own.speed : 'slow'
    const count = (name === 'capacitance' ? 1e-3 : counts[speed]) * own.range
    const shown = this.#convert(value, name, own.position, count, noise[speed])
    return name === 'ac-voltage' || name === 'ac-current' ? Math.abs(shown) : shown
  }

  #sense(name: DmmFunction, { position, range }: RangeSetup): number {
    switch (name) {
      case 'ac-voltage': return attenuated(name, this.#terminals.acVoltage())
      case 'dc-current': return this.#terminals.dcCurrent(position)
      case 'ac-current': return attenuated(name, this.#terminals.acCurrent(position))
      case 'resistance': return this.#terminals.resistance(position)
      case 'four-wire-resistance': return this.#terminals.fourWireResistance(position)
      case 'capacitance': return this.#parts.capacitance ?? this.#terminals.capacitance(range)
      default: return this.#terminals.dcVoltage(this.highImpedance && range <= 1)
    }
  }

  /** Too little to count, and too slow, is 0. */
  #frequency(name: 'frequency' | 'current-frequency', setup: DisplaySetup): number {
    const own = setup.rangeSetup(name === 'frequency' ? 'frequency-voltage' : 'frequency-current')
    const sense = (): Alternating => (name === 'frequency'
      ? this.#terminals.acVoltage()
      : this.#terminals.acCurrent(own.position))
    const { rms, frequency } = settle(own, sense, (sensed) => sensed.rms)
    if (rms < underrange * own.range || frequency < 1 / setup.aperture) return 0
    if (frequency > mostHertz) return Infinity
    return this.#convert(frequency, name, 0, frequencyCount(frequency, setup.aperture), noise.slow)
  }

  #temperature(): number {
    const { temperature } = this.#parts
    if (temperature !== undefined) return this.#convert(temperature, 'temperature', 0, 0.1, noise.slow)
    let ohms = Infinity
    for (let position = 0; position <= lastThermistorRange; position++) {
      ohms = this.#terminals.resistance(position)
      if (ohms < overrange * 100 * 10 ** position) break
    }
    const shown = temperatureOf(ohms)
    if (!(shown >= temperatureSpan.min && shown <= temperatureSpan.max)) return Infinity
    return this.#convert(shown, 'temperature', 0, 0.1, noise.slow)
  }

  #convert(value: number, name: DmmFunction, position: number, count: number, deviation: number): number {
    const { gain, offset } = this.#errors.of(name, position)
    const noisy = value * gain + offset + deviation * count * gaussian(this.#random)
    return Math.round(noisy / count) * count + 0
  }
}

function attenuated(name: keyof typeof bands, { rms, frequency }: Alternating): number {
  return frequency > 0 ? rms * bandwidth(name, frequency) : rms
}

/** 1 mHz up to 120 Hz with a gate of 1 s, ten times as much with each decade and with a gate of 0.1 s. */
function frequencyCount(frequency: number, aperture: number): number {
  const decades = Math.max(0, Math.ceil(Math.log10(frequency / 120)))
  return (1e-3 * 10 ** decades) / aperture
}

/** Senses until autorange stays. What changes with the range, as the resistance of a diode, may never settle: it stops then. */
function settle<T>(own: RangeSetup, sense: () => T, sizeOf: (sensed: T) => number): T {
  let sensed = sense()
  for (let step = 0; own.auto && step < mostSteps && changeRange(own, sizeOf(sensed)); step++) sensed = sense()
  return sensed
}

/** Autorange by one step; false where the range stays. */
function changeRange(own: RangeSetup, value: number): boolean {
  const magnitude = Math.abs(value)
  if (magnitude > overrange * own.range) return own.step(1)
  return magnitude < underrange * own.range && own.step(-1)
}
