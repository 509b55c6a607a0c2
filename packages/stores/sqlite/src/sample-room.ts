import { createReadStream, createWriteStream, mkdirSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Database } from 'better-sqlite3'
import { versionOf } from './schema.ts'
import { cutSampleFile, sampleFilesOf, sampleFolderOf } from './sample-folder.ts'
import { isWritten, type SessionRecord } from './session-list.ts'
import { synchroniseFolder } from './synchronise-folder.ts'

/** How much of a file beside a store its records name. */
export interface SamplePart {
  readonly file: string
  readonly end: number
}

/** The files beside a store that its records name, with where the last of their samples ends. */
export function sampleParts(database: Database): readonly SamplePart[] {
  if (versionOf(database) < 3) return []
  return database.prepare<[], SamplePart>(
    'SELECT file, max(offset + length) AS "end" FROM blobs INDEXED BY sample_files WHERE file IS NOT NULL GROUP BY session, file',
  ).all()
}

/**
 * Gives back the room beside a store that no record needs: what writers have left that were killed, and what was copied in vain. What
 * sessions need that are being written stays.
 */
export function forgetSamples(database: Database): void {
  const sessionOf = database.prepare<[number], SessionRecord>('SELECT * FROM sessions WHERE id = ?')
  database.transaction(() => {
    const parts = new Map(sampleParts(database).map(({ file, end }) => [file, end]))
    for (const { name, session } of sampleFilesOf(database.name)) {
      const found = sessionOf.get(session)
      if (found === undefined || !isWritten(found)) cutSampleFile(database.name, name, parts.get(name) ?? 0)
    }
  }).immediate()
}

/** Copies the samples that the records of a store name to the place beside another file. Durable when it resolves. */
export async function copySamples(
  store: string, target: string, parts: readonly SamplePart[], signal: AbortSignal | undefined,
): Promise<void> {
  if (parts.length === 0) return
  const [from, to] = [sampleFolderOf(store), sampleFolderOf(target)]
  mkdirSync(to)
  for (const { file, end } of parts) {
    const [source, copy] = [createReadStream(join(from, file), { end: end - 1 }), createWriteStream(join(to, file), { flags: 'wx' })]
    await pipeline(source, copy, { signal })
    await synchroniseFile(join(to, file))
  }
  await synchroniseFolder(to)
  await synchroniseFolder(dirname(to))
}

async function synchroniseFile(path: string): Promise<void> {
  const handle = await open(path, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
