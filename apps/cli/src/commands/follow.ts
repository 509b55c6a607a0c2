import { followSession, type ColumnRecord, type SessionEvent, type SessionStore } from '@lab/core'
import { CommandError } from '../command-error.ts'
import { exportJson } from '../export-json.ts'
import { columnTitle, formatCell, formatTime, formatValue, printable } from '../format.ts'
import { withStore, type StoreOptions } from '../open-store.ts'
import { printLine } from '../output.ts'
import { styleFor } from '../style.ts'

export interface FollowCommandOptions extends StoreOptions {
  /** Number of the first event. */
  readonly from?: number
  readonly json?: boolean
}

/** Prints the events of a session as they become durable, until it is closed. Ctrl-C ends with 130. */
export async function followOne(id: string, options: FollowCommandOptions): Promise<void> {
  const abort = new AbortController()
  const interrupt = (): void => {
    process.exitCode = interrupted
    abort.abort()
  }
  process.on('SIGINT', interrupt)
  try {
    await withStore(options, async (store) => await follow(store, id, options, abort.signal))
  } catch (error) {
    if (!abort.signal.aborted) throw error
  } finally {
    process.off('SIGINT', interrupt)
  }
}

const interrupted = 130

async function follow(store: SessionStore, id: string, { from = 1, json }: FollowCommandOptions, signal: AbortSignal): Promise<void> {
  const { id: sessionId } = await store.session(id)
  const lines = new EventLines()
  if (json !== true && from > 1) await lines.learn(store, sessionId, from)
  let closed = false
  for await (const event of followSession(store, sessionId, { from, signal })) {
    closed = event.type === 'session-closed'
    if (json === true) printLine(JSON.stringify(exportJson(event)))
    else for (const line of lines.of(event)) printLine(line)
  }
  if (closed) return
  throw new CommandError(`Session ${sessionId} was not closed: the program that wrote it is gone.`, `See what is there with: lab show ${sessionId.slice(0, 8)}`)
}

/** Narrowest column, so that most numbers fit. */
const narrowest = 12

/** Events as lines for people: points below the names of their columns. */
class EventLines {
  readonly #columns = new Map<string, readonly ColumnRecord[]>()
  #shown: string | undefined

  /** Where the beginning is left out, the columns come from what was declared before. */
  async learn(store: SessionStore, id: string, from: number): Promise<void> {
    for await (const event of store.events(id)) {
      if (event.seq >= from) return
      if (event.type === 'columns-declared') this.#columns.set(event.acquisition, event.columns)
    }
  }

  of(event: SessionEvent): string[] {
    const style = styleFor(process.stdout)
    if (event.type === 'point') return this.#pointLines(event)
    if (event.type === 'columns-declared') {
      this.#columns.set(event.acquisition, event.columns)
      this.#shown = undefined
      return []
    }
    const text = describe(event)
    return text === undefined ? [] : [style.dim(`${formatTime(event.timeMs)}  ${printable(text)}`)]
  }

  #pointLines({ acquisition, index, cells, details }: Extract<SessionEvent, { type: 'point' }>): string[] {
    const columns = this.#columns.get(acquisition) ?? []
    const titles = columns.map((column) => printable(columnTitle(column)))
    const widths = titles.map((title) => Math.max(narrowest, title.length))
    const texts = columns.map((column, place) => {
      const standard = details?.[place]?.uncertainty?.standard
      const uncertainty = standard === undefined ? {} : { uncertainty: Float64Array.of(standard) }
      return printable(formatCell({ ...column, values: [cells[place] ?? null], ...uncertainty }, 0))
    })
    const line = (first: string, row: readonly string[]): string => [first.padStart(8), ...row.map((text, place) => text.padStart(widths[place] ?? 0))].join('  ')
    const head = this.#shown === acquisition ? [] : [styleFor(process.stdout).bold(printable(acquisition)), styleFor(process.stdout).dim(line('point', titles))]
    this.#shown = acquisition
    return [...head, line(String(index), texts)]
  }
}

function describe(event: SessionEvent): string | undefined {
  if (event.type === 'session-opened') return `opened '${event.name}'`
  if (event.type === 'run-started') return `run of ${event.totalPoints} points: ${[...event.acquisitions, ...event.tasks].join(', ')}`
  if (event.type === 'recorded') return `${event.key}: ${formatValue(event.value)}`
  if (event.type === 'message') return `${event.level}: ${event.instrument === undefined ? '' : `${event.instrument}: `}${event.text}`
  if (event.type === 'snapshot') return `snapshot of ${event.instrument}${event.label === undefined ? '' : ` '${event.label}'`}`
  if (event.type === 'attached') return `attached ${event.name} (${event.data.length} bytes)`
  if (event.type === 'made-safe') return `${event.instrument} made safe: ${event.outcome}`
  if (event.type === 'run-ended') return `run ${event.outcome}: ${event.points} points`
  return event.type === 'session-closed' ? `closed: ${event.outcome}` : undefined
}
