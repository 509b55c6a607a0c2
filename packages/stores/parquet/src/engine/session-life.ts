import { dirname, join, relative } from 'node:path'
import { EventChain } from '@lab/core/integrity'
import { FailureError, hashing } from '@lab/store-writer/thread'
import { replaceFile, type Disk } from '../files/disk.ts'
import { HeadFile } from '../files/head-file.ts'
import { indexName, sessionName, sessionPath } from '../files/names.ts'
import { removeIfEmpty, removeMarker, writeMarker } from '../files/running-marker.ts'
import { SessionView } from '../reading/session-view.ts'
import { IndexWriter } from './index-writer.ts'
import { JournalWriter } from './journal-writer.ts'
import { factsOf, type SessionFacts } from './metadata.ts'
import { recordsOf, type RecordBatch } from './record-batch.ts'
import { releaseReserve, takeReserve } from './reserve.ts'
import { beginDocument, endDocument } from './session-document.ts'
import { SessionEngine, type EngineLimits } from './session-engine.ts'

export interface LifeOptions {
  readonly disk: Disk
  readonly root: string
  readonly limits: EngineLimits
}

/** A session while it is written: from its folder to its end. */
export class SessionLife {
  readonly folder: string
  readonly engine: SessionEngine
  readonly #options: LifeOptions
  readonly #facts: SessionFacts

  private constructor(options: LifeOptions, folder: string, facts: SessionFacts, engine: SessionEngine) {
    this.#options = options
    this.folder = folder
    this.#facts = facts
    this.engine = engine
  }

  /** Makes a session with its first records, durable when this returns. What fails leaves nothing behind. */
  static begin(options: LifeOptions, first: RecordBatch): SessionLife {
    const { disk, root } = options
    const [opened] = recordsOf(first)
    const facts = factsOf(opened?.event ?? {})
    const folder = sessionPath(root, facts.sessionId, facts.openedMs)
    if (disk.exists(folder)) throw sessionExists(folder)
    const hadRoot = disk.exists(root)
    try {
      return SessionLife.#make(options, folder, facts, first)
    } catch (error) {
      clearAway(disk, root, folder, facts.sessionId, hadRoot)
      throw error
    }
  }

  static #make(options: LifeOptions, folder: string, facts: SessionFacts, first: RecordBatch): SessionLife {
    const { disk, root, limits } = options
    const { sessionId } = facts
    disk.makeFolder(folder)
    writeMarker(disk, root, sessionId, relative(root, folder))
    takeReserve(disk, folder)
    const index = IndexWriter.create(disk, join(folder, indexName))
    index.add({ type: 'session', version: 1, sessionId })
    index.commit()
    const journal = JournalWriter.create(disk, folder, 1)
    const chain = new EventChain(sessionId, hashing)
    const head = HeadFile.create(disk, folder)
    const engine = new SessionEngine({ disk, folder, limits, index, journal, chain, head }, facts)
    try {
      head.begin(chain.head())
      replaceFile(disk, join(folder, sessionName), beginDocument(facts))
      engine.commit(first)
      for (const one of [folder, dirname(folder), root]) disk.syncFolder(one)
    } catch (error) {
      engine.close()
      throw error
    }
    return new SessionLife(options, folder, facts, engine)
  }

  /** Gives up the room that is kept for the end. */
  releaseReserve(): void {
    releaseReserve(this.#options.disk, this.folder)
  }

  /**
   * Ends the writing. Everything that was acknowledged is durable before: what cannot be tidied now, for want of room, is left for the
   * next writer.
   */
  end(afterwards: (view: SessionView) => void = () => undefined): void {
    const { disk, root } = this.#options
    const { sessionId } = this.#facts
    this.releaseReserve()
    try {
      this.engine.finish()
      // One view for everything: that of a long session is large.
      withView(this.folder, (view) => {
        writeEndDocument(disk, view, this.#facts)
        afterwards(view)
      })
      removeMarker(disk, root, sessionId)
    } catch {
      leaveForNextWriter(disk, root, sessionId, this.folder)
    }
    this.engine.close()
  }
}

export function withView(folder: string, use: (view: SessionView) => void): void {
  const view = new SessionView(folder)
  try {
    use(view)
  } finally {
    view.close()
  }
}

export function writeEndDocument(disk: Disk, view: SessionView, facts: SessionFacts): void {
  if (view.state !== undefined) replaceFile(disk, join(view.folder, sessionName), endDocument(facts, view, view.state))
  disk.syncFolder(view.folder)
}

function leaveForNextWriter(disk: Disk, root: string, sessionId: string, folder: string): void {
  try {
    writeMarker(disk, root, sessionId, relative(root, folder), false)
  } catch {
    // The marker names this process: it counts as running until that ends.
  }
}

function sessionExists(folder: string): FailureError {
  return new FailureError('write', `${folder} exists: there is a session of that id.`, 'Every session needs an id of its own.')
}

/** Removes what was made for a session that could not be begun. */
function clearAway(disk: Disk, root: string, folder: string, sessionId: string, hadRoot: boolean): void {
  try {
    if (disk.exists(folder)) {
      for (const name of disk.list(folder)) disk.remove(join(folder, name))
      removeIfEmpty(disk, folder)
    }
    removeIfEmpty(disk, dirname(folder))
    removeMarker(disk, root, sessionId)
    if (!hadRoot) removeIfEmpty(disk, root)
  } catch {
    // What made the session impossible makes this impossible, too.
  }
}
