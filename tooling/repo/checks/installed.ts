import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { publishedEnvironment, runCommand } from '../run-command.ts'
import { importableEntries, type Package } from '../workspace.ts'
import type { CheckReport } from './check.ts'

/** The oldest supported Node beside the one that runs this; there are builds of it for this platform only. */
const olderNode = { version: '22.23.3', platform: 'linux-x64' }

/** Imports and requires every entry, and prints what did not work. */
const script = (entries: readonly string[]): string => `
import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
let failed = 0
for (const entry of ${JSON.stringify(entries)}) {
  for (const [way, load] of [['import', () => import(entry)], ['require', () => require(entry)]]) {
    try {
      if (Object.keys(await load()).length === 0) throw new Error('exports nothing')
    } catch (error) {
      failed += 1
      console.log(way + ' ' + entry + ' on Node ' + process.versions.node + ': ' + error.message)
    }
  }
}
process.exit(failed > 0 ? 1 : 0)
`

async function install(folder: string, files: readonly string[]): Promise<string[]> {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'user', private: true }))
  const node = process.platform === 'linux' && process.arch === 'x64' ? [`node-${olderNode.platform}@${olderNode.version}`] : []
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-save', '--loglevel=error', ...files, ...node]
  const { code, output } = await runCommand('npm', args, { cwd: folder, env: publishedEnvironment() })
  return code === 0 ? [] : ['the archives do not install together:', ...output.trimEnd().split('\n')]
}

async function loadAll(folder: string, node: string): Promise<string[]> {
  const { code, output } = await runCommand(node, ['load.mjs'], { cwd: folder, env: publishedEnvironment() })
  return code === 0 ? [] : output.trimEnd().split('\n')
}

/** Installs the archives together as a user would, and loads every entry on the Node versions at hand. */
export async function installedFaults(
  archives: readonly { readonly pkg: Package; readonly file: string }[],
  parent: string,
): Promise<CheckReport & { readonly note: string }> {
  const folder = join(parent, 'user')
  mkdirSync(folder)
  const faults = await install(folder, archives.map(({ file }) => file))
  if (faults.length > 0) return { faults, note: 'not installed' }
  const entries = archives.flatMap(({ pkg }) => importableEntries(pkg).map((entry) => pkg.name + entry.slice(1)))
  writeFileSync(join(folder, 'load.mjs'), script(entries))
  const hasOlder = process.platform === 'linux' && process.arch === 'x64'
  const older = join(folder, 'node_modules', `node-${olderNode.platform}`, 'bin', 'node')
  const nodes = [process.execPath, ...(hasOlder ? [older] : [])]
  const found = await Promise.all(nodes.map((node) => loadAll(folder, node)))
  const versions = [process.versions.node, ...(hasOlder ? [olderNode.version] : [])]
  return { faults: found.flat(), note: `${entries.length} entries by import and require on Node ${versions.join(' and ')}` }
}
