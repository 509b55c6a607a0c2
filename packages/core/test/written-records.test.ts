import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { EventChain, type Hashing } from '../src/integrity/index.ts'

const hashing: Hashing = { sha256: () => createHash('sha256'), crc32: (data, before) => crc32(data, before) }

interface PlainRecord {
  readonly seq: number
  readonly json: Buffer
  readonly blobs: readonly Buffer[]
}

function numberBytes(value: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(BigInt(value))
  return bytes
}

/** A record as the documentation of the chain says that it is hashed. */
function written({ seq, json, blobs }: PlainRecord): Buffer {
  const head = [seq, json.length, blobs.length].map(numberBytes)
  return Buffer.concat([...head, json, ...blobs.flatMap((blob) => [numberBytes(blob.length), blob])])
}

const sizeOf = ({ json, blobs }: PlainRecord): number => json.length + blobs.reduce((sum, { length }) => sum + length, 0)

const record = fc.record({
  json: fc.oneof(fc.constant(Buffer.from('{}')), fc.integer({ min: 0, max: 400_000 }).map((size) => Buffer.alloc(size, 7))),
  blobs: fc.array(fc.uint8Array({ maxLength: 5 }).map((bytes) => Buffer.from(bytes)), { maxLength: 2 }),
})

it('a chain takes records one by one or as they lie in memory, with the same seals and head', () => {
  fc.assert(fc.property(fc.array(record, { maxLength: 12 }), fc.integer({ min: 0, max: 1100 }), (given, more) => {
    const records = [...Array.from({ length: more }, () => ({ json: Buffer.from('1'), blobs: [] })), ...given].map((one, i) => ({ ...one, seq: i + 1 }))
    const [single, runs] = [new EventChain('id', hashing), new EventChain('id', hashing)]
    const expected = records.map((one) => single.add(one)).filter((seal) => seal !== undefined)
    const seals = []
    let waiting: PlainRecord[] = []
    for (const one of records) {
      waiting.push(one)
      const size = waiting.reduce((sum, each) => sum + sizeOf(each), 0)
      if (!runs.endsWith(waiting.length, size) && one !== records.at(-1)) continue
      const seal = runs.addWritten(Buffer.concat(waiting.map(written)), { records: waiting.length, size, seq: one.seq })
      if (seal !== undefined) seals.push(seal)
      waiting = []
    }
    expect(seals).toEqual(expected)
    expect(runs.head()).toEqual(single.head())
  }), { numRuns: 30 })
})
