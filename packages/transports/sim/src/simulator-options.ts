import { SettingError } from '@lab/core'
import type { SimulatorContext } from './instrument-simulator.ts'

/** `none`: everything at once. `realistic`: answers take as long as those of the real instrument. */
export type SimulatorTiming = 'none' | 'realistic'

function refuse(alias: string, why: string, hint: string): never {
  throw new SettingError(`Simulated instrument '${alias}': ${why}.`, { code: 'LAB_BENCH_FILE', hint })
}

/**
 * The option every simulator takes, `timing`; `none` when absent.
 * @throws SettingError (`LAB_BENCH_FILE`) for another value, or an option that is not known.
 */
export function simulatorTiming({ alias, options = {} }: Pick<SimulatorContext, 'alias' | 'options'>): SimulatorTiming {
  const unknown = Object.keys(options).find((key) => key !== 'timing')
  if (unknown !== undefined) refuse(alias, `the option '${unknown}' is not known`, 'Its only option is timing.')
  const { timing } = { timing: 'none', ...options }
  if (timing === 'none' || timing === 'realistic') return timing
  return refuse(alias, `timing is ${JSON.stringify(timing)}`, "Expected 'none' or 'realistic'.")
}
