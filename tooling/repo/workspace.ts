import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

/** The folder everything else lies in. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/u, '')

type Dependencies = Readonly<Record<string, string>>

/** What the checks look at in a manifest. */
export interface Manifest {
  readonly name: string
  readonly version?: string
  readonly private?: boolean
  readonly [field: string]: unknown
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Dependencies
  readonly devDependencies?: Dependencies
  readonly peerDependencies?: Dependencies
  readonly optionalDependencies?: Dependencies
}

/** One package of the workspace. */
export interface Package {
  readonly name: string
  /** Relative to the root, with `/`; empty for the root itself. */
  readonly folder: string
  readonly manifest: Manifest
  readonly isPublic: boolean
}

function isManifest(value: unknown): value is Manifest {
  return typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string'
}

/** Reads the manifest of a folder. */
export function readPackage(folder: string, base = root): Package {
  const manifest: unknown = JSON.parse(readFileSync(join(base, folder, 'package.json'), 'utf8'))
  if (!isManifest(manifest)) throw new Error(`${folder}/package.json has no name`)
  return { name: manifest.name, folder, manifest, isPublic: manifest.private !== true }
}

function expand(pattern: string): string[] {
  if (!pattern.endsWith('/*')) return [pattern]
  const parent = pattern.slice(0, -2)
  if (!existsSync(join(root, parent))) return []
  return readdirSync(join(root, parent)).map((name) => `${parent}/${name}`)
}

/** What `pnpm-workspace.yaml` says. */
export interface WorkspaceFile {
  readonly packages: readonly string[]
  readonly catalog: Dependencies
}

export function readWorkspaceFile(): WorkspaceFile {
  const text: unknown = parse(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8'))
  if (typeof text !== 'object' || text === null) throw new Error('pnpm-workspace.yaml is empty')
  const packages = 'packages' in text && Array.isArray(text.packages) ? text.packages.map(String) : []
  const catalog = 'catalog' in text && typeof text.catalog === 'object' ? text.catalog : {}
  return { packages, catalog: Object.fromEntries(Object.entries(catalog ?? {}).map(([name, spec]) => [name, String(spec)])) }
}

/** Every package of the workspace in the order of its file; the root is not among them. */
export function workspacePackages(): readonly Package[] {
  return readWorkspaceFile().packages
    .flatMap(expand)
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .map((folder) => readPackage(folder))
}

/** Files below a folder of the root with one of the endings, relative to the root; nothing generated, nothing installed. */
export function filesBelow(folder: string, endings: readonly string[], base = root): string[] {
  const start = join(base, folder)
  if (!existsSync(start)) return []
  return readdirSync(start, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => relative(base, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((file) => !/(?:^|\/)(?:node_modules|dist|\.turbo|\.test-results|\.runnable)\//u.test(file))
    .sort()
}

/** Entry points of a package that a program can import, as `exports` has them: `.`, `./simulator`. */
export function importableEntries({ manifest }: Package): readonly string[] {
  const { exports } = manifest
  if (typeof exports !== 'object' || exports === null) return []
  return Object.keys(exports).filter((entry) => !entry.endsWith('.json'))
}
