import { SettingError, type Clock, type Transport } from '@lab/core'
import type { BenchFile, CircuitElement } from './bench-file.ts'
import { isSimulation } from './guards.ts'
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
 * Loads the simulators of a bench file: those of these instruments, or of all.
 * @throws SettingError (LAB_PACKAGE_MISSING) where a driver or its simulator is not installed.
 */
export async function simulationPlan(
  bench: BenchFile, registry: Registry, aliases: readonly string[] = Object.keys(bench.instruments),
): Promise<SimulationPlan> {
  const { circuit, seed, options } = bench.simulation
  const parts = aliases.map(async (alias): Promise<[string, SimulatedPart]> => {
    const { driver = '', serial } = bench.instruments[alias] ?? {}
    const own = options[alias]
    const simulator = await registry.simulator(driver)
    return [alias, { simulator, ...(serial === undefined ? {} : { serial }), ...(own === undefined ? {} : { options: own }) }]
  })
  return { instruments: Object.fromEntries(await Promise.all(parts)), circuit, ...(seed === undefined ? {} : { seed }) }
}

/** Makes the simulated bench of a plan and gives the transport to it. */
export async function simulatedTransport(plan: SimulationPlan, registry: Registry, clock?: Clock): Promise<Transport> {
  const simBench = await registry.simulation()
  const bench = simBench({ ...plan, ...(clock === undefined ? {} : { clock }) })
  if (isSimulation(bench)) return bench.transport()
  throw new SettingError('The simulated bench has no transport.', {
    code: 'LAB_PACKAGE_MISSING', hint: 'Install versions of @lab packages that belong together.',
  })
}
