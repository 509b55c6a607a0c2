import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { ConnectionError } from '@lab/core'
import type { UsbDeviceOptions } from './usb-device.ts'
import { UsbIpAttachment } from './usbip-attachment.ts'
import {
  decodeBusId, decodeOperation, encodeDeviceList, encodeImported, importBytes, operations, requestHeaderBytes, type ExportedDevice,
} from './usbip-message.ts'

export interface UsbIpOptions {
  readonly host: string
  /** 3240 is the usual one; 0 chooses a free one. */
  readonly port: number
}

/** Simulated USB devices that hosts can attach: `usbip attach -r host -b 1-1`. */
export interface UsbIpServer {
  readonly host: string
  readonly port: number
  /** In the order they were given: `1-1`, `1-2` … */
  readonly busIds: readonly string[]
  /** Unplugs the device: the host that has attached it sees it go. False where nobody has. */
  unplug(busId: string): boolean
  /** Transfers that the host keeps waiting for the device; 0 where nobody has attached it. */
  waiting(busId: string): number
  /** Unplugs everything and stops listening. */
  close(): Promise<void>
}

/** Bytes that a host may leave unread. */
const mostUnsent = 256 * 1024 * 1024

interface Offer {
  readonly exported: ExportedDevice
  readonly options: UsbDeviceOptions
  attached: { readonly socket: Socket; readonly attachment: UsbIpAttachment } | undefined
}

/**
 * Serves simulated instruments as USB devices over USB/IP, so that any Linux machine with the vhci-hcd module sees them as plugged
 * in. One host at a time can have each.
 * @throws ConnectionError (busy) when the port is taken, (refused) when it cannot be had.
 */
export async function serveUsbIp(devices: readonly UsbDeviceOptions[], options: UsbIpOptions): Promise<UsbIpServer> {
  const offers = devices.map((device, index): Offer => ({
    exported: { busId: `1-${index + 1}`, number: index + 2, identity: device.identity, speed: device.speed ?? 'high' },
    options: device,
    attached: undefined,
  }))
  const sockets = new Set<Socket>()
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // A host that is gone without a word is nothing to report; 'close' follows.
    socket.on('error', () => undefined)
    new HostLink(socket, offers).start()
  })
  await listen(server, options)
  // With a TCP server this is always an AddressInfo.
  const { port } = server.address() as AddressInfo
  const attachedAs = (wanted: string): Offer['attached'] => offers.find(({ exported: { busId } }) => busId === wanted)?.attached
  return {
    host: options.host,
    port,
    busIds: offers.map(({ exported }) => exported.busId),
    unplug: (busId) => {
      const attached = attachedAs(busId)
      attached?.socket.destroy()
      return attached !== undefined
    },
    waiting: (busId) => attachedAs(busId)?.attachment.waiting ?? 0,
    close: () => new Promise((resolve) => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    }),
  }
}

/** One TCP link of a host: a request for the list, or an import and everything after it. */
class HostLink {
  readonly #socket: Socket
  readonly #offers: readonly Offer[]
  #input: Buffer = Buffer.alloc(0)
  #isDone = false
  #attachment: UsbIpAttachment | undefined

  constructor(socket: Socket, offers: readonly Offer[]) {
    this.#socket = socket
    this.#offers = offers
  }

  start(): void {
    this.#socket.on('data', (chunk) => {
      try {
        this.#receive(chunk)
      } catch {
        // Whoever speaks something else is sent away.
        this.#socket.destroy()
      }
    })
  }

  #receive(chunk: Buffer): void {
    if (this.#attachment !== undefined) return this.#attachment.receive(chunk)
    // Whoever has been answered has nothing more to say.
    if (this.#isDone) return
    this.#input = Buffer.concat([this.#input, chunk])
    if (this.#input.length < requestHeaderBytes) return
    const operation = decodeOperation(this.#input)
    if (operation === operations.listDevices) return this.#answer(encodeDeviceList(this.#offers.map(({ exported }) => exported)))
    if (operation !== operations.importDevice) return void this.#socket.destroy()
    if (this.#input.length >= requestHeaderBytes + importBytes) this.#import()
  }

  #answer(bytes: Uint8Array): void {
    this.#isDone = true
    this.#socket.end(bytes)
  }

  /** A host that asks and does not take the answers is sent away. */
  #send(bytes: Uint8Array): void {
    if (this.#socket.writableLength > mostUnsent) this.#socket.destroy()
    else this.#socket.write(bytes)
  }

  #import(): void {
    const busId = decodeBusId(this.#input.subarray(requestHeaderBytes))
    const rest = this.#input.subarray(requestHeaderBytes + importBytes)
    const offer = this.#offers.find(({ exported, attached }) => exported.busId === busId && attached === undefined)
    if (offer === undefined) return this.#answer(encodeImported(undefined))
    const attachment = new UsbIpAttachment(offer.options, (bytes) => this.#send(bytes))
    offer.attached = { socket: this.#socket, attachment }
    this.#attachment = attachment
    this.#socket.on('close', () => {
      offer.attached = undefined
      attachment.close()
    })
    this.#socket.write(encodeImported(offer.exported))
    if (rest.length > 0) attachment.receive(rest)
  }
}

function listen(server: Server, { host, port }: UsbIpOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      const taken = error.code === 'EADDRINUSE'
      const why = taken ? 'another program has it' : error.message
      reject(new ConnectionError(taken ? 'busy' : 'refused', `Port ${port} of ${host} cannot be served: ${why}.`, {
        hint: 'Stop the other program (the usbip daemon uses 3240), or choose another port.',
        cause: error,
      }))
    }
    server.once('error', onError)
    server.listen({ host, port }, () => {
      server.off('error', onError)
      resolve()
    })
  })
}
