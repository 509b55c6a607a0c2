import { once } from 'node:events'
import { connect } from 'node:net'
import { ConnectionError, TimeoutError, type Connection } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { serveRawSocket } from '../../src/server/index.ts'
import { ask, bytes, connectSocket, line } from '../support/dialogue.ts'
import { hostileProxy, type HostileProxy } from '../support/hostile-proxy.ts'
import { handlesBackTo, openHandles } from '../support/open-handles.ts'
import { contractDevice } from '../support/contract-device.ts'

/** A contract instrument behind a hostile proxy. Afterwards no socket may be left in this process. */
async function withProxy(act: (connection: Connection, proxy: HostileProxy) => Promise<void>): Promise<void> {
  const before = openHandles()
  const server = await serveRawSocket(contractDevice(), { host: '127.0.0.1', port: 0 })
  const proxy = await hostileProxy(server)
  const connection = await connectSocket(proxy)
  await act(connection, proxy)
  await connection.close()
  await proxy[Symbol.asyncDispose]()
  await server.close()
  await handlesBackTo(before)
}

/** What the contract instrument answers as a block. */
function pattern(length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, i) => (i * 7 + (i >> 8)) & 0xff))
}

/** A block of so many bytes, header and LF and all. */
async function block(connection: Connection, length: number): Promise<Uint8Array> {
  const header = `#${String(length).length}${length}`
  const whole = new Uint8Array(header.length + length + 1)
  await connection.write(bytes(`CONT:BLOC? ${length}\n`))
  for (let count = 0; count < whole.length;) {
    count += (await connection.read({ into: whole.subarray(count), timeoutMs: 5000 })).data.length
  }
  return whole.subarray(header.length, -1)
}

describe('a raw socket through a hostile network', () => {
  it('is lost at once when it is reset in the middle of a block', async () => {
    await withProxy(async (connection, proxy) => {
      proxy.faults.resetAfterBytes = 500_000
      await expect(block(connection, 1_000_000)).rejects.toMatchObject({ reason: 'lost' })
      expect(connection.state).toBe('lost')
      await expect(connection.clear()).rejects.toMatchObject({ reason: 'lost' })
    })
  })

  it('times out on a half-open link, and is lost when it cannot be opened anew', async () => {
    await withProxy(async (connection, proxy) => {
      expect(await ask(connection, 'CONT:ECHO? before')).toBe('before')
      proxy.faults.silent = true
      const started = performance.now()
      await expect(ask(connection, '*IDN?', { timeoutMs: 50 })).rejects.toBeInstanceOf(TimeoutError)
      expect(performance.now() - started).toBeLessThan(500)
      await proxy.down()
      await expect(connection.clear({ timeoutMs: 500 })).rejects.toBeInstanceOf(ConnectionError)
      expect(connection.state).toBe('lost')
    })
  })

  it('is cleared when a half-open link comes back', async () => {
    await withProxy(async (connection, proxy) => {
      proxy.faults.silent = true
      await expect(ask(connection, 'CONT:ECHO? old', { timeoutMs: 20 })).rejects.toBeInstanceOf(TimeoutError)
      proxy.faults.silent = false
      await connection.clear()
      expect(await ask(connection, 'CONT:ECHO? new')).toBe('new')
    })
  })

  it('puts answers together that come one byte a packet', async () => {
    await withProxy(async (connection, proxy) => {
      proxy.faults.oneByteAPacket = true
      expect(await ask(connection, '*IDN?')).toBe('LAB,CONTRACT,1,1.0')
      expect(pattern(3000).equals(await block(connection, 3000))).toBe(true)
    })
  })

  it('gives every answer to its question under 200 ms of jitter', async () => {
    await withProxy(async (connection, proxy) => {
      proxy.faults.jitterMs = 200
      for (let i = 0; i < 8; i++) expect(await ask(connection, `CONT:ECHO? ${i}`, { timeoutMs: 2000 })).toBe(String(i))
    })
  })

  it('has the next answer right after clear() when a reply came twice', async () => {
    await withProxy(async (connection, proxy) => {
      proxy.faults.duplicateReplies = 1
      expect(await ask(connection, 'CONT:ECHO? once')).toBe('once')
      expect(await line(connection)).toBe('once')
      proxy.faults.duplicateReplies = 1
      expect(await ask(connection, 'CONT:ECHO? again')).toBe('again')
      await connection.clear()
      expect(await ask(connection, 'CONT:ECHO? next')).toBe('next')
    })
  })

  it('is lost when the server goes, and a new link works when it is back', async () => {
    await withProxy(async (connection, proxy) => {
      const reading = expect(connection.read()).rejects.toMatchObject({ reason: 'lost', code: 'LAB_CONNECTION_LOST' })
      await proxy.down()
      await reading
      await expect(connectSocket(proxy)).rejects.toMatchObject({ reason: 'refused' })
      await proxy.up()
      await using again = await connectSocket(proxy)
      expect(await ask(again, '*IDN?')).toBe('LAB,CONTRACT,1,1.0')
    })
  })

  it('settles every promise, whatever was under way when it broke', async () => {
    await withProxy(async (connection, proxy) => {
      proxy.faults.silent = true
      const pending = Promise.allSettled([
        connection.read(), connection.write(new Uint8Array(30_000_000)), connection.read(), connection.write(bytes('x\n')),
      ])
      proxy.reset()
      expect((await pending).map(({ status }) => status)).toEqual(Array.from({ length: 4 }, () => 'rejected'))
    })
  })
})

describe('a raw socket server', () => {
  it('answers a client that sends all and closes its side at once, as netcat does', async () => {
    const server = await serveRawSocket(contractDevice(), { host: '127.0.0.1', port: 0 })
    const socket = connect({ port: server.port, host: '127.0.0.1' })
    let received = ''
    socket.on('data', (data) => {
      received += String(data)
    })
    socket.end('*IDN?\nCONT:ECHO? two\n')
    await once(socket, 'close')
    expect(received).toBe('LAB,CONTRACT,1,1.0\ntwo\n')
    await server.close()
  })
})
