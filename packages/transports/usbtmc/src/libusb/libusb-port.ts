import type { Device, Endpoint, InEndpoint, Interface, LibUSBException, OutEndpoint, Transfer } from 'usb'
import { bindings } from './bindings.ts'
import { detached } from './hotplug.ts'
import type { ControlRequest } from '../codec/index.ts'
import { PortError, type PortFailure, type Received, type UsbEndpoint, type UsbPort } from '../usb-port.ts'

/** bmRequestType of a class request that reads (USB 2.0, table 9-2). */
const classIn = { interface: 0xa1, endpoint: 0xa2 } as const
const controlTimeoutMs = 2000

type TransferError = LibUSBException | undefined

interface Endpoints {
  readonly out: OutEndpoint
  readonly in: InEndpoint
  readonly interrupt: InEndpoint | undefined
}

/** A port over libusb. Made by `openPort`, which has claimed the interface. */
export class LibusbPort implements UsbPort {
  readonly interfaceNumber: number
  readonly bulkOut: UsbEndpoint
  readonly bulkIn: UsbEndpoint
  readonly interruptIn: UsbEndpoint | undefined
  readonly takesBack = true
  readonly #device: Device
  readonly #interface: Interface
  readonly #endpoints: Endpoints
  readonly #giveBack: () => void
  #sending: Transfer | undefined
  #receiving: Transfer | undefined
  #notified: Transfer | undefined
  #pending = 0
  #whenQuiet: (() => void) | undefined
  #onLost: (() => void) | undefined
  #stopListening: (() => void) | undefined
  #closing: Promise<void> | undefined
  #gone = false

  /** @param giveBack closes the device, once the interface is released */
  constructor(device: Device, usbInterface: Interface, endpoints: Endpoints, giveBack: () => void) {
    this.#device = device
    this.#interface = usbInterface
    this.#endpoints = endpoints
    this.#giveBack = giveBack
    this.interfaceNumber = usbInterface.interfaceNumber
    this.bulkOut = describe(endpoints.out)
    this.bulkIn = describe(endpoints.in)
    this.interruptIn = endpoints.interrupt === undefined ? undefined : describe(endpoints.interrupt)
    device.timeout = controlTimeoutMs
  }

