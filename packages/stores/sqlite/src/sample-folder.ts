import { readdirSync, realpathSync, rmdirSync, rmSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf } from './failure.ts'

/** Where bytes lie that are kept beside the store. */
export interface SamplePlace {
  /** Name of a file in the folder. */
  readonly file: string
  readonly offset: number
  readonly length: number
}

/** Key of the session, and eight digits that no other file has had: keys are given anew where a session did not come to be. */
const fileName = /^(\d+)-[0-9a-f]{8}\.raw$/

/** The folder beside a store. SQLite, too, follows links before it names the files beside one. */
export function sampleFolderOf(store: string): string {
  try {
    return `${realpathSync(store)}-waveforms`
  } catch {
    return `${store}-waveforms` // there is no store yet
  }
}

/** True for names that this package gives: a changed store must not lead anywhere else. */
export function isSampleFile(name: string): boolean {
  return fileName.test(name)
}

/** The files in the folder of a store, with the key of the session of each. Files of others are none. */
export function sampleFilesOf(store: string): readonly { readonly name: string; readonly session: number }[] {
  return namesIn(sampleFolderOf(store)).flatMap((name) => {
    const session = fileName.exec(name)?.[1]
    return session === undefined ? [] : [{ name, session: Number(session) }]
  })
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return []
    throw error
  }
}

/** Bytes of all samples beside a store. */
export function bytesBeside(store: string): number {
  const folder = sampleFolderOf(store)
  const sizes = sampleFilesOf(store).map(({ name }) => statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0)
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** Removes what is behind the last sample that is kept in a file; the file where it keeps none, and the folder with the last file. */
export function cutSampleFile(store: string, name: string, end: number): void {
  const folder = sampleFolderOf(store)
  const path = join(folder, name)
  if (end > 0) {
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > end) truncateSync(path, end)
    return
  }
  rmSync(path, { force: true })
  removeIfEmpty(folder)
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {
    // Other sessions have their samples in it.
  }
}
