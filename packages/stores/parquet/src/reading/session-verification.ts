import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import type { VerifyOptions } from '@lab/core'
import {
  EventChain, verifyRecords, type ChainHead, type ChainSignature, type ReadRecord, type StoredIntegrity, type VerificationProblem,
  type VerificationReport,
} from '@lab/core/integrity'
import { hashing } from '@lab/store-writer/thread'
import { endDocument } from '../engine/session-document.ts'
import { readRecordMarks, type RecordMarks } from '../files/index-blocks.ts'
import { headName, sessionName } from '../files/names.ts'
import { DamageError } from '../parquet/byte-source.ts'
import { magic } from '../parquet/footer.ts'
import { readAnnotations } from './annotations.ts'
import { openSegment } from './group-reader.ts'
import { openGroupInTurns, type GroupRecords } from './group-records.ts'
import type { JournalView } from './journal-view.ts'
import { lastHead } from './last-head.ts'
import { merged } from './merged-records.ts'
import { journalRecords } from './session-records.ts'
import { firstFacts, readDocument } from './session-summary.ts'
import { Turns } from './turns.ts'
import { bytesOf, type FoundGroup, type FoundSegment, type FoundSeries, type SessionView } from './session-view.ts'

/** What a session keeps of its integrity. */
export async function integrityOf(view: SessionView): Promise<StoredIntegrity> {
  const [head = await headOfRecords(view)] = headsOf(view).sort((a, b) => b.records - a.records)
  return { head, seals: view.seals, signatures: view.signatures.map(signatureOf) }
}

/** What is said of the last record in one place or another: all the same, unless something is missing. */
function headsOf(view: SessionView): ChainHead[] {
  const { state, folder } = view
  const { head } = lastHead(folder)
  const document = state === undefined ? readDocument(folder)?.chain : undefined
  const told = [state, document].filter((one) => one !== undefined)
  const heads = told.map(({ records, seq, digest }): ChainHead => ({ records, seq, digest: bytesOfHex(digest) }))
  return head === undefined ? heads : [...heads, head]
}

/** Where the head is lost, nothing can be said of it: that of the records as they are. */
async function headOfRecords(view: SessionView): Promise<ChainHead> {
  const chain = new EventChain(view.sessionId ?? '', hashing)
  for await (const record of new Verification(view).records()) if (!('unreadable' in record)) chain.add(record)
  return chain.head()
}

function bytesOfHex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'hex'))
}

function signatureOf({ digest, publicKey, signature, ...rest }: SessionView['signatures'][number]): ChainSignature {
  return { ...rest, algorithm: 'Ed25519', digest: bytesOfHex(digest), publicKey: bytesOfHex(publicKey), signature: bytesOfHex(signature) }
}

type Numbered = ReadRecord & { readonly seq: number }

/** Looks at every byte of a session. */
export async function verifySession(view: SessionView, sessionId: string, options: VerifyOptions): Promise<VerificationReport> {
  const verification = new Verification(view)
  return await verifyRecords({
    ...options, sessionId, hashing, integrity: await integrityOf(view), records: verification.records(), problems: verification.problems,
  }).then((report) => verification.complete(report))
}

class Verification {
  readonly problems: VerificationProblem[] = []
  readonly #view: SessionView
  readonly #turns = new Turns()
  readonly #late = new Map<string, VerificationProblem>()

  constructor(view: SessionView) {
    this.#view = view
    this.#checkIndex()
    this.#checkFiles()
  }

  #problem(text: string, seqs: { readonly fromSeq?: number; readonly toSeq?: number } = {}): void {
    if (!this.#late.has(text)) this.#late.set(text, { kind: 'store', ...seqs, text })
  }

