import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { bundleForBrowser } from '../checks/browser.ts'
import { namedPackages } from '../checks/changesets.ts'
import { manifestFaults } from '../checks/manifests.ts'
import { referenceFaults } from '../checks/references.ts'
import { functionLengths, spread } from '../checks/sizes.ts'
import { versionFaults } from '../checks/versions.ts'
import { readPackage, workspacePackages } from '../workspace.ts'

describe('versions', () => {
  const withDependencies = (dependencies: Readonly<Record<string, string>>, folder = 'a'): Parameters<typeof versionFaults>[0][number] => ({
    name: folder, folder, isPublic: true, manifest: { name: folder, dependencies },
  })

  it.each([
    ['a range', { x: '^1.2.3' }],
    ['a tag', { x: 'latest' }],
    ['a catalogued package with a version of its own', { zod: '4.6.7' }],
    ['a package of the workspace from elsewhere', { '@lab/core': '1.0.0' }],
    ['a name that is not catalogued', { x: 'catalog:' }],
  ])('refuses %s', (_what, dependencies) => {
    expect(versionFaults([withDependencies({ ...dependencies }), withDependencies({ zod: 'catalog:' }, 'b')], { zod: '4.6.7' })).not.toEqual([])
  })

  it('refuses two versions of one package', () => {
    expect(versionFaults([withDependencies({ x: '1.2.3' }), withDependencies({ x: '1.2.4' }, 'b')], {})).toEqual([
      'x in several versions: 1.2.3, 1.2.4',
    ])
  })

  it('takes exact, catalogued and workspace versions', () => {
    const dependencies = { x: '1.2.3', y: 'npm:z@1.2.3', zod: 'catalog:', '@lab/core': 'workspace:^' }
    expect(versionFaults([withDependencies(dependencies)], { zod: '4.6.7' })).toEqual([])
  })
})

describe('manifests', () => {
  it('names everything that an empty manifest lacks', () => {
    const faults = manifestFaults({ name: 'a', folder: 'nowhere', isPublic: true, manifest: { name: 'a' } }).join('\n')
    for (const lack of ['description', 'keywords', 'LICENSE', 'README.md', 'sideEffects', 'engines.node', 'publishConfig.access']) {
      expect(faults).toContain(lack)
    }
  })

  it('refuses published exports that still reach the sources', () => {
    const core = readPackage('packages/core')
    const manifest = { ...core.manifest, publishConfig: { access: 'public', exports: core.manifest['exports'] } }
    expect(manifestFaults({ ...core, manifest }).join('\n')).toContain('publishConfig.exports')
  })
})

describe('references to what is not in the repository', () => {
  // In two parts, so that this file itself stands alone.
  it.each([
    ['see /wor', 'k/main/readme'],
    ['read ../sha', 'red/design.md first'],
    ['"resolved": "https://registry.', 'npmjs.org/x"'],
    ['done for iss', 'ue 2'],
  ])('refuses "%s…"', (first, second) => {
    expect(referenceFaults('a.md', `one\n${first}${second}`)).toHaveLength(1)
  })

  it.each(['a network of instruments', 'https://example.org/work/a', 'shared/exclusive lock', 'registry.transports.includes(name)'])(
    'leaves "%s" alone', (line) => {
      expect(referenceFaults('a.md', line)).toEqual([])
    },
  )
})

describe('sizes', () => {
  it('measures the lines of every function body', () => {
    const source = ts.createSourceFile('a.ts', 'function a() {\n  return () => 1\n}\nconst b = () => {\n}\n', ts.ScriptTarget.Latest, true)
    expect(functionLengths(source)).toEqual([3, 1, 2])
  })

  it('gives median, ninth tenth and largest', () => {
    expect(spread([10, 1, 2, 3, 4, 5, 6, 7, 8, 9])).toEqual({ median: 6, p90: 10, max: 10 })
    expect(spread([])).toEqual({ median: 0, p90: 0, max: 0 })
  })
})

describe('bundling for a browser', () => {
  it('refuses an entry that needs a module of Node', async () => {
    const { faults } = await bundleForBrowser('tooling/repo/workspace.ts')
    expect(faults.join('\n')).toContain('node:fs')
  })
})

describe('changesets', () => {
  it('reads the packages that a changeset names', () => {
    expect(namedPackages('---\n"@lab/core": minor\n\'plain\': patch\n---\n\nText: minor\n')).toEqual(['@lab/core', 'plain'])
  })
})

describe('the workspace', () => {
  it('has every package once, by a name of its own', () => {
    const names = workspacePackages().map(({ name }) => name)
    expect(names).toContain('@lab/core')
    expect(new Set(names).size).toBe(names.length)
  })
})
