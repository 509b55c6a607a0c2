/** A fenced block of a document that is checked. */
export interface MarkdownBlock {
  /** `ts` for programs that are compiled and run; the language of a file otherwise. */
  readonly language: string
  /** Name of the file that a block is, from `file=bench.yaml`; undefined for a program. */
  readonly file?: string
  /** Line of the first line of code, from 1. */
  readonly line: number
  readonly code: string
}

const fence = /^```(?<language>\w+)(?<info>[^\n]*)\n(?<code>[\s\S]*?)^```$/gmu

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length
}

/**
 * The blocks marked for checking: ` ```ts runnable ` is a program, ` ```yaml file=bench.yaml ` a file that the programs of the
 * same document find beside them.
 */
export function checkedBlocks(markdown: string): readonly MarkdownBlock[] {
  return [...markdown.matchAll(fence)].flatMap((match): MarkdownBlock[] => {
    const { language = '', info = '', code = '' } = match.groups ?? {}
    const line = lineAt(markdown, match.index) + 1
    const file = /\bfile=(?<name>[\w./-]+)/u.exec(info)?.groups?.['name']
    if (file !== undefined) return [{ language, file, line, code }]
    return language === 'ts' && /\brunnable\b/u.test(info) ? [{ language, line, code }] : []
  })
}
