import { ConnectionError } from '@lab/core'
import { interfaceClass, type ControlRequest } from './codec/index.ts'
import { Deadline } from './deadline.ts'
import { PendingIn } from './pending-in.ts'
import { PortError, type Received, type UsbEndpoint, type UsbPort } from './usb-port.ts'
import type { WebUsbAlternate, WebUsbDevice, WebUsbEndpoint, WebUsbEvents, WebUsbStatus } from './webusb-device.ts'

const controlTimeoutMs = 2000
const directionIn = 0x80

interface Endpoints {
  readonly out: WebUsbEndpoint
  readonly in: WebUsbEndpoint
  readonly interrupt: WebUsbEndpoint | undefined
}

/**
 * A port over a browser's WebUSB. WebUSB cannot take a transfer back (`takesBack` is false): a `receive` that is cancelled leaves its
 * transfer to the next one, and a `send` that is cancelled holds up the next one until the device has taken or refused it.
 */
export class WebUsbPort implements UsbPort {
  readonly interfaceNumber: number
  readonly bulkOut: UsbEndpoint
  readonly bulkIn: UsbEndpoint
  readonly interruptIn: UsbEndpoint | undefined
  readonly takesBack = false
  readonly #device: WebUsbDevice
  readonly #events: WebUsbEvents | undefined
  readonly #bulk: PendingIn
  readonly #interrupt: PendingIn | undefined
  /** The last transfer of bulk-OUT, which may still be under way although nobody waits for it. */
  #sent: Promise<unknown> = Promise.resolve()
  #rejectSend: ((reason: PortError) => void) | undefined
  #onLost: (() => void) | undefined
  #closing: Promise<void> | undefined
  #isGone = false

  private constructor(device: WebUsbDevice, interfaceNumber: number, endpoints: Endpoints, events: WebUsbEvents | undefined) {
    this.#device = device
    this.#events = events
    this.interfaceNumber = interfaceNumber
    this.bulkOut = describe(endpoints.out)
    this.bulkIn = describe(endpoints.in)
    this.interruptIn = endpoints.interrupt === undefined ? undefined : describe(endpoints.interrupt)
    this.#bulk = this.#pendingIn(endpoints.in)
    this.#interrupt = endpoints.interrupt === undefined ? undefined : this.#pendingIn(endpoints.interrupt)
  }

  /**
   * Opens the device and claims its USBTMC interface.
   * @throws ConnectionError (denied) where the system does not let the browser open it; (refused) where it has no such interface; (busy)
   * where another program or driver has it
   */
  static async open(device: WebUsbDevice, events: WebUsbEvents | undefined): Promise<WebUsbPort> {
    await opened(device)
    if (device.configuration === undefined || device.configuration === null) await device.selectConfiguration(1)
    const found = device.configuration?.interfaces.find(({ alternate }) => isUsbtmc(alternate))
    const endpoints = found === undefined ? undefined : endpointsOf(found.alternate)
    if (found === undefined || endpoints === undefined) {
      throw new ConnectionError('refused', 'The USB device has no USBTMC interface with a pair of bulk endpoints.')
    }
    try {
      await device.claimInterface(found.interfaceNumber)
    } catch (cause) {
      await device.close()
      throw new ConnectionError('busy', 'The USBTMC interface is in use by another program, or by a driver of the system.', {
        hint: 'End the other program; on Linux unload the module usbtmc, on Windows install WinUSB for the device.', cause,
      })
    }
    return new WebUsbPort(device, found.interfaceNumber, endpoints, events)
  }

  async control({ name, recipient, request, value, index, length }: ControlRequest): Promise<Uint8Array> {
    const transfer = this.#guard(name, () => (
      this.#device.controlTransferIn({ requestType: 'class', recipient, request, value, index }, length)))
    const { status, data } = await new Deadline(controlTimeoutMs).of(transfer, () => new PortError('timeout', `${name} was not answered.`))
    this.#check(name, status)
    return bytesOf(data)
  }

