import type { ContenderResult, Outcome, PeerResult } from './harness.ts'
import type { Statistics } from './statistics.ts'

/** Four digits at least, grouped: `1,234`, `0.01234`. */
function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  return value.toLocaleString('en', Math.abs(value) >= 1000 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 4 })
}

function withSpread({ median, iqr }: Statistics, unit = ''): string {
  return `${figure(median)} ± ${figure(iqr)}${unit === '' ? '' : ` ${unit}`}`
}

function isPeer(result: ContenderResult): result is PeerResult {
  return 'ratio' in result
}

function cellsOf(result: ContenderResult, unit: string): readonly string[] {
  return [result.name, withSpread(result, unit), isPeer(result) ? withSpread(result.ratio) : '']
}

/** A table as text: medians with the distance of their quartiles, and the ratio of the subject to each peer. */
export function outcomeTable({ unit, subject, peers, wanted }: Outcome): string {
  const rows = [['', 'median ± IQR', 'subject / peer'], ...[subject, ...peers].map((result) => cellsOf(result, unit))]
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const lines = rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()}`)
  const verdict = wanted === undefined ? [] : [`  wanted: ${wanted.text}: ${wanted.holds ? 'holds' : 'DOES NOT HOLD'}`]
  return [...lines, ...verdict].join('\n')
}
