import type { Check } from './check.ts'
import { type Import, readImports } from './import-graph.ts'

type Graph = ReadonlyMap<string, readonly string[]>

function graphOf(imports: readonly Import[]): Graph {
  const graph = new Map<string, string[]>()
  for (const { file, target } of imports) {
    if (target !== undefined) graph.set(file, [...(graph.get(file) ?? []), target])
  }
  return graph
}

/** One way around from `start` back to it, or undefined. */
function wayBack(graph: Graph, start: string): readonly string[] | undefined {
  const seen = new Set<string>()
  const waiting: (readonly string[])[] = [[start]]
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    for (const next of graph.get(path.at(-1) ?? '') ?? []) {
      if (next === start) return [...path, start]
      if (seen.has(next)) continue
      seen.add(next)
      waiting.push([...path, next])
    }
  }
  return undefined
}

/** The circles among the imports, each once, as the files in their order. */
export function findCycles(imports: readonly Import[]): readonly (readonly string[])[] {
  const graph = graphOf(imports)
  const found = new Map<string, readonly string[]>()
  for (const file of graph.keys()) {
    const cycle = wayBack(graph, file)
    const members = [...new Set(cycle)].sort().join()
    if (cycle !== undefined && !found.has(members)) found.set(members, cycle)
  }
  return [...found.values()]
}

export const cyclesCheck: Check = {
  name: 'no circular imports',
  stage: 'sources',
  run() {
    const imports = ['packages', 'apps', 'tooling'].flatMap((folder) => readImports(folder))
    return {
      faults: findCycles(imports).map((cycle) => cycle.join(' → ')),
      note: `${imports.length} imports, those of types included`,
    }
  },
}
