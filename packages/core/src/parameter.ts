import { SessionError } from './errors.ts'
import { listSequence, type AxisValue, type Sequence } from './sequence.ts'
import type { AxisPlan } from './session-event.ts'

/** A swept parameter, as {@link MeasurementSession.parameter} declares it. `at(parameter)` gives its value at the point. */
export interface Parameter<Value extends AxisValue = AxisValue> {
  readonly name: string
  readonly unit: string | undefined
  readonly values: Sequence<Value>
}

/** Values of a parameter: a sequence such as `linspace(0, 5, 51)`, or a list. */
export type ParameterValues<Value extends AxisValue> = Sequence<Value> | readonly Value[]

export function makeParameter<Value extends AxisValue>(
  name: string, values: ParameterValues<Value>, unit: string | undefined,
): Parameter<Value> {
  const sequence = 'plan' in values ? values : listSequence(values)
  if (sequence.length === 0) throw new SessionError('plan', `Parameter '${name}' has no values.`)
  for (const value of sequence.plan.kind === 'list' ? sequence.plan.values : []) requireAxisValue(name, value)
  return { name, unit, values: sequence }
}

function requireAxisValue(name: string, value: unknown): void {
  const fits = typeof value === 'number' ? Number.isFinite(value) : typeof value === 'string' || typeof value === 'boolean'
  if (!fits) throw new SessionError('plan', `Parameter '${name}' has the value ${String(value)}; finite numbers, strings and booleans can be swept.`)
}

export function axisPlan(parameter: Parameter): AxisPlan {
  const { name, unit, values } = parameter
  return unit === undefined ? { name, values: values.plan } : { name, unit, values: values.plan }
}
