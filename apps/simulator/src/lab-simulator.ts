#!/usr/bin/env node
import { LabError } from '@lab/core'
import { parseCommandLine, type SimulatorArguments } from './command-line.ts'
import { serveBench, type ServedBench } from './serve-bench.ts'

function announce(bench: ServedBench, json: boolean): void {
  const lines = bench.instruments.map(({ alias, resource }) => (
    json ? JSON.stringify({ instrument: alias, resource }) : `${alias} ${resource}`))
  process.stdout.write(`${[...lines, json ? '{"ready":true}' : 'ready'].join('\n')}\n`)
}

/** Resolves when the program is told to end. */
function untilTold(exitWithStdin: boolean): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      if (exitWithStdin) process.stdin.destroy()
      resolve()
    }
    process.once('SIGINT', end)
    process.once('SIGTERM', end)
    if (exitWithStdin) process.stdin.once('end', end).once('close', end).resume()
  })
}

async function serve(options: SimulatorArguments): Promise<void> {
  const told = untilTold(options.exitWithStdin)
  const bench = await serveBench(options)
  announce(bench, options.json)
  await told
  await bench.close()
}

function report(error: unknown, exitWithStdin: boolean): void {
  if (!(error instanceof LabError)) throw error
  const hint = error.hint === undefined ? '' : `\n${error.hint}`
  process.stderr.write(`lab-simulator: ${error.message}${hint}\n`)
  process.exitCode = 1
  if (exitWithStdin) process.stdin.destroy()
}

const parsed = parseCommandLine(process.argv.slice(2))
if ('exitCode' in parsed) process.exitCode = parsed.exitCode
else await serve(parsed).catch((error: unknown) => report(error, parsed.exitWithStdin))
