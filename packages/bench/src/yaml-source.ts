import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type Pair, type YAMLError } from 'yaml'
import { benchFileError, type Mistake, type Position } from './mistake.ts'
import { findLosses } from './yaml-losses.ts'

/** Keys and indexes from the top of a file down to a value. */
export type FilePath = readonly (string | number)[]

/** A parsed YAML file that knows where every key and value stands. */
export interface YamlSource {
  /** The whole file as plain data. */
  readonly data: unknown
  /** Where the value at a path stands; its nearest container where there is no such value. */
  valueAt(path: FilePath): Position
  /** Where the key at the end of a path stands. */
  keyAt(path: FilePath): Position
}

/**
 * Parses the text of a bench file. Tags that make anything but plain data are mistakes.
 * @throws SettingError (LAB_BENCH_FILE) that lists every mistake with line and column.
 */
export function parseYaml(file: string, text: string): YamlSource {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const problems = [...document.errors, ...document.warnings]
  if (problems.length > 0) {
    throw benchFileError(file, keepOnePerLine(problems.map((problem) => describe(problem, text, lines))))
  }
  const losses = findLosses(document).map(({ offset, ...mistake }) => ({ position: positionOf(offset, lines), ...mistake }))
  if (losses.length > 0) throw benchFileError(file, losses)
  return new PositionedYaml(document, lines, plainData(file, document))
}

function describe(problem: YAMLError, text: string, lines: LineCounter): Mistake {
  const [start, end] = problem.pos
  const position = positionOf(start, lines)
  if (problem.code === 'DUPLICATE_KEY') {
    return { position, text: `'${keyText(text, start)}' is written twice in the same place.`, hint: 'Keep one of them.' }
  }
  if (problem.code === 'BAD_ALIAS' && /^\s*\*\s*:/m.test(lineOf(text, start))) {
    return { position, text: "A key * must be written in quotes: '*'." }
  }
  if (problem.code === 'TAG_RESOLVE_FAILED') {
    return { position, text: `The tag ${text.slice(start, end)} is not allowed: a bench file holds plain data only.` }
  }
  if (problem.code === 'MULTIPLE_DOCS') return { position, text: 'A bench file is one YAML document; here begins a second one.' }
  return { position, text: `Not YAML: ${problem.message.replace(/\.?$/, '.')}` }
}

function keyText(text: string, start: number): string {
  return /^(?:"[^"]*"|'[^']*'|[^:\s]+)/.exec(text.slice(start))?.[0].replaceAll(/^["']|["']$/g, '') ?? ''
}

function lineOf(text: string, offset: number): string {
  const end = text.indexOf('\n', offset)
  return text.slice(text.lastIndexOf('\n', offset) + 1, end === -1 ? undefined : end)
}

function positionOf(offset: number, lines: LineCounter): Position {
  const { line, col } = lines.linePos(offset)
  return { line, column: col }
}

/** A syntax mistake often brings others on its line along; the one that is ours to explain comes first. */
function keepOnePerLine(mistakes: readonly Mistake[]): Mistake[] {
  const byLine = new Map<number, Mistake>()
  for (const mistake of mistakes) {
    const line = mistake.position?.line ?? 0
    const kept = byLine.get(line)
    if (kept === undefined || (isSyntax(kept) && !isSyntax(mistake))) byLine.set(line, mistake)
  }
  return [...byLine.values()]
}

function isSyntax(mistake: Mistake): boolean {
  return mistake.text.startsWith('Not YAML')
}

function plainData(file: string, document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 })
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw benchFileError(file, [{ text: `Not YAML: ${why.replace(/\.?$/, '.')}` }], cause)
  }
}

class PositionedYaml implements YamlSource {
  readonly data: unknown
  readonly #document: Document
  readonly #lines: LineCounter

  constructor(document: Document, lines: LineCounter, data: unknown) {
    this.#document = document
    this.#lines = lines
    this.data = data
  }

  valueAt(path: FilePath): Position {
    return this.#position(path, (pair) => pair?.value)
  }

  keyAt(path: FilePath): Position {
    return this.#position(path, (pair) => pair?.key)
  }

  /** Follows the path as far as it goes. */
  #position(path: FilePath, partOf: (pair: Pair | undefined) => unknown): Position {
    let node: unknown = this.#document.contents
    let offset = startOf(node) ?? 0
    for (const [depth, step] of path.entries()) {
      const pair = pairOf(node, step)
      const child = pair === undefined ? itemOf(node, step) : pair.value
      const shown = depth === path.length - 1 && pair !== undefined ? partOf(pair) : child
      offset = startOf(shown) ?? startOf(pair?.key) ?? offset
      node = child
    }
    return positionOf(offset, this.#lines)
  }
}

function pairOf(node: unknown, key: string | number): Pair | undefined {
  if (!isMap(node)) return undefined
  return node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(key))
}

function itemOf(node: unknown, index: string | number): unknown {
  return isSeq(node) ? node.items[Number(index)] : undefined
}

function startOf(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return undefined
  const start: unknown = node.range[0]
  return typeof start === 'number' ? start : undefined
}
