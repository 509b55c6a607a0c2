import { ProtocolError } from '@lab/core'
import { PortError, type Received, type UsbPort } from './usb-port.ts'

/** Packets on their way. */
export interface Receiving {
  readonly buffer: Uint8Array
  readonly received: Promise<Received>
  /** Bytes that have come, once they have; 0 before. */
  readonly arrived: number
}

/** Large enough for few calls, small enough to decode one while the next is on its way. */
const bufferBytes = 256 * 1024
const mostDrained = 256

/** Receives packets into buffers that are used by turns: what was handed out stays as it is while the next is on its way. */
export class Receiver {
  readonly #port: UsbPort
  readonly #packets: readonly [Uint8Array, Uint8Array]
  readonly #bytes: readonly [Uint8Array, Uint8Array]
  #turn: 0 | 1 = 0

  constructor(port: UsbPort) {
    const { packetBytes } = port.bulkIn
    const length = Math.max(1, Math.floor(bufferBytes / packetBytes)) * packetBytes
    this.#port = port
    this.#packets = [port.allocate(packetBytes), port.allocate(packetBytes)]
    this.#bytes = [port.allocate(length), port.allocate(length)]
  }

  /** One packet. */
  receivePacket(): Receiving {
    return this.#into(this.#next(this.#packets))
  }

  /** As many packets as hold `missing` bytes, at most. */
  receive(missing: number): Receiving {
    const buffer = this.#next(this.#bytes)
    const { packetBytes } = this.#port.bulkIn
    return this.#into(buffer.subarray(0, Math.min(buffer.length, Math.ceil(missing / packetBytes) * packetBytes)))
  }

  /**
   * Receives and drops until a short packet comes, or nothing for `ms`. A halt ends it too.
   * @throws ProtocolError where there is no end
   */
  async drain(ms: number): Promise<void> {
    const buffer = this.#port.allocate(this.#bytes[0].length)
    for (let round = 0; round < mostDrained; round += 1) {
      const { length, complete } = await this.#receiveBriefly(buffer, ms)
      if (!complete || length < buffer.length) return
    }
    throw new ProtocolError('The device does not stop sending.')
  }

  #next(buffers: readonly [Uint8Array, Uint8Array]): Uint8Array {
    this.#turn = this.#turn === 0 ? 1 : 0
    return buffers[this.#turn]
  }

  #into(buffer: Uint8Array): Receiving {
    const received = this.#port.receive(buffer)
    const receiving = { buffer, received, arrived: 0 }
    // A failure is looked at when the packets are asked for.
    received.then(({ length }) => { receiving.arrived = length }, () => undefined)
    return receiving
  }

  async #receiveBriefly(into: Uint8Array, ms: number): Promise<Received> {
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
