import type { ControlRequest } from '../../src/codec/index.ts'
import { UsbDevice, type UsbDeviceOptions } from '../../src/device/usb-device.ts'
import { PortError, type PortFailure, type Received, type UsbEndpoint, type UsbPort } from '../../src/usb-port.ts'
import { Faults } from './faults.ts'

const classIn = { interface: 0xa1, endpoint: 0xa2 } as const
type Kind = 'send' | 'receive' | 'notification'

interface Pending<T> {
  readonly resolve: (value: T) => void
  readonly reject: (reason: unknown) => void
}

interface Receiving extends Pending<Received> {
  readonly into: Uint8Array
  filled: number
}

export interface MemoryPortOptions extends UsbDeviceOptions {
  /** How long a completion or a cancellation takes to be told, in turns of the event loop; 1 when absent. */
  readonly latency?: () => number
}

/**
 * A port in memory to a simulated device, packet by packet as a host controller moves them: transfers end, and are taken back, in
 * later turns of the event loop, and what was taken back may have ended all the same. {@link Faults} spoil what passes.
 */
export class MemoryPort implements UsbPort {
  readonly interfaceNumber = 0
  readonly bulkOut: UsbEndpoint
  readonly bulkIn: UsbEndpoint
  readonly interruptIn: UsbEndpoint = { address: 0x83, packetBytes: 2 }
  readonly takesBack = true
  readonly faults = new Faults()
  readonly device: UsbDevice
  readonly #latency: () => number
  #receiving: Receiving | undefined
  #sending: (Pending<void> & { readonly data: Uint8Array }) | undefined
  #notified: Pending<Uint8Array | undefined> | undefined
  #lost: (() => void) | undefined
  #isGone = false
  /** Transfers whose end has not been told. */
  underWay = 0
  isClosed = false

