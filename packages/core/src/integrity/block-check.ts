import { markOf } from './event-chain.ts'
import type { Hashing } from './hashing.ts'
import { recordHeader } from './record-header.ts'
import { hashRecord } from './record-hash.ts'
import type { ChainHead, ReadRecord, StoredRecord } from './stored-record.ts'
import type { VerificationProblem } from './verification.ts'

type Report = (problem: VerificationProblem) => void

/** A block whose digest did not fit though nothing in it looked wrong: the next block tells whether its seal was altered. */
interface Suspicion {
  readonly computed: Uint8Array
  readonly fromSeq: number
  readonly end: ChainHead
}

/** Checks the blocks of a chain one after the other. */
export class BlockCheck {
  readonly #hashing: Hashing
  readonly #report: Report
  readonly #signed: readonly ChainHead[]
  readonly #covered = new Set<string>()
  #before: ChainHead
  #suspicion: Suspicion | undefined

  constructor(before: ChainHead, signed: readonly ChainHead[], hashing: Hashing, report: Report) {
    this.#before = before
    this.#signed = signed
    this.#hashing = hashing
    this.#report = report
  }

  /** Whether the records lead to that head. */
  covers(head: ChainHead): boolean {
    return this.#covered.has(keyOf(head))
  }

  /** Checks the records of one block against the state that must follow it. */
  block(found: readonly ReadRecord[], end: ChainHead, isLast: boolean): void {
    const records = found.filter(isWhole)
    const expected = end.records - this.#before.records
    const before = this.#startFitting(records, end)
    if (before !== undefined && records.length === found.length && records.length === expected) this.#intact(records, before)
    else this.#damaged(found, records, expected, end, isLast)
    this.#before = end
  }

