import { ProtocolError } from '@lab/core'
import { blockBytes } from './block-size.ts'
import type { BulkOut, Wanted } from './bulk-out.ts'
import { bulkHeaderBytes, controlRequests, decodeBulkInHeader, statusOf } from './codec/index.ts'
import type { Quirks } from './quirks.ts'
import { Receiver, type Arrival, type Receiving } from './receiver.ts'
import { untilDone } from './split-request.ts'
import { PortError, type UsbPort } from './usb-port.ts'

/** A piece of a response message. */
export interface Piece {
  /** Valid until the next piece is asked for. May be empty where a device sends empty transfers. */
  readonly data: Uint8Array
  /** The last byte ends the message. */
  readonly end: boolean
}

/** A transfer that is under way. */
interface OpenTransfer {
  readonly end: boolean
  /** Bytes of data that have not come yet. */
  missing: number
}

/** A request that was given up without an answer, of which the device may still know. */
interface Orphan {
  readonly tag: number
  /** Whether a device clear has gone through since: what answers it now is an answer to what was sent since. */
  readonly isFlushed: boolean
}

/** Zeros that a device may send behind the data, so that a transfer is a multiple of four bytes. */
const mostAlignment = 3
/** Empty packets before a header that are passed over. */
const mostEmptyPackets = 8
/** How long a device may take for what is left of an aborted transfer, and for what it should not have sent, in ms. */
const drainMs = 250
const strayMs = 20
const mostAttempts = 3

/**
 * Reads response messages from bulk-IN: asks, takes transfers apart, aborts them. While one piece is looked at the next one is on
 * its way.
 *
 * A transfer that fills its last packet is followed by an empty one (USB 2.0, 5.8.3), which some devices leave out. So nobody waits
 * for it: a packet is received in the background, which is the empty one, or the first of the next transfer.
 */
export class BulkIn {
  readonly #port: UsbPort
  readonly #out: BulkOut
  readonly #quirks: Quirks
  readonly #receiver: Receiver
  #transfer: OpenTransfer | undefined
  #next: Receiving | undefined
  #isOpen = false
  /** A request was sent, and nothing has come for it. */
  #isAwaited = false
  #orphan: Orphan | undefined
  /** The read that is under way. */
  #running: Promise<void> = Promise.resolve()
  #reads = 0

  constructor(port: UsbPort, out: BulkOut, quirks: Quirks) {
    this.#port = port
    this.#out = out
    this.#quirks = quirks
    this.#receiver = new Receiver(port)
  }

  /** Whether the device may still send something that was asked for, or has sent what it should not. */
  get isOpen(): boolean {
    return this.#isOpen
  }

  /**
   * The next piece of a response. Asks the device for one where none is under way.
   * @throws PortError; ProtocolError for what is no USBTMC. `abort` or a device clear is needed then.
   */
  read(terminationCharacter: number | undefined): Promise<Piece> {
    const number = ++this.#reads
    const wanted = (): boolean => number === this.#reads
    const reading = this.#transfer === undefined ? this.#begin(terminationCharacter, wanted) : this.#continue(this.#transfer)
    this.#running = reading.then(() => undefined, () => undefined)
    return reading
  }

