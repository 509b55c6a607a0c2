import type { SettingValue } from '@lab/core'
import type { NumberParameter, NumberRange, ParameterDeclaration } from '@lab/scpi'

/** What a setting must take, and what its driver must refuse. */
export interface TrialValues {
  readonly taken: readonly SettingValue[]
  readonly refused: readonly SettingValue[]
}

/** The next double above or below a finite number. */
function neighbour(value: number, direction: 1 | -1): number {
  if (value === 0) return direction * Number.MIN_VALUE
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  view.setBigInt64(0, view.getBigInt64(0) + (value > 0 === direction > 0 ? 1n : -1n))
  return view.getFloat64(0)
}

function stepOutside({ min, max }: NumberRange, integer: boolean): readonly number[] {
  const below = integer ? min - 1 : neighbour(min, -1)
  const above = integer ? max + 1 : neighbour(max, 1)
  return [below, above].filter(Number.isFinite)
}

/** A number of few digits inside, so that every format prints it as it is. */
function inside({ min, max }: NumberRange, integer: boolean): number {
  const middle = Number.isFinite(max) ? min + (max - min) / 3 : min + 1
  const short = integer ? Math.round(middle) : Number(middle.toPrecision(2))
  return short >= min && short <= max ? short : min
}

function numberValues({ integer = false, infinity }: NumberParameter, range: NumberRange | undefined): TrialValues {
  const endless = infinity === undefined ? [] : [Infinity]
  const never = infinity === undefined ? [Number.NaN, Infinity] : [Number.NaN, -Infinity]
  if (range === undefined) return { taken: [0, 1, ...endless], refused: never }
  const edges = [range.min, range.max].filter(Number.isFinite)
  const between = inside(range, integer)
  const broken = integer && range.max > range.min ? [range.min + 0.5] : []
  return { taken: [...edges, ...endless, between], refused: [...stepOutside(range, integer), ...broken, ...never] }
}

function stringValues(maxLength: number | undefined): TrialValues {
  if (maxLength === undefined) return { taken: ['', 'a "b"'], refused: [5] }
  return { taken: ['', 'a "b"'.slice(0, maxLength), 'x'.repeat(maxLength)], refused: ['x'.repeat(maxLength + 1), 5] }
}

/** Edges, something between them, and one step outside. @param range the one that holds now, where there is one. */
export function trialValues(parameter: ParameterDeclaration, range: NumberRange | undefined): TrialValues {
  switch (parameter.kind) {
    case 'number': return numberValues(parameter, range)
    case 'boolean': return { taken: [true, false], refused: [1, 'ON'] }
    case 'choice': return { taken: Object.keys(parameter.choices), refused: ['no such choice', 1] }
    case 'string': return stringValues(parameter.maxLength)
    case 'block': return { taken: [], refused: [] }
  }
}
