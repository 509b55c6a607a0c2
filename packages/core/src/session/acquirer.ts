import type { Parameter } from '../parameter.ts'
import type { Row } from '../results.ts'
import type { AxisValue } from '../sequence.ts'
import type { Cell, CellDetail } from '../session-event.ts'
import { TableBuilder, type Table } from '../table.ts'
import { SessionError } from '../errors.ts'
import { Columns } from './columns.ts'
import type { EventLog } from './event-log.ts'

/** One declared acquisition at work: calls its function, logs its points, keeps its results. */
export class Acquirer {
  readonly name: string
  readonly #acquire: () => Promise<Row> | Row
  readonly #keep: number
  readonly #table: TableBuilder
  #columns: Columns
  #index = 0

  constructor(name: string, acquire: () => Promise<Row> | Row, keep: number) {
    this.name = name
    this.#acquire = acquire
    this.#keep = keep
    this.#table = new TableBuilder(name)
    this.#columns = new Columns(name, [])
  }

  /** Fixes the parameters, before the first run. */
  prepare(parameters: readonly Parameter[]): void {
    if (this.#index === 0) this.#columns = new Columns(this.name, parameters)
  }

  /** Measures one point and logs it; the event may still be on its way to the store when this returns. */
  async point(coordinates: readonly AxisValue[], log: EventLog, stopped: AbortSignal): Promise<void> {
    const row = await this.#acquire()
    if (!stopped.aborted) this.#log(row, coordinates, log)
  }

  #log(row: Row, coordinates: readonly AxisValue[], log: EventLog): void {
    const cells: Cell[] = [...coordinates]
    const details: (CellDetail | null)[] = []
    this.#columns.fill(row, cells, details)
    if (this.#columns.changed) this.#declare(log)
    const body = { type: 'point', acquisition: this.name, index: this.#index, cells } as const
    if (details.length > 0) padWithNull(details, cells.length)
    const kept = details.length > 0 ? details : undefined
    ignoreHere(log.append(kept === undefined ? body : { ...body, details: kept }))
    if (this.#index < this.#keep) this.#table.add(cells, kept)
    this.#index++
  }

  #declare(log: EventLog): void {
    const columns = [...this.#columns.records]
    ignoreHere(log.append({ type: 'columns-declared', acquisition: this.name, columns }))
    this.#table.declare(columns)
    this.#columns.changed = false
  }

  /**
   * What was measured so far.
   * @throws SessionError (state) where more was measured than is kept in memory.
   */
  table(): Table {
    if (this.#index <= this.#keep) return this.#table.build()
    throw new SessionError('state', `'${this.name}' has ${this.#index} points, more than the ${this.#keep} that are kept in memory.`, {
      hint: 'Read them with readTable(store, sessionId, acquisition), or open the session with a larger keepPoints.',
    })
  }
}

function padWithNull(details: (CellDetail | null)[], length: number): void {
  for (let i = 0; i < length; i++) details[i] ??= null
}

/** A refusal by the store is kept in the log's `failure` and ends the run there. */
function ignoreHere(durable: Promise<void>): void {
  durable.catch(() => undefined)
}