  /** Ends what is under way on this side; nothing is sent. */
  async reset(): Promise<void> {
    this.#reads += 1
    void this.#out.cancel('request')
    this.#port.cancel('receive')
    await this.#running
    // Packets that came in spite of it have let the next ones come.
    this.#port.cancel('receive')
    await this.#next?.received.catch(() => undefined)
    this.#next = undefined
    this.#transfer = undefined
    this.#isOpen = false
    if (this.#isAwaited) this.#orphan = { tag: this.#out.requestTag, isFlushed: false }
    this.#isAwaited = false
  }

  /** A device clear has gone through. */
  flushed(): void {
    if (this.#orphan !== undefined) this.#orphan = { ...this.#orphan, isFlushed: true }
  }

  /**
   * INITIATE_ABORT_BULK_IN and what belongs to it (USBTMC 1.0, 4.2.1.4 and 4.2.1.5).
   * @throws ProtocolError, PortError where the device does not come to an end with it
   */
  async abort(): Promise<void> {
    const { bulkIn } = this.#port
    const isAwaited = this.#isAwaited
    await this.reset()
    this.#isOpen = true
    for (let tag = this.#out.requestTag, attempt = 0; ; attempt += 1) {
      const request = controlRequests.initiateAbortBulkIn(bulkIn.address, tag)
      const reply = await this.#port.control(request)
      const status = statusOf(request, reply)
      await this.drain(status === 'success' ? drainMs : strayMs)
      if (status === 'success') await untilDone(this.#port, controlRequests.checkAbortBulkIn(bulkIn.address), () => this.drain())
      if (status === 'success') this.#orphan = undefined
      if (status === 'failed' && isAwaited) throw new ProtocolError('The device says that nothing was asked of it that it could abort.')
      if (status === 'success' || status === 'failed') break
      if (attempt === mostAttempts) throw new ProtocolError('The device does not abort the transfer of bulk-IN.')
      tag = reply[1] ?? tag
    }
    this.#isOpen = false
  }

  /** Receives and drops until a short packet comes, or nothing any more. */
  async drain(ms = drainMs): Promise<void> {
    await this.#receiver.drain(ms)
  }

  async #begin(terminationCharacter: number | undefined, wanted: Wanted): Promise<Piece> {
    this.#refuseStray()
    this.#isOpen = true
    const size = this.#quirks.mostRequested
    await this.#out.request(size, terminationCharacter, wanted)
    this.#isAwaited = true
    const packet = await this.#firstPacket(wanted)
    const { buffer, length } = packet
    this.#isAwaited = false
    const { end, size: announced } = decodeBulkInHeader(buffer.subarray(0, length), this.#expectedTag(buffer[1]))
    const data = buffer.subarray(bulkHeaderBytes, length)
    if (this.#quirks.sizes === 'short-packet') return await this.#gather(data, length < buffer.length, announced, wanted)
    const block = this.#quirks.sizes === 'block' ? blockBytes(data) : undefined
    const missing = Math.max(announced, block ?? 0)
    if (announced > size) throw new ProtocolError(`A bulk-IN transfer announces ${announced} bytes, ${size} were asked for.`)
    return this.#take({ end: end || block !== undefined, missing }, packet, bulkHeaderBytes)
  }

  async #continue(transfer: OpenTransfer): Promise<Piece> {
    const { received } = this.#next ?? this.#receiver.receive(transfer.missing)
    this.#next = undefined
    return this.#take(transfer, await received, 0)
  }

  /**
   * The tag of the last request; or of one before it that the device has not forgotten with its device clear, although it has forgotten
   * the message, and answers first.
   */
  #expectedTag(found: number | undefined): number {
    const tag = this.#out.requestTag
    const isOrphans = this.#orphan?.isFlushed === true && this.#orphan.tag === found
    this.#orphan = isOrphans ? { tag, isFlushed: true } : undefined
    return isOrphans ? found : tag
  }

  /** What has come behind the end of a transfer before anything was asked for is no answer to anything. */
  #refuseStray(): void {
    const count = this.#next?.arrived ?? 0
    if (count === 0) return
    this.#isOpen = true
    throw new ProtocolError(`The device has sent ${count} bytes behind the end of its last bulk-IN transfer.`)
  }

  async #firstPacket(wanted: Wanted): Promise<Arrival> {
    for (let empty = 0; empty <= mostEmptyPackets; empty += 1) {
      if (!wanted()) break
      const { received } = this.#next ?? this.#receiver.receivePacket()
      this.#next = undefined
      const packet = await received
      if (!packet.complete) throw new PortError('cancelled', 'Nothing has come.')
      if (packet.length > 0) return packet
    }
    if (!wanted()) throw new PortError('cancelled', 'The read was given up.')
    throw new ProtocolError('The device sends empty packets instead of a bulk-IN header.')
  }

  /** Hands on the data of received packets, and lets the next ones come. */
  #take(transfer: OpenTransfer, { buffer, length, complete }: Arrival, from: number): Piece {
    const count = Math.min(transfer.missing, length - from)
    transfer.missing -= count
    if (transfer.missing > 0) this.#expectMore(transfer, complete, length < buffer.length)
    else this.#finish(length - from - count, length === buffer.length)
    return { data: buffer.subarray(from, from + count), end: transfer.missing === 0 && transfer.end }
  }

  #expectMore(transfer: OpenTransfer, complete: boolean, isShort: boolean): void {
    if (!complete) throw new PortError('cancelled', 'A transfer was given up before its end.')
    if (isShort) throw new ProtocolError(`A bulk-IN transfer ended ${transfer.missing} bytes before the size that it announced.`)
    this.#transfer = transfer
    this.#next = this.#receiver.receive(transfer.missing)
  }

  #finish(behind: number, isFull: boolean): void {
    this.#transfer = undefined
    if (behind > mostAlignment && !this.#quirks.ignoresTrailer && this.#quirks.sizes === 'header') {
      throw new ProtocolError(`A bulk-IN transfer has ${behind} bytes more than it announced, at most ${mostAlignment} may fill it up.`, {
        hint: 'If the instrument always fills up its packets, set ignoresTrailer: true under connection.',
      })
    }
    if (isFull) this.#next = this.#receiver.receivePacket()
    this.#isOpen = false
  }

  /** A whole transfer whose header cannot be relied on. It is believed where what it announces lacks alignment bytes only. */
  async #gather(first: Uint8Array, isShort: boolean, announced: number, wanted: Wanted): Promise<Piece> {
    const parts = [first.slice()]
    let length = first.length
    for (let isOver = isShort; !isOver;) {
      if (!wanted()) throw new PortError('cancelled', 'The read was given up.')
      const packets = await this.#receiver.receive(this.#quirks.mostRequested).received
      if (!packets.complete) throw new PortError('cancelled', 'A transfer was given up before its end.')
      parts.push(packets.buffer.slice(0, packets.length))
      length += packets.length
      isOver = packets.length < packets.buffer.length
      if (length > this.#quirks.mostRequested) throw new ProtocolError(`A bulk-IN transfer has more than the ${this.#quirks.mostRequested} bytes asked for.`)
    }
    this.#isOpen = false
    const data = new Uint8Array(length)
    for (let at = 0; at < length;) {
      const part = parts.shift() ?? data
      data.set(part, at)
      at += part.length
    }
    const isRight = announced <= length && length - announced <= mostAlignment
    return { data: isRight ? data.subarray(0, announced) : data, end: true }
  }
}
