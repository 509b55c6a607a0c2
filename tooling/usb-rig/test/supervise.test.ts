import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { decodeResult, encodeResult, type GuestResult } from '../src/guest-result.ts'
import { whatRuns } from '../src/processes.ts'
import { programOfTests } from '../src/program-of-tests.ts'
import { supervise } from '../src/supervise.ts'

const passed: GuestResult = { names: ['suite', 'works'], outcome: 'passed', durationMs: 1 }
const failed: GuestResult = { names: ['suite', 'breaks'], outcome: 'failed', durationMs: 1, message: 'it broke' }

/** Runs a program of a shell. */
async function supervised(script: string, limitMs = 20_000) {
  const lines: string[] = []
  const fault = await supervise({
    name: 'a program', argv: ['sh', '-c', script], limitMs, onLine: (line) => lines.push(line), whatRuns: () => 'what runs',
  })
  return { lines, fault }
}

function says(result: GuestResult): string {
  return `echo '${encodeResult(result)}'`
}

/** Whether a process runs: one that has ended is there until its parent has asked for its end. */
function isThere(pid: number): boolean {
  try {
    return !/^State:\s+Z/mu.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

describe('a supervised program', () => {
  it('is at fault in nothing where it ends with 0 and all its tests have passed, or with 1 because of one that has not', async () => {
    expect(await supervised(`${says(passed)}; echo loud >&2`)).toMatchObject({ fault: undefined, lines: expect.arrayContaining([encodeResult(passed), 'loud']) })
    expect(await supervised(`${says(passed)}; ${says(failed)}; exit 1`)).toMatchObject({ fault: undefined })
  })

  it.each([
    ['ends without a test', 'echo hello', /^It ended \(0\) without the result of a test\.\nIts last lines:\nhello$/u],
    ['ends with 0 in spite of a failure', says(failed), /^It ended with 0, 1 of its tests have failed\./u],
    ['ends with 1 without a failure', `${says(passed)}; exit 1`, /^It ended with 1, 0 of its tests have failed\./u],
    ['ends by a signal', `${says(passed)}; kill -SEGV $$`, /^It ended with SIGSEGV, 0 of its tests have failed\./u],
  ])('is at fault where it %s', async (_, script, message) => {
    const { fault } = await supervised(script)
    expect(fault).toMatchObject({ names: ['a program', 'runs to its end'], outcome: 'failed' })
    expect(fault?.message).toMatch(message)
  })

  it('is ended with what it has started when its time is over, and its last lines are told with what ran', async () => {
    const { fault, lines } = await supervised(`${says(passed)}; for n in $(seq 100); do echo line $n; done; sleep 1000 & echo $!; wait`, 500)
    expect(fault?.message).toMatch(/^It had not ended after 0\.5 s, and was ended\.\nIts last lines:\nline 62\n/u)
    expect(fault?.message).toMatch(/\nwhat runs$/u)
    expect(fault?.durationMs).toBeLessThan(15_000)
    expect(lines).toHaveLength(102)
    await expect.poll(() => isThere(Number(lines.at(-1)))).toBe(false)
  })

  it('leaves nothing that it has started, also where it ends by itself', async () => {
    const { fault, lines } = await supervised(`${says(passed)}; sleep 1000 & echo $!`)
    expect(fault).toBeUndefined()
    await expect.poll(() => isThere(Number(lines.at(-1)))).toBe(false)
  })

  it('is at fault where it cannot be started', async () => {
    const fault = await supervise({ name: 'a program', argv: ['/no/such/program'], limitMs: 1000, onLine: () => undefined, whatRuns: () => '' })
    expect(fault?.message).toContain('ENOENT')
  })
})

describe('a program of tests', () => {
  it('ends with its last test, whatever one that failed has left open, and reports each under the names of its suites', async () => {
    const lines: string[] = []
    const argv = programOfTests(path.join(import.meta.dirname, 'support', 'leaves-a-child.ts'))
    const fault = await supervise({ name: 'a program', argv, limitMs: 15_000, onLine: (line) => lines.push(line), whatRuns: () => '' })
    expect(fault).toBeUndefined()
    expect(lines.map(decodeResult).filter((result) => result !== undefined)).toMatchObject([
      { names: ['suite', 'works'], outcome: 'passed' },
      { names: ['suite', 'is left out'], outcome: 'skipped' },
      { names: ['suite', 'leaves a child'], outcome: 'failed', message: expect.stringContaining('expected') },
      { names: ['alone'], outcome: 'passed' },
    ])
    expect(lines).toContain('after all')
  })
})

describe('what runs', () => {
  it('names this process with what its threads do', () => {
    const text = whatRuns()
    expect(text).toMatch(new RegExp(`^${process.pid} \\w .*node`, 'mu'))
    expect(text.split('\n').at(text.split('\n').findIndex((line) => line.startsWith(`${process.pid} `)) + 1)).toMatch(/^ {4}\S.*: \S/u)
    expect(text).toContain('\nThe kernel said:\n')
  })
})
