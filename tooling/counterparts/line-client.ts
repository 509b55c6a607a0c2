import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** A plain TCP client that reads lines, as telnet and netcat do. */
export class LineClient implements AsyncDisposable {
  readonly socket: Socket
  private text = ''
  private readonly waiting: ((line: string) => void)[] = []

  private constructor(socket: Socket) {
    this.socket = socket
    socket.setNoDelay(true)
    socket.setEncoding('latin1')
    socket.on('data', (chunk) => this.take(String(chunk)))
    socket.on('error', () => undefined)
  }

  static async open(port: number, host = '127.0.0.1'): Promise<LineClient> {
    const socket = connect({ port, host })
    await once(socket, 'connect')
    return new LineClient(socket)
  }

  /** Bytes as they are, one a character. */
  raw(text: string): void {
    this.socket.write(Buffer.from(text, 'latin1'))
  }

  line(): Promise<string> {
    return new Promise((resolve) => {
      this.waiting.push(resolve)
      this.take('')
    })
  }

  ask(query: string): Promise<string> {
    this.raw(`${query}\n`)
    return this.line()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.socket.closed) return
    this.socket.destroy()
    await once(this.socket, 'close')
  }

  private take(chunk: string): void {
    this.text += chunk
    while (this.waiting.length > 0) {
      const end = this.text.indexOf('\n')
      if (end < 0) return
      this.waiting.shift()?.(this.text.slice(0, end))
      this.text = this.text.slice(end + 1)
    }
  }
}
