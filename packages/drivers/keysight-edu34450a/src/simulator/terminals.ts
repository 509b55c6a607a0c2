import type { CircuitPort, PortElement } from '@lab/transport-sim'
import { acInputOhms, burdenOhms, dcInputOhms, highInputOhms, resistanceTestAmps } from '../specifications.ts'
import { senseCapacitance } from './capacitance.ts'

/** Voltage of the resistance source into an open circuit, in V. */
const openVoltage = 2.8

/** Current in A below which a resistance is taken as open. */
const leastTestCurrent = 1e-11

/** Test current of the diode function in A. */
const diodeAmps = 1e-3

const dcInput: PortElement = { kind: 'resistance', ohms: dcInputOhms }
const highInput: PortElement = { kind: 'resistance', ohms: highInputOhms }
const acInput: PortElement = { kind: 'resistance', ohms: acInputOhms }
const shunts: readonly PortElement[] = burdenOhms.map((ohms) => ({ kind: 'resistance', ohms }))

/** Where the meter meets the circuit. */
export interface TerminalPorts {
  /** HI and LO: everything but currents. */
  readonly input: CircuitPort
  /** HI and LO of the sense terminals, for four wires. */
  readonly sense: CircuitPort
  /** I and LO: a shunt that stays in the circuit whatever is measured. */
  readonly current: CircuitPort
}

/** What alternates: effective value without DC, and its frequency in Hz, 0 for none. */
export interface Alternating {
  readonly rms: number
  readonly frequency: number
}

/** What is at the terminals, without any error of the meter but its loading. */
export class Terminals {
  readonly #ports: TerminalPorts

  constructor(ports: TerminalPorts) {
    this.#ports = ports
  }

  /** The state after `*RST`: 10 MΩ at the input, the shunt of a range at the current terminals. */
  rest(shunt: number): void {
    this.#ports.input.drive(dcInput)
    this.#ports.current.drive(shunts[shunt] ?? dcInput)
  }

  dcVoltage(highImpedance: boolean): number {
    this.#ports.input.drive(highImpedance ? highInput : dcInput)
    return this.#ports.input.voltage()
  }

  acVoltage(): Alternating {
    const { input } = this.#ports
    input.drive(acInput)
    return { rms: input.acRms(), frequency: input.frequency() }
  }

  dcCurrent(shunt: number): number {
    this.rest(shunt)
    return this.#ports.current.current()
  }

  acCurrent(shunt: number): Alternating {
    const { current } = this.#ports
    this.rest(shunt)
    return { rms: current.acCurrentRms(), frequency: current.frequency() }
  }

  /** `position` of the range among those of resistance, which decides the test current. */
  resistance(position: number): number {
    const current = this.#drive(resistanceTestAmps[position] ?? 0)
    return current < leastTestCurrent ? Infinity : this.#ports.input.voltage() / current
  }

  /** Sense terminals that nothing is wired to are tied to the input inside the meter: two wires then. */
  fourWireResistance(position: number): number {
    const { input, sense } = this.#ports
    const current = this.#drive(resistanceTestAmps[position] ?? 0)
    if (current < leastTestCurrent) return Infinity
    return (sense.wired ? sense.voltage() : input.voltage()) / current
  }

  diode(): number {
    this.#drive(diodeAmps)
    return this.#ports.input.voltage()
  }

  capacitance(range: number): number {
    return senseCapacitance(this.#ports.input, range)
  }

  #drive(currentLimit: number): number {
    this.#ports.input.drive({ kind: 'source', voltage: openVoltage, currentLimit })
    return this.#ports.input.current()
  }
}
