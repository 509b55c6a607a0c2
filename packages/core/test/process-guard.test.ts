import { spawn } from 'node:child_process'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'

const script = join(import.meta.dirname, 'fixtures', 'guarded-script.ts')
const source = join(import.meta.dirname, '..', 'src')
const core = pathToFileURL(join(source, 'index.ts')).href

interface Ended {
  readonly lines: readonly string[]
  readonly errors: string
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** Runs the script to its end; sends it a signal after a line that calls for it. */
function play(scenario: string, signals: Readonly<Record<string, NodeJS.Signals>> = {}, copies = [core]): Promise<Ended> {
  const child = spawn(process.execPath, ['--conditions=lab-source', script, scenario, ...copies], { stdio: ['ignore', 'pipe', 'pipe'] })
  const lines: string[] = []
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  createInterface(child.stdout).on('line', (line) => {
    lines.push(line)
    const signal = signals[line]
    if (signal !== undefined) child.kill(signal)
  })
  const tooLong = setTimeout(() => child.kill('SIGKILL'), 15_000)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      clearTimeout(tooLong)
      resolve({ lines, errors, code, signal })
    })
  })
}

const left = ['psu is being made safe', 'psu safe', 'psu closed']

describe.skipIf(process.platform === 'win32')('a process that is told to stop by', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s makes the bench safe first and then ends by that signal', async (signal) => {
    const ended = await play('wait', { ready: signal })
    expect(ended.lines).toEqual([
      'ready', 'psu0 is being made safe', 'psu0 safe', 'psu0 closed', `log ended: aborted: The process received ${signal}.`,
    ])
    expect(ended.errors).toContain(`${signal}: making the bench safe.`)
    expect([ended.code, ended.signal]).toEqual([null, signal])
  })

  it('SIGINT twice goes on making safe and does it once', async () => {
    const ended = await play('slow', { ready: 'SIGINT', 'psu is being made safe': 'SIGINT' })
    expect(ended.lines).toEqual(['ready', ...left, 'log ended: aborted: The process received SIGINT.'])
    expect(ended.errors).toContain('SIGINT: still making the bench safe.')
    expect(ended.signal).toBe('SIGINT')
  })

  it('SIGTERM in the middle of a run ends the run, and its rejection does not hide the signal', async () => {
    const ended = await play('run', { ready: 'SIGTERM' })
    expect(ended.lines).toEqual(['ready', ...left, 'log ended: aborted: The process received SIGTERM.'])
    expect(ended.errors).toBe('SIGTERM: making the bench safe.\n')
    expect(ended.signal).toBe('SIGTERM')
  })

  it('SIGINT with sessions of two installed copies makes both safe', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lab-copy-'))
    try {
      await cp(source, folder, { recursive: true })
      await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
      const ended = await play('wait', { ready: 'SIGINT' }, [core, pathToFileURL(join(folder, 'index.ts')).href])
      expect(ended.lines).toContain('psu0 safe')
      expect(ended.lines).toContain('psu1 safe')
      expect(ended.lines.filter((line) => line.endsWith('closed'))).toHaveLength(2)
      expect(ended.errors.match(/making the bench safe/g)).toHaveLength(1)
      expect(ended.signal).toBe('SIGINT')
    } finally {
      await rm(folder, { recursive: true })
    }
  })

  it('a signal that the host application listens to makes safe and leaves the end to the host', async () => {
    const ended = await play('host', { ready: 'SIGINT' })
    expect(ended.lines).toEqual(expect.arrayContaining(['host heard', ...left, 'host ends']))
    expect(ended.lines.filter((line) => line === 'host heard')).toHaveLength(1)
    expect(ended.lines.indexOf('psu closed')).toBeLessThan(ended.lines.indexOf('host ends'))
    expect([ended.code, ended.signal]).toEqual([7, null])
  })

  it('SIGTERM with guardProcess: false just ends', async () => {
    const ended = await play('unguarded', { ready: 'SIGTERM' })
    expect(ended.lines).toEqual(['ready'])
    expect(ended.signal).toBe('SIGTERM')
  })

  it('SIGTERM after its session was left just ends, without a listener of ours', async () => {
    const ended = await play('left', { ready: 'SIGTERM' })
    expect(ended.lines.slice(-2)).toEqual(['listeners: 0 0 0 0 0', 'ready'])
    expect(ended.errors).toBe('')
    expect(ended.signal).toBe('SIGTERM')
  })
})

describe('a process with an error', () => {
  it('that nobody caught shows it, makes the bench safe and ends with code 1', async () => {
    const ended = await play('throw')
    expect(ended.lines.slice(1)).toEqual([...left, 'log ended: aborted: An error was not caught: RangeError: nobody caught this'])
    expect(ended.errors).toContain('RangeError: nobody caught this')
    expect(ended.errors).toContain('guarded-script.ts')
    expect(ended.code).toBe(1)
  })

  it('in a promise that nobody awaited does the same', async () => {
    const ended = await play('reject')
    expect(ended.lines.slice(1)).toEqual([...left, 'log ended: aborted: An error was not caught: RangeError: nobody awaited this'])
    expect(ended.errors).toContain('RangeError: nobody awaited this')
    expect(ended.code).toBe(1)
  })
})

describe('a script that forgets to close its session', () => {
  it('is told so, and its bench is made safe', async () => {
    const ended = await play('forget')
    expect(ended.lines).toEqual(['script ends', ...left, 'log ended: aborted: The script ended without closing the session.'])
    expect(ended.errors).toContain('A session was left open when the script ended; it is closed now. Use `await using` or call close().')
    expect(ended.code).toBe(0)
  })
})
