import { ProtocolError } from '@lab/core'
import { ByteQueue } from './byte-queue.ts'
import { UsbDevice, type UsbDeviceOptions } from './usb-device.ts'
import { commandBytes, decodeCommand, encodeSubmitted, encodeUnlinked, transferStatus, type Command } from './usbip-message.ts'

type Submit = Extract<Command, { kind: 'submit' }>

/** More transfers than any host keeps waiting at once. */
const mostWaiting = 4096
const setupDirectionIn = 0x80
const nothing = new Uint8Array(0)

/**
 * A device that a host has attached over USB/IP: takes the host's bytes, gives the bytes of the replies. A transfer to the host
 * waits until the device has something for it, or the host takes it back.
 */
export class UsbIpAttachment {
  readonly #device: UsbDevice
  readonly #send: (bytes: Uint8Array) => void
  #waiting: Submit[] = []
  readonly #input = new ByteQueue()
  /** The command whose data have not all come. */
  #begun: Submit | undefined
  #serving = false
  /** Something may have come for those that were passed over. */
  #again = false

  constructor(options: UsbDeviceOptions, send: (bytes: Uint8Array) => void) {
    this.#device = new UsbDevice(options, () => this.#serve())
    this.#send = send
  }

  /** Takes bytes from the host. @throws ProtocolError for what is no USB/IP; the link is to be closed then. */
  receive(chunk: Uint8Array): void {
    // A copy: the socket's piece may be used again.
    this.#input.push(chunk.slice())
    while (this.#next());
  }

  /** Transfers that wait for the device. */
  get waiting(): number {
    return this.#waiting.length
  }

  close(): void {
    this.#device.close()
    this.#waiting = []
  }

  /** Carries out the first command of the input; false where it is not complete. */
  #next(): boolean {
    if (this.#begun !== undefined) return this.#finish(this.#begun)
    const header = this.#input.peek(commandBytes)
    if (header === undefined) return false
    const command = decodeCommand(header)
    this.#input.drop(commandBytes)
    if (command.kind === 'unlink') this.#unlink(command)
    else if (command.direction === 'out') this.#begun = command
    else this.#submit(command, nothing)
    return true
  }

  /** Carries out a command with data, once they have come. */
  #finish(command: Submit): boolean {
    const data = this.#input.peek(command.length)
    if (data === undefined) return false
    this.#begun = undefined
    this.#submit(command, data)
    this.#input.drop(command.length)
    return true
  }

  #submit(command: Submit, data: Uint8Array): void {
    if (command.endpoint === 0) return this.#control(command)
    if (command.direction === 'out') {
      const taken = this.#device.write(command.endpoint, data)
      return this.#reply(command, taken ? transferStatus.ok : transferStatus.stall, taken ? data.length : 0)
    }
    if (this.#waiting.length >= mostWaiting) throw new ProtocolError(`A USB/IP host keeps more than ${mostWaiting} transfers waiting.`)
    this.#waiting.push(command)
    this.#serve()
  }

  #control(command: Submit): void {
    const answer = this.#device.control(command.setup)
    if (answer === undefined) return this.#reply(command, transferStatus.stall, 0)
    const isIn = (command.setup.requestType & setupDirectionIn) !== 0
    this.#reply(command, transferStatus.ok, isIn ? answer.length : command.length, isIn ? answer : nothing)
    this.#serve()
  }

  /** Gives what there is to the transfers that wait for it, in their order. What one of them brings about may be for another. */
  #serve(): void {
    this.#again = true
    if (this.#serving) return
    this.#serving = true
    while (this.#again) {
      this.#again = false
      this.#serveOnce()
    }
    this.#serving = false
  }

  #serveOnce(): void {
    const blocked = new Set<number>()
    for (let index = 0; index < this.#waiting.length;) {
      const command = this.#waiting[index]
      if (command !== undefined && !blocked.has(command.endpoint) && this.#answer(command)) this.#waiting.splice(index, 1)
      else {
        if (command !== undefined) blocked.add(command.endpoint)
        index += 1
      }
    }
  }

  #answer(command: Submit): boolean {
    const packets = this.#device.read(command.endpoint, command.length)
    if (packets === undefined) return false
    if (packets === 'stall') this.#reply(command, transferStatus.stall, 0)
    else this.#reply(command, transferStatus.ok, packets.length, packets)
    return true
  }

  #unlink({ sequence, victim }: Extract<Command, { kind: 'unlink' }>): void {
    const before = this.#waiting.length
    this.#waiting = this.#waiting.filter((one) => one.sequence !== victim)
    this.#send(encodeUnlinked(sequence, this.#waiting.length < before ? transferStatus.unlinked : transferStatus.ok))
  }

  #reply({ sequence }: Submit, status: number, actualLength: number, data: Uint8Array = nothing): void {
    this.#send(encodeSubmitted(sequence, status, actualLength))
    if (data.length > 0) this.#send(data.slice())
  }
}
