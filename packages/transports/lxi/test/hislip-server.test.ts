import { connect } from 'node:net'
import { SettingError } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { asciiBytes, asciiOf, encodeMessage, encodeUint64 } from '../src/hislip/message.ts'
import { MessageCollector, type CollectedMessage } from '../src/hislip/message-collector.ts'
import { MessageParser } from '../src/hislip/message-parser.ts'
import { firstMessageId, noMessageId } from '../src/hislip/message-id.ts'
import { messageType } from '../src/hislip/message-type.ts'
import { serveHislip } from '../src/server/hislip-server.ts'
import { RemoteLocal } from '../src/server/remote-local.ts'
import { answer, hislipBench, query, send } from './support/hislip-bench.ts'
import { playedClient, type PlayedClient } from './support/hislip-peer.ts'
import { contractDevice } from './support/contract-device.ts'

interface Answer {
  readonly type: number
  readonly control: number
  readonly parameter: number
  readonly text: string
}

/** Sends a message on a channel and waits for an answer of this type. */
async function ask(
  client: PlayedClient, channel: 'synchronous' | 'asynchronous', message: Uint8Array, type: number,
): Promise<Answer> {
  const next = client.next(type)
  client[channel].write(message)
  const { control, parameter, payload } = await next
  return { type, control, parameter, text: asciiOf(payload) }
}

const program = (text: string, id = firstMessageId, control = 0): Uint8Array =>
  encodeMessage(messageType.dataEnd, control, id, asciiBytes(`${text}\n`))
const status = (id: number, control = 0): Uint8Array => encodeMessage(messageType.asyncStatusQuery, control, id)
const { dataEnd, error, fatalError, asyncStatusResponse, asyncLockResponse } = messageType

/** What comes first of this type, or of any, on a connection on which only this was sent. */
function firstAnswer(port: number, bytes: Uint8Array, type?: number): Promise<CollectedMessage> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes))
    const parser = new MessageParser(new MessageCollector((message) => {
      if (type === undefined || message.type === type) resolve(message)
    }))
    socket.on('data', (chunk) => parser.push(chunk))
    socket.on('error', () => { /* being cut off is part of the test */ })
  })
}

