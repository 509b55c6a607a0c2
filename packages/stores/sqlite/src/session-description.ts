import type { SessionOpened, StoredValue } from '@lab/core'

/** What sessions are searched by besides their text. */
export type LabelKind = 'operator' | 'dut' | 'instrument-serial' | 'tag'

export interface Label {
  readonly kind: LabelKind
  readonly value: string
}

/** What can be searched of a session when it is opened. */
export interface SessionDescription {
  readonly labels: readonly Label[]
  /** Every text and number in the metadata, and names and serial numbers of the instruments. */
  readonly text: string
}

export function describeSession({ metadata, instruments }: SessionOpened): SessionDescription {
  const { operator, dut } = metadata
  const serials = instruments.map(({ identity }) => identity.serial)
  const labels: Label[] = [
    ...(typeof operator === 'string' ? [{ kind: 'operator', value: operator } as const] : []),
    ...wordsIn(dut).map((value) => ({ kind: 'dut', value }) as const),
    ...serials.map((value) => ({ kind: 'instrument-serial', value }) as const),
  ]
  const models = instruments.flatMap(({ alias, identity }) => [alias, identity.manufacturer, identity.model, identity.serial])
  return { labels, text: [...wordsIn(metadata), ...models].join('\n') }
}

/** The texts and numbers in a value, to any depth; no samples and no bytes. */
function wordsIn(value: StoredValue | undefined): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value === 'number') return [String(value)]
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return []
  if (value instanceof Date) return [value.toISOString()]
  const parts: readonly (StoredValue | undefined)[] = Object.values(value)
  return parts.flatMap(wordsIn)
}
