import type { Instrument } from '@lab/core'
import { defineContract, type ContractRunner } from './contract.ts'
import type { DriverContractOptions } from './driver-contract/fixture.ts'
import { openingObligations } from './driver-contract/opening.ts'
import { operatingObligations } from './driver-contract/operating.ts'
import { driverTrial, type DriverTrial } from './driver-contract/trial.ts'
import { usualPatienceMs } from './settling.ts'

/**
 * The obligations of `Driver` and `Instrument`, as tests: opening only asks, identity is checked, the safe state is reached and
 * verified also while a query hangs, signals and time-outs hold, two tasks do not disturb each other.
 */
export function driverContract<I extends Instrument>(runner: ContractRunner, options: DriverContractOptions<I>): void {
  const patienceMs = options.patienceMs ?? usualPatienceMs
  const open = async (): Promise<DriverTrial> => driverTrial(options, await options.open(), patienceMs)
  defineContract(runner, `driver contract: ${options.name ?? options.driver.name}`, open, [
    ...openingObligations, ...operatingObligations,
  ])
}
