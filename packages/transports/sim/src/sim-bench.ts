import { ConnectionError, SettingError, systemClock, type Clock, type SimResource, type Transport } from '@lab/core'
import { InstrumentLock } from '@lab/core/transport'
import type { ScpiDevice } from '@lab/scpi/device'
import { Circuit } from './circuit.ts'
import type { Netlist } from './circuit-element.ts'
import type { InstrumentSimulator, SimulatedInstrument, SimulatorContext } from './instrument-simulator.ts'
import { seededRandom, seedFor } from './random.ts'
import { SimConnection } from './sim-connection.ts'
import { FaultQueue, type SimFault } from './sim-fault.ts'
import { simTransport } from './sim-transport.ts'

/** One instrument of a simulated bench. */
export interface SimBenchInstrument {
  readonly simulator: InstrumentSimulator
  readonly serial?: string | undefined
  readonly options?: Readonly<Record<string, unknown>> | undefined
}

export interface SimBenchOptions {
  /** Instruments by alias. */
  readonly instruments: Readonly<Record<string, SimBenchInstrument>>
  /** What joins them; nothing when absent. */
  readonly circuit?: Netlist | undefined
  /** Start of the random numbers, 1 when absent. The same seed and the same messages give the same bytes. */
  readonly seed?: number | undefined
  /** The system's clock when absent. */
  readonly clock?: Clock | undefined
}

interface Place extends SimulatedInstrument {
  readonly simulator: InstrumentSimulator
  readonly faults: FaultQueue
  readonly lock: InstrumentLock
  readonly links: Set<SimConnection>
}

function makePlace(simulator: InstrumentSimulator, context: SimulatorContext): Place {
  const instrument = simulator.create(context)
  return {
    ...instrument, simulator, close: () => instrument.close?.(), faults: new FaultQueue(), lock: new InstrumentLock(), links: new Set(),
  }
}

/** A bench of simulated instruments, joined by a circuit, in this process. */
export class SimBench implements Disposable {
  readonly circuit: Circuit
  readonly aliases: readonly string[]
  readonly #clock: Clock
  readonly #places = new Map<string, Place>()

  /** @throws SettingError (`LAB_BENCH_FILE`) for a mistake in the circuit, or a port that no instrument has. */
  constructor(options: SimBenchOptions) {
    const { instruments, seed = 1 } = options
    this.#clock = options.clock ?? systemClock
    this.circuit = new Circuit(options.circuit)
    this.aliases = Object.keys(instruments)
    for (const [alias, { simulator, serial, options: own }] of Object.entries(instruments)) {
      const random = seededRandom(seedFor(seed, alias))
      const context = { alias, serial, clock: this.#clock, random, circuit: this.circuit, options: own }
      this.#places.set(alias, makePlace(simulator, context))
    }
    this.#checkPorts()
  }

  /** The instrument itself, to look at and to turn from within a test. */
  device(alias: string): ScpiDevice {
    return this.#place(alias).device
  }

  /** What an instrument is simulated by. */
  simulator(alias: string): InstrumentSimulator {
    return this.#place(alias).simulator
  }

  /** The transport whose `SIM::alias::INSTR` are the instruments of this bench. */
  transport(): Transport {
    return simTransport(this)
  }

  /** Opens a link to an instrument. Used by the transport. */
  connect(resource: SimResource, clock: Clock = this.#clock): SimConnection {
    const place = this.#place(resource.name)
    if (place.faults.refusesConnection()) {
      throw new ConnectionError('refused', `Simulated instrument '${resource.name}' refused the connection.`)
    }
    const connection = new SimConnection({
      resource, clock, link: place.device.openLink(), faults: place.faults, lock: place.lock,
      onClose: (closed) => place.links.delete(closed),
    })
    place.links.add(connection)
    return connection
  }

  /** Makes the next `count` replies of an instrument (or the next connections to it) go wrong. */
  inject(alias: string, fault: SimFault, count = 1): void {
    this.#place(alias).faults.add(fault, count)
  }

  /** Breaks every open link to an instrument at once. */
  loseLinks(alias: string): void {
    for (const link of [...this.#place(alias).links]) link.lose()
  }

  /** Closes the links and stops the instruments' timers. */
  close(): void {
    for (const place of this.#places.values()) {
      for (const link of [...place.links]) void link.close()
      place.close?.()
    }
  }

  [Symbol.dispose](): void {
    this.close()
  }

  #place(alias: string): Place {
    const place = this.#places.get(alias)
    if (place !== undefined) return place
    throw new ConnectionError('refused', `There is no simulated instrument '${alias}' on this bench.`, {
      hint: `It has ${this.aliases.join(', ') || 'none'}.`,
    })
  }

  #checkPorts(): void {
    const { wiredPorts, knownPorts } = this.circuit
    const stray = wiredPorts.find((port) => !knownPorts.includes(port))
    if (stray === undefined) return
    throw new SettingError(`The circuit connects '${stray}', which no instrument of the bench has.`, {
      code: 'LAB_BENCH_FILE',
      hint: `There are ${knownPorts.join(', ') || 'none'}.`,
    })
  }
}

/** Makes a simulated bench. See {@link SimBench}. */
export function simBench(options: SimBenchOptions): SimBench {
  return new SimBench(options)
}
