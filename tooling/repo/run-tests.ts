/**
 * `npm test`: type checks and tests of every package, from the cache where nothing has changed, added up in one line.
 * Arguments are handed to turbo: `npm test -- --filter @lab/core`, `npm test -- --force`.
 */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { Package } from './workspace.ts'
import { root, workspacePackages } from './workspace.ts'
import { addCounts, countPackage, noTests, oneFailure, summaryLine, type TestCounts } from './test-summary.ts'

interface TaskRecord {
  readonly taskId: string
  readonly package: string
  readonly task: string
  readonly execution?: { readonly exitCode?: number | null }
}

function isRunRecord(value: unknown): value is { readonly tasks: readonly TaskRecord[] } {
  return typeof value === 'object' && value !== null && 'tasks' in value && Array.isArray(value.tasks)
}

const summaries = join(root, '.turbo/runs')

function turbo(args: readonly string[]): Promise<number> {
  const options = ['--output-logs=errors-only', '--continue', '--concurrency=100%', '--summarize']
  const child = spawn('turbo', ['run', 'typecheck', 'test', ...options, ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' },
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve(code ?? 1))
  })
}

/** What turbo did, from the one record that its last run left. */
function readTasks(): readonly TaskRecord[] {
  const [file] = existsSync(summaries) ? readdirSync(summaries).filter((name) => name.endsWith('.json')) : []
  if (file === undefined) return []
  const record: unknown = JSON.parse(readFileSync(join(summaries, file), 'utf8'))
  return isRunRecord(record) ? record.tasks : []
}

/** Results of an earlier run must never count for this one; turbo puts back those of packages that did not change. */
function forgetEarlierResults(packages: readonly Package[]): void {
  rmSync(summaries, { recursive: true, force: true })
  for (const { folder } of packages) rmSync(join(root, folder, '.test-results'), { recursive: true, force: true })
}

function hasFailed(task: TaskRecord): boolean {
  return (task.execution?.exitCode ?? 0) !== 0
}

/** The runner also fails without a failed test: on an error nobody caught, or when it finds no tests. */
function countTests(task: TaskRecord, packages: readonly Package[]): TestCounts {
  const pkg = packages.find(({ name }) => name === task.package)
  const counts = pkg === undefined ? noTests : countPackage(pkg)
  if (!hasFailed(task) || counts.failed > 0) return counts
  return addCounts(counts, oneFailure(`${task.package}: its test run failed, see above`))
}

function countTypecheck(task: TaskRecord): TestCounts {
  return hasFailed(task) ? oneFailure(`${task.package}: does not compile, see above`) : noTests
}

function addUp(packages: readonly Package[], tasks: readonly TaskRecord[], exitCode: number): TestCounts {
  const counts = tasks
    .map((task) => (task.task === 'test' ? countTests(task, packages) : countTypecheck(task)))
    .reduce(addCounts, noTests)
  if (exitCode === 0 || counts.failed > 0) return counts
  return addCounts(counts, oneFailure(`turbo ended with ${exitCode}, see above`))
}

/** Why tests were left out, as they said themselves: turbo keeps what a task printed, and brings it back with its result. */
function skipReasons(packages: readonly Package[]): readonly string[] {
  const reasons = packages.flatMap(({ name, folder }) => {
    const log = join(root, folder, '.turbo/turbo-test.log')
    const lines = existsSync(log) ? stripVTControlCharacters(readFileSync(log, 'utf8')).split('\n') : []
    return lines.filter((line) => /\bskipped: /u.test(line)).map((line) => `${name}: ${line.trim()}`)
  })
  return [...new Set(reasons)]
}

function print(counts: TestCounts, seconds: number): void {
  if (counts.failures.length > 0) console.log(`\nFailed:\n${counts.failures.map((name) => `  ✗ ${name}`).join('\n')}`)
  if (counts.skipped > 0) console.log(`\nSkipped:\n${skipReasons(packages).map((reason) => `  – ${reason}`).join('\n')}`)
  console.log(`\n${seconds.toFixed(1)} s`)
  console.log(summaryLine(counts))
}

const start = performance.now()
const packages = workspacePackages()
forgetEarlierResults(packages)
const exitCode = await turbo(process.argv.slice(2))
const counts = addUp(packages, readTasks(), exitCode)
print(counts, (performance.now() - start) / 1000)
process.exitCode = counts.failed > 0 || exitCode !== 0 ? 1 : 0
