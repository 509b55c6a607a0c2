import type { UsbResource } from '@lab/core'
import type { ControlRequest } from '../codec/index.ts'
import { PortError, type Received, type UsbEndpoint, type UsbPort } from '../usb-port.ts'
import { libusbThread } from './libusb-thread.ts'
import type { PortDescription, TransferName } from './messages.ts'

/** Opens the device that a resource name means. @throws ConnectionError (refused, denied, busy, lost) */
export async function openThreadPort(resource: UsbResource): Promise<UsbPort> {
  return new ThreadPort(await libusbThread.request('open', { resource }))
}

/** A port of libusb in its thread. Memory moves between the threads: what is received is copied nowhere on its way. */
class ThreadPort implements UsbPort {
  readonly interfaceNumber: number
  readonly bulkOut: UsbEndpoint
  readonly bulkIn: UsbEndpoint
  readonly interruptIn: UsbEndpoint | undefined
  readonly takesBack = true
  readonly #port: number
  #isGone = false
  #onLost: (() => void) | undefined
  #closing: Promise<void> | undefined

  constructor({ port, interfaceNumber, bulkOut, bulkIn, interruptIn }: PortDescription) {
    this.#port = port
    this.interfaceNumber = interfaceNumber
    this.bulkOut = bulkOut
    this.bulkIn = bulkIn
    this.interruptIn = interruptIn
    libusbThread.keep(port, () => {
      this.#isGone = true
      this.#onLost?.()
    })
  }

  async control(request: ControlRequest): Promise<Uint8Array> {
    this.#check()
    return await libusbThread.request('control', { port: this.#port, request })
  }

  async send(data: Uint8Array): Promise<void> {
    this.#check()
    // A copy can be given away; the array itself is not, and of a part of an array the whole would be copied.
    const copy = data.slice()
    await libusbThread.request('send', { port: this.#port, data: copy }, [copy.buffer])
  }

  async receive(into: Uint8Array<ArrayBuffer>): Promise<Received> {
    this.#check()
    return await libusbThread.request('receive', { port: this.#port, into }, [into.buffer])
  }

  async notification(): Promise<Uint8Array | undefined> {
    this.#check()
    return await libusbThread.request('notification', { port: this.#port })
  }

  cancel(transfer: TransferName): void {
    // What is gone has no transfers left.
    if (this.#closing === undefined) libusbThread.request('cancel', { port: this.#port, transfer }).catch(() => undefined)
  }

  async clearHalt(endpoint: UsbEndpoint): Promise<void> {
    this.#check()
    await libusbThread.request('clearHalt', { port: this.#port, endpoint })
  }

  onLost(listener: () => void): void {
    this.#onLost = listener
    if (this.#isGone) listener()
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    // A thread that has ended has closed everything.
    await libusbThread.request('close', { port: this.#port }).catch(() => undefined)
    libusbThread.forget(this.#port)
  }

  #check(): void {
    if (this.#closing !== undefined) throw new PortError(this.#isGone ? 'lost' : 'failed', 'The port is closed.')
  }
}
