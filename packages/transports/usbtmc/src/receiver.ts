import { ProtocolError } from '@lab/core'
import { PortError, type Received, type UsbPort } from './usb-port.ts'

/** Packets that have come. */
export interface Arrival {
  /** As long as what was asked for. */
  readonly buffer: Uint8Array
  /** Bytes at the front of it. */
  readonly length: number
  /** False where it was cancelled. */
  readonly complete: boolean
}

/** Packets on their way. */
export interface Receiving {
  readonly received: Promise<Arrival>
  /** Bytes that have come, once they have; 0 before. */
  readonly arrived: number
}

/** Large enough for few calls, small enough to decode one while the next is on its way. */
const bufferBytes = 512 * 1024
const mostDrained = 256

/** Two buffers that are used by turns: what was handed out stays as it is while the next is on its way. */
class Buffers {
  readonly #bytes: number
  readonly #buffers: [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>]
  #turn: 0 | 1 = 0

  constructor(bytes: number) {
    this.#bytes = bytes
    this.#buffers = [new Uint8Array(0), new Uint8Array(0)]
  }

  /** Made when it is needed: the memory of one whose transfer failed may be gone, too. */
  next(): Uint8Array<ArrayBuffer> {
    this.#turn = this.#turn === 0 ? 1 : 0
    if (this.#buffers[this.#turn].length === 0) this.#buffers[this.#turn] = new Uint8Array(this.#bytes)
    return this.#buffers[this.#turn]
  }

  /** The one that `next` gave last has its memory here now. */
  putBack({ buffer }: Uint8Array<ArrayBuffer>): void {
    this.#buffers[this.#turn] = new Uint8Array(buffer)
  }
}

/** Receives packets: one at a time on its own, or many. One call at a time. */
export class Receiver {
  readonly #port: UsbPort
  readonly #packets: Buffers
  readonly #bytes: Buffers
  readonly #mostBytes: number

  constructor(port: UsbPort) {
    const { packetBytes } = port.bulkIn
    this.#port = port
    this.#mostBytes = Math.max(1, Math.floor(bufferBytes / packetBytes)) * packetBytes
    this.#packets = new Buffers(packetBytes)
    this.#bytes = new Buffers(this.#mostBytes)
  }

  /** One packet. */
  receivePacket(): Receiving {
    return this.#into(this.#packets, this.#port.bulkIn.packetBytes)
  }

  /** As many packets as hold `missing` bytes, at most. */
  receive(missing: number): Receiving {
    const { packetBytes } = this.#port.bulkIn
    return this.#into(this.#bytes, Math.min(this.#mostBytes, Math.ceil(missing / packetBytes) * packetBytes))
  }

  /**
   * Receives and drops until a short packet comes, or nothing for `ms`. A halt ends it too.
   * @throws ProtocolError where there is no end
   */
  async drain(ms: number): Promise<void> {
    // Not into those of reads: what was handed out stays as it is until the next read.
    let buffer = new Uint8Array(this.#mostBytes)
    for (let round = 0; round < mostDrained; round += 1) {
      const { length, complete, moved = buffer } = await this.#receiveBriefly(buffer, ms)
      if (!complete || length < this.#mostBytes) return
      buffer = moved
    }
    throw new ProtocolError('The device does not stop sending.')
  }

  #into(buffers: Buffers, length: number): Receiving {
    const buffer = buffers.next().subarray(0, length)
    const received = this.#port.receive(buffer).then(({ moved, ...received }) => {
      if (moved !== undefined) buffers.putBack(moved)
      return { ...received, buffer: moved ?? buffer }
    })
    const receiving = { received, arrived: 0 }
    // A failure is looked at when the packets are asked for.
    received.then((arrival) => { receiving.arrived = arrival.length }, () => undefined)
    return receiving
  }

  async #receiveBriefly(into: Uint8Array<ArrayBuffer>, ms: number): Promise<Received> {
    const timer = setTimeout(() => this.#port.cancel('receive'), ms)
    try {
      return await this.#port.receive(into)
    } catch (error) {
      if (!(error instanceof PortError) || error.failure !== 'stall') throw error
      await this.#port.clearHalt(this.#port.bulkIn)
      return { length: 0, complete: true }
    } finally {
      clearTimeout(timer)
    }
  }
}
