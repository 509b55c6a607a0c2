import type { SessionSummary } from '@lab/core'
import { formatTime } from '../format.ts'
import { withStore, type StoreOptions } from '../open-store.ts'
import { printJson, printLine } from '../output.ts'
import { styleFor } from '../style.ts'
import { textTable } from '../text-table.ts'

/** Lists the sessions of a store, newest first. */
export async function listSessions(options: StoreOptions & { readonly json?: boolean }): Promise<void> {
  await withStore(options, async (store) => {
    const sessions = await store.sessions()
    if (options.json === true) return printJson(sessions.map(sessionJson))
    if (sessions.length === 0) return printLine(`No sessions in ${store.location}.`)
    const [header = '', ...rows] = textTable(['id', 'opened', 'status', 'points', 'operator', 'name'], sessions.map(row))
    printLine(styleFor(process.stdout).bold(header))
    for (const line of rows) printLine(line)
  })
}

function row({ id, openedMs, status, points, operator, name }: SessionSummary): string[] {
  return [id.slice(0, 8), formatTime(openedMs), status, String(points), operator ?? '', name]
}

/** A session as JSON: times as ISO 8601. */
export function sessionJson({ openedMs, closedMs, ...rest }: SessionSummary): Record<string, unknown> {
  const closed = closedMs === undefined ? {} : { closed: new Date(closedMs).toISOString() }
  return { ...rest, opened: new Date(openedMs).toISOString(), ...closed }
}
