/** A number, a gap in one, or nothing. */
const numberLike = /^(?:[-+]?(?:[\d.]+(?:e[-+]?\d+)?|Infinity)|NaN|…|)$/i

/** Cells as aligned columns, numbers to the right. */
export function textTable(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const numeric = header.map((_, column) => rows.every((row) => numberLike.test(row[column] ?? '')))
  const line = (cells: readonly string[]): string =>
    cells.map((cell, column) => pad(cell, widths[column] ?? 0, numeric[column] === true)).join('  ').trimEnd()
  return [line(header), ...rows.map(line)]
}

function pad(cell: string, width: number, right: boolean): string {
  return right ? cell.padStart(width) : cell.padEnd(width)
}
