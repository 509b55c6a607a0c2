import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isAlive, thisProcess } from '../src/writer-process.ts'

describe('the process of a writer', () => {
  it('is alive while it runs', () => {
    expect(isAlive(thisProcess())).toBe(true)
  })

  it('is gone after it was killed', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'])
    const writer = { ...thisProcess(), pid: child.pid ?? 0, start: null }
    expect(isAlive(writer)).toBe(true)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(isAlive(writer)).toBe(false)
  })

  it('is not taken for one of another machine', () => {
    expect(isAlive({ ...thisProcess(), host: 'elsewhere' })).toBe(false)
  })

  it.skipIf(!existsSync('/proc/self/stat'))('is told apart from a later one with the same number', () => {
    const writer = thisProcess()
    expect(writer.start).toMatch(/^[0-9a-f-]{36}\/\d+$/)
    expect(isAlive({ ...writer, start: `${writer.start ?? ''}0` })).toBe(false)
  })
})
