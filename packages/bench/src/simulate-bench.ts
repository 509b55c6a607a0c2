import { SettingError, type Clock } from '@lab/core'
import type { BenchFile, CircuitElement } from './bench-file.ts'
import { isSimulation, type Simulation } from './guards.ts'
import { benchFileError, type Mistake } from './mistake.ts'
import type { Registry } from './registry.ts'

/** What the simulated bench is made of. The simulators are what driver packages export for it. */
export interface SimulationPlan {
  readonly instruments: Readonly<Record<string, SimulatedPart>>
  readonly circuit: CircuitElement[]
  readonly seed?: number
}

export interface SimulatedPart {
  readonly simulator: unknown
  readonly serial?: string
  readonly options?: Readonly<Record<string, unknown>>
}

/**
 * Loads the simulators of a bench file: those of these instruments, or of all. The circuit is that between them.
 * @throws SettingError (LAB_PACKAGE_MISSING) where a driver or its simulator is not installed.
 */
export async function simulationPlan(
  bench: BenchFile, registry: Registry, aliases: readonly string[] = Object.keys(bench.instruments),
): Promise<SimulationPlan> {
  const { seed, options } = bench.simulation
  const circuit = bench.simulation.circuit.filter((element) => isWired(element, aliases))
  const parts = aliases.map(async (alias): Promise<[string, SimulatedPart]> => {
    const { driver = '', serial } = bench.instruments[alias] ?? {}
    const own = options[alias]
    const simulator = await registry.simulator(driver)
    return [alias, { simulator, ...(serial === undefined ? {} : { serial }), ...(own === undefined ? {} : { options: own }) }]
  })
  return { instruments: Object.fromEntries(await Promise.all(parts)), circuit, ...(seed === undefined ? {} : { seed }) }
}

/** Makes the simulated bench of a plan. */
export async function startSimulation(plan: SimulationPlan, registry: Registry, clock?: Clock): Promise<Simulation> {
  const simBench = await registry.simulation()
  const simulation = simBench({ ...plan, ...(clock === undefined ? {} : { clock }) })
  if (isSimulation(simulation)) return simulation
  throw new SettingError('The simulated bench has no transport.', {
    code: 'LAB_PACKAGE_MISSING', hint: 'Install versions of @lab packages that belong together.',
  })
}

/** Makes the simulated bench of a file; what it finds wrong with the circuit is a mistake of the file. */
export async function simulateBench(
  bench: BenchFile, plan: SimulationPlan, registry: Registry, clock?: Clock,
): Promise<Simulation> {
  try {
    return await startSimulation(plan, registry, clock)
  } catch (error) {
    if (!(error instanceof SettingError) || error.code !== 'LAB_BENCH_FILE') throw error
    throw benchFileError(bench.file, [circuitMistake(bench, error)], error)
  }
}

/** At the element whose terminal the message quotes, or at the circuit. */
function circuitMistake(bench: BenchFile, error: SettingError): Mistake {
  const { circuit } = bench.simulation
  const index = circuit.findIndex((element) => 'connect' in element && error.message.includes(`'${element.connect}'`))
  const path = ['simulation', 'circuit', ...(index === -1 ? [] : [index])]
  const hint = error.hint === undefined ? {} : { hint: error.hint }
  return { position: bench.source.valueAt(path), text: `${path.join('.')}: ${error.message}`, ...hint }
}

/** Terminals of instruments that are not simulated stay open. */
function isWired(element: CircuitElement, aliases: readonly string[]): boolean {
  return !('connect' in element) || aliases.includes(element.connect.split('.')[0] ?? '')
}
