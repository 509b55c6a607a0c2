import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { SettingError } from '@lab/core'
import { z } from 'zod'

const entry = z.object({ module: z.string(), export: z.string() })

const labField = z.object({
  drivers: z.record(z.string(), entry.extend({ simulator: entry.optional() })).default({}),
  transports: z.record(z.string(), entry).default({}),
  stores: z.record(z.string(), entry).default({}),
  simulations: z.record(z.string(), entry).default({}),
})

/** Where a package keeps something: a subpath of its exports, and the name it is exported by. */
export type PackageEntry = z.infer<typeof entry>

/** An installed package that declares drivers, transports, stores or a simulated bench in the `lab` field of its package.json. */
export interface LabPackage extends z.infer<typeof labField> {
  readonly name: string
  readonly folder: string
}

/**
 * Packages with a `lab` field in the `node_modules` of these folders and of every folder above them, nearest first. Of two
 * with one name the nearer counts.
 */
export function findPackages(folders: Iterable<string>): LabPackage[] {
  const found = new Map<string, LabPackage>()
  for (const modules of new Set([...folders].flatMap(moduleFolders))) {
    for (const candidate of packagesIn(modules)) if (!found.has(candidate.name)) found.set(candidate.name, candidate)
  }
  return [...found.values()]
}

/** `…/node_modules` of a folder and of all above it. */
function moduleFolders(folder: string): string[] {
  const above = path.dirname(folder)
  return [path.join(folder, 'node_modules'), ...(above === folder ? [] : moduleFolders(above))]
}

function packagesIn(modules: string): LabPackage[] {
  return namesIn(modules).flatMap((name) => {
    const names = name.startsWith('@') ? namesIn(path.join(modules, name)).map((inner) => `${name}/${inner}`) : [name]
    return names.flatMap((full) => readPackage(path.join(modules, full)) ?? [])
  })
}

/** Names in a folder; none where there is no such folder. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith('.'))
  } catch {
    return []
  }
}

/** A package's declaration; undefined where there is none. */
function readPackage(folder: string): LabPackage | undefined {
  const file = path.join(folder, 'package.json')
  const content = readJson(file)
  if (typeof content !== 'object' || content === null || !('lab' in content) || !('name' in content)) return undefined
  const parsed = labField.safeParse(content.lab)
  if (parsed.success) return { name: String(content.name), folder, ...parsed.data }
  const where = parsed.error.issues.map((issue) => `lab.${issue.path.join('.')}: ${issue.message}`).join('; ')
  throw new SettingError(`${file}: The "lab" field has a mistake: ${where}.`, { code: 'LAB_PACKAGE_MISSING' })
}

/** Folders without a readable package.json are not packages. */
function readJson(file: string): unknown {
  try {
    const text = readFileSync(file, 'utf8')
    return text.includes('"lab"') ? JSON.parse(text) : undefined
  } catch {
    return undefined
  }
}

/**
 * Loads what a package declares.
 * @throws SettingError (LAB_PACKAGE_MISSING) where the package has no such module or export.
 */
export async function loadEntry(owner: LabPackage, wanted: PackageEntry): Promise<unknown> {
  const specifier = path.posix.join(owner.name, wanted.module)
  const module: unknown = await importFrom(owner, specifier)
  if (typeof module === 'object' && module !== null && wanted.export in module) return Reflect.get(module, wanted.export)
  const what = `has no export '${wanted.export}', which its "lab" field names`
  throw new SettingError(`The package ${specifier} in ${owner.folder} ${what}.`, {
    code: 'LAB_PACKAGE_MISSING', hint: `Install a newer version: npm install ${owner.name}`,
  })
}

async function importFrom(owner: LabPackage, specifier: string): Promise<unknown> {
  try {
    const file = createRequire(path.join(owner.folder, 'package.json')).resolve(specifier)
    return await import(pathToFileURL(file).href)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new SettingError(`The package ${specifier} in ${owner.folder} cannot be loaded: ${why}`, {
      code: 'LAB_PACKAGE_MISSING', hint: `Install it again with what it needs: npm install ${owner.name}`, cause,
    })
  }
}
