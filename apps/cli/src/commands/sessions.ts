import type { SessionQuery, SessionStatus, SessionSummary } from '@lab/core'
import { formatTime } from '../format.ts'
import { requireArchive, withStore, type StoreOptions } from '../open-store.ts'
import { printJson, printLine } from '../output.ts'
import { sessionJson } from '../session-json.ts'
import { styleFor } from '../style.ts'
import { textTable } from '../text-table.ts'

/** What sessions are searched by. */
export interface SearchOptions extends StoreOptions {
  readonly json?: boolean
  readonly text?: string
  readonly since?: number
  readonly before?: number
  readonly operator?: string
  readonly dut?: string
  readonly serial?: string
  readonly tag?: string
  readonly status?: SessionStatus
  readonly limit?: number
}

/** Lists the sessions of a store that fit, newest first. */
export async function listSessions(options: SearchOptions): Promise<void> {
  await withStore(options, async (store) => {
    const query = queryOf(options)
    const sessions = Object.keys(query).length === 0 ? await store.sessions() : await requireArchive(store).find(query)
    if (options.json === true) return printJson(sessions.map(sessionJson))
    if (sessions.length === 0) return printLine(`No ${Object.keys(query).length === 0 ? '' : 'such '}sessions in ${store.location}.`)
    const [header = '', ...rows] = textTable(['id', 'opened', 'status', 'points', 'operator', 'name'], sessions.map(row))
    printLine(styleFor(process.stdout).bold(header))
    for (const line of rows) printLine(line)
  })
}

function queryOf({ text, since, before, operator, dut, serial, tag, status, limit }: SearchOptions): SessionQuery {
  return {
    ...(text === undefined ? {} : { text }),
    ...(since === undefined ? {} : { openedFromMs: since }),
    ...(before === undefined ? {} : { openedBeforeMs: before }),
    ...(operator === undefined ? {} : { operator }),
    ...(dut === undefined ? {} : { dut }),
    ...(serial === undefined ? {} : { instrumentSerial: serial }),
    ...(tag === undefined ? {} : { tag }),
    ...(status === undefined ? {} : { status }),
    ...(limit === undefined ? {} : { limit }),
  }
}

function row({ id, openedMs, status, points, operator, name }: SessionSummary): string[] {
  return [id.slice(0, 8), formatTime(openedMs), status, String(points), operator ?? '', name]
}
