import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { EventChain, type ChainHead, type Hashing, type StoredRecord } from '../src/integrity/index.ts'
import { RandomValues } from './random-values.ts'

const hashing: Hashing = { sha256: () => createHash('sha256'), crc32 }

function records(values: RandomValues, count: number): StoredRecord[] {
  return Array.from({ length: count }, (_, place) => {
    const size = values.random() < 0.01 ? 400_000 : values.below(40)
    return { seq: place * 2 + 1, json: new Uint8Array(size).fill(values.below(256)), blobs: values.random() < 0.3 ? [Uint8Array.of(values.below(256))] : [] }
  })
}

function added(chain: EventChain, all: readonly StoredRecord[]): ChainHead[] {
  return all.map((record) => chain.add(record)).filter((seal) => seal !== undefined)
}

describe('a copy of a chain', () => {
  it.each([1, 2, 3, 4, 5, 6])('goes on as the chain does, and neither knows of the other (%i)', (seed) => {
    const values = new RandomValues(seed)
    const all = records(values, 2100)
    const cut = seed === 1 ? 0 : seed === 2 ? 1024 : values.below(all.length)
    const whole = new EventChain('s', hashing)
    const seals = added(whole, all)
    const chain = new EventChain('s', hashing)
    const before = added(chain, all.slice(0, cut))
    const copy = chain.copy()
    const stopped = chain.head()
    expect([...before, ...added(copy, all.slice(cut))]).toEqual(seals)
    expect(copy.head()).toEqual(whole.head())
    expect(chain.head()).toEqual(stopped)
    added(chain, all.slice(cut))
    expect(chain.head()).toEqual(whole.head())
  })

  it('is made in the middle of a block without ending it', () => {
    const [first, second] = records(new RandomValues(9), 2)
    if (first === undefined || second === undefined) throw new Error('no record')
    const chain = new EventChain('s', hashing)
    chain.add(first)
    chain.copy().add({ ...second, json: new Uint8Array(1) })
    chain.add(second)
    const straight = new EventChain('s', hashing)
    added(straight, [first, second])
    expect(chain.head()).toEqual(straight.head())
  })

  it('goes on from a seal that was kept', () => {
    const all = records(new RandomValues(4), 2000)
    const whole = new EventChain('s', hashing)
    const [seal] = added(whole, all)
    if (seal === undefined) throw new Error('no seal')
    const later = new EventChain('s', hashing, seal)
    added(later, all.slice(seal.records))
    expect(later.head()).toEqual(whole.head())
  })
})