  async send(data: Uint8Array): Promise<void> {
    const before = this.#sent
    const cancelled = new Promise<never>((_, reject) => { this.#rejectSend = reject })
    let isGivenUp = false
    const transfer = before.catch(() => undefined).then(async () => {
      if (isGivenUp) return
      const { status, bytesWritten } = await this.#guard('bulk-OUT', () => (
        this.#device.transferOut(this.bulkOut.address, Uint8Array.from(data))))
      this.#check('bulk-OUT', status)
      if (bytesWritten < data.length) throw new PortError('failed', `bulk-OUT took ${bytesWritten} of ${data.length} bytes.`)
    })
    this.#sent = transfer.catch(() => undefined)
    try {
      await Promise.race([transfer, cancelled])
    } finally {
      isGivenUp = true
      this.#rejectSend = undefined
    }
  }

  receive(into: Uint8Array): Promise<Received> {
    return this.#bulk.receive(into)
  }

  async notification(): Promise<Uint8Array | undefined> {
    if (this.#interrupt === undefined || this.interruptIn === undefined) throw new PortError('failed', 'The interface has no interrupt endpoint.')
    const buffer = new Uint8Array(Math.max(2, this.interruptIn.packetBytes))
    const { length, complete } = await this.#interrupt.receive(buffer)
    return complete ? buffer.subarray(0, length) : undefined
  }

  cancel(transfer: 'send' | 'receive' | 'notification'): void {
    if (transfer === 'send') this.#rejectSend?.(new PortError('cancelled', 'The transfer was given up.'))
    else if (transfer === 'receive') this.#bulk.cancel()
    else this.#interrupt?.cancel()
  }

  async clearHalt({ address }: UsbEndpoint): Promise<void> {
    const direction = (address & directionIn) === 0 ? 'out' : 'in'
    await this.#guard('clearing a halt', () => this.#device.clearHalt(direction, address & ~directionIn))
  }

  onLost(listener: () => void): void {
    this.#onLost = listener
    this.#events?.addEventListener('disconnect', this.#onDisconnect)
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.#events?.removeEventListener('disconnect', this.#onDisconnect)
    for (const transfer of ['send', 'receive', 'notification'] as const) this.cancel(transfer)
    // Closing ends what is under way; a device that is gone cannot be closed any more.
    await this.#device.releaseInterface(this.interfaceNumber).catch(() => undefined)
    await this.#device.close().catch(() => undefined)
  }

  readonly #onDisconnect = ({ device }: { readonly device: unknown }): void => {
    if (device === this.#device) this.#lose()
  }

  #pendingIn({ endpointNumber }: WebUsbEndpoint): PendingIn {
    return new PendingIn(async (length) => {
      const { status, data } = await this.#guard('a transfer', () => this.#device.transferIn(endpointNumber, length))
      this.#check('a transfer to the host', status)
      return bytesOf(data)
    })
  }

  #check(what: string, status: WebUsbStatus | undefined): void {
    if (status === 'ok' || status === undefined) return
    throw new PortError(status === 'stall' ? 'stall' : 'failed', `${what}: ${status}`)
  }

  async #guard<T>(what: string, body: () => Promise<T>): Promise<T> {
    if (this.#isGone) throw new PortError('lost', 'The device is gone.')
    try {
      return await body()
    } catch (error) {
      const isNotFound = error instanceof Error && error.name === 'NotFoundError'
      if (isNotFound) this.#lose()
      throw new PortError(isNotFound ? 'lost' : 'failed', `${what}: ${error instanceof Error ? error.message : String(error)}`, error)
    }
  }

  #lose(): void {
    if (this.#isGone) return
    this.#isGone = true
    const gone = new PortError('lost', 'The device is gone.')
    this.#bulk.fail(gone)
    this.#interrupt?.fail(gone)
    this.#rejectSend?.(gone)
    queueMicrotask(() => this.#onLost?.())
  }
}

async function opened(device: WebUsbDevice): Promise<void> {
  try {
    if (!device.opened) await device.open()
  } catch (cause) {
    throw new ConnectionError('denied', 'The browser could not open the USB device.', {
      hint: 'On Linux this user needs the right to use it (a udev rule), on Windows it needs the WinUSB driver.', cause,
    })
  }
}

function isUsbtmc({ interfaceClass: number, interfaceSubclass }: WebUsbAlternate): boolean {
  return number === interfaceClass.class && interfaceSubclass === interfaceClass.subclass
}

function endpointsOf({ endpoints }: WebUsbAlternate): Endpoints | undefined {
  const find = (direction: 'in' | 'out', type: 'bulk' | 'interrupt'): WebUsbEndpoint | undefined => (
    endpoints.find((one) => one.direction === direction && one.type === type))
  const out = find('out', 'bulk')
  const bulkIn = find('in', 'bulk')
  return out === undefined || bulkIn === undefined ? undefined : { out, in: bulkIn, interrupt: find('in', 'interrupt') }
}

function describe({ endpointNumber, direction, packetSize }: WebUsbEndpoint): UsbEndpoint {
  return { address: endpointNumber | (direction === 'in' ? directionIn : 0), packetBytes: packetSize }
}

function bytesOf(data: DataView | null | undefined): Uint8Array {
  return data === undefined || data === null ? new Uint8Array(0) : new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
}
