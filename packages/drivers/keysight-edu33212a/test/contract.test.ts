import { parseResourceName, type Driver, type Instrument } from '@lab/core'
import { driverContract } from '@lab/testing'
import { simBench, type InstrumentSimulator } from '@lab/transport-sim'
import { describe, it } from 'vitest'
import { edu33211a, edu33212a } from '../src/index.ts'
import { edu33211aSimulator, edu33212aSimulator } from '../src/simulator.ts'
import { edu33211aContract, edu33212aContract } from './contract-options.ts'

interface Fixture {
  readonly simulator: InstrumentSimulator
  readonly settings: readonly string[]
  readonly channels: readonly number[]
  readonly circuit: typeof edu33211aContract.circuit
  readonly isSafe: (get: (setting: string, channel?: number) => unknown) => boolean
}

async function opened({ simulator, settings, channels, circuit, isSafe }: Fixture) {
  const bench = simBench({ instruments: { unit: { simulator, serial: 'SIM42' } }, circuit })
  const connection = await bench.transport().connect(parseResourceName('SIM::unit::INSTR'))
  const device = bench.device('unit')
  return {
    connection, serial: 'SIM42',
    settings: () => settings.map((name) => channels.map((channel) => device.get(name, channel))),
    isSafe: () => isSafe((name, channel) => device.get(name, channel)),
    async [Symbol.asyncDispose]() {
      await connection.close()
      bench.close()
    },
  }
}

function contract<I extends Instrument>(
  driver: Driver<I>, simulator: InstrumentSimulator, { calls, queries, energise, ...fixture }: Omit<Fixture, 'simulator'>
    & Pick<Parameters<typeof driverContract<I>>[1], 'calls' | 'queries' | 'energise'>,
): void {
  driverContract({ describe, it }, {
    driver, open: () => opened({ simulator, ...fixture }), calls, queries, ...(energise === undefined ? {} : { energise }),
  })
}

contract(edu33211a, edu33211aSimulator, edu33211aContract)
contract(edu33212a, edu33212aSimulator, edu33212aContract)
