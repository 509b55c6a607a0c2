import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Disk } from '../files/disk.ts'
import { reserveName } from '../files/names.ts'

/** Room that a session needs to be closed properly. */
const reserveBytes = 256 * 1024

/** Takes room that is given up when the disk is full. Random bytes, so that no file system stores them in less room. */
export function takeReserve(disk: Disk, folder: string): void {
  const file = disk.create(join(folder, reserveName))
  try {
    file.write(randomBytes(reserveBytes), 0)
    file.sync()
  } finally {
    file.close()
  }
}

export function releaseReserve(disk: Disk, folder: string): void {
  disk.remove(join(folder, reserveName))
}
