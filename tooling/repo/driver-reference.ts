import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { referencePage, type Declarations } from '@lab/scpi'
import { root, workspacePackages, type Package } from './workspace.ts'

/** What a driver package exports that a reference page is made of. */
export interface DriverExports {
  readonly models: readonly string[]
  /** Its declarations, by the name they are exported under: `edu36311aDeclarations`. */
  readonly declarations: ReadonlyMap<string, Declarations>
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** Settings and actions are told by their kind and header. */
function isDeclarations(value: unknown): value is Declarations {
  if (!isObject(value)) return false
  const entries: unknown[] = Object.values(value)
  return entries.length > 0 && entries.every((one) => isObject(one) && 'kind' in one && 'header' in one && 'description' in one)
}

function modelsOf(value: unknown): readonly string[] {
  return isObject(value) && 'open' in value && 'models' in value && Array.isArray(value.models) ? value.models.map(String) : []
}

/** Finds drivers and declarations among the exports of a module. */
export function driverExports(module: object): DriverExports {
  const entries: [string, unknown][] = Object.entries(module)
  return {
    models: [...new Set(entries.flatMap(([, value]) => modelsOf(value)))],
    declarations: new Map(entries.flatMap(([name, value]) => (isDeclarations(value) ? [[name, value] as const] : []))),
  }
}

/** The reference of a driver package; undefined where it exports no declarations. */
export function driverReference(name: string, { models, declarations }: DriverExports): string | undefined {
  if (declarations.size === 0) return undefined
  const introduction =
    `Every setting and command that \`${name}\` knows of these instruments. This page is made from the declarations of the package by\n` +
    '`npm run docs:generate`; change them there.'
  const all = Object.assign({}, ...declarations.values()) as Declarations // each of them is one
  return referencePage(all, { title: `${models.join(', ')}: reference`, introduction })
}

/** The driver packages of the workspace. */
export function driverPackages(): readonly Package[] {
  return workspacePackages().filter(({ folder }) => folder.startsWith('packages/drivers/'))
}

/** Loads a driver package from its sources and makes its page. */
export async function readReference({ name, folder }: Package): Promise<string | undefined> {
  const module = await import(pathToFileURL(join(root, folder, 'src/index.ts')).href) as object
  return driverReference(name, driverExports(module))
}
