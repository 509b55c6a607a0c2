import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const lastMessages = 25

/** What a machine does: its processes, where in the kernel those that wait are, and the kernel's last messages. As text for people. */
export function whatRuns(procfs = '/proc'): string {
  const processes = readdirSync(procfs).filter((name) => /^\d+$/u.test(name)).map(Number).sort((a, b) => a - b)
  const lines = processes.flatMap((pid) => describeProcess(path.join(procfs, String(pid)), pid))
  return ['Processes (number, state, command, and where their threads are in the kernel):', ...lines, 'The kernel said:', kernelMessages()].join('\n')
}

/** Nothing for a thread of the kernel, which has no command, unless it is stuck; nor for a process that has gone meanwhile. */
function describeProcess(folder: string, pid: number): readonly string[] {
  try {
    const command = readFileSync(path.join(folder, 'cmdline'), 'utf8').replaceAll('\0', ' ').trim()
    const state = /^State:\s+(\w)/mu.exec(readFileSync(path.join(folder, 'status'), 'utf8'))?.[1] ?? '?'
    if (command === '' && state !== 'D') return []
    const threads = readdirSync(path.join(folder, 'task')).map((thread) => whereInKernel(path.join(folder, 'task', thread)))
    return [`${pid} ${state} ${command.slice(0, 120)}`, ...[...new Set(threads)].map((where) => `    ${where}`)]
  } catch {
    return []
  }
}

/** The innermost calls of a thread; without the right to see them, the one it sleeps in. */
function whereInKernel(folder: string): string {
  const read = (name: string): string => {
    try {
      return readFileSync(path.join(folder, name), 'utf8')
    } catch {
      return ''
    }
  }
  const calls = [...read('stack').matchAll(/\] (\S+?)\+/gu)].slice(0, 5).map(([, call]) => call)
  return `${read('comm').trim()}: ${calls.length > 0 ? calls.join(' < ') : read('wchan') || 'runs'}`
}

function kernelMessages(): string {
  try {
    return execFileSync('dmesg', { encoding: 'utf8', timeout: 5000 }).trimEnd().split('\n').slice(-lastMessages).join('\n')
  } catch (error) {
    return String(error)
  }
}
