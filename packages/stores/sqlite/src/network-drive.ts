import { readFileSync, realpathSync } from 'node:fs'
import { dirname } from 'node:path'

/** File systems behind a network, as `/proc/self/mountinfo` names them. */
const remote = /^(nfs4?|cifs|smb[23]?|smbfs|9p|afs|ceph|glusterfs|lustre|davfs|fuse\.(sshfs|glusterfs|davfs2?|rclone|s3fs))$/

/** A line of `mountinfo`: where it is mounted is the fifth field, its type is the first behind the hyphen. See proc(5). */
const line = /^\S+ \S+ \S+ \S+ (\S+) .*? - (\S+) /

/** The type of the file system that a path is on; undefined where that is not known. */
export function fileSystemOf(path: string, mounts: string): string | undefined {
  let longest = -1
  let found: string | undefined
  for (const text of mounts.split('\n')) {
    const [, escaped = '', type] = line.exec(text) ?? []
    const point = escaped.replaceAll(/\\(\d{3})/g, (_, code: string) => String.fromCharCode(parseInt(code, 8)))
    const holds = point === '/' || path === point || path.startsWith(`${point}/`)
    // A later mount at the same place hides the one before.
    if (!holds || type === undefined || point.length < longest) continue
    longest = point.length
    found = type
  }
  return found
}

/** The kind of network drive a file lies on; undefined where it is none, or the platform does not tell. */
function networkDriveOf(path: string, mounts: string): string | undefined {
  if (process.platform === 'win32') return path.startsWith('\\\\') ? 'a shared folder' : undefined
  const type = fileSystemOf(path, mounts)
  return type !== undefined && remote.test(type) ? type : undefined
}

function mountsOfThisProcess(): string {
  try {
    return readFileSync('/proc/self/mountinfo', 'utf8')
  } catch {
    return '' // not Linux
  }
}

function realPathOf(path: string): string {
  try {
    return `${realpathSync(dirname(path))}/`
  } catch {
    return path // there is no such folder: opening the file says so
  }
}

/** Warns where a store is to be written over a network: locks and synchronisation do not hold there. */
export function warnOfNetworkDrive(path: string, mounts = mountsOfThisProcess()): void {
  const drive = networkDriveOf(process.platform === 'win32' ? path : realPathOf(path), mounts)
  if (drive === undefined) return
  process.emitWarning(`${path} is on a network drive (${drive}).`, {
    type: 'LabStoreWarning',
    code: 'LAB_STORE_NETWORK_DRIVE',
    detail: 'SQLite cannot rely on locks and on synchronisation there: two computers may damage the file, and what was acknowledged may be lost ' +
      'with the network. Write to a local disk, and copy the store there afterwards with `backup()`.',
  })
}
