import { PatientProgress } from '../patient-progress.ts'
import type { FlatTable } from './flat-types.ts'

/** Shows on a terminal how far the rows of a long export are; not where the rows themselves go there. */
export function withProgress(table: FlatTable, toFile: boolean): FlatTable {
  return {
    ...table,
    chunks: async function* () {
      const progress = new PatientProgress('points', toFile || !process.stdout.isTTY)
      try {
        for await (const chunk of table.chunks()) {
          yield chunk
          progress.show(chunk.first + chunk.rows, table.rows)
        }
      } finally {
        progress.end()
      }
    },
  }
}
