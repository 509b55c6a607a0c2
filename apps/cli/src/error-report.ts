import { fileURLToPath, pathToFileURL } from 'node:url'
import { LabError } from '@lab/core'
import { CommandError } from './command-error.ts'
import { declaresUsing, syntaxErrorLine } from './script-syntax.ts'
import { styleFor } from './style.ts'

/** What is told about an error: message, place in the script, what to do, code. */
export interface ErrorReport {
  readonly message: string
  readonly hint?: string | undefined
  readonly code?: string | undefined
  /** `file:line:column` of the script. */
  readonly place?: string | undefined
}

/** Describes any thrown value. `script` is the path of the script that ran, for its line. */
export function describeError(error: unknown, script?: string): ErrorReport {
  if (!(error instanceof Error)) return { message: `Something was thrown that is not an error: ${String(error)}` }
  const place = script === undefined ? undefined : placeIn(error, script)
  const message = messageOf(error)
  if (error instanceof LabError) return { message, hint: error.hint, code: error.code, place }
  return { message, hint: error instanceof CommandError ? error.hint : hintFor(error, script), place }
}

function messageOf(error: Error): string {
  const plain = error instanceof LabError || error instanceof CommandError || error.name === 'Error'
  const own = plain ? error.message : `${error.name}: ${error.message}`
  if (error instanceof AggregateError) return [own, ...error.errors.map((inner: unknown) => `  ${textOf(inner)}`)].join('\n')
  // A SuppressedError: what `using` throws where closing fails after another error. Node 22 has no global of that name.
  return 'error' in error && 'suppressed' in error ? `${textOf(error.error)}\n  after: ${textOf(error.suppressed)}` : own
}

function textOf(error: unknown): string {
  return describeError(error).message
}

/** The first line of the stack that lies in the script; of a syntax error, also one in what it imports. */
function placeIn(error: Error, script: string): string | undefined {
  const stack = stacksOf(error).join('\n')
  const found = [pathToFileURL(script).href, script].find((name) => stack.includes(`${name}:`))
  if (found !== undefined) {
    const rest = stack.slice(stack.indexOf(`${found}:`) + found.length)
    return script + (/^:\d+(?::\d+)?/.exec(rest)?.[0] ?? '')
  }
  if (!(error instanceof SyntaxError)) return undefined
  const elsewhere = /^(file:\/\/\S+):(\d+)\n/.exec(stack)
  if (elsewhere?.[1] !== undefined) return `${fileURLToPath(elsewhere[1])}:${elsewhere[2] ?? ''}`
  const line = syntaxErrorLine(script)
  return line === '' ? undefined : script + line
}

/** The stack of an error, then those of what caused it. */
function stacksOf(error: Error): string[] {
  const own = error.stack ?? ''
  return error.cause instanceof Error ? [own, ...stacksOf(error.cause)] : [own]
}

function hintFor(error: Error, script: string | undefined): string | undefined {
  const older = Number(process.versions.node.split('.')[0]) < 24
  if (error instanceof SyntaxError && older && script !== undefined && declaresUsing(script)) {
    const instead = 'Call `await session.close()` in a `finally` block instead.'
    return `\`await using\` needs Node 24 or newer, this is ${process.version}. ${instead}`
  }
  if (error instanceof SyntaxError && /import statement outside a module|Unexpected token 'export'/.test(error.message)) {
    return `The package.json beside the script says "type": "commonjs". Run \`npm pkg set type=module\` there, or name the script .mts.`
  }
  const code = 'code' in error ? error.code : undefined
  if (code === 'ERR_MODULE_NOT_FOUND') return 'Install what the script imports, in the folder of the script.'
  const typesOnly = 'Node removes types only: no enums, namespaces or parameter properties.'
  return code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX' ? typesOnly : undefined
}

/** Prints an error to standard error; with LAB_DEBUG set, its stack too. */
export function reportError(error: unknown, script?: string): void {
  const style = styleFor(process.stderr)
  const { message, hint, code, place } = describeError(error, script)
  const lines = [
    `${style.red('error:')} ${message}`,
    ...(place === undefined ? [] : [`   ${style.dim('at:')} ${place}`]),
    ...(hint === undefined ? [] : [` ${style.yellow('hint:')} ${hint}`]),
    ...(code === undefined ? [] : [` ${style.dim('code:')} ${code}`]),
    ...((process.env['LAB_DEBUG'] ?? '') === '' || !(error instanceof Error) ? [] : [error.stack ?? '']),
  ]
  process.stderr.write(`${lines.join('\n')}\n`)
}
