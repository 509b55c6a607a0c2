/** Edits between two words: insertions, deletions, replacements, and neighbours swapped (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) row.push(cell(a, b, i, j, row, previous, before))
    before = previous
    previous = row
  }
  return previous[b.length] ?? 0
}

function cell(a: string, b: string, i: number, j: number, row: number[], above: number[], twoAbove: number[]): number {
  const same = a[i - 1] === b[j - 1]
  const best = Math.min((row[j - 1] ?? 0) + 1, (above[j] ?? 0) + 1, (above[j - 1] ?? 0) + (same ? 0 : 1))
  const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
  return swapped ? Math.min(best, (twoAbove[j - 2] ?? 0) + 1) : best
}

/** The known name that was probably meant, undefined where none is near. */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase())
    if (distance < bestDistance && distance < candidate.length) [best, bestDistance] = [candidate, distance]
  }
  return best ?? beginningOf(name, known)
}

/** The one known name that starts as this one does. */
function beginningOf(name: string, known: Iterable<string>): string | undefined {
  const found = [...known].filter((candidate) => candidate.toLowerCase().startsWith(name.toLowerCase()))
  return name.length >= 3 && found.length === 1 ? found[0] : undefined
}

/** ` Did you mean 'voltage'?`, or the names there are, or nothing. */
export function suggestion(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known)
  if (nearest !== undefined) return ` Did you mean '${nearest}'?`
  return known.length === 0 || known.length > 12 ? '' : ` Known: ${known.join(', ')}.`
}
