import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { EventChain, verifyRecords, type ChainHead, type ChainSignature, type Hashing, type ReadRecord, type StoredIntegrity, type VerificationProblem, type VerificationReport } from '@lab/core/integrity'
import { endDocument } from '../engine/session-document.ts'
import { readRecordMarks, type RecordMarks } from '../files/index-blocks.ts'
import { sessionName } from '../files/names.ts'
import { DamageError } from '../parquet/byte-source.ts'
import { magic } from '../parquet/footer.ts'
import { readAnnotations } from './annotations.ts'
import { openSegment } from './group-reader.ts'
import { openGroup, type GroupRecords } from './group-records.ts'
import { journalRecords } from './session-records.ts'
import { firstFacts } from './session-summary.ts'
import { bytesOf, type FoundGroup, type FoundSegment, type FoundSeries, type SessionView } from './session-view.ts'

const hashing: Hashing = { sha256: () => createHash('sha256'), crc32: (data, before) => crc32(data, before) }

/** What a session keeps of its integrity. */
export function integrityOf(view: SessionView): StoredIntegrity {
  const { state } = view
  const head = state === undefined ? headOfRecords(view) : { records: state.records, seq: state.seq, digest: bytesOfHex(state.digest) }
  return { head, seals: view.seals, signatures: view.signatures.map(signatureOf) }
}

/** Where the head is lost, nothing can be said of it: that of the records as they are. */
function headOfRecords(view: SessionView): ChainHead {
  const chain = new EventChain(view.sessionId ?? '', hashing)
  for (const record of new Verification(view).records()) if (!('unreadable' in record)) chain.add(record)
  return chain.head()
}

function bytesOfHex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'hex'))
}

function signatureOf({ digest, publicKey, signature, ...rest }: SessionView['signatures'][number]): ChainSignature {
  return { ...rest, algorithm: 'Ed25519', digest: bytesOfHex(digest), publicKey: bytesOfHex(publicKey), signature: bytesOfHex(signature) }
}

/** Looks at every byte of a session. */
export async function verifySession(view: SessionView, sessionId: string, signal: AbortSignal | undefined): Promise<VerificationReport> {
  const verification = new Verification(view)
  return await verifyRecords({
    sessionId, hashing, integrity: integrityOf(view), records: verification.records(), problems: verification.problems, signal,
  }).then((report) => verification.complete(report))
}

class Verification {
  readonly problems: VerificationProblem[] = []
  readonly #view: SessionView
  readonly #late = new Set<string>()

  constructor(view: SessionView) {
    this.#view = view
    this.#checkIndex()
    this.#checkFiles()
  }

