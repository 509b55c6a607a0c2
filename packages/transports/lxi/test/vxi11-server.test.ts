import { ConnectionError, ProtocolError, UnsupportedError } from '@lab/core'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { serveVxi11 } from '../src/server/vxi11-server.ts'
import { writeReadArguments, writeWriteHead } from '../src/vxi11/core-messages.ts'
import { abortProgram, core, coreProgram } from '../src/vxi11/programs.ts'
import { finishRecord, writeCall } from '../src/vxi11/rpc-message.ts'
import { XdrWriter } from '../src/vxi11/xdr.ts'
import { serve } from './contract-server.ts'
import { rpcClient, wordsOf, type RpcClient } from './support/rpc-client.ts'
import { contractDevice } from './support/contract-device.ts'
import { contractVxi11 } from './support/vxi11-fixtures.ts'

interface ReadAnswer {
  readonly error: number
  readonly reason: number
  readonly text: string
}

/** create_link: error, link, abort port, maxRecvSize. */
async function createLink(client: RpcClient, device = 'inst0', lock = false): Promise<readonly number[]> {
  return await client.call(core.createLink, (writer) => writer.word(1).word(lock).word(0).string(device), wordsOf)
}

async function linkOf(client: RpcClient): Promise<number> {
  return (await createLink(client))[1] ?? 0
}

async function write(client: RpcClient, link: number, text: string, flags = 8): Promise<readonly number[]> {
  return await client.call(core.write, (writer) => {
    writeWriteHead(writer, { link, ioTimeoutMs: 1000, lockTimeoutMs: 0, flags }, text.length)
    writer.append(Buffer.from(text))
  }, wordsOf)
}

interface ReadOptions {
  readonly size?: number
  readonly character?: string
  readonly timeoutMs?: number
}

async function read(client: RpcClient, link: number, options: ReadOptions = {}): Promise<ReadAnswer> {
  const { size = 1000, character, timeoutMs = 1000 } = options
  return await client.call(core.read, (writer) => writeReadArguments(writer, {
    link, requestBytes: size, ioTimeoutMs: timeoutMs, lockTimeoutMs: 0, flags: character === undefined ? 0 : 0x80,
    terminationCharacter: character?.charCodeAt(0) ?? 0,
  }), (reader) => ({ error: reader.int32(), reason: reader.int32(), text: reader.string(1e7) }))
}

async function generic(client: RpcClient, procedure: number, link: number): Promise<readonly number[]> {
  return await client.call(procedure, (writer) => writer.word(link).word(0).word(0).word(1000), wordsOf)
}

