import { lacks } from '@lab/counterparts'
import { describe, expect, it } from 'vitest'
import { kernelFolder } from '../src/folders.ts'
import type { GuestResult } from '../src/guest-result.ts'
import { whatIsMissing } from '../src/missing.ts'
import { guestPrograms } from '../src/programs.ts'
import { runPrograms, type ProgramsEnd } from '../src/run-programs.ts'

/** All programs run in one boot, before the tests are declared: each of theirs becomes one here. */
const timeoutMs = 1_200_000

/** Whether the guest stays away: it takes both cores for minutes, so that it is asked for. */
function staysAway(): boolean {
  if (process.env['LAB_USB_RIG'] === undefined) {
    console.warn('Tests are skipped: the USB guest takes minutes, set LAB_USB_RIG=1 to run it.')
    return true
  }
  const missing = whatIsMissing(kernelFolder)
  return lacks(missing.length === 0, `the USB guest, without ${missing.join(', ')},`)
}

function runAll(lines: string[]): Promise<ProgramsEnd> {
  return runPrograms(guestPrograms(), { timeoutMs, onLine: (line) => lines.push(line) })
}

function declare({ names, outcome, message }: GuestResult): void {
  const name = names.join(' › ')
  if (outcome === 'skipped') it.skip(name, () => undefined)
  else it(name, () => expect(message ?? outcome).toBe('passed'))
}

const lines: string[] = []
const end = staysAway() ? undefined : await runAll(lines)

describe('programs in the USB guest', () => {
  it.skipIf(end === undefined)('run to their end', () => {
    const said = [...lines.slice(-40), end?.log].join('\n')
    expect(end, said).toMatchObject({ timedOut: false })
    expect([0, 1], said).toContain(end?.status)
    expect(end?.results.some(({ outcome }) => outcome === 'failed'), said).toBe(end?.status === 1)
    expect(end?.results.length).toBeGreaterThan(0)
  })

  for (const result of end?.results ?? []) declare(result)
})
