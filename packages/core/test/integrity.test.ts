import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { encodeEvent, waveform, type SessionEvent } from '../src/index.ts'
import {
  checkSignature, ed25519Signer, EventChain, markOf, signatureStatement, signHead, verifyRecords, type ChainSignature, type Hashing,
  type ReadRecord, type StoredIntegrity, type StoredRecord, type VerificationReport,
} from '../src/integrity/index.ts'

const hashing: Hashing = { sha256: () => createHash('sha256'), crc32 }
const sessionId = '6b1f7c1e-0000-4000-8000-000000000000'
const utf8 = new TextEncoder()

function recordOf(event: SessionEvent): StoredRecord {
  const { json, blobs } = encodeEvent(event)
  const record = { seq: event.seq, json: utf8.encode(json), blobs }
  return { ...record, mark: markOf(record, hashing) }
}

/** A log of so many records; those of `gaps` were refused when it was written. */
function written(count: number, gaps: readonly number[] = []): { records: StoredRecord[]; integrity: StoredIntegrity } {
  const chain = new EventChain(sessionId, hashing)
  const seals = []
  const records: StoredRecord[] = []
  for (let seq = 1; records.length < count; seq++) {
    if (gaps.includes(seq)) continue
    const last = records.length === count - 1
    const stamp = { seq, timeMs: 1000 + seq, monotonicMs: seq }
    const value = seq % 50 === 0 ? waveform({ raw: Int16Array.of(seq, 2, 3), unit: 'V', step: 1, timeMs: 1 }) : seq * 0.1
    const record = recordOf(last ? { type: 'session-closed', ...stamp, outcome: 'completed' } : { type: 'recorded', ...stamp, key: 'k', value })
    const seal = chain.add(record)
    if (seal !== undefined) seals.push(seal)
    records.push(record)
  }
  return { records, integrity: { head: chain.head(), seals, signatures: [] } }
}

function verified(records: readonly ReadRecord[], integrity: StoredIntegrity): Promise<VerificationReport> {
  return verifyRecords({ sessionId, records, integrity, hashing })
}

async function problemsOf(records: readonly ReadRecord[], integrity: StoredIntegrity): Promise<string[]> {
  const { problems, intact } = await verified(records, integrity)
  expect(intact).toBe(problems.length === 0)
  return problems.map(({ kind, fromSeq, toSeq }) => `${kind} ${fromSeq ?? ''}-${toSeq ?? ''}`)
}

const log = written(5000, [77, 2048, 2049])

function seqAt(place: number): number {
  return log.records[place]?.seq ?? Number.NaN
}

