import { describe, expect, it } from 'vitest'
import { findCycles } from '../checks/cycles.ts'
import { importsOf } from '../checks/import-graph.ts'

function cyclesOf(sources: Readonly<Record<string, string>>): readonly (readonly string[])[] {
  return findCycles(Object.entries(sources).flatMap(([file, text]) => importsOf(file, text)))
}

describe('circular imports', () => {
  it('finds a circle once, of types or of values', () => {
    const cycles = cyclesOf({
      'src/a.ts': `import type { B } from './b.ts'`,
      'src/b.ts': `export { c } from './c.ts'`,
      'src/c.ts': `import { a } from './a.ts'`,
    })
    expect(cycles).toEqual([['src/a.ts', 'src/b.ts', 'src/c.ts', 'src/a.ts']])
  })

  it('finds a file that imports itself', () => {
    expect(cyclesOf({ 'a.ts': `import { a } from './a.ts'` })).toEqual([['a.ts', 'a.ts']])
  })

  it('leaves two ways to one file alone', () => {
    const cycles = cyclesOf({ 'a.ts': `import './b.ts'\nimport './c.ts'`, 'b.ts': `import './d.ts'`, 'c.ts': `import './d.ts'` })
    expect(cycles).toEqual([])
  })
})
