import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { SessionStatus, StoreStatistics } from '@lab/core'
import type { CatalogueEntry } from './catalogue.ts'

/** Counts what is in a store. */
export async function statisticsOf(root: string, days: AsyncIterable<readonly CatalogueEntry[]>): Promise<StoreStatistics> {
  const byStatus: Partial<Record<SessionStatus, number>> = {}
  const opened: number[] = []
  let [events, points] = [0, 0]
  for await (const entries of days) {
    for (const entry of entries) {
      const { status, openedMs } = entry.summary
      byStatus[status] = (byStatus[status] ?? 0) + 1
      opened.push(openedMs)
      events += entry.events
      points += entry.summary.points
    }
  }
  return { sessions: opened.length, byStatus, events, points, bytes: await bytesIn(root), ...rangeOf(opened) }
}

function rangeOf(opened: readonly number[]): Pick<StoreStatistics, 'firstOpenedMs' | 'lastOpenedMs'> {
  if (opened.length === 0) return {}
  let [firstOpenedMs, lastOpenedMs] = [Infinity, -Infinity]
  for (const timeMs of opened) {
    firstOpenedMs = Math.min(firstOpenedMs, timeMs)
    lastOpenedMs = Math.max(lastOpenedMs, timeMs)
  }
  return { firstOpenedMs, lastOpenedMs }
}

async function bytesIn(folder: string): Promise<number> {
  let bytes = 0
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) bytes += await bytesIn(path)
    else bytes += await stat(path).then(({ size }) => size, () => 0)
  }
  return bytes
}
