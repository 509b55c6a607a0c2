import type { SettingValue, Snapshot } from './instrument.ts'

/** How a setting differs between two snapshots; undefined on the side that does not have it. */
export interface SettingChange {
  readonly from: SettingValue | undefined
  readonly to: SettingValue | undefined
}

function valueIn(snapshot: Snapshot, name: string): SettingValue | undefined {
  return Object.hasOwn(snapshot, name) ? snapshot[name] : undefined
}

/**
 * What changed from one snapshot to another, by name, in the order of the second one; names that only the first one has are last.
 * Numbers are compared exactly; NaN is the same as NaN. Empty where the two say the same.
 */
export function diffSnapshots(from: Snapshot, to: Snapshot): Readonly<Record<string, SettingChange>> {
  const names = new Set([...Object.keys(to), ...Object.keys(from)])
  const changes = [...names].map((name): [string, SettingChange] => [name, { from: valueIn(from, name), to: valueIn(to, name) }])
  return Object.fromEntries(changes.filter(([, change]) => !isSame(change.from, change.to)))
}

/** 0 and -0 are one voltage. */
function isSame(one: SettingValue | undefined, other: SettingValue | undefined): boolean {
  return one === other || (Number.isNaN(one) && Number.isNaN(other))
}
