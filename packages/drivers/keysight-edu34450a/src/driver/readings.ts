import type { AccuracySpecification, Reading } from '@lab/core'
import { SpecifiedFunction, type SpecifiedOptions } from '@lab/core/uncertainty'
import type { InstrumentBase } from '@lab/scpi'
import { functionUnits, type DmmFunction, type FunctionUnits } from '../functions.ts'
import { gradedSpecifications, specifications, type Speed } from '../specifications.ts'

type Makers = { readonly [F in DmmFunction]: SpecifiedFunction<FunctionUnits[F]> }

/** A function of whose accuracy nothing is known. */
function unspecified<F extends DmmFunction>(name: F): AccuracySpecification<FunctionUnits[F]> {
  return { function: name, unit: functionUnits[name], ranges: [] }
}

function makersFor(speed: Speed, base: InstrumentBase): Makers {
  const make = <U extends string>(specification: AccuracySpecification<U>): SpecifiedFunction<U> =>
    new SpecifiedFunction(specification, base)
  const graded = gradedSpecifications(speed)
  return {
    'dc-voltage': make(graded['dc-voltage']), 'ac-voltage': make(graded['ac-voltage']),
    'dc-current': make(graded['dc-current']), 'ac-current': make(graded['ac-current']),
    resistance: make(graded.resistance), 'four-wire-resistance': make(graded['four-wire-resistance']),
    frequency: make(specifications.frequency), 'current-frequency': make(specifications['current-frequency']),
    capacitance: make(specifications.capacitance), temperature: make(specifications.temperature),
    continuity: make(unspecified('continuity')), diode: make(unspecified('diode')),
  }
}

/** Makes readings of what the meter shows, by function and speed. */
export class Readings {
  readonly #base: InstrumentBase
  readonly #makers = new Map<Speed, Makers>()

  constructor(base: InstrumentBase) {
    this.#base = base
  }

  /** The maker of a function at a speed, to be kept. */
  of<F extends DmmFunction>(name: F, speed: Speed = 'slow'): Makers[F] {
    const known = this.#makers.get(speed)
    if (known !== undefined) return known[name]
    const made = makersFor(speed, this.#base)
    this.#makers.set(speed, made)
    return made[name]
  }

  /** A reading now, of a function that is known only when the meter has said it. */
  make(name: DmmFunction, shown: number, options?: SpecifiedOptions & { readonly resolution?: Speed | undefined }): Reading {
    return this.of(name, options?.resolution).reading(shown, this.#base.clock.now(), options)
  }

  /** A reading of which only the value is known, as one that was calculated with. */
  bare<U extends string>(name: DmmFunction, unit: U, value: number): Reading<U> {
    const source = { instrument: this.#base.alias, function: name }
    const timeMs = this.#base.clock.now()
    if (Number.isFinite(value)) return { value, unit, timeMs, source }
    return { value, unit, timeMs, source, condition: value > 0 ? 'overload' : value < 0 ? 'negative-overload' : 'invalid' }
  }
}
