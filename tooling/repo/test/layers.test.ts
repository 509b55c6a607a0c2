import { describe, expect, it } from 'vitest'
import { importsOf } from '../checks/import-graph.ts'
import { findLayerFaults, type LayerPackage } from '../checks/layers.ts'

function packageWith(name: string, folder: string, sources: Readonly<Record<string, string>>): LayerPackage {
  return { name, folder, imports: Object.entries(sources).flatMap(([file, text]) => importsOf(`${folder}/${file}`, text)) }
}

function faultsOf(name: string, folder: string, text: string, file = 'src/a.ts'): readonly string[] {
  const apps = packageWith('@lab/cli', 'apps/cli', {})
  return findLayerFaults([packageWith(name, folder, { [file]: text }), apps])
}

describe('the layers of the house', () => {
  it.each([
    ['core imports a module of Node', '@lab/core', 'packages/core', `import { connect } from 'node:net'`],
    ['core has a dependency', '@lab/core', 'packages/core', `import z from 'zod'`],
    ['core imports a package by type only', '@lab/core', 'packages/core', `import type { A } from '@lab/scpi'`],
    ['core names a type of a package in place', '@lab/core', 'packages/core', `let a: import('@lab/scpi').A`],
    ['scpi does I/O', '@lab/scpi', 'packages/scpi', `await import('node:fs/promises')`],
    ['a transport imports a driver', '@lab/transport-lxi', 'packages/transports/lxi', `export { a } from '@lab/driver-x'`],
    ['a transport imports another', '@lab/transport-lxi', 'packages/transports/lxi', `import { sim } from '@lab/transport-sim'`],
    ['a transport takes two libraries', '@lab/transport-lxi', 'packages/transports/lxi', `import 'a'\nimport 'b'`],
    ['a driver imports a transport', '@lab/driver-x', 'packages/drivers/x', `import { sim } from '@lab/transport-sim'`],
    ['a driver imports its simulator', '@lab/driver-x', 'packages/drivers/x', `import { a } from './simulator.ts'`],
    ['a store imports a driver', '@lab/store-x', 'packages/stores/x', `import { a } from '@lab/driver-x'`],
    ['bench names a driver', '@lab/bench', 'packages/bench', `import { a } from '@lab/driver-x'`],
    ['bench takes a dependency of its own', '@lab/bench', 'packages/bench', `import a from 'lodash'`],
    ['testing imports a runner', '@lab/testing', 'packages/testing', `import { it } from 'vitest'`],
    ['a package imports an app', '@lab/bench', 'packages/bench', `import { a } from '@lab/cli'`],
    ['a package reaches into another by path', '@lab/scpi', 'packages/scpi', `import { a } from '../../core/src/clock.ts'`],
  ])('refuses that %s', (_what, name, folder, text) => {
    expect(faultsOf(name, folder, text)).not.toEqual([])
  })

  it('refuses an app in tests as well', () => {
    expect(faultsOf('@lab/bench', 'packages/bench', `import { a } from '@lab/cli'`, 'test/a.test.ts')).toHaveLength(1)
  })

  it.each([
    ['a driver simulator on the simulated bench', '@lab/driver-x', 'packages/drivers/x', `import '@lab/transport-sim'`, 'src/simulator.ts'],
    ['a test with whatever it needs', '@lab/scpi', 'packages/scpi', `import { it } from 'vitest'\nimport 'node:fs'`, 'test/a.test.ts'],
    ['bench with its YAML parser', '@lab/bench', 'packages/bench', `import { parse } from 'yaml'\nimport 'node:fs'`, 'src/a.ts'],
    ['a store with one engine', '@lab/store-x', 'packages/stores/x', `import D from 'better-sqlite3'`, 'src/a.ts'],
    ['testing with assertions of Node', '@lab/testing', 'packages/testing', `import assert from 'node:assert'`, 'src/a.ts'],
  ])('allows %s', (_what, name, folder, text, file) => {
    expect(faultsOf(name, folder, text, file)).toEqual([])
  })
})
