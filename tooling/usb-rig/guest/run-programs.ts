/**
 * Runs programs of tests in the guest, one after the other, each in a process and a time of its own. Arguments: the root of the
 * repository, after how many seconds of the machine there is to be an end of it, and the programs from the root.
 */
import { spawnSync } from 'node:child_process'
import { uptime } from 'node:os'
import path from 'node:path'
import { decodeResult, encodeResult, type GuestResult } from '../src/guest-result.ts'
import { whatRuns } from '../src/processes.ts'
import { programOfTests } from '../src/program-of-tests.ts'
import { supervise } from '../src/supervise.ts'

/** Longest time of a program, in seconds: five times what the longest takes where nothing else runs. */
const mostSeconds = 300

const [root = '', end = '', ...programs] = process.argv.slice(2)
let failures = 0

function take(line: string): void {
  if (decodeResult(line)?.outcome === 'failed') failures += 1
  console.log(line)
}

async function run(program: string): Promise<GuestResult | undefined> {
  const seconds = Math.min(mostSeconds, Math.floor(Number(end) - uptime()))
  if (seconds <= 0) return { names: [program, 'runs'], outcome: 'failed', durationMs: 0, message: 'The time of the guest was over before.' }
  return await supervise({
    name: program,
    argv: programOfTests(path.join(root, program)),
    limitMs: seconds * 1000,
    onLine: take,
    whatRuns,
  })
}

/** What a program that was ended has left plugged in would be in the way of the next one. */
function unplugAll(): void {
  for (const device of ['acm', 'ftdi']) spawnSync('rig', ['unplug', device], { timeout: 20_000 })
}

for (const program of programs) {
  const fault = await run(program)
  if (fault === undefined) continue
  take(encodeResult(fault))
  unplugAll()
}
process.exit(failures === 0 ? 0 : 1)
