import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

const command = fileURLToPath(new URL('../src/lab.ts', import.meta.url))

/** Keeps the compiled sources from one process to the next, which starts it in half the time. */
const compileCache = fileURLToPath(new URL('../node_modules/.cache/lab-tests', import.meta.url))

/** A script of `test/scripts`. */
export function script(name: string): string {
  return fileURLToPath(new URL(`scripts/${name}.ts`, import.meta.url))
}

const emptyBench = 'name: Empty\ninstruments: {}\nstore: { type: sqlite, path: data.sqlite }\n'

/** A temporary folder, by default with a bench that has a store and no instruments. Removed after the test. */
export async function labFolder(bench = emptyBench): Promise<string> {
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'lab-cli-')))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  if (bench !== '') await writeFile(path.join(folder, 'bench.yaml'), bench)
  return folder
}

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunningLab {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
  /** Resolves when standard output has this text. */
  said(text: string): Promise<void>
}

/** Starts the command as a process of its own. */
export function startLab(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): RunningLab {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('LAB_')))
  const child = spawn(process.execPath, ['--conditions=lab-source', command, ...args], {
    cwd, env: { ...clean, NODE_OPTIONS: '', NODE_COMPILE_CACHE: compileCache, ...env }, stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  const listeners = new Set<() => void>()
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    for (const listener of listeners) listener()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  const said = (text: string): Promise<void> => new Promise((resolve, reject) => {
    const look = (): void => {
      if (stdout.includes(text)) resolve()
    }
    listeners.add(look)
    look()
    void ended.then(() => reject(new Error(`It ended without saying '${text}': ${stdout}${stderr}`)))
  })
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await ended
  })
  return { child, ended, said }
}

/** Runs the command to its end. */
export function lab(cwd: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended> {
  return startLab(cwd, args, env).ended
}
