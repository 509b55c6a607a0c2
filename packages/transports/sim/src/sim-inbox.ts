import type { Clock, ReadOptions, ReadResult } from '@lab/core'
import type { DeviceLink } from '@lab/scpi/device'
import type { FaultQueue, SimFault } from './sim-fault.ts'

/** Bytes of one latin-1 text. */
function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0) & 0xff)
}

/** What a connection needs of its link to the device. */
export type SimLink = Pick<
  DeviceLink, 'receive' | 'talk' | 'onResponse' | 'onServiceRequest' | 'clear' | 'trigger' | 'statusByte' | 'close'
>

function wantsAll(options: ReadOptions | undefined): boolean {
  return options === undefined
    || (options.maxBytes === undefined && options.into === undefined && options.terminationCharacter === undefined)
}

interface InboxEvents {
  /** More can be read. */
  readonly arrived: () => void
  /** The link is to break now. */
  readonly broken: () => void
}

/** The instrument's end of the wire as a reader sees it: the reply that is being read, after the faults have had their way. */
export class SimInbox {
  readonly #link: SimLink
  readonly #faults: FaultQueue
  readonly #clock: Clock
  readonly #events: InboxEvents
  #message: Uint8Array | undefined
  #offset = 0
  /** Break the link when {@link #message} has been read. */
  #breaks = false
  /** Takes back a reply that is still on its way. */
  #recall: (() => void) | undefined

  constructor(link: SimLink, faults: FaultQueue, clock: Clock, events: InboxEvents) {
    this.#link = link
    this.#faults = faults
    this.#clock = clock
    this.#events = events
  }

  /** The next bytes, or undefined when there are none yet. */
  take(options: ReadOptions | undefined): ReadResult | undefined {
    if (this.#message === undefined) this.#receive()
    const message = this.#message
    if (message === undefined) return undefined
    if (this.#offset === 0 && !this.#breaks && wantsAll(options)) {
      this.#message = undefined
      return { data: message, end: 'end' }
    }
    return this.#takePart(message, options ?? {})
  }

  /** Forgets every byte, also those on their way. */
  clear(): void {
    this.#recall?.()
    this.#recall = undefined
    this.#message = undefined
    this.#offset = 0
    this.#breaks = false
  }

  /** Forgets what has not been read: a new message interrupts the answer to the one before (IEEE 488.2, 6.3.2.3). */
  interrupt(): void {
    if (this.#breaks) return
    this.clear()
  }

  #receive(): void {
    if (this.#recall !== undefined) return
    const reply = this.#link.talk()
    if (reply === undefined) return
    const fault = this.#faults.forReply()
    if (fault === undefined) this.#start(reply)
    else this.#suffer(fault, reply)
  }

  #suffer(fault: SimFault, reply: Uint8Array): void {
    if (fault.kind === 'replace-reply') this.#start(bytesOf(fault.data))
    if (fault.kind === 'delay-reply') this.#delay(fault.delayMs, reply)
    if (fault.kind === 'lose-link') this.#breakAfter(reply.subarray(0, fault.afterBytes))
  }

  #delay(delayMs: number, reply: Uint8Array): void {
    this.#recall = this.#clock.after(delayMs, () => {
      this.#recall = undefined
      this.#start(reply)
      this.#events.arrived()
    })
  }

  #breakAfter(part: Uint8Array): void {
    this.#breaks = true
    if (part.length > 0) this.#start(part)
    else this.#break()
  }

  #start(message: Uint8Array): void {
    this.#message = message
    this.#offset = 0
  }

  #break(): void {
    this.clear()
    this.#recall = () => undefined
    this.#events.broken()
  }

  #takePart(message: Uint8Array, options: ReadOptions): ReadResult {
    const most = Math.min(message.length - this.#offset, options.maxBytes ?? Infinity, options.into?.length ?? Infinity)
    const count = this.#upToTermination(message, most, options.terminationCharacter)
    const part = message.subarray(this.#offset, this.#offset + count)
    const stopped = count > 0 && part[count - 1] === options.terminationCharacter
    this.#offset += count
    const isLast = this.#offset === message.length
    const complete = isLast && !this.#breaks
    if (isLast) this.#message = undefined
    if (isLast) this.#offset = 0
    options.into?.set(part)
    const data = options.into === undefined ? part : options.into.subarray(0, count)
    return { data, end: stopped ? 'termination-character' : complete ? 'end' : 'more' }
  }

  /** Breaks the link when all that was to arrive before has been read. True when it did. */
  breakIfDue(): boolean {
    if (!this.#breaks || this.#message !== undefined) return false
    this.#break()
    return true
  }

  #upToTermination(message: Uint8Array, most: number, character: number | undefined): number {
    if (character === undefined) return most
    const at = message.indexOf(character, this.#offset)
    return at < 0 || at >= this.#offset + most ? most : at + 1 - this.#offset
  }
}
