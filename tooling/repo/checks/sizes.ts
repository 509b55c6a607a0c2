import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { filesBelow, root } from '../workspace.ts'
import type { Check, CheckReport } from './check.ts'

/** No file is longer, sources and tests alike. */
const longestFile = 300

/** Median, ninth tenth and largest of some figures. */
export function spread(values: readonly number[]): { readonly median: number; readonly p90: number; readonly max: number } {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  return { median: at(0.5), p90: at(0.9), max: sorted.at(-1) ?? 0 }
}

/** Lines of every function body of a file. */
export function functionLengths(file: ts.SourceFile): number[] {
  const lengths: number[] = []
  const lineOf = (position: number): number => file.getLineAndCharacterOfPosition(position).line
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      lengths.push(lineOf(node.body.getEnd()) - lineOf(node.body.getStart(file)) + 1)
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return lengths
}

interface Measured {
  readonly file: string
  readonly lines: number
  readonly functions: readonly number[]
  readonly exports: number
}

function measure(file: string): Measured {
  const text = readFileSync(join(root, file), 'utf8')
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const isExported = (node: ts.Statement): boolean =>
    ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true
  return {
    file,
    lines: text.trimEnd().split('\n').length,
    functions: functionLengths(source),
    exports: source.statements.filter(isExported).length,
  }
}

function show(name: string, values: readonly number[], wanted: string): string {
  const { median, p90, max } = spread(values)
  return `${name} ${median}/${p90}/${max} (wanted ${wanted})`
}

function report(): CheckReport {
  const files = ['packages', 'apps', 'tooling'].flatMap((folder) => filesBelow(folder, ['.ts'])).map(measure)
  const sources = files.filter(({ file }) => file.includes('/src/'))
  const tests = files.filter(({ file }) => file.startsWith('packages/') && file.includes('/test/'))
  const linesOf = (some: readonly Measured[]): number => some.reduce((sum, { lines }) => sum + lines, 0)
  const packageLines = linesOf(sources.filter(({ file }) => file.startsWith('packages/')))
  const withExports = sources.filter(({ file, exports }) => !file.endsWith('/index.ts') && exports > 0)
  return {
    faults: files.filter(({ lines }) => lines > longestFile).map(({ file, lines }) => `${file}: ${lines} lines, ${longestFile} at most`),
    note: [
      show('file lines', sources.map(({ lines }) => lines), '≤ 90/250/300'),
      show('function lines', sources.flatMap(({ functions }) => functions), '≤ 7/20'),
      show('exports a file', withExports.map(({ exports }) => exports), '≤ 3'),
      `tests : source ${(linesOf(tests) / Math.max(packageLines, 1)).toFixed(2)} (wanted ≥ 1.5)`,
    ].join('; '),
  }
}

export const sizesCheck: Check = { name: 'sizes', stage: 'sources', run: report }