describe('the verification of a session', () => {
  it('finds nothing in what was written, also with gaps that were there from the beginning', async () => {
    const report = await verified(log.records, log.integrity)
    expect(report).toMatchObject({ intact: true, records: 5000, closed: true })
    expect(log.integrity.seals.length).toBe(4)
  })

  it('tells how far it is', async () => {
    const told: string[] = []
    const { records, integrity } = log
    await verifyRecords({ sessionId, records, integrity, hashing, onProgress: (done, total) => told.push(`${done}/${total}`) })
    expect(told).toEqual(['1024/5000', '2048/5000', '3072/5000', '4096/5000'])
  })

  it('knows the closing record whatever the order of its keys, and none that was changed', async () => {
    const stamp = { seq: 5000 + 3, timeMs: 1, monotonicMs: 1 }
    const text = JSON.stringify({ ...stamp, outcome: 'completed', type: 'session-closed' })
    const record = { seq: stamp.seq, json: utf8.encode(text), blobs: [] }
    const closing = { ...record, mark: markOf(record, hashing) }
    const chain = new EventChain(sessionId, hashing)
    chain.add(closing)
    const integrity = { head: chain.head(), seals: [], signatures: [] }
    expect(await verified([closing], integrity)).toMatchObject({ intact: true, closed: true })
    expect(await verified([{ ...closing, mark: closing.mark ^ 1 }], integrity)).toMatchObject({ intact: false, closed: false })
    expect(await verified([{ seq: stamp.seq, unreadable: 'torn' }], integrity)).toMatchObject({ intact: false, closed: false })
  })

  it('names each record of which a byte was changed', async () => {
    for (const place of [0, 1, 1022, 1023, 1024, 3333, 4999]) {
      const record = log.records[place]
      if (record === undefined) throw new Error('no record')
      const json = Uint8Array.from(record.json)
      json[json.length >> 1] = (json[json.length >> 1] ?? 0) ^ 4
      expect(await problemsOf(log.records.with(place, { ...record, json }), log.integrity)).toEqual([`altered ${record.seq}-${record.seq}`])
    }
  })

  it('names a record of which a sample was changed', async () => {
    const place = log.records.findIndex(({ blobs }) => blobs.length > 0)
    const record = log.records[place]
    if (record === undefined) throw new Error('no record')
    const blobs = record.blobs.map((blob) => Uint8Array.from(blob, (byte) => byte ^ 1))
    expect(await problemsOf(log.records.with(place, { ...record, blobs }), log.integrity)).toEqual([`altered ${record.seq}-${record.seq}`])
  })

  it('names the records that were removed, and what is missing at the end', async () => {
    expect(await problemsOf(log.records.toSpliced(2500, 3), log.integrity)).toEqual([`removed ${seqAt(2500)}-${seqAt(2502)}`])
    expect(await problemsOf(log.records.toSpliced(4200, 1), log.integrity)).toEqual([`removed ${seqAt(4200)}-${seqAt(4200)}`])
    expect(await problemsOf(log.records.slice(0, 4990), log.integrity)).toEqual([`truncated ${seqAt(4990)}-${seqAt(4999)}`])
    expect(await problemsOf([], log.integrity)).toHaveLength(5)
  })

  it('says which of the gaps in a block may be older', async () => {
    const { problems } = await verified(log.records.toSpliced(10, 1), log.integrity)
    expect(problems.map(({ fromSeq }) => fromSeq)).toEqual([seqAt(10), 77])
    expect(problems[0]?.text).toContain('1 were there from the beginning')
  })

  it('names a record that was inserted: a copy, one in a gap, one behind the end', async () => {
    const copy = log.records[600]
    if (copy === undefined) throw new Error('no record')
    expect(await problemsOf(log.records.toSpliced(601, 0, copy), log.integrity)).toContain(`inserted ${copy.seq}-${copy.seq}`)
    const forged = recordOf({ type: 'recorded', seq: 77, timeMs: 1, monotonicMs: 1, key: 'k', value: 9 })
    expect(await problemsOf(log.records.toSpliced(76, 0, forged), log.integrity)).toEqual(['inserted 77-77'])
    const behind = recordOf({ type: 'recorded', seq: 6000, timeMs: 1, monotonicMs: 1, key: 'k', value: 9 })
    expect(await problemsOf([...log.records, behind], log.integrity)).toEqual(['inserted 6000-6000'])
  })

  it('names two records that have changed places, with their numbers or without', async () => {
    const [a, b] = [log.records[700], log.records[900]]
    if (a === undefined || b === undefined) throw new Error('no record')
    const swapped = log.records.with(700, { ...b, seq: a.seq }).with(900, { ...a, seq: b.seq })
    expect(await problemsOf(swapped, log.integrity)).toEqual([`altered ${a.seq}-${a.seq}`, `altered ${b.seq}-${b.seq}`])
    expect((await problemsOf(log.records.with(700, b).with(900, a), log.integrity)).length).toBeGreaterThan(0)
  })

  it('names the block of a record that was changed with its mark', async () => {
    const old = log.records[1100]
    if (old === undefined) throw new Error('no record')
    const forged = recordOf({ type: 'recorded', seq: old.seq, timeMs: 1, monotonicMs: 1, key: 'k', value: 9 })
    const [first, second] = log.integrity.seals
    expect(await problemsOf(log.records.with(1100, forged), log.integrity)).toEqual([`chain ${(first?.seq ?? 0) + 1}-${second?.seq ?? 0}`])
  })

  it('tells a changed mark and a changed seal from changed records', async () => {
    const record = log.records[5]
    const seal = log.integrity.seals[1]
    if (record === undefined || seal === undefined) throw new Error('no record')
    expect(await problemsOf(log.records.with(5, { ...record, mark: 5 }), log.integrity)).toEqual([`store ${record.seq}-${record.seq}`])
    const seals = log.integrity.seals.with(1, { ...seal, digest: new Uint8Array(32) })
    expect(await problemsOf(log.records, { ...log.integrity, seals })).toEqual([`store -${seal.seq}`])
  })

  it('names a record that cannot be read', async () => {
    const records: ReadRecord[] = [...log.records]
    records[40] = { seq: seqAt(40), unreadable: 'page 7 is damaged' }
    expect(await problemsOf(records, log.integrity)).toEqual([`unreadable ${seqAt(40)}-${seqAt(40)}`])
  })

  it('ends with the reason of an aborted signal', async () => {
    const signal = AbortSignal.abort(new Error('stop'))
    await expect(verifyRecords({ sessionId, ...log, hashing, signal })).rejects.toThrow('stop')
  })
})

