import { readPackage, readWorkspaceFile, workspacePackages, type Package } from '../workspace.ts'
import type { Check } from './check.ts'

const exact = /^(?:npm:(?:@[^@]+|[^@]+)@)?\d+\.\d+\.\d+(?:-[\w.]+)?$/u

interface Use {
  readonly folder: string
  readonly field: string
  readonly name: string
  readonly spec: string
}

function usesOf({ folder, manifest }: Package): Use[] {
  const fields = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'] as const
  return fields.flatMap((field) =>
    Object.entries(manifest[field] ?? {}).map(([name, spec]) => ({ folder: folder === '' ? 'package.json' : folder, field, name, spec })),
  )
}

function specFault({ field, name, spec }: Use, catalog: Readonly<Record<string, string>>): string | undefined {
  if (name.startsWith('@lab/')) return spec.startsWith('workspace:') ? undefined : `${name} must be a workspace: dependency`
  if (spec === 'catalog:') return Object.hasOwn(catalog, name) ? undefined : `${name} is not in the catalog`
  if (field === 'peerDependencies') return undefined
  if (Object.hasOwn(catalog, name)) return `${name} is in the catalog; write "catalog:"`
  return exact.test(spec) ? undefined : `${name} is "${spec}", not one exact version`
}

function disagreements(uses: readonly Use[]): string[] {
  const specs = new Map<string, Set<string>>()
  for (const { name, spec, field } of uses) {
    if (!name.startsWith('@lab/') && field !== 'peerDependencies') specs.set(name, (specs.get(name) ?? new Set()).add(spec))
  }
  return [...specs].filter(([, found]) => found.size > 1).map(([name, found]) => `${name} in several versions: ${[...found].join(', ')}`)
}

/** Versions that are not exact, or not the same everywhere. */
export function versionFaults(packages: readonly Package[], catalog: Readonly<Record<string, string>>): readonly string[] {
  const uses = packages.flatMap(usesOf)
  const used = new Set(uses.filter(({ spec }) => spec === 'catalog:').map(({ name }) => name))
  return [
    ...Object.entries(catalog).filter(([, spec]) => !exact.test(spec)).map(([name, spec]) => `catalog: ${name} is "${spec}", not one exact version`),
    ...Object.keys(catalog).filter((name) => !used.has(name)).map((name) => `catalog: nobody uses ${name}`),
    ...uses.flatMap((use) => {
      const fault = specFault(use, catalog)
      return fault === undefined ? [] : [`${use.folder}: ${fault}`]
    }),
    ...disagreements(uses),
  ]
}

export const versionsCheck: Check = {
  name: 'versions aligned',
  stage: 'sources',
  run: () => ({ faults: versionFaults([readPackage(''), ...workspacePackages()], readWorkspaceFile().catalog) }),
}
