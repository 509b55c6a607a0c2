import { getEventListeners } from 'node:events'
import type { Socket } from 'node:net'
import {
  ConnectionError, SettingError, TimeoutError, parseResourceName, systemClock, type Clock, type Connection,
} from '@lab/core'
import { describe, expect, it } from 'vitest'
import { lxi, type LxiOptions } from '../src/index.ts'
import { contractServer, serve, type ContractServer } from './contract-server.ts'

const lineFeed = 10
const megabyte = 1024 * 1024

async function connect({ port }: ContractServer, options?: LxiOptions, clock?: Clock): Promise<Connection> {
  return await lxi(options).connect(parseResourceName(`TCPIP::127.0.0.1::${port}::SOCKET`), { clock })
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** The next line, of as many reads as it takes. */
async function line(connection: Connection): Promise<string> {
  let text = ''
  while (!text.endsWith('\n')) text += new TextDecoder().decode((await connection.read({ terminationCharacter: lineFeed })).data)
  return text
}

async function query(connection: Connection, message: string): Promise<string> {
  await connection.write(bytes(`${message}\n`))
  return await line(connection)
}

/** The server's end of a link, once it has one. */
async function peerOf(server: ContractServer): Promise<Socket> {
  for (;;) {
    const [socket] = server.sockets
    if (socket !== undefined) return socket
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** Resolves when a number has stopped changing. */
async function standstill(value: () => number): Promise<number> {
  for (let last = Number.NaN, quiet = 0; ;) {
    await new Promise((resolve) => setTimeout(resolve, 10))
    quiet = value() === last ? quiet + 1 : 0
    last = value()
    if (quiet === 10) return last
  }
}

/** A server that takes nothing in, so that what is sent to it gets stuck. */
async function deafServer(): Promise<ContractServer> {
  return await serve((socket) => socket.pause())
}

describe('a link that breaks', () => {
  it('is lost at once when the instrument closes it in the middle of a reply', async () => {
    await using server = await serve((socket) => socket.once('data', () => socket.end('half a rep')))
    await using connection = await connect(server)
    await connection.write(bytes('CURV?\n'))
    const failure = expect(line(connection)).rejects
    await failure.toBeInstanceOf(ConnectionError)
    await failure.toMatchObject({ reason: 'lost', message: `127.0.0.1:${server.port} closed the link.` })
    expect(connection.state).toBe('lost')
  })

  it('is lost at once when the instrument resets it, and says why', async () => {
    await using server = await serve((socket) => socket.once('data', () => socket.resetAndDestroy()))
    await using connection = await connect(server)
    await connection.write(bytes('CURV?\n'))
    await expect(line(connection)).rejects.toMatchObject({ reason: 'lost', message: expect.stringContaining('ECONNRESET') })
  })

  it('is lost also while nobody reads', async () => {
    await using server = await serve((socket) => socket.once('data', () => socket.end()))
    await using connection = await connect(server)
    const peer = await peerOf(server)
    const gone = new Promise((resolve) => peer.once('close', resolve))
    await connection.write(bytes('quit\n'))
    await gone
    await expect(connection.write(bytes('*IDN?\n'))).rejects.toMatchObject({ reason: 'lost' })
  })

  it('rejects a write that waits', async () => {
    await using server = await deafServer()
    await using connection = await connect(server)
    const writing = expect(connection.write(new Uint8Array(30 * megabyte))).rejects.toMatchObject({ reason: 'lost' });
    (await peerOf(server)).resetAndDestroy()
    await writing
  })
})

describe('a raw socket under load', () => {
  it('stops receiving when nobody reads, and loses nothing', async () => {
    const block = Uint8Array.from({ length: 256 }, (_, i) => i)
    await using server = await serve((socket) => {
      for (let i = 0; i < 30; i++) socket.write(new Uint8Array(megabyte).fill(block[i] ?? 0))
    })
    await using connection = await connect(server, { highWaterBytes: 100_000 })
    const peer = await peerOf(server)
    expect(await standstill(() => peer.writableLength)).toBeGreaterThan(0)
    const into = new Uint8Array(megabyte)
    for (let i = 0; i < 30; i++) {
      for (let count = 0; count < megabyte;) count += (await connection.read({ into: into.subarray(count) })).data.length
      expect(into.every((byte) => byte === i)).toBe(true)
    }
  })

  it('resolves a large write when the instrument has taken it', async () => {
    let received = 0
    await using server = await serve((socket) => {
      socket.pause()
      socket.on('data', (chunk) => {
        received += chunk.length
      })
    })
    await using connection = await connect(server)
    let isWritten = false
    const writing = connection.write(new Uint8Array(30 * megabyte)).then(() => {
      isWritten = true
    })
    const peer = await peerOf(server)
    await standstill(() => peer.bytesRead)
    expect(isWritten).toBe(false)
    peer.resume()
    await writing
    expect(received).toBeGreaterThan(20 * megabyte)
  })

  it('starts no timer for each operation', async () => {
    let timers = 0
    const clock: Clock = {
      ...systemClock,
      after: (ms, callback) => {
        timers++
        return systemClock.after(ms, callback)
      },
    }
    await using server = await contractServer()
    await using connection = await connect(server, {}, clock)
    const before = timers
    for (let i = 0; i < 500; i++) {
      await connection.write(bytes('*IDN?\n'), { timeoutMs: 60_000 })
      await connection.read({ timeoutMs: 60_000, terminationCharacter: lineFeed })
    }
    expect(timers - before).toBe(1)
  })

  it('leaves no listener on a signal', async () => {
    await using server = await contractServer()
    await using connection = await connect(server)
    const { signal } = new AbortController()
    await connection.write(bytes('CONT:LATE? 20,answer\n'), { signal })
    const reading = connection.read({ signal })
    expect(getEventListeners(signal, 'abort')).toHaveLength(1)
    await reading
    expect(getEventListeners(signal, 'abort')).toHaveLength(0)
  })
})

describe('an operation of a raw socket', () => {
  it('is refused while another of its kind is under way', async () => {
    await using server = await deafServer()
    await using connection = await connect(server)
    const operations = [connection.read(), connection.write(new Uint8Array(30 * megabyte))]
    const outcomes = Promise.allSettled(operations)
    await expect(connection.read()).rejects.toMatchObject({ reason: 'busy' })
    await expect(connection.write(bytes('x'))).rejects.toMatchObject({ reason: 'busy' })
    await connection.close()
    expect((await outcomes).map((outcome) => outcome.status)).toEqual(['rejected', 'rejected'])
  })

  it.for([
    ['a read of no byte', (c: Connection): Promise<unknown> => c.read({ maxBytes: 0 }), 'maxBytes of a read is 0'],
    ['a read into no room', (c: Connection): Promise<unknown> => c.read({ into: new Uint8Array(0) }), 'no room'],
    ['a negative time-out', (c: Connection): Promise<unknown> => c.write(bytes('x'), { timeoutMs: -1 }), 'timeoutMs is -1'],
    ['a time-out of NaN', (c: Connection): Promise<unknown> => c.clear({ timeoutMs: Number.NaN }), 'timeoutMs is NaN'],
  ] as const)('is refused for %s', async ([, use, message]) => {
    await using server = await contractServer()
    await using connection = await connect(server)
    await expect(use(connection)).rejects.toBeInstanceOf(SettingError)
    await expect(use(connection)).rejects.toThrow(message)
    expect(await query(connection, 'CONT:ECHO? still in step')).toBe('still in step\n')
  })

  it('says who did not answer and for how long', async () => {
    await using server = await contractServer()
    await using connection = await connect(server)
    const reading = connection.read({ timeoutMs: 15 })
    await expect(reading).rejects.toBeInstanceOf(TimeoutError)
    await expect(reading).rejects.toThrow(`no answer from 127.0.0.1:${server.port} within 15 ms`)
  })

  it('that was given up in the middle of a write leaves a link that only clear() brings back', async () => {
    let links = 0
    await using server = await serve((socket) => {
      links++
      if (links === 1) socket.pause()
      else socket.on('data', (data) => socket.write(data))
    })
    await using connection = await connect(server)
    const reading = expect(connection.read()).rejects.toMatchObject({ hint: 'Call clear() before it is used again.' })
    await expect(connection.write(new Uint8Array(30 * megabyte), { timeoutMs: 20 })).rejects.toBeInstanceOf(TimeoutError)
    await reading
    await expect(connection.write(bytes('x\n'))).rejects.toMatchObject({ hint: 'Call clear() before it is used again.' })
    await expect(connection.read()).rejects.toMatchObject({ hint: 'Call clear() before it is used again.' })
    await connection.clear()
    expect(await query(connection, 'back')).toBe('back\n')
  })
})

describe('clear() of a raw socket', () => {
  it('resets the old socket and opens another to the same port', async () => {
    const ended: (string | undefined)[] = []
    await using server = await serve((socket) => {
      socket.on('error', (error) => ended.push('code' in error ? String(error.code) : error.message))
      socket.on('data', (data) => socket.write(data))
    })
    await using connection = await connect(server)
    const old = await peerOf(server)
    const closed = new Promise((resolve) => old.once('close', resolve))
    await connection.clear()
    await closed
    expect(ended).toEqual(['ECONNRESET'])
    expect(await query(connection, 'on')).toBe('on\n')
    expect(server.sockets.size).toBe(1)
  })

  it('rejects a read that waits', async () => {
    await using server = await contractServer()
    await using connection = await connect(server)
    const reading = expect(connection.read()).rejects.toThrow('clear() reset the link')
    await connection.clear()
    await reading
  })

  it('loses the link when the instrument does not take it back', async () => {
    const server = await contractServer()
    await using connection = await connect(server)
    await server[Symbol.asyncDispose]()
    const clearing = connection.clear()
    await expect(clearing).rejects.toMatchObject({ reason: 'lost' })
    expect(connection.state).toBe('lost')
  })

  it('that was given up can be repeated', async () => {
    await using server = await contractServer()
    await using connection = await connect(server)
    const controller = new AbortController()
    const reason = new Error('stop')
    const clearing = expect(connection.clear({ signal: controller.signal })).rejects.toBe(reason)
    controller.abort(reason)
    await clearing
    expect(connection.state).toBe('open')
    await expect(connection.write(bytes('x\n'))).rejects.toMatchObject({ hint: 'Call clear() before it is used again.' })
    await connection.clear()
    expect(await query(connection, '*IDN?')).toBe('LAB,CONTRACT,1,1.0\n')
  })

  it('gives way to a clear() that comes later', async () => {
    await using server = await contractServer()
    await using connection = await connect(server)
    const first = expect(connection.clear()).rejects.toThrow('clear() reset the link')
    await connection.clear()
    await first
    expect(await query(connection, '*IDN?')).toBe('LAB,CONTRACT,1,1.0\n')
  })

  it('leaves no socket behind when the connection is closed meanwhile', async () => {
    await using server = await contractServer()
    const connection = await connect(server)
    const clearing = expect(connection.clear()).rejects.toMatchObject({ reason: 'closed' })
    await connection.close()
    await clearing
    await standstill(() => server.sockets.size)
    expect(server.sockets.size).toBe(0)
  })
})

describe('closing a raw socket', () => {
  it('delivers what was written before', async () => {
    let received = ''
    const { promise: ended, resolve } = Promise.withResolvers<void>()
    await using server = await serve((socket) => {
      socket.on('data', (data) => {
        received += String(data)
      })
      socket.on('end', resolve)
    })
    const connection = await connect(server)
    await connection.write(bytes('OUTP OFF\n'))
    await connection.close()
    await ended
    expect(received).toBe('OUTP OFF\n')
  })
})
