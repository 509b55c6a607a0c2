import { existsSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { searchPackagesFrom } from '@lab/bench'
import { CommandError } from '../command-error.ts'
import { reportError } from '../error-report.ts'
import { exitCode } from '../exit-code.ts'
import { endWithOutput } from '../output.ts'
import { printResult, watchSessions } from '../session-watch.ts'

export interface RunOptions {
  readonly bench?: string
  readonly simulate?: boolean
  readonly store?: string
  readonly json?: boolean
}

/**
 * Runs a script in this process. Its `openBench` follows the options through the environment. Signals are left to the sessions,
 * which make the bench safe before the process ends.
 */
export async function runScript(script: string, args: readonly string[], options: RunOptions): Promise<void> {
  const file = path.resolve(script)
  if (!existsSync(file)) throw new CommandError(`There is no script ${file}.`, 'Give the path of a .ts, .js or .mjs file.')
  setEnvironment(options)
  // From here on, output that nobody reads is an uncaught error like any other: the sessions make the bench safe first.
  process.stdout.off('error', endWithOutput)
  searchPackagesFrom(import.meta.url)
  // The script's own line lies below many of a driver's.
  Error.stackTraceLimit = Math.max(Error.stackTraceLimit, stackDepth)
  process.argv = [process.argv[0] ?? 'node', file, ...args]
  const stop = watchSessions((result) => {
    if (options.json === true) process.stdout.write(`${JSON.stringify(result)}\n`)
    else printResult(result)
  })
  const settled = failWhenItNeverSettles(file)
  try {
    await import(pathToFileURL(file).href)
  } catch (error) {
    process.exitCode = exitCode.failed
    reportError(error, file)
  } finally {
    settled()
    process.once('exit', stop)
  }
}

const stackDepth = 50

function setEnvironment({ bench, simulate, store }: RunOptions): void {
  if (bench !== undefined) process.env['LAB_BENCH'] = path.resolve(bench)
  if (store !== undefined) process.env['LAB_STORE'] = path.resolve(store)
  if (simulate === true) process.env['LAB_SIMULATE'] = '1'
}

/** A script whose top-level await nothing will ever settle would otherwise end as if all was well. */
function failWhenItNeverSettles(file: string): () => void {
  const onExit = (): void => {
    reportError(new Error(`${file} ended while it was still waiting: what it awaits can no longer happen.`))
    process.exitCode = exitCode.failed
  }
  process.once('exit', onExit)
  return () => process.off('exit', onExit)
}
