import { utimesSync } from 'node:fs'

/** Says that something in a folder has changed, also where its names have not. */
export function touch(folder: string): void {
  const now = new Date()
  try {
    utimesSync(folder, now, now)
  } catch {
    // Another user's folder, say: what was remembered of it is used until its names change.
  }
}
