import type { Connection, UsbResource } from '@lab/core'
import { ContractInstrument, servedContract } from '@lab/testing'
import { UsbtmcConnection } from '../../src/connection.ts'
import { quirksOf, type Quirks } from '../../src/quirks.ts'
import { MemoryPort } from './memory-port.ts'
import type { RecoveryRig } from './recovery.ts'
import { Spoiler, type Point, type Spoiling } from './spoiler.ts'

export const identity = { vendorId: 0x2a8d, productId: 0x8f01, manufacturer: 'LAB', product: 'CONTRACT', serial: 'SN1' }
export const resource: UsbResource = { interface: 'USB', class: 'INSTR', board: 0, vendorId: 0x2a8d, productId: 0x8f01, serial: 'SN1' }

/** A contract instrument behind ports in memory: one port for each time that it is plugged in. */
export class MemoryRig implements RecoveryRig {
  readonly briefMs = 10
  readonly patienceMs = 3000
  readonly spoiler = new Spoiler()
  readonly ports: MemoryPort[] = []
  readonly #instrument = servedContract(new ContractInstrument())
  readonly #quirks: Partial<Quirks>
  readonly #latency: () => number
  #port: MemoryPort

  constructor(quirks: Partial<Quirks> = {}, latency: () => number = () => 1) {
    this.#quirks = quirks
    this.#latency = latency
    this.#port = this.#plug()
  }

  get port(): MemoryPort {
    return this.#port
  }

  async open(): Promise<Connection> {
    return await UsbtmcConnection.open({ resource, port: this.#port, quirks: { ...quirksOf(0x2a8d, 0x8f01), ...this.#quirks } })
  }

  async spoil(spoiling: Spoiling, point: Point, messageBytes: number): Promise<void> {
    this.spoiler.arm(spoiling, point, messageBytes)
  }

  async unplug(): Promise<void> {
    this.#port.unplug()
  }

  async replug(): Promise<void> {
    this.spoiler.disarm()
    this.#port = this.#plug()
  }

  #plug(): MemoryPort {
    const port = new MemoryPort({ instrument: this.#instrument, identity, tamper: this.spoiler, latency: this.#latency })
    this.ports.push(port)
    return port
  }
}
