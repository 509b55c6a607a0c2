import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { addCounts, countPackage, countReport, noTests, oneFailure, summaryLine } from '../test-summary.ts'

const file = (assertionResults: readonly object[], status = 'passed'): object => ({ name: '/a/test/x.test.ts', status, assertionResults })

function withPackage<T>(files: Readonly<Record<string, string>>, body: (base: string) => T): T {
  const base = mkdtempSync(join(tmpdir(), 'lab-summary-'))
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(base, name, '..'), { recursive: true })
      writeFileSync(join(base, name), text)
    }
    return body(base)
  } finally {
    rmSync(base, { recursive: true, force: true })
  }
}

const pkg = { name: '@lab/p', folder: 'p', manifest: { name: '@lab/p' }, isPublic: true }

describe('the summary of all tests', () => {
  it('counts passed, failed and skipped tests and names the failed ones', () => {
    const report = { testResults: [file([
      { fullName: 'a works', status: 'passed' },
      { fullName: 'b works', status: 'failed' },
      { fullName: 'c works', status: 'skipped' },
      { fullName: 'd works', status: 'todo' },
    ], 'failed')] }
    expect(countReport(report, 'p')).toEqual({ passed: 1, failed: 1, skipped: 2, failures: ['p/test/x.test.ts › b works'] })
  })

  it('counts a file that cannot be loaded as one failure', () => {
    const counts = countReport({ testResults: [file([], 'failed')] }, 'p')
    expect(counts.failed).toBe(1)
  })

  it('counts results that cannot be read as one failure', () => {
    expect(countReport({}, 'p').failed).toBe(1)
  })

  it('takes tests without results for a failure', () => {
    const counts = withPackage({ 'p/test/a.test.ts': '' }, (base) => countPackage(pkg, base))
    expect(counts).toEqual(oneFailure('@lab/p: has tests, but they left no results'))
  })

  it('takes a package without tests as it is', () => {
    expect(withPackage({ 'p/src/a.ts': '' }, (base) => countPackage(pkg, base))).toEqual(noTests)
  })

  it('reads the results of a package', () => {
    const report = JSON.stringify({ testResults: [file([{ fullName: 'a works', status: 'passed' }])] })
    const counts = withPackage({ 'p/test/a.test.ts': '', 'p/.test-results/vitest.json': report }, (base) => countPackage(pkg, base))
    expect(counts).toEqual({ ...noTests, passed: 1 })
  })

  it('ends with a line that names skipped tests only where there are any', () => {
    expect(summaryLine({ ...noTests, passed: 12 })).toBe('12 passed, 0 failed')
    expect(summaryLine(addCounts({ ...noTests, passed: 12, skipped: 3 }, oneFailure('x')))).toBe('12 passed, 1 failed, 3 skipped')
  })
})
