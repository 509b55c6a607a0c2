import { PortError, type Received, type UsbPort } from '../../src/usb-port.ts'

/** A port whose bulk-IN brings what a test has laid ready, and whose requests all succeed. */
export class ScriptedPort implements UsbPort {
  readonly interfaceNumber = 0
  readonly bulkOut = { address: 0x01, packetBytes: 64 }
  readonly bulkIn = { address: 0x82, packetBytes: 64 }
  readonly interruptIn = undefined
  readonly takesBack = true
  /** What was sent last. */
  sent: Uint8Array = new Uint8Array(0)
  /** What bulk-IN has to bring; afterwards it waits. */
  incoming: Uint8Array = new Uint8Array(0)
  /** What has come already when a receive is cancelled. */
  late: Uint8Array = new Uint8Array(0)
  reply: Uint8Array = Uint8Array.of(0x80, 0)
  #waiting: { readonly into: Uint8Array; readonly resolve: (received: Received) => void } | undefined

  async control(): Promise<Uint8Array> {
    return this.reply
  }

  async send(data: Uint8Array): Promise<void> {
    this.sent = data.slice()
  }

  receive(into: Uint8Array): Promise<Received> {
    const length = Math.min(into.length, this.incoming.length)
    if (length === 0) return new Promise((resolve) => { this.#waiting = { into, resolve } })
    into.set(this.incoming.subarray(0, length))
    this.incoming = this.incoming.subarray(length)
    return Promise.resolve({ length, complete: true })
  }

  notification(): Promise<never> {
    return Promise.reject(new PortError('failed', 'none'))
  }

  cancel(): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    if (waiting === undefined) return
    const { late } = this
    this.late = new Uint8Array(0)
    waiting.into.set(late)
    waiting.resolve({ length: late.length, complete: late.length > 0 })
  }

  async clearHalt(): Promise<void> {}
  onLost(): void {}
  async close(): Promise<void> {}
}
