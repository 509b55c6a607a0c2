import type { Driver } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { driverContract, type ContractRunner } from '../src/index.ts'
import { brokenDrivers } from './broken-drivers.ts'
import { failuresOf } from './collecting-runner.ts'
import { ToySupply, toyDriver, toyFixture } from './toy-supply.ts'

function toyContract(runner: ContractRunner, driver: Driver<ToySupply>, patienceMs: number): void {
  driverContract(runner, {
    driver,
    patienceMs,
    open: () => Promise.resolve(toyFixture()),
    calls: {
      setVoltage: (supply, options) => supply.setVoltage(1, options),
      on: (supply, options) => supply.on(options),
      query: (supply, options) => supply.query('VOLT?', options),
    },
    queries: [(supply, options) => supply.query('VOLT?', options), (supply, options) => supply.query('*IDN?', options)],
    energise: (supply) => supply.on(),
  })
}

toyContract({ describe, it }, toyDriver(ToySupply), 2000)

describe('the driver contract finds a driver that', () => {
  it.for(brokenDrivers)('$defect', async ({ driver, fails }) => {
    const failures = await failuresOf((runner) => toyContract(runner, driver, 300))
    expect([...failures.keys()].toSorted()).toEqual(fails.toSorted())
  })
})