  constructor({ latency = () => 1, ...options }: MemoryPortOptions) {
    const packetBytes = options.speed === 'full' ? 64 : 512
    this.bulkOut = { address: 0x01, packetBytes }
    this.bulkIn = { address: 0x82, packetBytes }
    this.#latency = latency
    this.device = new UsbDevice(options, () => this.#pump())
  }

  control(request: ControlRequest): Promise<Uint8Array> {
    return this.#transfer((pending: Pending<Uint8Array>) => {
      const { name, recipient, value, index, length } = request
      const failure = this.faults.ofControl(request)
      if (failure === 'hang') return
      if (failure !== undefined) return pending.reject(new PortError(failure, `${name} failed`))
      const reply = this.device.control({ requestType: classIn[recipient], request: request.request, value, index, length })
      if (reply === undefined) pending.reject(new PortError('stall', `${name} was refused`))
      else pending.resolve(this.faults.reply(request, reply.slice()))
    })
  }

  send(data: Uint8Array): Promise<void> {
    if (this.#sending !== undefined) return Promise.reject(new Error('two sends at once'))
    return this.#transfer((pending: Pending<void>) => {
      const sending = { ...pending, data }
      this.#sending = sending
      const failure = this.faults.ofSend(data)
      if (failure === 'hang') return
      void this.#turns().then(() => {
        if (this.#sending !== sending) return
        this.#sending = undefined
        if (failure !== undefined) pending.reject(new PortError(failure, 'bulk-OUT failed'))
        else if (this.device.write(1, this.faults.sent(data.slice()))) pending.resolve()
        else pending.reject(new PortError('stall', 'bulk-OUT is halted'))
      })
    })
  }

  receive(into: Uint8Array): Promise<Received> {
    if (into.length === 0 || into.length % this.bulkIn.packetBytes !== 0) return Promise.reject(new Error(`a buffer of ${into.length}`))
    if (this.#receiving !== undefined) return Promise.reject(new Error('two receives at once'))
    return this.#transfer((pending: Pending<Received>) => {
      this.#receiving = { into, filled: 0, ...pending }
      this.#pump()
    })
  }

  notification(): Promise<Uint8Array | undefined> {
    return this.#transfer((pending: Pending<Uint8Array | undefined>) => {
      this.#notified = pending
      this.#pump()
    })
  }

  cancel(kind: Kind): void {
    const victim = { send: this.#sending, receive: this.#receiving, notification: this.#notified }[kind]
    if (victim === undefined) return
    void this.#turns().then(() => {
      if (victim === this.#sending) {
        this.#sending = undefined
        victim.reject(new PortError('cancelled', 'cancelled'))
      } else if (victim === this.#receiving) {
        const { filled, resolve } = this.#receiving
        this.#receiving = undefined
        resolve({ length: filled, complete: false })
      } else if (victim === this.#notified) {
        this.#notified.resolve(undefined)
        this.#notified = undefined
      }
    })
  }

  async clearHalt({ address }: UsbEndpoint): Promise<void> {
    await this.#transfer((pending: Pending<void>) => {
      this.device.control({ requestType: 0x02, request: 1, value: 0, index: address, length: 0 })
      pending.resolve()
    })
  }

  onLost(listener: () => void): void {
    this.#lost = listener
  }

  unplug(): void {
    if (this.#isGone) return
    this.#isGone = true
    for (const pending of [this.#receiving, this.#sending, this.#notified]) pending?.reject(lost())
    this.#receiving = this.#sending = this.#notified = undefined
    this.device.close()
    void this.#turns().then(() => this.#lost?.())
  }

  async close(): Promise<void> {
    for (const kind of ['send', 'receive', 'notification'] as const) this.cancel(kind)
    if (this.isClosed) return
    this.isClosed = true
    // As libusb does: the interface is given back when nothing is under way any more.
    for (let turn = 0; this.underWay > 0 && turn < 1000; turn += 1) await this.#turns()
    if (!this.#isGone) this.device.close()
  }

  /** One transfer: counted until its end is told, which is in a later turn of the event loop. */
  async #transfer<T>(begin: (pending: Pending<T>) => void): Promise<T> {
    if (this.#isGone) throw lost()
    if (this.isClosed) throw new PortError('failed', 'the port is closed')
    this.underWay += 1
    try {
      return await new Promise<T>((resolve, reject) => begin({
        resolve: (value) => void this.#turns().then(() => resolve(value)),
        reject: (reason) => void this.#turns().then(() => reject(reason)),
      }))
    } finally {
      this.underWay -= 1
    }
  }

  async #turns(): Promise<void> {
    for (let turn = this.#latency(); turn > 0; turn -= 1) await new Promise<void>((resolve) => { setImmediate(resolve) })
  }

  #pump(): void {
    const bytes = this.#notified === undefined ? undefined : this.device.read(3, 2)
    if (bytes instanceof Uint8Array) {
      const notified = this.#notified
      this.#notified = undefined
      notified?.resolve(bytes)
    }
    while (this.#receiving !== undefined && this.#movePacket(this.#receiving));
  }

  /** One packet; false when there is none. */
  #movePacket(receiving: Receiving): boolean {
    const { packetBytes } = this.bulkIn
    const failure = this.faults.ofReceive()
    if (failure === 'hang') return false
    const read = failure === undefined ? this.device.read(2, packetBytes) : failure
    if (read === undefined) return false
    if (!(read instanceof Uint8Array)) {
      this.#receiving = undefined
      receiving.reject(new PortError(read, 'bulk-IN failed'))
      return false
    }
    const packet = this.faults.received(read)
    receiving.into.set(packet, receiving.filled)
    receiving.filled += packet.length
    if (packet.length < packetBytes || receiving.filled === receiving.into.length) {
      this.#receiving = undefined
      receiving.resolve({ length: receiving.filled, complete: true })
    }
    return true
  }
}

function lost(): PortError {
  return new PortError('lost' satisfies PortFailure, 'the device is gone')
}
