import { ProtocolError } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { Vxi11CoreService } from '../src/server/vxi11-core-service.ts'
import { Vxi11Links } from '../src/server/vxi11-links.ts'
import {
  readCreateLinkResults, writeCreateLink, writeCreateLinkResults, writeEnableServiceRequest, writeGeneric, writeReadArguments,
  writeWriteHead,
} from '../src/vxi11/core-messages.ts'
import { readMappings, readPortDatagram, writeMappings } from '../src/vxi11/portmapper.ts'
import { core, coreProgram } from '../src/vxi11/programs.ts'
import { ReadAssembly } from '../src/vxi11/read-assembly.ts'
import { RpcCallReader } from '../src/vxi11/rpc-call-reader.ts'
import { finishRecord, writeCall, writeReply } from '../src/vxi11/rpc-message.ts'
import { RpcReplyReader, nowhere } from '../src/vxi11/rpc-reply-reader.ts'
import { XdrWriter, type XdrReader } from '../src/vxi11/xdr.ts'
import { chunked, mutated, pseudoRandom } from './support/rpc-frames.ts'
import { contractDevice } from './support/contract-device.ts'

const rounds = 100_000
const mostHeldBytes = 64 * 1024 * 1024
const timed = { link: 1, ioTimeoutMs: 0, lockTimeoutMs: 0, flags: 8 }

function frame(fill: (writer: XdrWriter) => void): Uint8Array {
  const writer = new XdrWriter()
  fill(writer)
  finishRecord(writer)
  return writer.written.slice()
}

const replies: readonly Uint8Array[] = [
  frame((writer) => writeCreateLinkResults(writeReply(writer, 1), { error: 0, link: 7, abortPort: 1025, maxReceiveBytes: 1024 })),
  frame((writer) => writeReply(writer, 1).word(0).word(4)),
  frame((writer) => writeReply(writer, 1).word(0).word(4).opaque(Buffer.from('LAB,CONTRACT,1,1.0\n'))),
  frame((writer) => writeReply(writer, 1).word(0).word(4).opaque(new Uint8Array(2000).fill(65))),
  frame((writer) => writeReply(writer, 1, 'program-mismatch', { low: 1, high: 1 })),
  frame((writer) => writeMappings(writeReply(writer, 1), [{ program: 395_183, version: 1, protocol: 6, port: 1024 }])),
]

const calls: readonly Uint8Array[] = [
  frame((writer) => writeCreateLink(writeCall(writer, 1, coreProgram, core.createLink), {
    clientId: 1, lock: false, lockTimeoutMs: 0, device: 'inst0',
  })),
  frame((writer) => {
    writeWriteHead(writeCall(writer, 2, coreProgram, core.write), timed, 6)
    writer.append(Buffer.from('*IDN?\n'))
  }),
  frame((writer) => writeReadArguments(writeCall(writer, 3, coreProgram, core.read), {
    ...timed, requestBytes: 100, terminationCharacter: 10,
  })),
  frame((writer) => writeGeneric(writeCall(writer, 4, coreProgram, core.readStatusByte), timed)),
  frame((writer) => writeEnableServiceRequest(writeCall(writer, 5, coreProgram, core.enableServiceRequest), {
    link: 1, enable: true, handle: Uint8Array.of(1, 2, 3),
  })),
  frame((writer) => writeCall(writer, 6, coreProgram, core.lock).word(1).word(0).word(0)),
]

/** Reads results as a client that may have asked for anything. */
function readAnything(results: XdrReader, complete: boolean, random: () => number): void {
  const kind = Math.floor(random() * 3)
  if (kind === 0) readCreateLinkResults(results)
  if (kind === 1) readMappings(results)
  if (kind !== 2) return
  const assembly = new ReadAssembly()
  const [, reason, length] = [results.int32(), results.int32(), results.uint32()]
  assembly.begin({ maxBytes: 4096 }, length)
  if (!complete) return
  const data = results.opaqueBody(length)
  assembly.add(data, 0, data.length)
  assembly.finish(reason)
}

type Feed = (chunks: readonly Uint8Array[], random: () => number) => void

/** Feeds one defective frame after another; the number that were refused. Whatever is thrown must be a ProtocolError. */
function fuzz(frames: readonly Uint8Array[], seed: number, feed: Feed): number {
  const random = pseudoRandom(seed)
  let refused = 0
  for (let round = 0; round < rounds; round++) {
    const broken = mutated(frames[round % frames.length] ?? new Uint8Array(4), random)
    try {
      feed(chunked(broken, [Math.floor(random() * 50), Math.floor(random() * 300)]), random)
    } catch (error) {
      const hex = Buffer.from(broken).toString('hex')
      if (!(error instanceof ProtocolError)) throw new Error(`round ${round}: ${hex}`, { cause: error })
      refused += 1
    }
  }
  return refused
}

function heldBytes(): number {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

describe('VXI-11 codecs and defective frames', () => {
  it(`${rounds} replies never do more to a client than a ProtocolError`, () => {
    const before = heldBytes()
    const refused = fuzz(replies, 1, (chunks, random) => {
      const reader = new RpcReplyReader({
        reply: (_xid, status, results, complete) => {
          if (status === 'success') readAnything(results, complete, random)
          return nowhere
        },
      })
      reader.resultLimit = 8192
      for (const chunk of chunks) reader.push(chunk)
    })
    expect(refused).toBeGreaterThan(rounds / 10)
    expect(heldBytes() - before).toBeLessThan(mostHeldBytes)
  }, 60_000)

  it(`${rounds} calls never do more to a server than a ProtocolError, and it goes on serving`, async () => {
    const device = contractDevice()
    const links = new Vxi11Links({ inst0: device })
    const before = heldBytes()
    const refused = fuzz(calls, 2, (chunks) => {
      const service = new Vxi11CoreService({ links, abortPort: 1, maxReceiveBytes: 4096 })
      const reader = new RpcCallReader({
        call: (head, args) => {
          // The interrupt channel is the one call that connects to somewhere.
          if (head.procedure !== core.createInterruptChannel) void service.call(head.procedure, args)
        },
      }, 8192)
      try {
        for (const chunk of chunks) reader.push(chunk)
      } finally {
        service.close()
      }
    })
    expect(refused).toBeGreaterThan(rounds / 10)
    expect(heldBytes() - before).toBeLessThan(mostHeldBytes)
    expect(links.size).toBe(0)
    const link = links.create('inst0')
    if (typeof link === 'number') throw new Error(`create_link answers ${link}`)
    expect(await link.write(timed, Buffer.from('*IDN?\n'))).toBe(0)
    const answer = await link.read({ ...timed, requestBytes: 100, terminationCharacter: 0 })
    expect(Buffer.from(answer.data).toString()).toBe('LAB,CONTRACT,1,1.0\n')
  }, 60_000)

  it(`${rounds} datagrams never do more to who asks a portmapper than a ProtocolError`, () => {
    const answer = frame((writer) => writeReply(writer, 1).word(1024)).subarray(4)
    const refused = fuzz([answer], 3, (chunks) => void readPortDatagram(Buffer.concat(chunks)))
    expect(refused).toBeGreaterThan(rounds / 10)
  }, 60_000)
})
