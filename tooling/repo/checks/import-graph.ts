import { readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import ts from 'typescript'
import { filesBelow, root } from '../workspace.ts'

/** One import of a file; type imports, re-exports and `import()` included. */
export interface Import {
  /** Importing file, relative to the root. */
  readonly file: string
  /** As written: `./clock.ts`, `@lab/core`, `node:net`. */
  readonly specifier: string
  /** The imported file for a relative import, relative to the root. */
  readonly target?: string
}

/** The imports of one source text. */
export function importsOf(file: string, text: string): Import[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName: specifier }) =>
    specifier.startsWith('.')
      ? { file, specifier, target: posix.join(dirname(file), specifier) }
      : { file, specifier },
  )
}

/** All imports of the TypeScript files below a folder. */
export function readImports(folder: string, base = root): Import[] {
  return filesBelow(folder, ['.ts', '.tsx', '.mts'], base).flatMap((file) => importsOf(file, readFileSync(join(base, file), 'utf8')))
}

/** `@lab/core` of `@lab/core/session-event.schema.json`; `ws` of `ws/x`; `node:fs` of `node:fs/promises`. */
export function packageOf(specifier: string): string {
  const [first = '', second = ''] = specifier.split('/')
  return specifier.startsWith('@') ? `${first}/${second}` : first
}