  /** The digest behind which the records lead to the end: the stored one, or that of the block before if its seal is wrong. */
  #startFitting(records: readonly StoredRecord[], end: ChainHead): Uint8Array | undefined {
    if (isSame(this.#digest(records, this.#before.digest), end.digest)) return this.#clear('chain', this.#before.digest)
    const { computed } = this.#suspicion ?? {}
    if (computed !== undefined && isSame(this.#digest(records, computed), end.digest)) return this.#clear('store', computed)
    return undefined
  }

  #clear(kind: 'chain' | 'store', start: Uint8Array): Uint8Array {
    this.#confirm(kind)
    return start
  }

  #confirm(kind: 'chain' | 'store'): void {
    if (this.#suspicion === undefined) return
    const { fromSeq, end } = this.#suspicion
    this.#suspicion = undefined
    const range = `records ${fromSeq} to ${end.seq}`
    const text = kind === 'store'
      ? `The seal after record ${end.seq} was altered; ${range} are as they were written.`
      : `Something in ${range} was altered and the marks with it, or the seal after them.`
    this.#report({ kind, ...(kind === 'store' ? { toSeq: end.seq } : { fromSeq, toSeq: end.seq }), text })
  }

  #intact(records: readonly StoredRecord[], start: Uint8Array): void {
    for (const record of records) {
      if (record.mark === undefined || record.mark === markOf(record, this.#hashing)) continue
      this.#report({ kind: 'store', fromSeq: record.seq, toSeq: record.seq, text: `The mark of record ${record.seq} was altered; the record is as it was written.` })
    }
    this.#noteSigned(records, start)
  }

  /** Which signed heads these records lead to. */
  #noteSigned(records: readonly StoredRecord[], start: Uint8Array): void {
    const from = this.#before.seq
    for (const head of this.#signed) {
      const part = records.slice(0, head.records - this.#before.records)
      const last = part.at(-1)
      if (head.seq <= from || last?.seq !== head.seq) continue
      if (isSame(this.#digest(part, start), head.digest)) this.#covered.add(keyOf(head))
    }
  }

  #damaged(found: readonly ReadRecord[], records: readonly StoredRecord[], expected: number, end: ChainHead, isLast: boolean): void {
    this.#confirm('chain')
    const before = this.#problemsOf(found, records)
    const missing = expected - found.length
    if (missing > 0) this.#missing(found, missing, end, isLast)
    else if (missing < 0) this.#tooMany(records, end)
    if (before > 0 || missing !== 0) return
    const computed = this.#digest(records, this.#before.digest)
    this.#suspicion = { computed, fromSeq: this.#before.seq + 1, end }
    if (isLast) this.#confirm('chain')
    this.#noteSigned(records, this.#before.digest)
  }

  /** Reports what can be said of single records. */
  #problemsOf(found: readonly ReadRecord[], records: readonly StoredRecord[]): number {
    let count = 0
    const report = (problem: VerificationProblem): void => {
      count++
      this.#report(problem)
    }
    for (const record of found) {
      if (isWhole(record)) continue
      const { seq, unreadable } = record
      report({ kind: 'unreadable', ...(seq === undefined ? {} : { fromSeq: seq, toSeq: seq }), text: `Record ${seq ?? '?'} cannot be read: ${unreadable}` })
    }
    let last = this.#before.seq
    for (const record of records) {
      const { seq } = record
      if (seq <= last) report({ kind: 'reordered', fromSeq: seq, toSeq: seq, text: `Record ${seq} comes behind record ${last}.` })
      else if (record.mark !== undefined && record.mark !== markOf(record, this.#hashing)) {
        report({ kind: 'altered', fromSeq: seq, toSeq: seq, text: `Record ${seq} is not what was written.` })
      } else {
        const { seq: own } = recordHeader(record)
        if (own !== seq) report({ kind: 'altered', fromSeq: seq, toSeq: seq, text: `Record ${seq} is another one: it calls itself ${nameOf(own)}.` })
      }
      last = Math.max(last, seq)
    }
    return count
  }

  #missing(found: readonly ReadRecord[], missing: number, end: ChainHead, isLast: boolean): void {
    const gaps = gapsIn(found, this.#before.seq, end.seq)
    const known = gaps.reduce((sum, [from, to]) => sum + to - from + 1, 0)
    for (const [fromSeq, toSeq] of gaps) {
      const kind = isLast && toSeq === end.seq ? 'truncated' : 'removed'
      const what = fromSeq === toSeq ? `Record ${fromSeq} is missing` : `Records ${fromSeq} to ${toSeq} are missing`
      const doubt = known > missing ? `; of the gaps before record ${end.seq}, ${known - missing} were there from the beginning` : ''
      this.#report({ kind, fromSeq, toSeq, text: `${what}${doubt}.` })
    }
  }

  /** More than there were: the one without which everything fits, where there is one. */
  #tooMany(records: readonly StoredRecord[], end: ChainHead): void {
    for (const [place, { seq }] of records.entries()) {
      const rest = records.toSpliced(place, 1)
      if (!isSame(this.#digest(rest, this.#before.digest), end.digest)) continue
      return this.#report({ kind: 'inserted', fromSeq: seq, toSeq: seq, text: `Record ${seq} was inserted.` })
    }
    this.#report({
      kind: 'inserted', fromSeq: this.#before.seq + 1, toSeq: end.seq,
      text: `Between records ${this.#before.seq + 1} and ${end.seq} there are more records than were written.`,
    })
  }

  #digest(records: readonly StoredRecord[], before: Uint8Array): Uint8Array {
    if (records.length === 0) return before
    const hasher = this.#hashing.sha256()
    hasher.update(before)
    for (const record of records) hashRecord(hasher, record)
    return hasher.digest()
  }
}

function isWhole(record: ReadRecord): record is StoredRecord {
  return !('unreadable' in record)
}

function keyOf({ records, seq, digest }: ChainHead): string {
  return `${records} ${seq} ${digest.join(' ')}`
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index])
}

/** A number that a record gives itself; the store keeps it a second time. */
function nameOf(seq: unknown): string {
  return typeof seq === 'number' ? String(seq) : 'nothing'
}

function gapsIn(found: readonly ReadRecord[], after: number, end: number): [from: number, to: number][] {
  const present = new Set(found.map(({ seq }) => seq))
  const gaps: [number, number][] = []
  for (let seq = after + 1; seq <= end; seq++) {
    const last = gaps.at(-1)
    if (present.has(seq)) continue
    if (last !== undefined && last[1] === seq - 1) last[1] = seq
    else gaps.push([seq, seq])
  }
  return gaps
}