describe('a served VXI-11 instrument', () => {
  it('create_link gives a link, the abort port and maxRecvSize; an unknown device is error 3', async () => {
    await using server = await contractVxi11({ maxReceiveBytes: 5000 })
    await using client = await rpcClient(server.port)
    const [error, , abortPort, maxReceiveBytes] = await createLink(client)
    expect([error, (abortPort ?? 0) > 0, maxReceiveBytes]).toEqual([0, true, 5000])
    expect(await createLink(client, 'inst9')).toEqual([3, 0, 0, 0])
    expect((await createLink(client, ''))[0]).toBe(0)
  })

  it('the reason of device_read says why it stopped: 1 request size, 2 character, 4 END, also together', async () => {
    await using server = await contractVxi11()
    await using client = await rpcClient(server.port)
    const link = await linkOf(client)
    await write(client, link, 'CONT:ECHO? abc;def')
    expect(await read(client, link, { size: 2 })).toEqual({ error: 0, reason: 1, text: 'ab' })
    expect(await read(client, link, { character: ';' })).toEqual({ error: 0, reason: 2, text: 'c;' })
    expect(await read(client, link, { size: 1, character: 'd' })).toEqual({ error: 0, reason: 3, text: 'd' })
    expect(await read(client, link, { size: 3, character: '\n' })).toEqual({ error: 0, reason: 7, text: 'ef\n' })
    await write(client, link, 'CONT:ECHO? x')
    expect(await read(client, link, { character: '\n' })).toEqual({ error: 0, reason: 6, text: 'x\n' })
    await write(client, link, 'CONT:ECHO? y')
    expect(await read(client, link)).toEqual({ error: 0, reason: 4, text: 'y\n' })
  })

  it('a read with nothing to say is error 15 when its time is over, and the link goes on', async () => {
    await using server = await contractVxi11()
    await using client = await rpcClient(server.port)
    const link = await linkOf(client)
    expect(await read(client, link, { timeoutMs: 20 })).toEqual({ error: 15, reason: 0, text: '' })
    await write(client, link, '*IDN?')
    expect((await read(client, link)).text).toBe('LAB,CONTRACT,1,1.0\n')
  })

  it('takes as much of a write as maxRecvSize says, and END not before the last byte', async () => {
    await using server = await contractVxi11({ maxReceiveBytes: 8 })
    await using client = await rpcClient(server.port)
    const link = await linkOf(client)
    expect(await write(client, link, 'CONT:ECHO? long')).toEqual([0, 8])
    expect(await read(client, link, { timeoutMs: 10 })).toMatchObject({ error: 15 })
    expect(await write(client, link, 'O? long')).toEqual([0, 7])
    expect((await read(client, link)).text).toBe('long\n')
  })

  it.each([
    ['device_write', core.write], ['device_read', core.read], ['device_readstb', core.readStatusByte], ['device_trigger', core.trigger],
    ['device_clear', core.clear], ['device_remote', core.remote], ['device_local', core.local], ['device_lock', core.lock],
    ['device_unlock', core.unlock], ['device_enable_srq', core.enableServiceRequest], ['destroy_link', core.destroyLink],
  ])('%s with a link that there is not is error 4', async (_name, procedure) => {
    await using server = await contractVxi11()
    await using client = await rpcClient(server.port)
    await linkOf(client)
    const results = await client.call(procedure, (writer) => writer.word(-1).word(0).word(0).word(0).word(0).word(0), wordsOf)
    expect(results[0]).toBe(4)
  })

  it('a link of another client is no link', async () => {
    await using server = await contractVxi11()
    await using client = await rpcClient(server.port)
    await using other = await rpcClient(server.port)
    expect(await generic(other, core.trigger, await linkOf(client))).toEqual([4])
  })

  it('device_docmd is error 8, since there is no bus behind it', async () => {
    await using server = await contractVxi11()
    await using client = await rpcClient(server.port)
    const link = await linkOf(client)
    const results = await client.call(core.doCommand, (writer) => {
      writer.word(link).word(0).word(0).word(0).word(0x20001).word(0).word(1).opaque(new Uint8Array(0))
    }, wordsOf)
    expect(results).toEqual([8, 0])
  })

  it('locks: error 11 for others and for the holder again, 12 for unlocking what is not locked', async () => {
    await using server = await contractVxi11()
    await using client = await rpcClient(server.port)
    const [one, two] = [await linkOf(client), await linkOf(client)]
    const lock = (link: number): Promise<readonly number[]> => (
      client.call(core.lock, (writer) => writer.word(link).word(0).word(0), wordsOf)
    )
    const unlock = (link: number): Promise<readonly number[]> => client.call(core.unlock, (writer) => writer.word(link), wordsOf)
    expect([await lock(one), await lock(one), await lock(two), await write(client, two, 'x')]).toEqual([[0], [11], [11], [11, 0]])
    expect((await createLink(client, 'inst0', true))[0]).toBe(11)
    expect([await unlock(two), await unlock(one), await unlock(one), await lock(two)]).toEqual([[12], [0], [12], [0]])
    expect(await client.call(core.destroyLink, (writer) => writer.word(two), wordsOf)).toEqual([0])
    expect(await lock(one)).toEqual([0])
  })

  it('a client that is gone leaves no lock', async () => {
    await using server = await contractVxi11()
    const holder = await rpcClient(server.port)
    expect((await createLink(holder, 'inst0', true))[0]).toBe(0)
    await holder[Symbol.asyncDispose]()
    await using client = await rpcClient(server.port)
    const link = await linkOf(client)
    const locked = await client.call(core.lock, (writer) => writer.word(link).word(1).word(2000), wordsOf)
    expect(locked).toEqual([0])
  })

  it('device_abort ends a waiting read with error 23; an unknown link is error 4', async () => {
    await using server = await contractVxi11()
    await using client = await rpcClient(server.port)
    const [, link = 0, abortPort = 0] = await createLink(client)
    await using abort = await rpcClient(abortPort, abortProgram)
    const reading = read(client, link, { timeoutMs: 10_000 })
    const outcome = { isSettled: false }
    void reading.then(() => { outcome.isSettled = true })
    // The first ones may come before the read does.
    while (!outcome.isSettled) expect(await abort.call(1, (writer) => writer.word(link), wordsOf)).toEqual([0])
    expect(await reading).toEqual({ error: 23, reason: 0, text: '' })
    expect(await abort.call(1, (writer) => writer.word(link + 1), wordsOf)).toEqual([4])
  })

  it('the interrupt channel: 6 without one or where nobody listens, 8 for UDP, 29 for a second one', async () => {
    await using server = await contractVxi11()
    await using listener = await serve(() => undefined)
    await using client = await rpcClient(server.port)
    const create = (port: number, udp = 0): Promise<readonly number[]> => client.call(core.createInterruptChannel, (writer) => (
      writer.word(0x7f00_0001).word(port).word(395_185).word(1).word(udp)
    ), wordsOf)
    const destroy = (): Promise<readonly number[]> => client.call(core.destroyInterruptChannel, () => undefined, wordsOf)
    expect([await destroy(), await create(1), await create(listener.port, 1)]).toEqual([[6], [6], [8]])
    expect([await create(listener.port), await create(listener.port), await destroy()]).toEqual([[0], [29], [0]])
  })

  it('says which calls it does not carry out', async () => {
    await using server = await contractVxi11()
    await using client = await rpcClient(server.port)
    const nothing = (): undefined => undefined
    expect(await client.call(0, nothing, wordsOf)).toEqual([])
    await expect(client.call(99, nothing, wordsOf)).rejects.toThrow(/does not know procedure 99/)
    await expect(client.call(1, nothing, wordsOf, abortProgram)).rejects.toBeInstanceOf(UnsupportedError)
    await expect(client.call(10, nothing, wordsOf, { ...coreProgram, version: 2 })).rejects.toThrow(/another version/)
    await expect(client.call(core.createLink, (writer) => writer.word(1), wordsOf)).rejects.toBeInstanceOf(ProtocolError)
    expect((await createLink(client))[0]).toBe(0)
  })

  it('closes a link that speaks something else, and a record that is too long, without storing it', async () => {
    await using server = await contractVxi11()
    for (const bytes of [Buffer.from('GET / HTTP/1.1\r\n\r\n'), Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0])]) {
      const socket = connect(server.port, '127.0.0.1')
      socket.write(bytes)
      await new Promise((resolve) => socket.once('close', resolve))
    }
    await using client = await rpcClient(server.port)
    expect((await createLink(client))[0]).toBe(0)
  })

  it('does not listen to a client that asks on and reads no answers', async () => {
    await using server = await contractVxi11()
    const socket = connect(server.port, '127.0.0.1')
    const call = new XdrWriter()
    writeCall(call, 1, coreProgram, 0)
    finishRecord(call)
    const many = Buffer.concat(Array.from({ length: 50_000 }, () => call.written))
    socket.pause()
    for (let i = 0; i < 20; i++) socket.write(many)
    // The buffers of the sockets hold some MB; behind them the server must stop reading.
    const lengths = [socket.writableLength + 1]
    while (lengths.length < 5 || lengths.at(-1) !== lengths.at(-4)) {
      await new Promise((resolve) => setTimeout(resolve, 50))
      lengths.push(socket.writableLength)
    }
    expect(lengths.at(-1)).toBeGreaterThan(10_000_000)
    socket.destroy()
  })

  it('answers calls that are sent without waiting for answers, in their order', async () => {
    await using server = await contractVxi11()
    await using client = await rpcClient(server.port)
    const link = await linkOf(client)
    const asked = Array.from({ length: 100 }, (_, i) => [write(client, link, `CONT:ECHO? ${i}`), read(client, link)] as const)
    for (const [i, [, answer]] of asked.entries()) expect((await answer).text).toBe(`${i}\n`)
  })

  it('tells a trace what comes and goes, and the device who controls it', async () => {
    const seen: string[] = []
    const device = {
      ...contractDevice(),
      tap: (direction: string, data: Uint8Array) => seen.push(`${direction} ${Buffer.from(data).toString().trim()}`),
      onRemote: (state: string) => seen.push(state),
    }
    const server = await serveVxi11({ inst0: device }, { host: '127.0.0.1', port: 0, portmapper: false })
    const client = await rpcClient(server.port)
    const link = await linkOf(client)
    await generic(client, core.remote, link)
    await write(client, link, '*IDN?')
    await read(client, link)
    await generic(client, core.local, link)
    expect(seen).toEqual(['remote', 'received *IDN?', 'sent LAB,CONTRACT,1,1.0', 'local'])
    await client[Symbol.asyncDispose]()
    await server.close()
  })

  it('a port that is taken rejects and leaves nothing served', async () => {
    await using taken = await serve(() => undefined)
    const opening = serveVxi11({ inst0: contractDevice() }, { host: '127.0.0.1', port: 0, portmapper: { port: taken.port } })
    await expect(opening).rejects.toMatchObject({ name: 'ConnectionError', reason: 'busy' })
    await expect(opening).rejects.toBeInstanceOf(ConnectionError)
  })
})
