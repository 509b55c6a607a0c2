import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { setTimeout as sleep } from 'node:timers/promises'
import { StoreError, type AnnotationChange, type Annotations, type OperationOptions } from '@lab/core'
import { isAlive, thisProcess, type WriterProcess } from '@lab/store-writer/thread'
import { machineDisk, replaceFile } from '../files/disk.ts'
import { annotationsName } from '../files/names.ts'

const none: Annotations = { notes: [], tags: [] }

/** What is in a file of annotations: they, and the CRC-32 of their JSON. */
interface AnnotationsFile extends Annotations {
  readonly crc: number
}

function textOf({ notes, tags }: Annotations): string {
  return JSON.stringify({ notes, tags })
}

/** The annotations of a session's folder, and whether their file is as it was written. */
export function readAnnotations(folder: string): Annotations & { readonly isWhole: boolean } {
  try {
    const text = readFileSync(join(folder, annotationsName), 'utf8')
    const file = JSON.parse(text) as AnnotationsFile
    return { notes: file.notes, tags: file.tags, isWhole: fileText(file) === text && Array.isArray(file.notes) && Array.isArray(file.tags) }
  } catch (error) {
    return { ...none, isWhole: error instanceof Error && 'code' in error && error.code === 'ENOENT' }
  }
}

function fileText(annotations: Annotations): string {
  const file: AnnotationsFile = { notes: annotations.notes, tags: annotations.tags, crc: crc32(textOf(annotations)) }
  return `${JSON.stringify(file, undefined, 2)}\n`
}

export function writeAnnotations(folder: string, annotations: Annotations): void {
  replaceFile(machineDisk, join(folder, annotationsName), Buffer.from(fileText(annotations)))
  machineDisk.syncFolder(folder)
}

/** Annotations after a change. */
function changed({ notes, tags }: Annotations, { note, addTags = [], removeTags = [] }: AnnotationChange): Annotations {
  const kept = tags.filter((tag) => !removeTags.includes(tag) && !addTags.includes(tag))
  return { notes: note === undefined ? notes : [...notes, note], tags: [...kept, ...new Set(addTags)].sort() }
}

/**
 * Changes the annotations of a session; one at a time, also from several processes.
 * @throws StoreError (locked, corrupt), the reason of the signal, or what the system says
 */
export async function annotateFolder(folder: string, change: AnnotationChange, lockTimeoutMs: number, options: OperationOptions): Promise<void> {
  const lock = join(folder, '_annotations.lock')
  await takeLock(lock, lockTimeoutMs, options)
  try {
    const before = readAnnotations(folder)
    if (!before.isWhole) {
      throw new StoreError('corrupt', `${join(folder, annotationsName)} is damaged.`, { hint: 'Repair or remove the file; the record of the session is not touched.' })
    }
    writeAnnotations(folder, changed(before, change))
  } finally {
    rmSync(lock, { force: true })
  }
}

async function takeLock(lock: string, lockTimeoutMs: number, { signal, timeoutMs = Infinity }: OperationOptions): Promise<void> {
  const until = performance.now() + Math.min(lockTimeoutMs, timeoutMs)
  for (;;) {
    signal?.throwIfAborted()
    if (tryToLock(lock)) return
    if (performance.now() >= until) throw new StoreError('locked', `${lock} is held by another program.`, { hint: 'Try again, or give a longer lockTimeoutMs.' })
    await sleep(10, undefined, { signal }).catch(() => undefined)
  }
}

function tryToLock(lock: string): boolean {
  try {
    const file = openSync(lock, 'wx')
    writeSync(file, JSON.stringify(thisProcess()))
    closeSync(file)
    return true
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    if (isAbandoned(lock)) rmSync(lock, { force: true })
    return false
  }
}

/** Its process was killed. */
function isAbandoned(lock: string): boolean {
  try {
    return !isAlive(JSON.parse(readFileSync(lock, 'utf8')) as WriterProcess)
  } catch {
    return false // It is just being made, or gone.
  }
}