  async control({ name, recipient, request, value, index, length }: ControlRequest): Promise<Uint8Array> {
    return await this.#counted(new Promise((resolve, reject) => {
      this.#attempt(reject, () => this.#device.controlTransfer(classIn[recipient], request, value, index, length, (error, data) => {
        if (error !== undefined) reject(this.#failed(error, name))
        else resolve(data instanceof Uint8Array ? data : new Uint8Array(0))
      }))
    }))
  }

  async send(data: Uint8Array): Promise<void> {
    const { length } = data
    return await this.#counted(new Promise((resolve, reject) => {
      const done = (error: TransferError, _buffer: Buffer, actual: number): void => {
        this.#sending = undefined
        if (error !== undefined) reject(this.#failed(error, 'bulk-OUT'))
        else if (actual < length) reject(new PortError('failed', `bulk-OUT took ${actual} of ${length} bytes.`))
        else resolve()
      }
      this.#sending = this.#submit(this.#endpoints.out, data, reject, done)
    }))
  }

  async receive(into: Uint8Array): Promise<Received> {
    return await this.#counted(new Promise((resolve, reject) => {
      const done = (error: TransferError, _buffer: Buffer, actual: number): void => {
        this.#receiving = undefined
        if (error === undefined) resolve({ length: actual, complete: true })
        else if (isCancelled(error)) resolve({ length: actual, complete: false })
        else reject(this.#failed(error, 'bulk-IN'))
      }
      this.#receiving = this.#submit(this.#endpoints.in, into, reject, done)
    }))
  }

  async notification(): Promise<Uint8Array | undefined> {
    const { interrupt } = this.#endpoints
    if (interrupt === undefined) throw new PortError('failed', 'The interface has no interrupt endpoint.')
    const buffer = new Uint8Array(Math.max(2, interrupt.descriptor.wMaxPacketSize))
    return await this.#counted(new Promise((resolve, reject) => {
      const done = (error: TransferError, _buffer: Buffer, actual: number): void => {
        this.#notified = undefined
        if (error === undefined) resolve(buffer.subarray(0, actual))
        else if (isCancelled(error)) resolve(undefined)
        else reject(this.#failed(error, 'interrupt-IN'))
      }
      this.#notified = this.#submit(interrupt, buffer, reject, done)
    }))
  }

  cancel(transfer: 'send' | 'receive' | 'notification'): void {
    const running = { send: this.#sending, receive: this.#receiving, notification: this.#notified }[transfer]
    try {
      running?.cancel()
    } catch {
      // The device is going: the transfer ends by itself.
    }
  }

  async clearHalt({ address }: UsbEndpoint): Promise<void> {
    const endpoint = this.#interface.endpoint(address)
    if (endpoint === undefined) throw new PortError('failed', `The interface has no endpoint 0x${address.toString(16)}.`)
    return await this.#counted(new Promise((resolve, reject) => {
      this.#attempt(reject, () => endpoint.clearHalt((error) => {
        if (error === undefined) resolve()
        else reject(this.#failed(error, 'clearing a halt'))
      }))
    }))
  }

  onLost(listener: () => void): void {
    this.#onLost = listener
    this.#stopListening = detached.add((device) => {
      if (device === this.#device) this.#lose()
    })
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.#stopListening?.()
    for (const transfer of ['send', 'receive', 'notification'] as const) this.cancel(transfer)
    if (this.#pending > 0) await new Promise<void>((resolve) => { this.#whenQuiet = resolve })
    // In a thread of its own: the kernel's driver, which is given back with it, talks to the device before it returns.
    if (!this.#gone) await new Promise<void>((resolve) => this.#interface.release(true, () => resolve()))
    this.#giveBack()
  }

  #submit(
    endpoint: Endpoint, data: Uint8Array, reject: (reason: unknown) => void,
    done: (error: TransferError, buffer: Buffer, actual: number) => void,
  ): Transfer | undefined {
    return this.#attempt(reject, () => {
      const transfer = endpoint.makeTransfer(0, done)
      transfer.submit(Buffer.from(data.buffer, data.byteOffset, data.byteLength))
      return transfer
    })
  }

  #attempt<T>(reject: (reason: unknown) => void, body: () => T): T | undefined {
    if (this.#closing !== undefined) {
      reject(new PortError(this.#gone ? 'lost' : 'failed', 'The port is closed.'))
      return undefined
    }
    try {
      return body()
    } catch (error) {
      reject(this.#failed(error, 'a transfer'))
      return undefined
    }
  }

  /** Keeps count of what is under way: the interface may be given back only when nothing is. */
  async #counted<T>(transfer: Promise<T>): Promise<T> {
    this.#pending += 1
    try {
      return await transfer
    } finally {
      this.#pending -= 1
      if (this.#pending === 0) this.#whenQuiet?.()
    }
  }

  #failed(error: unknown, what: string): PortError {
    const failure = failureOf(error)
    if (failure === 'lost') this.#lose()
    return new PortError(failure, `${what}: ${error instanceof Error ? error.message : String(error)}`, error)
  }

  #lose(): void {
    if (this.#gone) return
    this.#gone = true
    // Not from within the call of a transfer that has just failed: its caller is told first.
    queueMicrotask(() => this.#onLost?.())
  }
}

function describe({ address, descriptor }: Endpoint): UsbEndpoint {
  return { address, packetBytes: descriptor.wMaxPacketSize & 0x7ff }
}

function errnoOf(error: unknown): number | undefined {
  return error instanceof Error && 'errno' in error && typeof error.errno === 'number' ? error.errno : undefined
}

function isCancelled(error: unknown): boolean {
  return errnoOf(error) === bindings.LIBUSB_TRANSFER_CANCELLED
}

function failureOf(error: unknown): PortFailure {
  const errno = errnoOf(error)
  if (errno === bindings.LIBUSB_TRANSFER_NO_DEVICE || errno === bindings.LIBUSB_ERROR_NO_DEVICE) return 'lost'
  if (errno === bindings.LIBUSB_TRANSFER_TIMED_OUT || errno === bindings.LIBUSB_ERROR_TIMEOUT) return 'timeout'
  if (errno === bindings.LIBUSB_TRANSFER_STALL || errno === bindings.LIBUSB_ERROR_PIPE) return 'stall'
  return errno === bindings.LIBUSB_TRANSFER_CANCELLED ? 'cancelled' : 'failed'
}
