import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Package } from './workspace.ts'
import { filesBelow, root } from './workspace.ts'

/** Tests of one package, or of all. */
export interface TestCounts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** Names of what failed, for the end of the output. */
  readonly failures: readonly string[]
}

export const noTests: TestCounts = { passed: 0, failed: 0, skipped: 0, failures: [] }

export function addCounts(a: TestCounts, b: TestCounts): TestCounts {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    failures: [...a.failures, ...b.failures],
  }
}

/** One failure that is not a test: a package that does not compile, results that are missing. */
export function oneFailure(text: string): TestCounts {
  return { ...noTests, failed: 1, failures: [text] }
}

interface Assertion {
  readonly fullName: string
  readonly status: string
}

interface FileResult {
  readonly name: string
  readonly status: string
  readonly message?: string
  readonly assertionResults: readonly Assertion[]
}

function isReport(value: unknown): value is { testResults: readonly FileResult[] } {
  return typeof value === 'object' && value !== null && 'testResults' in value && Array.isArray(value.testResults)
}

function countFile(file: FileResult, label: string): TestCounts {
  const withStatus = (status: string): readonly Assertion[] => file.assertionResults.filter((one) => one.status === status)
  const failed = withStatus('failed')
  const counts: TestCounts = {
    passed: withStatus('passed').length,
    failed: failed.length,
    skipped: file.assertionResults.length - withStatus('passed').length - failed.length,
    failures: failed.map((one) => `${label} › ${one.fullName}`),
  }
  const brokenOutsideTests = file.status === 'failed' && failed.length === 0
  return brokenOutsideTests ? addCounts(counts, oneFailure(`${label} › ${file.message ?? 'could not be run'}`)) : counts
}

/** Adds up what the test runner wrote for one package. */
export function countReport(report: unknown, label: string): TestCounts {
  if (!isReport(report)) return oneFailure(`${label}: the results of its tests cannot be read`)
  return report.testResults
    .map((file) => countFile(file, `${label}/${file.name.split('/').slice(-2).join('/')}`))
    .reduce(addCounts, noTests)
}

/** The results of one package. Tests without results are a failure. */
export function countPackage(pkg: Package, base = root): TestCounts {
  if (filesBelow(`${pkg.folder}/test`, ['.test.ts'], base).length === 0) return noTests
  const file = join(base, pkg.folder, '.test-results/vitest.json')
  if (!existsSync(file)) return oneFailure(`${pkg.name}: has tests, but they left no results`)
  return countReport(JSON.parse(readFileSync(file, 'utf8')), pkg.folder)
}

/** The line that everything ends with. */
export function summaryLine({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
