import path from 'node:path'
import { SettingError } from '@lab/core'

/**
 * What the environment overrides. `lab run` sets these for the script it runs.
 *
 * - `LAB_BENCH`: path of another bench file
 * - `LAB_SIMULATE=1`: every instrument is simulated; `0` and empty mean nothing
 * - `LAB_STORE`: path of another store, of the type that the bench file names (`sqlite` where it names none)
 */
export interface BenchEnvironment {
  readonly bench?: string
  readonly simulate: boolean
  readonly store?: string
}

/** @throws SettingError where `LAB_SIMULATE` is neither 0 nor 1. */
export function benchEnvironment(environment: NodeJS.ProcessEnv = process.env): BenchEnvironment {
  const { LAB_BENCH: bench = '', LAB_SIMULATE: simulate = '', LAB_STORE: store = '' } = environment
  if (!['', '0', '1'].includes(simulate)) throw new SettingError(`LAB_SIMULATE is '${simulate}', expected 1 or 0.`)
  return {
    simulate: simulate === '1',
    ...(bench === '' ? {} : { bench: path.resolve(bench) }),
    ...(store === '' ? {} : { store: path.resolve(store) }),
  }
}
