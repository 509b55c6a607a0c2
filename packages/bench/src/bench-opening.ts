import {
  parseResourceName, type Clock, type Driver, type Instrument, type OperationOptions, type ResourceName, type TraceSink,
  type Transport,
} from '@lab/core'
import { closeAll, type AnyInstruments } from './bench.ts'
import type { BenchFile, BenchInstrument } from './bench-file.ts'
import type { BenchDrivers } from './check-bench.ts'
import { connectInstrument } from './connect.ts'
import { displayPath } from './mistake.ts'
import { joinFailures } from './open-error.ts'
import type { Registry } from './registry.ts'
import type { Simulation } from './guards.ts'
import { simulateBench, simulationPlan } from './simulate-bench.ts'

export interface OpeningOptions extends OperationOptions {
  /** Time for the instruments and the simulation; the machine's when absent. */
  readonly clock?: Clock | undefined
  /** Takes the bytes of every instrument. */
  readonly trace?: TraceSink | undefined
}

interface Wire {
  readonly transport: Transport
  readonly resource: ResourceName
}

interface Opened {
  readonly instruments: AnyInstruments
  readonly simulation: Simulation | undefined
}

/** Opens the instruments of a bench file whose drivers are there. */
export class BenchOpening {
  readonly #bench: BenchFile
  readonly #registry: Registry
  readonly #simulateAll: boolean
  readonly #options: OpeningOptions

  constructor(bench: BenchFile, registry: Registry, simulateAll: boolean, options: OpeningOptions) {
    this.#bench = bench
    this.#registry = registry
    this.#simulateAll = simulateAll
    this.#options = options
  }

  /** Opens all at once; closes those that opened where another did not. */
  async open(drivers: BenchDrivers): Promise<Opened> {
    const simulation = await this.#simulate()
    const opening = Object.values(this.#bench.instruments).flatMap((written) => {
      const driver = drivers[written.alias]
      return driver === undefined ? [] : [this.#connect(written, driver, simulation?.transport())]
    })
    const results = await Promise.allSettled(opening)
    const opened = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
    const failures = results.flatMap((result): unknown[] => (result.status === 'rejected' ? [result.reason] : []))
    if (failures.length > 0) return giveUp(opened, simulation, failures)
    return { instruments: Object.fromEntries(opened.map((instrument) => [instrument.alias, instrument])), simulation }
  }

  /** All simulated instruments, also those that are not wanted, so that the circuit is whole. */
  async #simulate(): Promise<Simulation | undefined> {
    const aliases = Object.values(this.#bench.instruments).filter((one) => this.#isSimulated(one)).map(({ alias }) => alias)
    if (aliases.length === 0) return undefined
    const plan = await simulationPlan(this.#bench, this.#registry, aliases)
    return simulateBench(this.#bench, plan, this.#registry, this.#options.clock)
  }

  #isSimulated(instrument: BenchInstrument): boolean {
    return this.#simulateAll || instrument.simulate
  }

  async #connect(written: BenchInstrument, driver: Driver, simulated: Transport | undefined): Promise<Instrument> {
    const { alias, serial, limits, connection: settings, options, calibration, reconnect, errorCheck } = written
    const { signal, clock, trace } = this.#options
    const writtenIn = displayPath(this.#bench.file)
    const { transport, resource } = await this.#wireTo(written, simulated)
    const operationTimeoutMs = written.timeoutMs ?? this.#bench.transports[transport.name]?.timeoutMs
    const timeoutMs = this.#options.timeoutMs ?? operationTimeoutMs
    return connectInstrument({
      alias, driver, transport, resource, serial, limits, settings, options, writtenIn, signal, clock, trace, timeoutMs,
      operationTimeoutMs, reconnect, errorCheck, calibration, environment: this.#bench.environment,
    })
  }

  async #wireTo(written: BenchInstrument, simulated: Transport | undefined): Promise<Wire> {
    const { alias, resource, transport } = written
    if (simulated !== undefined && this.#isSimulated(written)) {
      return { transport: simulated, resource: parseResourceName(`SIM::${alias}::INSTR`) }
    }
    // Only a simulated instrument may leave it out; loading the file saw to that.
    if (resource === undefined) throw new TypeError(`'${alias}' has no resource`)
    return { transport: await this.#registry.transportFor(resource, this.#bench.transports, transport), resource }
  }
}

async function giveUp(opened: readonly Instrument[], simulation: Simulation | undefined, failures: unknown[]): Promise<never> {
  await closeAll(opened).catch((error: unknown) => failures.push(error))
  simulation?.close()
  throw joinFailures(failures)
}
