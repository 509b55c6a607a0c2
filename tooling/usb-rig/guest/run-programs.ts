/**
 * Runs programs of node:test in the guest, all in this one process: starting Node takes seconds there. Arguments: the root of the
 * repository, then the programs from there. It prints a line per test as it ends.
 */
import { once } from 'node:events'
import path from 'node:path'
import { run } from 'node:test'
import { inspect } from 'node:util'
import { encodeResult, type GuestResult } from '../src/guest-result.ts'

/** Of any test: some repeat something hundreds of times. */
const timeoutMs = 400_000

interface Ended {
  readonly name: string
  readonly nesting: number
  readonly skip?: string | boolean | undefined
  readonly details: { readonly duration_ms: number; readonly type?: string | undefined; readonly error?: Error }
}

const [root = '', ...programs] = process.argv.slice(2)
const names: string[] = []
let failures = 0

function resultOf(ended: Ended, passed: boolean): GuestResult {
  const skipped = ended.skip !== undefined && ended.skip !== false
  const error = ended.details.error
  return {
    names: names.slice(0, ended.nesting + 1),
    outcome: skipped ? 'skipped' : passed ? 'passed' : 'failed',
    durationMs: ended.details.duration_ms,
    ...(error === undefined || passed ? {} : { message: inspect(error.cause ?? error, { depth: 3 }) }),
  }
}

function report(ended: Ended, passed: boolean): void {
  if (!passed) failures += 1
  // Whatever has tests in it fails because of them, unless its own code or hooks do.
  const ofOthers = !passed && /subtests? failed/u.test(String(ended.details.error?.message))
  if (!ofOthers && (ended.details.type !== 'suite' || !passed)) console.log(encodeResult(resultOf(ended, passed)))
}

const stream = run({ files: programs.map((program) => path.join(root, program)), isolation: 'none', timeout: timeoutMs })
stream.on('test:start', ({ nesting, name }) => { names[nesting] = name })
stream.on('test:pass', (ended) => report(ended, true))
stream.on('test:fail', (ended) => report(ended, false))
await once(stream.resume(), 'end')
process.exit(failures === 0 ? 0 : 1)
