import { SessionError } from '../errors.ts'
import { axisPlan, makeParameter, type Parameter, type ParameterValues } from '../parameter.ts'
import type { AxisValue } from '../sequence.ts'
import type { EventBody, PlanShape } from '../session-event.ts'
import type { Acquirer } from './acquirer.ts'
import { CartesianProduct } from './cartesian-product.ts'
import type { RunOptions } from './options.ts'

/** Something that runs beside the sweep. */
export interface BackgroundTask {
  readonly name: string
  start(signal: AbortSignal): Promise<void>
}

/** How long a plan is repeated, and how far apart its repetitions start. */
export interface SoakTiming {
  readonly durationMs: number
  readonly intervalMs: number
}

/** What a session has been told to do: parameters, acquisitions and tasks, by unique names. */
export class DeclaredPlan {
  readonly parameters: Parameter[] = []
  readonly acquirers: Acquirer[] = []
  readonly tasks: BackgroundTask[] = []
  /** Of the step a run is at: the functions of the acquisitions read them through `at`. */
  coordinates: readonly AxisValue[] = []
  #hasRun = false

  addParameter(name: string, values: ParameterValues<AxisValue>, unit: string | undefined): Parameter {
    requireNew('parameter', name, this.parameters)
    if (this.#hasRun) {
      throw new SessionError('plan', `Parameter '${name}' is declared after a run, whose points have no value for it.`, {
        hint: 'Declare every parameter before the first run, or open another session.',
      })
    }
    const parameter = makeParameter(name, values, unit)
    this.parameters.push(parameter)
    return parameter
  }

  addAcquirer(acquirer: Acquirer): void {
    requireNew('acquisition', acquirer.name, this.acquirers)
    this.acquirers.push(acquirer)
  }

  addTask(task: BackgroundTask): void {
    requireNew('task', task.name, this.tasks)
    this.tasks.push(task)
  }

  /** @throws SessionError (plan) for a name that no acquisition has. */
  acquirer(name: string): Acquirer {
    const acquirer = this.acquirers.find((candidate) => candidate.name === name)
    if (acquirer !== undefined) return acquirer
    const names = this.acquirers.map((candidate) => candidate.name).join(', ') || 'none'
    throw new SessionError('plan', `The session has no acquisition '${name}'. It has: ${names}.`)
  }

  /** The coordinate was taken from the parameter's own values, so it has its type. */
  valueAt<Value extends AxisValue>(parameter: Parameter<Value>): Value {
    const axis = this.parameters.indexOf(parameter)
    if (axis >= 0) return this.coordinates[axis] as Value
    throw new SessionError('plan', `Parameter '${parameter.name}' belongs to another session.`)
  }

  product(): CartesianProduct {
    return new CartesianProduct(this.parameters)
  }

  /** The event with which a run begins. */
  started(options: RunOptions): Extract<EventBody, { type: 'run-started' }> {
    this.#hasRun = true
    return {
      type: 'run-started', plan: this.#shape(soakTiming(options)), acquisitions: this.acquirers.map(({ name }) => name),
      tasks: this.tasks.map(({ name }) => name), totalPoints: this.totalPoints(options),
    }
  }

  #shape(soak: SoakTiming | undefined): PlanShape {
    const axes = this.parameters.map(axisPlan)
    return soak === undefined ? { kind: 'product', axes } : { kind: 'soak', axes, ...soak }
  }

  totalPoints(options: RunOptions): number {
    const soak = soakTiming(options)
    const passes = soak === undefined ? 1 : Math.ceil(soak.durationMs / soak.intervalMs)
    return this.product().size * this.acquirers.length * passes
  }
}

function requireNew(what: string, name: string, existing: readonly { readonly name: string }[]): void {
  if (name === '') throw new SessionError('plan', `The name of a ${what} is empty.`)
  if (existing.some((other) => other.name === name)) throw new SessionError('plan', `The ${what} '${name}' is declared twice.`)
}

/** Checks the options of a run before anything is done. */
export function requireRunOptions({ durationMs, intervalMs }: RunOptions): void {
  if ((durationMs === undefined) !== (intervalMs === undefined)) {
    throw new SessionError('plan', 'A soak needs both durationMs and intervalMs.')
  }
  requirePositive('durationMs', durationMs)
  requirePositive('intervalMs', intervalMs)
}

function requirePositive(name: string, value: number | undefined): void {
  if (value === undefined || (value > 0 && Number.isFinite(value))) return
  throw new SessionError('plan', `${name} is ${value}, expected a positive number of milliseconds.`)
}

export function soakTiming({ durationMs, intervalMs }: RunOptions): SoakTiming | undefined {
  return durationMs === undefined || intervalMs === undefined ? undefined : { durationMs, intervalMs }
}
