import { runCommand } from '../run-command.ts'
import type { Check, CheckReport } from './check.ts'

/** A check that is a program: red when it ends with anything but 0, its output being the faults. */
async function programReport(program: string, args: readonly string[]): Promise<CheckReport> {
  const { code, output } = await runCommand(program, args)
  return code === 0 ? { faults: [] } : { faults: output.trimEnd().split('\n') }
}

export const unusedCheck: Check = {
  name: 'nothing unused',
  stage: 'sources',
  run: () => programReport('knip', ['--no-progress']),
}

export const lintCheck: Check = {
  name: 'lint',
  stage: 'sources',
  run: () => programReport('node', ['tooling/repo/start.mjs', 'lint']),
}

export const docsCheck: Check = {
  name: 'generated documents up to date',
  stage: 'sources',
  run: () => programReport('node', ['tooling/repo/generate-docs.ts', '--check']),
}
