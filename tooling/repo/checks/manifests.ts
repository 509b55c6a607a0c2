import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readPackage, root, workspacePackages, type Package } from '../workspace.ts'
import type { Check } from './check.ts'

const supportedNode = '^22.18 || ^24.11 || >=26'

/** A rule that a published manifest keeps: undefined, or what is wrong. */
type Rule = (pkg: Package, base: string) => string | undefined

function field(pkg: Package, path: string): unknown {
  let value: unknown = pkg.manifest
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined
    value = new Map(Object.entries(value)).get(key)
  }
  return value
}

function show(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value)
}

function equals(path: string, expected: (pkg: Package) => unknown): Rule {
  return (pkg) => {
    const actual = show(field(pkg, path))
    const wanted = show(expected(pkg))
    return actual === wanted ? undefined : `"${path}" is ${actual}, expected ${wanted}`
  }
}

function isText(path: string): Rule {
  return (pkg) => {
    const value = field(pkg, path)
    return typeof value === 'string' && value.length > 0 ? undefined : `"${path}" is missing`
  }
}

function hasFile(name: string): Rule {
  return (pkg, base) => (existsSync(join(base, pkg.folder, name)) ? undefined : `${name} is missing`)
}

function keywords(pkg: Package): string | undefined {
  const value = field(pkg, 'keywords')
  return Array.isArray(value) && value.length >= 2 ? undefined : '"keywords" needs two at least'
}

function licenceText(pkg: Package, base: string): string | undefined {
  const file = join(base, pkg.folder, 'LICENSE')
  if (!existsSync(file)) return 'LICENSE is missing'
  return readFileSync(file, 'utf8').includes('Apache License') ? undefined : 'LICENSE is not the text of Apache-2.0'
}

/** Sources must not be what a published package resolves to. */
function publishedExports(pkg: Package): string | undefined {
  const published = show(field(pkg, 'publishConfig.exports'))
  const inside = JSON.stringify(field(pkg, 'exports'), (key, value: unknown) => (key === 'lab-source' ? undefined : value))
  return inside === published ? undefined : '"publishConfig.exports" differs from "exports" by more than the condition lab-source'
}

const rules: readonly Rule[] = [
  isText('description'), isText('homepage'), isText('bugs'), keywords, licenceText, hasFile('README.md'), publishedExports,
  equals('license', () => 'Apache-2.0'),
  equals('type', () => 'module'),
  equals('sideEffects', () => false),
  equals('engines.node', () => supportedNode),
  equals('publishConfig.access', () => 'public'),
  equals('repository.type', () => 'git'),
  equals('repository.directory', (pkg) => pkg.folder),
]

/** What the manifest of one published package lacks. */
export function manifestFaults(pkg: Package, base = root): readonly string[] {
  return rules.flatMap((rule) => {
    const fault = rule(pkg, base)
    return fault === undefined ? [] : [`${pkg.folder}: ${fault}`]
  })
}

export const manifestsCheck: Check = {
  name: 'manifests',
  stage: 'sources',
  run() {
    const packages = workspacePackages().filter(({ isPublic }) => isPublic)
    const rootFaults = readPackage('').isPublic ? ['the root is not private'] : []
    return { faults: [...rootFaults, ...packages.flatMap((pkg) => manifestFaults(pkg))], note: `${packages.length} published packages` }
  },
}
