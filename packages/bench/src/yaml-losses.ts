import { isScalar, visit, type Document, type Scalar } from 'yaml'

/** Something that is written in a file and would not arrive as it is written. */
export interface Loss {
  readonly offset: number
  readonly text: string
  readonly hint?: string
}

/** A serial number is no number: its zeros and its last digits would be gone. */
const quotes = 'Write it in quotes where it is a name, such as a serial number.'

/** Keys that an object cannot have, and numbers that would lose digits. */
export function findLosses(document: Document): Loss[] {
  const losses: Loss[] = []
  visit(document, {
    Pair: (_, { key }) => {
      if (isScalar(key) && key.value === '__proto__') losses.push({ offset: startOf(key), text: "A key cannot be called '__proto__'." })
    },
    Scalar: (part, scalar) => {
      const read = part === 'key' ? undefined : changedNumber(scalar)
      if (read === undefined) return
      losses.push({ offset: startOf(scalar), text: `${scalar.source ?? ''} would be read as ${read}.`, hint: quotes })
    },
  })
  return losses
}

/** What a whole number in plain decimal digits is read as, where that has other digits. */
function changedNumber({ value, source = '' }: Scalar): string | undefined {
  if (typeof value !== 'number' || !/^[-+]?\d+$/.test(source)) return undefined
  const read = Number.isSafeInteger(value) || !Number.isFinite(value) ? String(value) : BigInt(value).toString()
  return read === source.replace(/^\+/, '') ? undefined : read
}

function startOf(scalar: Scalar): number {
  return scalar.range?.[0] ?? 0
}
