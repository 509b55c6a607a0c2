import { once } from 'node:events'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { describe, expect, it } from 'vitest'
import { LineClient } from '../index.ts'

async function echo(pieces: (text: string) => readonly string[]): Promise<Server & { readonly port: number }> {
  const server = createServer((socket) => socket.on('data', (data) => {
    for (const piece of pieces(data.toString('latin1'))) socket.write(Buffer.from(piece, 'latin1'))
  }))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return Object.assign(server, { port: (server.address() as AddressInfo).port })
}

describe('a line client', () => {
  it('gives line after line without their LF, however they come, byte for byte', async () => {
    const server = await echo(() => ['a\xb5', 'b\nsecond\nth', 'ird\n'])
    await using client = await LineClient.open(server.port)
    const lines = [client.ask('*IDN?'), client.line(), client.line()]
    expect(await Promise.all(lines)).toEqual(['a\xb5b', 'second', 'third'])
    server.close()
  })

  it('is gone when it is disposed of, also when the other end was first', async () => {
    const server = await echo((text) => [text])
    const client = await LineClient.open(server.port)
    await client[Symbol.asyncDispose]()
    await client[Symbol.asyncDispose]()
    expect(client.socket.destroyed).toBe(true)
    server.close()
    await once(server, 'close')
  })
})
