import type { ReadOptions, ReadResult, WriteOptions } from '@lab/core'
import type { DeviceLink, ScpiDevice } from '@lab/scpi/device'
import { MemoryConnection } from './memory-connection.ts'

/** A connection to a device in the same process, with END. */
export class DeviceConnection extends MemoryConnection {
  readonly #link: DeviceLink

  constructor(device: ScpiDevice) {
    super({})
    this.#link = device.openLink()
    this.#link.onResponse(() => this.#forward())
  }

  override async write(data: Uint8Array, options: WriteOptions = {}): Promise<void> {
    await super.write(data, options)
    this.#link.receive(data, options.end ?? true)
  }

  override read(options: ReadOptions = {}): Promise<ReadResult> {
    this.#forward()
    return super.read(options)
  }

  override async clear(): Promise<void> {
    await super.clear()
    this.#link.clear()
  }

  override async close(): Promise<void> {
    this.#link.close()
    await super.close()
  }

  #forward(): void {
    const response = this.#link.read()
    if (response !== undefined) this.deliver(response, true)
  }
}
