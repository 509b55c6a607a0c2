import { InvalidArgumentError, type Command } from 'commander'

/** Description of the option `--json`. */
export const json = 'print the data as JSON'

export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}\n`
}

/** Collects the values of an option that may be given several times. */
export function repeated(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value]
}

export function withStoreOptions(command: Command): Command {
  return command
    .option('--store <path>', 'the store: a file or a folder; that of the bench when absent')
    .option('--bench <file>', 'bench file that names the store (default: bench.yaml)')
}

/** A whole number above 0. */
export function count(text: string): number {
  const value = Number(text)
  if (!(Number.isInteger(value) && value > 0)) throw new InvalidArgumentError('Expected a whole number above 0.')
  return value
}
