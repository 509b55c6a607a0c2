import {
  SettingError, type Instrument, type MeasureOptions, type Multimeter, type OperationOptions, type Reading, type ReadingSource,
} from '@lab/core'
import { scpiDriver, type InstrumentBase, type ScpiLink } from '@lab/scpi'
import { edu34450aDeclarations } from './settings.ts'
import { accuracy, type DmmFunction } from './specifications.ts'

type Declared = typeof edu34450aDeclarations

/** An opened EDU34450A. */
export interface Edu34450a extends Multimeter {
  /** Messages of your own, through the same guard, trace and queue as everything else. */
  readonly scpi: ScpiLink<Declared>
}

/** How a function is measured, and in which unit. */
interface Measurement<U extends string> {
  readonly function: DmmFunction
  readonly query: string
  readonly unit: U
}

const dcVoltage: Measurement<'V'> = { function: 'dc-voltage', query: ':MEAS:VOLT:DC?', unit: 'V' }
const acVoltage: Measurement<'V'> = { function: 'ac-voltage', query: ':MEAS:VOLT:AC?', unit: 'V' }
const dcCurrent: Measurement<'A'> = { function: 'dc-current', query: ':MEAS:CURR:DC?', unit: 'A' }
const acCurrent: Measurement<'A'> = { function: 'ac-current', query: ':MEAS:CURR:AC?', unit: 'A' }
const resistance: Measurement<'Ω'> = { function: 'resistance', query: ':MEAS:RES?', unit: 'Ω' }

class Edu34450aInstrument implements Edu34450a {
  readonly kind = 'multimeter'
  readonly scpi: ScpiLink<Declared>
  readonly #base: InstrumentBase
  readonly #sources = new Map<string, ReadingSource>()

  constructor(base: InstrumentBase, link: ScpiLink<Declared>) {
    this.#base = base
    this.scpi = link
  }

  get alias(): string {
    return this.#base.alias
  }

  get driver(): string {
    return this.#base.driver
  }

  get identity(): Instrument['identity'] {
    return this.#base.identity
  }

  get resource(): string {
    return this.#base.resource
  }

  measureDcVoltage(options?: MeasureOptions<'V'>): Promise<Reading<'V'>> {
    return this.#measure(dcVoltage, options)
  }

  measureAcVoltage(options?: MeasureOptions<'V'>): Promise<Reading<'V'>> {
    return this.#measure(acVoltage, options)
  }

  measureDcCurrent(options?: MeasureOptions<'A'>): Promise<Reading<'A'>> {
    return this.#measure(dcCurrent, options)
  }

  measureAcCurrent(options?: MeasureOptions<'A'>): Promise<Reading<'A'>> {
    return this.#measure(acCurrent, options)
  }

  measureResistance(options?: MeasureOptions<'Ω'>): Promise<Reading<'Ω'>> {
    return this.#measure(resistance, options)
  }

  async #measure<U extends string>(measurement: Measurement<U>, options?: MeasureOptions<U>): Promise<Reading<U>> {
    const range = options?.range
    const query = range === undefined ? measurement.query : `${measurement.query} ${this.#requireRange(measurement, range)}`
    const value = await this.scpi.queryNumber(query, options)
    const reading = { value, unit: measurement.unit, timeMs: this.#base.clock.now(), source: this.#source(measurement.function, range) }
    if (Number.isFinite(value)) return reading
    return { ...reading, condition: value === Infinity ? 'overload' : value === -Infinity ? 'negative-overload' : 'invalid' }
  }

  /** The meter takes the value of a range and nothing between; another one it answers with an error or with a larger range. */
  #requireRange(measurement: Measurement<string>, range: number): number {
    const ranges = accuracy[measurement.function].map((row) => row.range)
    if (ranges.includes(range)) return range
    throw new SettingError(`${this.alias} has no ${measurement.function} range of ${range} ${measurement.unit}.`, {
      hint: `Ranges: ${ranges.join(', ')} ${measurement.unit}. Leave it out for autorange.`,
    })
  }

  #source(name: DmmFunction, range: number | undefined): ReadingSource {
    const key = `${name} ${range}`
    const known = this.#sources.get(key)
    if (known !== undefined) return known
    const source = { instrument: this.alias, function: name, ...(range === undefined ? {} : { range }) }
    this.#sources.set(key, source)
    return source
  }
}
