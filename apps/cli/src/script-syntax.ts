import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'

/** Line of a syntax error that the engine has reported without a place: `:3`, or nothing where the mistake is in another file. */
export function syntaxErrorLine(file: string): string {
  const input = plainSource(file)
  const { stderr } = spawnSync(process.execPath, ['--check', '--input-type=module', '-'], { input, encoding: 'utf8' })
  return /^\[stdin\](:\d+)$/m.exec(stderr)?.[1] ?? ''
}

/** The source without its types, every character in its place. */
function plainSource(file: string): string {
  const source = readFileSync(file, 'utf8')
  return /\.[mc]?ts$/.test(file) ? quietly(() => stripTypeScriptTypes(source)) : source
}

/** Removing types warns that it is experimental, which would stand in the middle of our report. */
function quietly<T>(body: () => T): T {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- put back as it was, never called here
  const { emitWarning } = process
  process.emitWarning = () => undefined
  try {
    return body()
  } finally {
    process.emitWarning = emitWarning
  }
}

/** Whether a script declares something with `using` or `await using`, which Node 22 does not understand. */
export function declaresUsing(file: string): boolean {
  return /^\s*(?:await\s+)?using\s+\w+\s*=/m.test(readFileSync(file, 'utf8'))
}
