/** Reporter of node:test: prints a line per test as it ends. */
import type { TestEvent } from 'node:test/reporters'
import { inspect } from 'node:util'
import { encodeResult, type GuestResult } from '../src/guest-result.ts'

interface Ended {
  readonly name: string
  readonly nesting: number
  readonly skip?: string | boolean | undefined
  readonly details: { readonly duration_ms: number; readonly type?: string | undefined; readonly error?: Error }
}

function resultOf(ended: Ended, names: readonly string[], passed: boolean): GuestResult {
  const skipped = ended.skip !== undefined && ended.skip !== false
  const error = ended.details.error
  return {
    names: names.slice(0, ended.nesting + 1),
    outcome: skipped ? 'skipped' : passed ? 'passed' : 'failed',
    durationMs: ended.details.duration_ms,
    ...(error === undefined || passed ? {} : { message: inspect(error.cause ?? error, { depth: 3 }) }),
  }
}

/** Whatever has tests in it fails because of them, unless its own code or hooks do. */
function isOfOthers({ details: { type, error } }: Ended, passed: boolean): boolean {
  return passed ? type === 'suite' : /subtests? failed/u.test(String(error?.message))
}

async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const names: string[] = []
  for await (const { type, data } of events) {
    if (type === 'test:start') names[data.nesting] = data.name
    if (type !== 'test:pass' && type !== 'test:fail') continue
    const passed = type === 'test:pass'
    if (!isOfOthers(data, passed)) yield `${encodeResult(resultOf(data, names, passed))}\n`
  }
}

// eslint-disable-next-line no-restricted-syntax -- Node takes a reporter by this name only.
export { report as default }
