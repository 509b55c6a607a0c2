import type { ReadOptions, ReadResult, WriteOptions } from '@lab/core'
import type { DeviceSession, ScpiDevice } from '@lab/scpi/device'
import { MemoryConnection } from './memory-connection.ts'

/** A connection to a device in the same process, with END. */
export class DeviceConnection extends MemoryConnection {
  readonly #session: DeviceSession

  constructor(device: ScpiDevice) {
    super({})
    this.#session = device.openSession()
    this.#session.onResponse(() => this.#forward())
  }

  override async write(data: Uint8Array, options: WriteOptions = {}): Promise<void> {
    await super.write(data, options)
    this.#session.receive(data, options.end ?? true)
  }

  override read(options: ReadOptions = {}): Promise<ReadResult> {
    this.#forward()
    return super.read(options)
  }

  override async clear(): Promise<void> {
    await super.clear()
    this.#session.clear()
  }

  override async close(): Promise<void> {
    this.#session.close()
    await super.close()
  }

  #forward(): void {
    const response = this.#session.read()
    if (response !== undefined) this.deliver(response, true)
  }
}
