import path from 'node:path'
import { pathToFileURL } from 'node:url'

const reporter = pathToFileURL(path.join(import.meta.dirname, '..', 'guest', 'reporter.ts')).href

/** The command that runs a program of node:test. It ends with the last test: what one that failed has left open does not keep it. */
export function programOfTests(file: string): readonly [string, ...string[]] {
  return [process.execPath, '--test-force-exit', `--test-reporter=${reporter}`, '--test-reporter-destination=stdout', file]
}
