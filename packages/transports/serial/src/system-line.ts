import { readSync, write } from 'node:fs'
import type { Port } from './bindings.ts'
import type { ModemLines, OutputLines, SerialLine } from './serial-line.ts'

/** Longest piece that a system without partial writes is given. */
const pieceBytes = 2048

/** What Linux hands over at once; where there was less, there is no more. */
const mostAtOnce = 4095

/** What a call on a port says that has no modem lines. */
const withoutLines = /inappropriate ioctl|invalid argument|not supported|ENOTTY|EINVAL/i

/** A port of the system. */
export class SystemLine implements SerialLine {
  readonly path: string
  readonly #port: Port
  #idle = false

  constructor(path: string, port: Port) {
    this.path = path
    this.#port = port
  }

  get idle(): boolean {
    return this.#idle
  }

  async receive(into: Buffer): Promise<number> {
    if (!('poller' in this.#port)) return (await this.#port.read(into, 0, into.length)).bytesRead
    for (;;) {
      this.#idle = true
      await this.#readable()
      this.#idle = false
      const count = this.#receiveNow(into)
      if (count > 0) return count
    }
  }

  async send(bytes: Uint8Array): Promise<number> {
    if ('poller' in this.#port) return await this.#sendNow(bytes)
    const piece = bytes.subarray(0, pieceBytes)
    await this.#port.write(Buffer.from(piece.buffer, piece.byteOffset, piece.length))
    return piece.length
  }

  drain(): Promise<void> {
    return this.#port.drain()
  }

  flush(): Promise<void> {
    return this.#port.flush()
  }

  async setLines(lines: OutputLines): Promise<boolean> {
    return (await unlessWithoutLines(this.#port.set({ ...lines }).then(() => true))) ?? false
  }

  async modemLines(): Promise<ModemLines | undefined> {
    const status = await unlessWithoutLines(this.#port.get())
    return status === undefined ? undefined : { cts: status.cts, dsr: status.dsr, dcd: status.dcd }
  }

  async close(): Promise<void> {
    if (this.#port.isOpen) await this.#port.close()
  }

  /**
   * Everything that the system has, as far as it fits. A port that is open without blocking gives it in microseconds; by way of a thread
   * that takes longer than the next bytes do to come, and a driver whose buffer is full drops them. A failure that comes behind bytes
   * comes again with the next call.
   */
  #receiveNow(into: Buffer): number {
    for (let count = 0; ;) {
      const more = this.#readOnce(count === 0 ? into : into.subarray(count), count > 0)
      count += more
      if (more < mostAtOnce || count === into.length) return count
    }
  }

  /**
   * The library's own read asks again at once when a port answers with no bytes, which an unplugged one does for ever. Here that waits
   * like "nothing yet", and waiting for an unplugged port fails.
   */
  #readOnce(into: Buffer, isBehindOthers: boolean): number {
    try {
      return readSync(this.#descriptor(), into)
    } catch (error) {
      if (isBehindOthers || isNothingYet(error)) return 0
      throw error
    }
  }

  /** The library's own write waits with the poller, which then does not wait for received bytes. */
  #sendNow(bytes: Uint8Array): Promise<number> {
    return new Promise((resolve, reject) => {
      write(this.#descriptor(), bytes, (error, count) => settle(error, count, resolve, reject))
    })
  }

  #readable(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (!('poller' in this.#port) || this.#port.fd === null) return reject(closed())
      this.#port.poller.once('readable', (error) => (error === null ? resolve() : reject(error)))
    })
  }

  #descriptor(): number {
    const { fd } = this.#port
    if (fd === null) throw closed()
    return fd
  }
}

function closed(): Error {
  return new Error('the port is closed')
}

function settle(
  error: NodeJS.ErrnoException | null, count: number, resolve: (count: number) => void, reject: (error: Error) => void,
): void {
  if (error === null) resolve(count)
  else if (isNothingYet(error)) resolve(0)
  else reject(error)
}

function isNothingYet(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EAGAIN' || error.code === 'EWOULDBLOCK' || error.code === 'EINTR')
}

async function unlessWithoutLines<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call
  } catch (error) {
    if (error instanceof Error && withoutLines.test(error.message)) return undefined
    throw error
  }
}
