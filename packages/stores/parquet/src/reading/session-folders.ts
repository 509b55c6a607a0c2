import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { StoreError } from '@lab/core'

/** The folder of a session. */
export interface SessionFolder {
  readonly id: string
  readonly date: string
  readonly path: string
}

function names(path: string): string[] {
  try {
    return readdirSync(path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

/** The days on which sessions were opened, newest first. @throws what the system says */
export function datesIn(root: string): string[] {
  return readdirSync(root).flatMap((name) => /^date=(\d{4}-\d{2}-\d{2})$/.exec(name)?.[1] ?? []).sort().reverse()
}

export function foldersOf(root: string, date: string): SessionFolder[] {
  const path = join(root, `date=${date}`)
  return names(path).flatMap((name) => {
    const id = /^session=([\w-]+)$/.exec(name)?.[1]
    return id === undefined ? [] : [{ id, date, path: join(path, name) }]
  })
}

/**
 * The session of that id, or with that beginning of it where only one has it.
 * @throws StoreError (not-found)
 */
export function findFolder(root: string, id: string): SessionFolder {
  const found: SessionFolder[] = []
  for (const date of datesIn(root)) {
    for (const folder of foldersOf(root, date)) {
      if (folder.id === id) return folder
      if (id !== '' && folder.id.startsWith(id)) found.push(folder)
    }
  }
  const [only, ...more] = found
  if (only === undefined) throw new StoreError('not-found', `${root} has no session ${id}.`, { hint: 'List its sessions to see their ids.' })
  if (more.length === 0) return only
  const list = found.slice(0, 10).map((folder) => folder.id).join(', ')
  throw new StoreError('not-found', `More than one session in ${root} begins with "${id}": ${list}.`, { hint: 'Give more of the id.' })
}
