#!/usr/bin/env node
import { createRequire } from 'node:module'
import { CommanderError, type Command } from 'commander'
import { CommandError } from './command-error.ts'
import { reportError } from './error-report.ts'
import { exitCode } from './exit-code.ts'
import { endWithOutput } from './output.ts'
import { labProgram } from './program.ts'

function packageVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)('../package.json')
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : ''
}

/** Makes every command throw instead of ending the process. */
function throwOnExit(command: Command): void {
  command.exitOverride()
  for (const inner of command.commands) throwOnExit(inner)
}

async function main(): Promise<void> {
  const program = labProgram(packageVersion())
  throwOnExit(program)
  try {
    await program.parseAsync()
  } catch (error) {
    process.exitCode = fail(error)
  }
}

/** Commander has printed its own errors already. */
function fail(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : exitCode.usage
  reportError(error)
  return error instanceof CommandError ? error.exitCode : exitCode.failed
}

process.stdout.on('error', endWithOutput)

// Not awaited: a script that waits for ever would otherwise be reported as our own top-level await.
void main()
