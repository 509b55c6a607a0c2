import { createServer } from 'node:net'
import { createInterface } from 'node:readline'

/** Answers lines on a free port until SIGTERM. Prints the port, then `ready`. */
export function serveLines(answerTo: (line: string) => Buffer | string | undefined): void {
  const server = createServer((socket) => {
    socket.setNoDelay(true)
    socket.on('error', () => socket.destroy())
    createInterface({ input: socket }).on('line', (line) => {
      const answer = answerTo(line)
      if (answer !== undefined) socket.write(answer)
    })
  })
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    console.log(typeof address === 'object' && address !== null ? address.port : '')
    console.log('ready')
  })
  process.on('SIGTERM', () => process.exit(0))
}