describe('signatures', () => {
  const pair = generateKeyPairSync('ed25519')
  const pem = String(pair.privateKey.export({ type: 'pkcs8', format: 'pem' }))

  async function signedAt(place: number): Promise<ChainSignature> {
    const chain = new EventChain(sessionId, hashing)
    for (const record of log.records.slice(0, place + 1)) chain.add(record)
    return await signHead(sessionId, chain.head(), await ed25519Signer(pem, 'A. Example'), 1_763_824_000_123.9)
  }

  it('are those of another implementation of Ed25519 over the documented text', async () => {
    const signature = await signedAt(100)
    const statement = signatureStatement(sessionId, signature, signature.timeMs)
    expect(new TextDecoder().decode(statement).split('\n')[1]).toBe(`session ${sessionId}`)
    expect(verify(null, statement, createPublicKey(pair.publicKey.export({ type: 'spki', format: 'pem' })), signature.signature)).toBe(true)
  })

  it('hold at any record, also in the middle of a block and at its end', async () => {
    const signatures = await Promise.all([0, 100, 1023, 1024, 3000, 4999].map(signedAt))
    const report = await verified(log.records, { ...log.integrity, signatures })
    expect(report.signatures.map(({ valid }) => valid)).toEqual(signatures.map(() => true))
    expect(report.intact).toBe(true)
  })

  it('do not hold when a record before was changed with its mark, or the signature itself', async () => {
    const signature = await signedAt(3000)
    const old = log.records[2000]
    if (old === undefined) throw new Error('no record')
    const forged = recordOf({ type: 'recorded', seq: old.seq, timeMs: 1, monotonicMs: 1, key: 'k', value: 9 })
    const bad = [{ ...signature, timeMs: 5 }, { ...signature, signature: new Uint8Array(64) }, { ...signature, publicKey: new Uint8Array(3) },
      { ...signature, publicKey: new Uint8Array(32).fill(255) }, { ...signature, timeMs: Number.NaN }, { ...signature, timeMs: 1e300 }]
    for (const one of bad) expect(await checkSignature(sessionId, one)).toBe(false)
    expect(await checkSignature(crypto.randomUUID(), signature)).toBe(false)
    const later = await signedAt(2001)
    const report = await verified(log.records.with(2000, forged), { ...log.integrity, signatures: [later] })
    expect(report.signatures[0]?.valid).toBe(false)
  })

  it('refuses what is no key, and a signer whose signature does not fit', async () => {
    await expect(ed25519Signer('nonsense')).rejects.toMatchObject({ hint: expect.stringContaining('openssl genpkey') as string })
    const rsa = String(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }))
    await expect(ed25519Signer(rsa)).rejects.toThrow('not an Ed25519 private key')
    const { publicKey } = await ed25519Signer(pem)
    const liar = { publicKey, keyName: 'liar', sign: () => Promise.resolve(new Uint8Array(64)) }
    await expect(signHead(sessionId, log.integrity.head, liar, 1)).rejects.toThrow('does not fit its public key')
  })
})
