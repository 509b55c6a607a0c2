import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'

/** The process that writes a session, told apart from a later one that got the same number. */
export interface WriterProcess {
  readonly host: string
  readonly pid: number
  /** Boot and start time of the process where the platform tells them (Linux), else null. */
  readonly start: string | null
}

/** This process. */
export function thisProcess(): WriterProcess {
  return { host: hostname(), pid: process.pid, start: startOf(process.pid) ?? null }
}

/** True when that very process still runs on this machine. A process of another machine cannot be writing the same file. */
export function isAlive(writer: WriterProcess): boolean {
  if (writer.host !== hostname() || !hasProcess(writer.pid)) return false
  return writer.start === null || writer.start === startOf(writer.pid)
}

function hasProcess(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** `<boot id>/<clock ticks since boot>`; undefined for a process that is gone, also for one that is only not yet reaped. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The second field is the program's name in parentheses and may hold anything, also parentheses.
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (state === 'Z' || state === 'X') return undefined
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()}/${fields[18] ?? ''}`
  } catch {
    return undefined
  }
}
