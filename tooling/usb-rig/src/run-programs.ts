import path from 'node:path'
import { decodeResult, type GuestResult } from './guest-result.ts'
import { root } from './programs.ts'
import { runInGuest, type GuestEnd } from './run-in-guest.ts'
import { warmUp } from './warm-up.ts'

/** What the guest has for the report of a program that did not end, and to switch itself off. */
const endingSeconds = 20

export interface ProgramOptions {
  /** For all of them together, in ms. */
  readonly timeoutMs: number
  readonly onResult?: ((result: GuestResult) => void) | undefined
  /** What the programs print. */
  readonly onLine?: ((line: string) => void) | undefined
}

export interface ProgramsEnd extends GuestEnd {
  readonly results: readonly GuestResult[]
}

/** Runs programs of tests in one boot of the guest. They are paths from the root of the repository. */
export async function runPrograms(programs: readonly string[], { timeoutMs, onResult, onLine }: ProgramOptions): Promise<ProgramsEnd> {
  const results: GuestResult[] = []
  const take = (line: string): void => {
    const result = decodeResult(line)
    if (result === undefined) return onLine?.(line)
    results.push(result)
    onResult?.(result)
  }
  await warmUp(programs)
  const runner = path.join(import.meta.dirname, '..', 'guest', 'run-programs.ts')
  const end = await runInGuest(['node', runner, root, String(timeoutMs / 1000 - endingSeconds), ...programs], { onLine: take, timeoutMs, folder: root })
  return { ...end, results }
}
