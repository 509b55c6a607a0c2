import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from '../run-command.ts'
import { root } from '../workspace.ts'
import type { Check } from './check.ts'

/** What must not stand in a tracked file, because it means something on one machine or to one person only. */
const forbidden: readonly { readonly pattern: RegExp; readonly why: string }[] = [
  { pattern: /(?<![\w./])\/(?:work|root|home\/\w+)\//u, why: 'a path of one machine' },
  { pattern: /(?:\.\.\/|(?<![\w/.-]))shared\/(?:design|style|reference|rig|hooks)/u, why: 'a file outside the repository' },
  { pattern: /registry\.[a-z0-9-]+\.(?:org|com|net|io|dev)\b|npm\.pkg\.|\.jfrog\.io|verdacci[o]/u, why: 'the host of a registry' },
  { pattern: /\b(?:issue|helper) #?[A-Z0-9]\b/u, why: 'how the repository is developed' },
]

const binary = /\.(?:png|jpg|gif|ico|woff2?|sqlite|parquet|zip|gz)$/u

/** Faults of one text. */
export function referenceFaults(file: string, text: string): readonly string[] {
  return text.split('\n').flatMap((line, index) =>
    forbidden.filter(({ pattern }) => pattern.test(line)).map(({ why }) => `${file}:${index + 1}: ${why}: ${line.trim().slice(0, 120)}`),
  )
}

async function trackedFiles(): Promise<string[]> {
  const { stdout } = await runCommand('git', ['ls-files', '--cached', '--others', '--exclude-standard'])
  return stdout.split('\n').filter((file) => file !== '' && !binary.test(file))
}

export const referencesCheck: Check = {
  name: 'stands alone',
  stage: 'sources',
  async run() {
    const files = await trackedFiles()
    const read = (file: string): string => {
      try {
        return readFileSync(join(root, file), 'utf8')
      } catch (cause) {
        if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return ''
        throw cause
      }
    }
    return { faults: files.flatMap((file) => referenceFaults(file, read(file))), note: `${files.length} files` }
  },
}