  #problem(text: string): void {
    this.#late.add(text)
  }

  /** What was found before and while records were read. */
  complete(report: VerificationReport): VerificationReport {
    this.#checkDocuments()
    const problems = [...report.problems, ...[...this.#late].map((text): VerificationProblem => ({ kind: 'store', text }))]
    return { ...report, problems, intact: problems.length === 0 }
  }

  #checkIndex(): void {
    const { damage, journal, end, index, folder } = this.#view
    for (const text of damage) this.#problem(`The index of ${folder} is damaged: ${text}.`)
    if (index === undefined) this.#problem(`The index of ${folder} is missing.`)
    else if (end !== undefined && this.#view.indexEnd !== index.length) this.#problem(`The index of ${folder} has something behind its end.`)
    if (end === undefined && journal?.state === undefined) this.#problem(`The journal of ${folder} is missing or empty, or the end of its index is missing.`)
    if (journal !== undefined && journal.rest > 0) {
      this.#problem(`${journal.file.path} has ${journal.rest} bytes behind its last whole frame: damage, or a writer that was interrupted.`)
    }
  }

  #checkFiles(): void {
    const { segments, folder } = this.#view
    for (const segment of segments.values()) this.#guarded(() => this.#checkFrame(segment))
    for (const name of readdirSync(folder)) {
      if (/^(points-.*|_events-\d+)\.parquet$/.test(name) && !segments.has(name)) this.#problem(`${join(folder, name)} is not one of the session's files.`)
    }
  }

  /** The parts of a file that are in no row group. */
  #checkFrame({ block, finished, groups }: FoundSegment): void {
    const file = openSegment(this.#view.folder, block.file)
    try {
      if (!file.read(0, magic.length).equals(magic)) this.#problem(`${file.path} does not begin as it was written.`)
      const last = groups.at(-1)?.block.group
      const end = last === undefined ? magic.length : last.offset + last.length
      if (finished === undefined) return
      const footer = file.read(finished.footer.at, Infinity)
      if (finished.footer.at !== end || file.length !== finished.bytes || crc32(footer) !== finished.footer.crc) {
        this.#problem(`The footer of ${file.path} is not what was written.`)
      }
    } finally {
      file.close()
    }
  }

  #guarded(action: () => void): void {
    try {
      action()
    } catch (error) {
      if (!(error instanceof DamageError)) throw error
      this.#problem(`${error.message}.`)
    }
  }

  #checkDocuments(): void {
    const { folder, end, state } = this.#view
    if (!readAnnotations(folder).isWhole) this.#problem(`The notes and tags of ${folder} are not as they were written.`)
    if (end === undefined || state === undefined) return
    this.#guarded(() => {
      const expected = endDocument(firstFacts(this.#view), this.#view, state)
      if (!expected.equals(contentOf(join(folder, sessionName)))) this.#problem(`${join(folder, sessionName)} does not say what the records say.`)
    })
  }

  /** Every record as far as it can be read, in order. */
  * records(): Generator<ReadRecord, void, undefined> {
    const streams = [...this.#view.series.values()].map((series) => this.#seriesRecords(series))
    yield* merged([...streams, this.#journalRecords()])
  }

  * #journalRecords(): Generator<ReadRecord & { readonly seq: number }, void, undefined> {
    for (const { seq, json, blobs, mark = 0 } of journalRecords(this.#view, 1)) yield { seq, json: Buffer.from(json), blobs, mark }
  }

  * #seriesRecords({ segments }: FoundSeries): Generator<ReadRecord & { readonly seq: number }, void, undefined> {
    for (const segment of segments) for (const group of segment.groups) yield* this.#groupRecords(segment, group)
  }

  * #groupRecords(segment: FoundSegment, group: FoundGroup): Generator<ReadRecord & { readonly seq: number }, void, undefined> {
    const known = this.#marksOf(group)
    const opened = this.#open(segment, group)
    for (let row = 0; row < group.block.group.rows; row++) {
      const seq = known?.seqs[row] ?? group.block.firstSeq + row
      const why = opened === undefined ? `${segment.block.file} cannot be read` : opened.read.unreadable.get(row)
      if (why !== undefined || opened === undefined) yield { seq, unreadable: why ?? '' }
      else yield readRecord(opened, row, seq, known?.marks[row])
    }
  }

  #marksOf(group: FoundGroup): RecordMarks | undefined {
    try {
      const bytes = bytesOf(group.marks)
      if (crc32(bytes) === group.marks.place.crc) return readRecordMarks(bytes, group.block.group.rows, group.block.firstSeq)
    } catch (error) {
      if (!(error instanceof DamageError)) throw error
    }
    this.#problem(`The marks of records ${group.block.firstSeq} to ${group.block.lastSeq} are damaged.`)
    return undefined
  }

  #open(segment: FoundSegment, group: FoundGroup): GroupRecords | undefined {
    try {
      return openGroup(this.#view.folder, segment, group, (text) => this.#problem(`${text}.`))
    } catch (error) {
      if (!(error instanceof DamageError)) throw error
      this.#problem(`${error.message}.`)
      return undefined
    }
  }
}

function readRecord({ records }: GroupRecords, row: number, seq: number, mark: number | undefined): ReadRecord & { readonly seq: number } {
  try {
    const { json, blobs } = records.record(row)
    return { seq, json: Buffer.from(json), blobs, ...(mark === undefined ? {} : { mark }) }
  } catch (error) {
    if (!(error instanceof DamageError)) throw error
    return { seq, unreadable: error.message }
  }
}

function contentOf(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch {
    return Buffer.alloc(0)
  }
}

type Numbered = ReadRecord & { readonly seq: number }

function* merged(streams: readonly Generator<Numbered, void, undefined>[]): Generator<Numbered, void, undefined> {
  const open = streams.map((rest) => ({ rest, next: rest.next() })).filter(({ next }) => next.done !== true)
  while (open.length > 0) {
    let least = open[0]
    for (const stream of open) if (seqOf(stream.next) < seqOf(least?.next)) least = stream
    if (least === undefined || least.next.done === true) return
    yield least.next.value
    least.next = least.rest.next()
    if (least.next.done === true) open.splice(open.indexOf(least), 1)
  }
}

function seqOf(next: IteratorResult<Numbered, void> | undefined): number {
  return next?.value?.seq ?? Infinity
}
