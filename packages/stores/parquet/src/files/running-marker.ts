import { join } from 'node:path'
import { isAlive, thisProcess, type WriterProcess } from '@lab/store-writer/thread'
import { replaceFile, type Disk } from './disk.ts'
import { runningFolder } from './names.ts'

/** Says who writes a session, and lets the next writer find a session that was left without an end. */
export interface RunningMarker {
  readonly sessionId: string
  /** Path of the session's folder from the folder of the store on. */
  readonly folder: string
  /** Absent where nobody writes it any more, though it was not ended. */
  readonly writer?: WriterProcess
}

export function markerPath(root: string, sessionId: string): string {
  return join(root, runningFolder, `${sessionId}.json`)
}

export function writeMarker(disk: Disk, root: string, sessionId: string, folder: string, isRunning = true): void {
  disk.makeFolder(join(root, runningFolder))
  const marker: RunningMarker = { sessionId, folder, ...(isRunning ? { writer: thisProcess() } : {}) }
  replaceFile(disk, markerPath(root, sessionId), Buffer.from(`${JSON.stringify(marker)}\n`))
  disk.syncFolder(join(root, runningFolder))
}

/** A marker, or undefined where it is not there or not whole. */
export function readMarker(disk: Pick<Disk, 'read'>, path: string): RunningMarker | undefined {
  try {
    return JSON.parse(disk.read(path).toString('utf8')) as RunningMarker
  } catch {
    return undefined
  }
}

export function isBeingWritten(marker: RunningMarker | undefined): boolean {
  return marker?.writer !== undefined && isAlive(marker.writer)
}

/** Removes a marker, and the folder of markers after the last one. */
export function removeMarker(disk: Disk, root: string, sessionId: string): void {
  for (const end of ['', '.new']) disk.remove(`${markerPath(root, sessionId)}${end}`)
  removeIfEmpty(disk, join(root, runningFolder))
}

/** Removes a folder that has nothing in it; another one stays. */
export function removeIfEmpty(disk: Disk, folder: string): void {
  try {
    disk.removeFolder(folder)
  } catch {
    // Something is in it.
  }
}
