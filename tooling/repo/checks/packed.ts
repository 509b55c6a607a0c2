import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { publishedEnvironment, runCommand } from '../run-command.ts'
import { importableEntries, workspacePackages, type Package } from '../workspace.ts'
import type { Check, CheckReport } from './check.ts'
import { installedFaults } from './installed.ts'
import { inTemporaryFolder } from './temporary-folder.ts'

/** A published package as the archive that a user would get. */
export interface Archive {
  readonly pkg: Package
  readonly file: string
}

async function packOne(pkg: Package, folder: string): Promise<Archive> {
  const target = join(folder, pkg.name.replace(/[@/]/gu, '_'))
  mkdirSync(target)
  const { code, output } = await runCommand('pnpm', ['--dir', pkg.folder, 'pack', '--pack-destination', target])
  const [name] = readdirSync(target)
  if (code !== 0 || name === undefined) throw new Error(`${pkg.name} could not be packed: ${output.trim()}`)
  return { pkg, file: join(target, name) }
}

/** Two at a time: more only wait for each other. */
async function inPairs<T, R>(items: readonly T[], task: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (let index = 0; index < items.length; index += 2) results.push(...(await Promise.all(items.slice(index, index + 2).map(task))))
  return results
}

async function programFaults(pkg: Package, program: string, args: readonly string[]): Promise<string[]> {
  const { code, output } = await runCommand(program, args, { env: publishedEnvironment() })
  return code === 0 ? [] : [`${pkg.name}: ${program} says`, ...output.trimEnd().split('\n')]
}

/** The archive against what npm and TypeScript users need. Packages without an import entry have no types to look at. */
async function archiveFaults({ pkg, file }: Archive): Promise<string[]> {
  const faults = await programFaults(pkg, 'publint', ['run', file, '--strict'])
  if (importableEntries(pkg).length === 0) return faults
  const types = await programFaults(pkg, 'attw', [file, '--profile', 'esm-only', '--format', 'ascii', '--no-color'])
  return [...faults, ...types]
}

async function report(): Promise<CheckReport> {
  const built = await runCommand('turbo', ['run', 'build', '--output-logs=errors-only', '--continue'])
  if (built.code !== 0) return { faults: ['the build failed:', ...built.output.trimEnd().split('\n').slice(-40)] }
  const packages = workspacePackages().filter(({ isPublic }) => isPublic)
  return inTemporaryFolder(async (folder) => {
    const archives = await inPairs(packages, (pkg) => packOne(pkg, folder))
    const faults = (await inPairs(archives, archiveFaults)).flat()
    const installed = await installedFaults(archives, folder)
    return { faults: [...faults, ...installed.faults], note: `${archives.length} archives; ${installed.note}` }
  })
}

export const packedCheck: Check = { name: 'packed: publint, types, import and require', stage: 'packed', run: report }
