import { ProtocolError } from '@lab/core'
import {
  bulkHeaderBytes, controlRequests, encodeBulkOutHeader, nextTag, paddedTransfer, statusOf, writeBulkOutHeader,
} from './codec/index.ts'
import type { Quirks } from './quirks.ts'
import { untilDone } from './split-request.ts'
import { Turns } from './turns.ts'
import { PortError, type UsbPort } from './usb-port.ts'

const smallestBuffer = 4096
const largestKeptBuffer = 1024 * 1024 + 16
const mostAttempts = 3

/** Whether what was asked for is still wanted. */
export type Wanted = () => boolean

/**
 * Everything that goes over bulk-OUT, one transfer after the other: messages in transfers of bounded size, requests for responses,
 * triggers. All share one row of tags (USBTMC 1.0, 3.2).
 */
export class BulkOut {
  readonly #port: UsbPort
  readonly #pads: boolean
  readonly #mostData: number
  readonly #turns = new Turns()
  #buffer = new Uint8Array(smallestBuffer)
  #tag: number
  #messageTag = 0
  #requestTag = 0
  #underWay: 'message' | 'request' | undefined
  #transferring: Promise<void> = Promise.resolve()
  #isSending = false
  #hasBegun = false

  /** @param firstTag 1 … 255. What a program before has asked for must not look like the answer to this one. */
  constructor(port: UsbPort, { mostSent, pads }: Quirks, firstTag: number) {
    this.#port = port
    this.#pads = pads
    this.#mostData = Math.floor((mostSent - bulkHeaderBytes) / 4) * 4
    this.#tag = firstTag
  }

  /** Whether a transfer of a message is under way, or was given up before its end. */
  get isSending(): boolean {
    return this.#isSending
  }

  /** Whether the device has a part of a message and waits for the rest. */
  get hasBegun(): boolean {
    return this.#hasBegun
  }

  /** The tag of the last request for a response. */
  get requestTag(): number {
    return this.#requestTag
  }

  /**
   * Sends a message or a part of one.
   * @param wanted asked before each transfer; nothing more is sent once it says no
   * @throws PortError
   */
  async send(data: Uint8Array, end: boolean, wanted: Wanted): Promise<void> {
    await this.#turns.take(async () => {
      for (let offset = 0; offset < data.length && wanted(); offset += this.#mostData) {
        const part = data.subarray(offset, offset + this.#mostData)
        await this.#sendPart(part, end && offset + part.length === data.length)
      }
    })
  }

  /** Asks for a response; its tag is `requestTag` from then on. @throws PortError */
  async request(size: number, terminationCharacter: number | undefined, wanted: Wanted): Promise<void> {
    await this.#turns.take(async () => {
      if (!wanted()) throw new PortError('cancelled', 'The read was given up.')
      this.#requestTag = this.#advance()
      await this.#transfer('request', encodeBulkOutHeader({ kind: 'request', tag: this.#requestTag, size, terminationCharacter }))
    })
  }

  /** The TRIGGER message (USB488 1.0, 3.2.1.1). @throws PortError */
  async trigger(wanted: Wanted): Promise<void> {
    await this.#turns.take(async () => {
      if (!wanted()) throw new PortError('cancelled', 'The trigger was given up.')
      await this.#transfer('request', encodeBulkOutHeader({ kind: 'trigger', tag: this.#advance() }))
    })
  }

  /** Takes back the transfer that is under way, if it is of this kind: its caller gets a PortError (cancelled). Waits for its end. */
  async cancel(kind: 'message' | 'request'): Promise<void> {
    if (this.#underWay !== kind) return
    this.#port.cancel('send')
    await this.#transferring.catch(() => undefined)
  }

  /** Takes back whatever is under way; resolves when nothing waits for its turn any more. */
  async stop(): Promise<void> {
    this.#port.cancel('send')
    await this.#turns.take(() => Promise.resolve())
  }

  /**
   * INITIATE_ABORT_BULK_OUT and what belongs to it (USBTMC 1.0, 4.2.1.2 and 4.2.1.3), for a message that was given up.
   * @throws ProtocolError, PortError where the device does not come to an end with it
   */
  async abort(): Promise<void> {
    const { bulkOut, takesBack } = this.#port
    for (let tag = this.#messageTag, attempt = 0; attempt < mostAttempts; attempt += 1) {
      const request = controlRequests.initiateAbortBulkOut(bulkOut.address, tag)
      const reply = await this.#port.control(request)
      const status = statusOf(request, reply)
      if (status === 'success') await untilDone(this.#port, controlRequests.checkAbortBulkOut(bulkOut.address))
      if (status === 'success' || (status === 'failed' && takesBack)) {
        await this.#port.clearHalt(bulkOut)
        return this.reset()
      }
      tag = reply[1] ?? tag
    }
    throw new ProtocolError('The device does not abort the transfer of bulk-OUT.')
  }

  /** Forgets what is under way, for after a device clear. */
  reset(): void {
    this.#isSending = false
    this.#hasBegun = false
  }

  #advance(): number {
    this.#tag = nextTag(this.#tag)
    return this.#tag
  }

  async #sendPart(part: Uint8Array, end: boolean): Promise<void> {
    this.#messageTag = this.#advance()
    const padded = paddedTransfer(part.length)
    const buffer = this.#room(padded)
    writeBulkOutHeader({ kind: 'data', tag: this.#messageTag, size: part.length, end }, buffer)
    buffer.set(part, bulkHeaderBytes)
    buffer.fill(0, bulkHeaderBytes + part.length, padded)
    this.#isSending = true
    await this.#transfer('message', buffer.subarray(0, this.#pads ? padded : bulkHeaderBytes + part.length))
    this.#isSending = false
    this.#hasBegun = !end
  }

  /** A buffer that is kept for the next transfer, unless this one is out of the ordinary. */
  #room(length: number): Uint8Array {
    if (length <= this.#buffer.length) return this.#buffer
    const buffer = new Uint8Array(length)
    if (length <= largestKeptBuffer) this.#buffer = buffer
    return buffer
  }

  async #transfer(kind: 'message' | 'request', bytes: Uint8Array): Promise<void> {
    this.#underWay = kind
    this.#transferring = this.#port.send(bytes)
    try {
      await this.#transferring
    } finally {
      this.#underWay = undefined
    }
  }
}
