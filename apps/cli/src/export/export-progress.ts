import { ProgressLine } from '../progress-line.ts'
import type { FlatTable } from './flat-types.ts'

/** An export that is done before shows no progress, in milliseconds. */
const patience = 1000

/** Shows on a terminal how far the rows of a long export are; not where the rows themselves go there. */
export function withProgress(table: FlatTable, toFile: boolean): FlatTable {
  if (!process.stderr.isTTY || (process.stdout.isTTY && !toFile)) return table
  return {
    ...table,
    chunks: async function* () {
      const line = new ProgressLine(process.stderr)
      const started = performance.now()
      try {
        for await (const chunk of table.chunks()) {
          yield chunk
          const elapsedMs = performance.now() - started
          const done = chunk.first + chunk.rows
          const rate = (1000 * done) / elapsedMs
          const progress = { done, acknowledged: done, total: table.rows, elapsedMs, etaMs: (1000 * (table.rows - done)) / rate, rate }
          if (elapsedMs > patience) line.show(progress)
        }
      } finally {
        line.end()
      }
    },
  }
}
