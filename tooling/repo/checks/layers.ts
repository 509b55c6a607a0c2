import type { Package } from '../workspace.ts'
import { workspacePackages } from '../workspace.ts'
import type { Check } from './check.ts'
import { type Import, packageOf, readImports } from './import-graph.ts'

/** What the sources of one layer may import. */
interface Layer {
  /** Folder of the layer, or of the packages in it. */
  readonly folder: string
  readonly own: readonly string[]
  /** `all`, or the modules of Node that are allowed. */
  readonly node: 'all' | readonly string[]
  /** How many packages from elsewhere, or which. */
  readonly others: number | readonly string[]
  /** More for the files that this matches. */
  readonly extra?: { readonly files: RegExp; readonly own: readonly string[] }
}

const simulatorFiles = /\/src\/simulator(?:\.ts$|\/|-)/u

/** From the most special to the most general: the first that fits holds. */
const layers: readonly Layer[] = [
  { folder: 'packages/core', own: [], node: [], others: 0 },
  { folder: 'packages/scpi', own: ['@lab/core'], node: [], others: 0 },
  { folder: 'packages/transports/sim', own: ['@lab/core', '@lab/scpi'], node: 'all', others: 1 },
  { folder: 'packages/transports', own: ['@lab/core'], node: 'all', others: 1 },
  {
    folder: 'packages/drivers',
    own: ['@lab/core', '@lab/scpi'],
    node: [],
    others: 0,
    extra: { files: simulatorFiles, own: ['@lab/transport-sim'] },
  },
  { folder: 'packages/stores/writer', own: ['@lab/core'], node: 'all', others: 0 },
  { folder: 'packages/stores', own: ['@lab/core', '@lab/store-writer'], node: 'all', others: 1 },
  { folder: 'packages/bench', own: ['@lab/core'], node: 'all', others: ['yaml', 'zod'] },
  { folder: 'packages/testing', own: ['@lab/core', '@lab/scpi'], node: ['node:assert'], others: 0 },
]

/** What the check knows of a package. */
export interface LayerPackage extends Pick<Package, 'name' | 'folder'> {
  readonly imports: readonly Import[]
}

function isSource(pkg: LayerPackage, { file }: Import): boolean {
  return file.startsWith(`${pkg.folder}/src/`)
}

function allowedOwn(layer: Layer, file: string): readonly string[] {
  return layer.extra?.files.test(file) === true ? [...layer.own, ...layer.extra.own] : layer.own
}

/** Why an import is not allowed, or undefined. */
function faultOf(layer: Layer, self: string, { file, specifier }: Import): string | undefined {
  const name = packageOf(specifier)
  if (specifier.startsWith('.') || name === self) return undefined
  if (name.startsWith('node:')) {
    return layer.node === 'all' || layer.node.includes(name) ? undefined : `${layer.folder} may not use ${name}`
  }
  if (name.startsWith('@lab/')) {
    return allowedOwn(layer, file).includes(name) ? undefined : `${layer.folder} may not import ${name}`
  }
  if (typeof layer.others === 'number') return layer.others > 0 ? undefined : `${layer.folder} takes no dependency (${name})`
  return layer.others.includes(name) ? undefined : `${layer.folder} may import only ${layer.others.join(', ')}, not ${name}`
}

/** Libraries that come as several packages count once. */
const libraries: Readonly<Record<string, string>> = { 'hyparquet-writer': 'hyparquet' }

function libraryOf(name: string): string {
  return libraries[name] ?? name
}

function layerFaults(pkg: LayerPackage): string[] {
  const layer = layers.find(({ folder }) => pkg.folder === folder || pkg.folder.startsWith(`${folder}/`))
  if (layer === undefined) return []
  const sources = pkg.imports.filter((one) => isSource(pkg, one))
  const faults = sources.flatMap((one) => {
    const fault = faultOf(layer, pkg.name, one)
    return fault === undefined ? [] : [`${one.file}: ${fault}`]
  })
  const others = new Set(sources.map(({ specifier }) => libraryOf(packageOf(specifier))).filter((name) => !/^(?:\.|@lab\/|node:)/u.test(name)))
  if (typeof layer.others === 'number' && others.size > Math.max(layer.others, 0) && layer.others > 0) {
    faults.push(`${pkg.folder}: one library at most, found ${[...others].join(', ')}`)
  }
  return faults
}

/** Tests of the examples run the contracts of every driver over every wire: with what the tests of those packages have. */
function isWholeHouseTest(file: string): boolean {
  return file.startsWith('apps/examples/test/fixtures/every-')
}

/** Rules that hold for every package, its tests included. */
function generalFaults(pkg: LayerPackage, apps: readonly string[]): string[] {
  return pkg.imports.flatMap(({ file, specifier, target }) => {
    if (apps.includes(packageOf(specifier))) return [`${file}: nobody imports an app (${specifier})`]
    const leaves = target !== undefined && !target.startsWith(`${pkg.folder}/`) && /\/(?:src|test)\//u.test(file)
    return leaves && !isWholeHouseTest(file) ? [`${file}: leaves its package (${specifier})`] : []
  })
}

/** A driver's main entry must not pull its simulator in. */
function simulatorFaults(pkg: LayerPackage): string[] {
  if (!pkg.folder.startsWith('packages/drivers/')) return []
  return pkg.imports
    .filter(({ file, target }) => file.includes('/src/') && !simulatorFiles.test(file) && simulatorFiles.test(target ?? ''))
    .map(({ file, specifier }) => `${file}: only the /simulator entry reaches the simulator (${specifier})`)
}

/** All faults of a workspace. */
export function findLayerFaults(packages: readonly LayerPackage[]): readonly string[] {
  const apps = packages.filter(({ folder }) => folder.startsWith('apps/')).map(({ name }) => name)
  return packages.flatMap((pkg) => [...layerFaults(pkg), ...generalFaults(pkg, apps), ...simulatorFaults(pkg)])
}

export const layersCheck: Check = {
  name: 'layers',
  stage: 'sources',
  run() {
    const packages = workspacePackages().map((pkg) => ({ ...pkg, imports: readImports(pkg.folder) }))
    return { faults: findLayerFaults(packages), note: `${packages.length} packages` }
  },
}
