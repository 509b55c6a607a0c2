import path from 'node:path'
import { SettingError, type LabErrorCode } from '@lab/core'

/** Where something stands in a file. Lines and columns count from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** One mistake in a bench file. */
export interface Mistake {
  readonly position?: Position | undefined
  /** What is wrong there, as whole sentences. */
  readonly text: string
  /** What to do, where the sentence does not say it. */
  readonly hint?: string
  /** `LAB_BENCH_FILE` when absent. */
  readonly code?: LabErrorCode
}

/** A path as people write it: relative where the file lies below the current folder. */
export function displayPath(file: string): string {
  const relative = path.relative(process.cwd(), file)
  return relative === '' || relative.startsWith('..') || path.isAbsolute(relative) ? file : relative
}

/** The error that lists every mistake of a bench file, in the order of the file. */
export function benchFileError(file: string, mistakes: readonly Mistake[], cause?: unknown): SettingError {
  const sorted = [...mistakes].sort(byPosition)
  const hints = [...new Set(sorted.flatMap((mistake) => mistake.hint ?? []))]
  const [first, ...others] = sorted
  return new SettingError(messageOf(displayPath(file), sorted), {
    code: others.every((other) => other.code === first?.code) ? (first?.code ?? 'LAB_BENCH_FILE') : 'LAB_BENCH_FILE',
    hint: hints.length === 0 ? undefined : hints.join(' '),
    ...(cause === undefined ? {} : { cause }),
  })
}

function messageOf(file: string, mistakes: readonly Mistake[]): string {
  const lines = mistakes.map(({ position, text }) => {
    return position === undefined ? `${file}: ${text}` : `${file}:${position.line}:${position.column}: ${text}`
  })
  return lines.length === 1 ? lines.join('') : `${file} has ${lines.length} mistakes:\n  ${lines.join('\n  ')}`
}

function byPosition(a: Mistake, b: Mistake): number {
  const line = (a.position?.line ?? 0) - (b.position?.line ?? 0)
  return line === 0 ? (a.position?.column ?? 0) - (b.position?.column ?? 0) : line
}
