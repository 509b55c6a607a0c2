import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { filesBelow, root } from './workspace.ts'

/** What one error code means, as the table of core has it. */
export interface CodeEntry {
  readonly meaning: string
  readonly remedy: string
}

/** String literals below a node. */
function literalsIn(node: ts.Node): string[] {
  const found: string[] = ts.isStringLiteral(node) ? [node.text] : []
  ts.forEachChild(node, (child) => void found.push(...literalsIn(child)))
  return found
}

function identifiersIn(node: ts.Node): string[] {
  const found: string[] = ts.isIdentifier(node) ? [node.text] : []
  ts.forEachChild(node, (child) => void found.push(...identifiersIn(child)))
  return found
}

/** Constants of a file by name, such as the tables from reason to code. */
function constantsOf(file: ts.SourceFile): ReadonlyMap<string, ts.Node> {
  const declarations = file.statements.filter(ts.isVariableStatement).flatMap(({ declarationList }) => [...declarationList.declarations])
  return new Map(declarations.flatMap(({ name, initializer }) =>
    ts.isIdentifier(name) && initializer !== undefined ? [[name.text, initializer] as const] : [],
  ))
}

/** Codes that a class mentions itself, or through a constant that it uses. */
function codesOfClasses(file: ts.SourceFile): (readonly [code: string, className: string])[] {
  const constants = constantsOf(file)
  return file.statements.filter(ts.isClassDeclaration).flatMap((declaration) => {
    const tables = identifiersIn(declaration).flatMap((name) => constants.get(name) ?? [])
    return [declaration, ...tables].flatMap(literalsIn).map((code) => [code, declaration.name?.text ?? ''] as const)
  })
}

/** Codes that are given to a constructor: `new SettingError(…, { code: 'LAB_BENCH_FILE' })`. */
function codesOfCalls(node: ts.Node): (readonly [code: string, className: string])[] {
  const own = ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.expression.text.endsWith('Error')
    ? literalsIn(node).map((code) => [code, identifiersIn(node.expression)[0] ?? ''] as const)
    : []
  const below: (readonly [string, string])[] = []
  ts.forEachChild(node, (child) => void below.push(...codesOfCalls(child)))
  return [...own, ...below]
}

/** The class of each code, as the sources show it. */
export function classesByCode(sources: readonly { readonly file: string; readonly text: string }[]): ReadonlyMap<string, string> {
  const parsed = sources.map(({ file, text }) => ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true))
  const pairs = [...parsed.flatMap(codesOfCalls), ...parsed.flatMap(codesOfClasses)]
  return new Map(pairs.filter(([code]) => code.startsWith('LAB_')))
}

/** The classes of the repository's own codes. */
export function readClasses(): ReadonlyMap<string, string> {
  const files = filesBelow('packages', ['.ts']).filter((file) => file.includes('/src/'))
  return classesByCode(files.map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') })))
}

function section(code: string, { meaning, remedy }: CodeEntry, className: string): string {
  return `## ${code}\n\n${meaning}\n\n**What to do.** ${remedy}\n\nClass: \`${className}\`\n`
}

/** The catalogue as Markdown: one heading for each code, in the order of the table. */
export function errorCatalogue(codes: Readonly<Record<string, CodeEntry>>, classes: ReadonlyMap<string, string>): string {
  const sections = Object.entries(codes).map(([code, entry]) => section(code, entry, classes.get(code) ?? 'LabError'))
  const intro =
    'Every error of the toolkit is a `LabError` with a `code` that does not change between versions, a message that says what\n' +
    'happened to which instrument, and often a `hint`. This page is made from `packages/core/src/error-codes.ts` by\n' +
    '`npm run docs:generate`; change it there.\n'
  return `# Errors\n\n${intro}\n${sections.join('\n')}`
}
