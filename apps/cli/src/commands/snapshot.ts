import { diffSnapshots, type SettingChange, type SettingValue, type Snapshot, type SnapshotTaken, type SessionStore } from '@lab/core'
import { CommandError } from '../command-error.ts'
import { exportJson } from '../export-json.ts'
import { formatTime, formatValue, printable } from '../format.ts'
import { withStore, type StoreOptions } from '../open-store.ts'
import { printJson, printLine } from '../output.ts'
import { eventsBesidePoints } from '../sparse-events.ts'
import { styleFor } from '../style.ts'
import { textTable } from '../text-table.ts'

export interface SnapshotOptions extends StoreOptions {
  /** Alias of the instrument; all when absent. */
  readonly instrument?: string
  readonly json?: boolean
}

/** Shows the settings of the instruments as a session has kept them. `id` may be followed by `:label`. */
export async function showSnapshots(id: string, options: SnapshotOptions): Promise<void> {
  await withStore(options, async (store) => {
    const snapshots = await chosen(store, id, options)
    if (options.json === true) return printJson(snapshots.map(({ instrument, label, timeMs, settings }) => exportJson({ instrument, label, time: new Date(timeMs), settings })))
    snapshots.forEach((snapshot, place) => {
      if (place > 0) printLine()
      printSnapshot(snapshot)
    })
  })
}

function printSnapshot({ instrument, label, timeMs, settings }: SnapshotTaken): void {
  const title = `${instrument}${label === undefined ? '' : ` '${label}'`}`
  printLine(`${styleFor(process.stdout).bold(printable(title))}  ${formatTime(timeMs)}`)
  const [, ...lines] = textTable(['', ''], Object.entries(settings).map(([name, value]) => [name, settingText(value)]))
  for (const line of lines) printLine(`  ${line}`)
}

function settingText(value: SettingValue | undefined): string {
  return value === undefined ? '-' : formatValue(value)
}

/** The snapshots that `id` or `id:label` means. */
async function chosen(store: SessionStore, id: string, { instrument }: SnapshotOptions): Promise<readonly SnapshotTaken[]> {
  const [start = '', ...rest] = id.split(':')
  const label = rest.length === 0 ? undefined : rest.join(':')
  const { id: sessionId } = await store.session(start)
  const all: SnapshotTaken[] = []
  for await (const event of eventsBesidePoints(store, sessionId)) if (event.type === 'snapshot') all.push(event)
  const fitting = all.filter((one) => (instrument ?? one.instrument) === one.instrument && (label ?? one.label) === one.label)
  if (fitting.length > 0) return fitting
  if (all.length === 0) throw new CommandError(`Session ${sessionId} has no snapshots.`, 'A script takes one with: await session.snapshot()')
  const names = all.map((one) => (one.label === undefined ? one.instrument : `${one.instrument} '${one.label}'`)).join(', ')
  throw new CommandError(`Session ${sessionId} has no such snapshot.`, `It has: ${names}.`)
}

/**
 * Shows what changed from one snapshot to another, instrument by instrument. Each is `id` (the first snapshot of each instrument) or
 * `id:label`; the second may be a label of the first one's session.
 */
export async function diffSessionSnapshots(from: string, to: string, options: SnapshotOptions): Promise<void> {
  await withStore(options, async (store) => {
    const before = firstOfEach(await chosen(store, from, options))
    const after = firstOfEach(await chosen(store, await targetOf(store, from, to), options))
    const names = new Set([...before.keys(), ...after.keys()])
    const changes = [...names].map((name) => ({ instrument: name, changes: diffSnapshots(before.get(name) ?? {}, after.get(name) ?? {}) }))
    if (options.json === true) return printJson(changes.map((one) => exportJson(one)))
    for (const one of changes) printChanges(one.instrument, one.changes)
  })
}

async function targetOf(store: SessionStore, from: string, to: string): Promise<string> {
  const [session = ''] = from.split(':')
  const labels = await chosen(store, session, {})
  return labels.some(({ label }) => label === to) ? `${session}:${to}` : to
}

function firstOfEach(snapshots: readonly SnapshotTaken[]): Map<string, Snapshot> {
  const first = new Map<string, Snapshot>()
  for (const { instrument, settings } of snapshots) if (!first.has(instrument)) first.set(instrument, settings)
  return first
}

function printChanges(instrument: string, changes: Readonly<Record<string, SettingChange>>): void {
  const rows = Object.entries(changes).map(([name, { from, to }]) => [name, settingText(from), settingText(to)])
  const style = styleFor(process.stdout)
  printLine(style.bold(printable(instrument)))
  if (rows.length === 0) return printLine('  no difference')
  for (const line of textTable(['setting', 'from', 'to'], rows)) printLine(`  ${line}`)
}