describe('the HiSLIP server', () => {
  it('answers in synchronized mode with the id of the message, in overlap mode with ids of its own', async () => {
    await using synchronized = await hislipBench()
    await using first = await playedClient(synchronized.server.port)
    expect((await ask(first, 'synchronous', program('*IDN?', 20), dataEnd)).parameter).toBe(20)
    await using overlapping = await hislipBench({ preferOverlap: true })
    await using second = await playedClient(overlapping.server.port)
    expect((await ask(second, 'synchronous', program('*IDN?', 20), dataEnd)).parameter).toBe(firstMessageId)
    expect((await ask(second, 'synchronous', program('*IDN?', 20), dataEnd)).parameter).toBe(firstMessageId + 2)
  })

  it('sets the message available bit from the response until it is reported read, for the id of the last message only', async () => {
    await using bench = await hislipBench()
    await using client = await playedClient(bench.server.port)
    await ask(client, 'synchronous', program('*IDN?'), dataEnd)
    const poll = async (id: number, control = 0): Promise<number> =>
      (await ask(client, 'asynchronous', status(id, control), asyncStatusResponse)).control
    expect(await poll(firstMessageId)).toBe(16)
    expect(await poll(firstMessageId + 2)).toBe(0)
    expect(await poll(firstMessageId, 1)).toBe(0)
    expect(await poll(firstMessageId)).toBe(0)
  })

  it('sets the message available bit in overlap mode while the client lacks a response', async () => {
    await using bench = await hislipBench({ preferOverlap: true })
    await using client = await playedClient(bench.server.port)
    await ask(client, 'synchronous', program('*IDN?'), dataEnd)
    expect((await ask(client, 'asynchronous', status(noMessageId), asyncStatusResponse)).control).toBe(16)
    expect((await ask(client, 'asynchronous', status(firstMessageId), asyncStatusResponse)).control).toBe(0)
  })

  it('splits a response into messages that the client takes', async () => {
    await using bench = await hislipBench()
    await using client = await playedClient(bench.server.port)
    const size = encodeMessage(messageType.asyncMaximumMessageSize, 0, 0, encodeUint64(26))
    await ask(client, 'asynchronous', size, messageType.asyncMaximumMessageSizeResponse)
    await ask(client, 'synchronous', program('*IDN?'), dataEnd)
    const pieces = client.received.filter(({ type }) => type === messageType.data || type === dataEnd)
    expect(pieces.map(({ payload }) => asciiOf(payload))).toEqual(['LAB,CONTRA', 'CT,1,1.0?'])
  })

  it('follows the table of lock behaviour', async () => {
    await using bench = await hislipBench()
    await using one = await playedClient(bench.server.port)
    await using two = await playedClient(bench.server.port)
    const lock = async (client: PlayedClient, key: string): Promise<number> =>
      (await ask(client, 'asynchronous', encodeMessage(messageType.asyncLock, 1, 0, asciiBytes(key)), asyncLockResponse)).control
    const unlock = async (client: PlayedClient): Promise<number> =>
      (await ask(client, 'asynchronous', encodeMessage(messageType.asyncLock, 0, noMessageId), asyncLockResponse)).control
    const info = async (): Promise<readonly number[]> => {
      const { control, parameter } =
        await ask(two, 'asynchronous', encodeMessage(messageType.asyncLockInfo, 0, 0), messageType.asyncLockInfoResponse)
      return [control, parameter]
    }
    expect([await unlock(one), await lock(one, ''), await lock(one, ''), await lock(one, 'key')]).toEqual([3, 1, 3, 3])
    expect([await lock(two, ''), await lock(two, 'key'), await unlock(two), await unlock(one)]).toEqual([0, 0, 3, 1])
    expect([await lock(one, 'key'), await lock(one, 'key'), await lock(two, 'other'), await lock(two, '')]).toEqual([1, 3, 0, 0])
    expect([await lock(two, 'key'), await lock(one, ''), await lock(two, ''), await info()]).toEqual([1, 1, 0, [1, 2]])
    expect([await unlock(one), await unlock(one), await unlock(two), await info()]).toEqual([1, 2, 2, [0, 0]])
  })

  it('unlocks when the message that the client names has come', async () => {
    await using bench = await hislipBench()
    await using client = await playedClient(bench.server.port)
    await ask(client, 'asynchronous', encodeMessage(messageType.asyncLock, 1, 0), asyncLockResponse)
    const released = client.next(asyncLockResponse)
    client.asynchronous.write(encodeMessage(messageType.asyncLock, 0, firstMessageId))
    await ask(client, 'asynchronous', status(noMessageId), asyncStatusResponse)
    expect(bench.device.lock.holders.exclusive).toBe(true)
    client.synchronous.write(program('CONT:LEV 3'))
    expect((await released).control).toBe(1)
    expect([bench.instrument.level, bench.device.lock.holders.exclusive]).toEqual(['3', false])
  })

  it('lets a device clear end a lock that is waited for', async () => {
    await using bench = await hislipBench()
    const holder = await bench.open()
    await holder.lock()
    await using client = await playedClient(bench.server.port)
    client.asynchronous.write(encodeMessage(messageType.asyncLock, 1, 60_000))
    const clear = encodeMessage(messageType.asyncDeviceClear, 0, 0)
    await ask(client, 'asynchronous', clear, messageType.asyncDeviceClearAcknowledge)
    const types = client.received.slice(-2).map(({ type, control }) => [type, control])
    expect(types).toEqual([[asyncLockResponse, 0], [messageType.asyncDeviceClearAcknowledge, 0]])
  })

  it('refuses what it does not know with Error, and goes on', async () => {
    await using bench = await hislipBench({ maxMessageBytes: 256 })
    await using client = await playedClient(bench.server.port)
    const refused = async (channel: 'synchronous' | 'asynchronous', message: Uint8Array): Promise<number> =>
      (await ask(client, channel, message, error)).control
    expect(await refused('synchronous', encodeMessage(77, 0, 0))).toBe(1)
    expect(await refused('asynchronous', encodeMessage(messageType.data, 0, 0))).toBe(1)
    expect(await refused('asynchronous', encodeMessage(messageType.asyncStartTls, 0, 0, Uint8Array.of(0, 0, 0, 0)))).toBe(1)
    expect(await refused('asynchronous', encodeMessage(messageType.asyncRemoteLocalControl, 9, noMessageId))).toBe(2)
    expect(await refused('asynchronous', encodeMessage(messageType.asyncLock, 2, 0))).toBe(2)
    expect(await refused('synchronous', encodeMessage(130, 0, 0, asciiBytes('x')))).toBe(3)
    expect(await refused('asynchronous', encodeMessage(messageType.asyncLock, 1, 0, new Uint8Array(5000)))).toBe(4)
    expect(await refused('synchronous', encodeMessage(messageType.deviceClearComplete, 0, 0))).toBe(0)
    expect((await ask(client, 'synchronous', program('*IDN?'), dataEnd)).text).toBe('LAB,CONTRACT,1,1.0?')
  })

  it('executes nothing of a message of which a piece was too large', async () => {
    await using bench = await hislipBench({ maxMessageBytes: 256 })
    await using client = await playedClient(bench.server.port)
    client.synchronous.write(encodeMessage(messageType.data, 0, firstMessageId, asciiBytes('CONT:LEV 7;'.padEnd(300))))
    client.synchronous.write(program('CONT:LEV 8', firstMessageId + 2))
    const { text } = await ask(client, 'synchronous', program('CONT:LEV?', firstMessageId + 4), dataEnd)
    expect(text).toBe('0?')
    expect(client.received.find(({ type }) => type === error)?.control).toBe(4)
  })

  it('ends a link with FatalError for broken headers, a missing channel and a second initialization', async () => {
    await using bench = await hislipBench()
    await using broken = await playedClient(bench.server.port)
    expect((await ask(broken, 'synchronous', asciiBytes('GET / HTTP/1.1\r\n\r\n'), fatalError)).control).toBe(1)
    await broken.ended
    await using again = await playedClient(bench.server.port)
    expect((await ask(again, 'synchronous', encodeMessage(messageType.initialize, 0, 0), fatalError)).control).toBe(3)
    await again.ended
    expect((await firstAnswer(bench.server.port, program('*IDN?'))).type).toBe(fatalError)
    const hello = encodeMessage(messageType.initialize, 0, 0x0100_5858)
    const early = await firstAnswer(bench.server.port, new Uint8Array(Buffer.concat([hello, program('*IDN?')])), fatalError)
    expect(early.control).toBe(2)
    await expect(bench.open({}, 'hislip5')).rejects.toThrow(/no such sub-address here, only: hislip0, hislip1/)
  })

  it('has room for so many clients and no more', async () => {
    await using bench = await hislipBench({ maxClients: 2 })
    const first = await bench.open()
    await bench.open()
    await expect(bench.open()).rejects.toMatchObject({ reason: 'busy' })
    await first.close()
    await expect.poll(() => bench.open().then(() => 'open', () => 'busy')).toBe('open')
  })

  it('describes nothing from version 2.0 on, and does not know the question before', async () => {
    await using bench = await hislipBench()
    await using modern = await playedClient(bench.server.port, 0x0200)
    const question = encodeMessage(messageType.getDescriptors, 0, 0)
    expect((await ask(modern, 'asynchronous', question, messageType.getDescriptorsResponse)).text).toBe('')
    await using old = await playedClient(bench.server.port, 0x0100)
    expect((await ask(old, 'synchronous', question, error)).control).toBe(1)
  })

  it('serves each sub-address its own instrument, whatever its case, and the first to who names none', async () => {
    await using bench = await hislipBench()
    const [first, second] = [await bench.open({}, 'HISLIP0'), await bench.open({}, 'hislip1')]
    await send(first, 'CONT:LEV 4')
    expect([await query(first, 'CONT:LEV?'), await query(second, 'CONT:LEV?')]).toEqual(['4', '0'])
    await using unnamed = await playedClient(bench.server.port, 0x0100, '')
    expect((await ask(unnamed, 'synchronous', program('CONT:LEV?'), dataEnd)).text).toBe('4?')
  })

  it('wakes a client that waits for a service request, without polling', async () => {
    await using bench = await hislipBench()
    const link = await bench.open()
    await using requests = await link.serviceRequests()
    const first = requests[Symbol.asyncIterator]().next()
    await send(link, 'CONT:SRQ')
    expect(await first).toEqual({ value: 0x40, done: false })
  })

  it('keeps the messages of a client that is locked out, and lets a device clear forget them', async () => {
    await using bench = await hislipBench()
    const [holder, other] = [await bench.open(), await bench.open()]
    const lock = await holder.lock()
    await send(other, 'CONT:LEV 5')
    await other.clear()
    await send(other, 'CONT:ECHO? kept')
    await lock[Symbol.asyncDispose]()
    expect(await answer(other)).toBe('kept')
    expect(await query(other, 'CONT:LEV?')).toBe('0')
  })

  it('refuses options that cannot be', async () => {
    const serve = (options: object): Promise<unknown> => serveHislip({ hislip0: contractDevice() }, { host: '127.0.0.1', port: 0, ...options })
    await expect(serve({ maxMessageBytes: 10 })).rejects.toBeInstanceOf(SettingError)
    await expect(serve({ vendorId: 'ABC' })).rejects.toBeInstanceOf(SettingError)
    await expect(serve({ maxClients: 70_000 })).rejects.toBeInstanceOf(SettingError)
  })
})

describe('remote and local', () => {
  it('follow the table of the standard', () => {
    const told: string[] = []
    const state = new RemoteLocal((next) => told.push(next))
    for (const request of [3, 5, 6, 3, 2, 3, 0, 1, 4]) state.request(request)
    expect(told).toEqual(['remote', 'lockout', 'local', 'lockout', 'local', 'remote', 'local'])
    state.messageCame()
    expect(state.state).toBe('lockout')
    expect([RemoteLocal.knows(6), RemoteLocal.knows(7)]).toEqual([true, false])
  })

  it('stay local for messages when remote is disabled', () => {
    const state = new RemoteLocal(undefined)
    state.request(0)
    state.messageCame()
    expect(state.state).toBe('local')
  })
})
