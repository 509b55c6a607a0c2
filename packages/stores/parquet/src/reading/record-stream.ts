import { DamageError } from '../parquet/byte-source.ts'
import type { MarkedRecord } from './group-records.ts'
import { sessionRecordsInTurns } from './session-records.ts'
import type { SessionView } from './session-view.ts'
import { Turns } from './turns.ts'
import type { ViewPool } from './view-pool.ts'

/** The records of a session in order. A compaction meanwhile does not disturb: reading goes on in the new files. */
export class RecordStream {
  readonly #views: ViewPool
  readonly #folder: string
  #view: SessionView
  readonly #turns = new Turns()
  #records: AsyncGenerator<MarkedRecord, void, undefined>
  #from: number

  constructor(views: ViewPool, folder: string, from: number) {
    this.#views = views
    this.#folder = folder
    this.#from = from
    this.#view = views.take(folder)
    this.#records = sessionRecordsInTurns(this.#view, from, this.#turns)
  }

  /** The next record, or undefined at the end. @throws DamageError, StoreError, or what the system says */
  async next(): Promise<MarkedRecord | undefined> {
    const next = await this.#nextOrAgain()
    if (next.done === true) return undefined
    this.#from = next.value.seq + 1
    return next.value
  }

  async #nextOrAgain(): Promise<IteratorResult<MarkedRecord, void>> {
    try {
      return await this.#records.next()
    } catch (error) {
      if (!(error instanceof DamageError) || this.#view.refresh()) throw error
      this.#view.close()
      this.#view = this.#views.take(this.#folder)
      this.#records = sessionRecordsInTurns(this.#view, this.#from, this.#turns)
      return await this.#records.next()
    }
  }

  close(): void {
    this.#views.give(this.#view)
  }
}