  /** What was found before and while records were read. */
  complete(report: VerificationReport): VerificationReport {
    this.#checkDocuments()
    const problems = [...report.problems, ...this.#late.values()]
    return { ...report, problems, intact: problems.length === 0 }
  }

  #checkIndex(): void {
    const { damage, journal, end, index, folder } = this.#view
    for (const text of damage) this.#problem(`The index of ${folder} is damaged: ${text}.`)
    if (index === undefined) this.#problem(`The index of ${folder} is missing.`)
    else if (end !== undefined && this.#view.indexEnd !== index.length) this.#problem(`The index of ${folder} has something behind its end.`)
    if (end === undefined && journal?.state === undefined) this.#problem(`The journal of ${folder} is missing or empty, or the end of its index is missing.`)
    if (end === undefined && lastHead(folder).head === undefined) this.#problem(`${join(folder, headName)} is missing or damaged.`)
    if (journal !== undefined) this.#checkJournal(journal)
  }

  #checkJournal({ gaps, file, rest }: JournalView): void {
    for (const [from, to] of gaps) this.#problem(`${file.path} is damaged (bytes ${from} to ${to}).`)
    if (rest > 0) this.#problem(`${file.path} has ${rest} bytes behind its last whole frame: damage, or a writer that was interrupted.`)
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
  async* records(): AsyncGenerator<ReadRecord, void, undefined> {
    yield* merged([...[...this.#view.series.values()].map((series) => this.#openedGroups(series)), this.#openedJournal()], this.#turns)
  }

  async* #openedJournal(): AsyncGenerator<Iterable<Numbered>, void, undefined> {
    yield this.#journalRecords()
  }

  * #journalRecords(): Generator<Numbered, void, undefined> {
    for (const { seq, json, blobs, mark = 0 } of journalRecords(this.#view, 1)) yield { seq, json: Buffer.from(json), blobs, mark }
  }

  async* #openedGroups({ segments }: FoundSeries): AsyncGenerator<Iterable<Numbered>, void, undefined> {
    for (const segment of segments) {
      for (const group of segment.groups) {
        const known = this.#marksOf(group)
        yield groupRecords(segment, group, known, await this.#open(segment, group, known))
      }
    }
  }

  #marksOf(group: FoundGroup): RecordMarks | undefined {
    try {
      const bytes = bytesOf(group.marks)
      if (crc32(bytes) === group.marks.place.crc) return readRecordMarks(bytes, group.block.group.rows, group.block.firstSeq)
    } catch (error) {
      if (!(error instanceof DamageError)) throw error
    }
    const { firstSeq, lastSeq } = group.block
    this.#problem(`The marks of records ${firstSeq} to ${lastSeq} are damaged.`, { fromSeq: firstSeq, toSeq: lastSeq })
    return undefined
  }

  async #open(segment: FoundSegment, group: FoundGroup, known: RecordMarks | undefined): Promise<GroupRecords | undefined> {
    const { firstSeq, lastSeq } = group.block
    try {
      return await openGroupInTurns(this.#view.folder, segment, group, this.#turns, (text, [from, to]) => {
        this.#problem(`${text}.`, { fromSeq: known?.seqs[from] ?? firstSeq, toSeq: known?.seqs[to - 1] ?? lastSeq })
      })
    } catch (error) {
      if (!(error instanceof DamageError)) throw error
      this.#problem(`${error.message}.`, { fromSeq: firstSeq, toSeq: lastSeq })
      return undefined
    }
  }
}

function* groupRecords(
  { block: { file } }: FoundSegment, { block }: FoundGroup, known: RecordMarks | undefined, opened: GroupRecords | undefined,
): Generator<Numbered, void, undefined> {
  for (let row = 0; row < block.group.rows; row++) {
    const seq = known?.seqs[row] ?? block.firstSeq + row
    const why = opened === undefined ? `${file} cannot be read` : opened.read.unreadable.get(row)
    if (why !== undefined || opened === undefined) yield { seq, unreadable: why ?? '' }
    else yield readRecord(opened, row, seq, known?.marks[row])
  }
}

function readRecord({ records }: GroupRecords, row: number, seq: number, mark: number | undefined): Numbered {
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
