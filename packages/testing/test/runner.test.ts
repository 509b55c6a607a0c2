import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { within, rejectionOf } from '../src/settling.ts'

describe('a contract', () => {
  it('runs under node:test as it does under vitest', async () => {
    const file = fileURLToPath(new URL('node-runner/memory-store.ts', import.meta.url))
    const environment = { ...process.env, NODE_TEST_CONTEXT: undefined }
    const { stdout } = await promisify(execFile)(
      process.execPath, ['--conditions=lab-source', '--test', '--test-reporter=tap', file], { env: environment },
    )
    expect(stdout).toMatch(/# pass 27\n# fail 0/)
  })

  it('does not wait longer than its patience', async () => {
    const never = new Promise<void>(() => undefined)
    await expect(within(never, 5, 'it')).rejects.toThrow('it did not settle within 5 ms')
    await expect(rejectionOf(never, 5, 'it')).rejects.toThrow('it did not settle within 5 ms')
    await expect(rejectionOf(Promise.resolve(1), 5, 'it')).rejects.toThrow('it resolved, expected a rejection')
    expect(await rejectionOf(Promise.reject(new Error('yes')), 5, 'it')).toEqual(new Error('yes'))
  })
})
