import { SettingError, type SettingValue, type Snapshot } from '@lab/core'
import type { Setting } from './declarations.ts'
import type { LimitGuard } from './guard.ts'
import { dependentRange } from './number-range.ts'
import {
  compileSettings, requireChannel, settingNamed, type Instrumental, type KnownValues, type NamedSetting,
} from './settings-access.ts'

/** One value of a snapshot, and the setting it belongs to. */
export interface RestoreEntry extends NamedSetting {
  /** Its name in the snapshot: `voltage@1`. */
  readonly key: string
  readonly channel: number | undefined
  readonly value: SettingValue
}

/** What a snapshot asks for. */
export interface RestorePlan {
  /** What is written, in the order in which it has to be. */
  readonly settings: readonly RestoreEntry[]
  /** What switches outputs, in declared order. */
  readonly outputs: readonly RestoreEntry[]
  /** @throws SettingError for a value outside the range that others of the snapshot give it. */
  readonly requireFit: (entry: RestoreEntry) => void
  /** Names that nobody writes. */
  readonly skipped: readonly string[]
}

function entryOf(of: Instrumental, key: string, value: SettingValue): RestoreEntry {
  const at = key.lastIndexOf('@')
  const digits = at === -1 ? '' : key.slice(at + 1)
  const channel = /^\d+$/.test(digits) ? Number(digits) : undefined
  const name = channel === undefined ? key : key.slice(0, at)
  const named = settingNamed(of, name)
  requireChannel(of.alias, name, named.setting, channel)
  return { ...named, key, channel, value }
}

/** Whether a setting counts in the state that the snapshot describes. */
function counts({ setting, channel }: RestoreEntry, snapshot: Snapshot): boolean {
  const { restoreOnlyWhile: condition } = setting
  if (condition === undefined) return true
  const key = channel === undefined ? condition.setting : `${condition.setting}@${channel}`
  const value = Object.hasOwn(snapshot, key) ? snapshot[key] : snapshot[condition.setting]
  return value === undefined || condition.is.includes(value)
}

function isWritten(entry: RestoreEntry, snapshot: Snapshot): boolean {
  return entry.setting.writable !== false && entry.setting.restorable !== false && counts(entry, snapshot)
}

/** Names of the settings that have to be written before one. */
function writtenBefore({ parameter, restoreAfter = [] }: Setting): readonly string[] {
  const range = parameter.kind === 'number' ? dependentRange(parameter) : undefined
  return [...range?.dependsOn ?? [], ...restoreAfter]
}

/** Couplings go last: while they are on, one channel overwrites the other. */
function isLate({ setting }: RestoreEntry): boolean {
  return setting.effect?.kind === 'couples' && setting.restoreAfter === undefined
}

/** Each behind those it depends on, otherwise in declared order. Those that depend on each other keep that order. */
function inOrder(entries: readonly RestoreEntry[]): readonly RestoreEntry[] {
  const ordered = new Set<RestoreEntry>()
  const visiting = new Set<RestoreEntry>()
  const visit = (entry: RestoreEntry): void => {
    if (visiting.has(entry)) return
    visiting.add(entry)
    for (const name of writtenBefore(entry.setting)) {
      for (const other of entries) if (other.command.name === name) visit(other)
    }
    ordered.add(entry)
  }
  for (const entry of entries) visit(entry)
  return [...ordered]
}

/** What the snapshot has for the settings that decide the range of one. */
function knownBeside({ setting: { parameter }, channel }: RestoreEntry, entries: readonly RestoreEntry[]): KnownValues {
  const names = parameter.kind === 'number' ? dependentRange(parameter)?.dependsOn ?? [] : []
  const beside = entries.filter((other) => names.includes(other.command.name) && (other.channel ?? channel) === channel)
  return Object.fromEntries(beside.map((other) => [other.command.name, other.value]))
}

function isOutput({ setting }: RestoreEntry): boolean {
  return setting.effect?.kind === 'energises' && setting.parameter.kind === 'boolean'
}

/** @throws SettingError for what is no snapshot at all, which a script without types may hand over. */
export function requireSnapshot(alias: string, snapshot: unknown): asserts snapshot is Snapshot {
  if (typeof snapshot === 'object' && snapshot !== null && !Array.isArray(snapshot)) return
  throw new SettingError(`${String(snapshot)} is no snapshot of ${alias}; nothing was sent.`)
}

/**
 * Reads a snapshot and checks everything that can be checked before anything is sent.
 * @throws SettingError for a name, channel or value that the instrument does not have; LimitError for a level outside a limit.
 */
export function planRestore(of: Instrumental, snapshot: Snapshot, guard: LimitGuard | undefined): RestorePlan {
  requireSnapshot(of.alias, snapshot)
  const all = Object.entries(snapshot).map(([key, value]) => entryOf(of, key, value))
  const written = all.filter((entry) => isWritten(entry, snapshot))
  for (const { command: { name }, channel, value } of written) {
    compileSettings(of, { [name]: value }, channel)
    guard?.checkValue(name, channel, value)
  }
  const places = new Map(of.commands.commands.map((command, index) => [command, index]))
  const declared = written.toSorted((a, b) => (places.get(a.command) ?? 0) - (places.get(b.command) ?? 0))
  const settings = declared.filter((entry) => !isOutput(entry))
  guard?.checkTogether(settings.map(({ command: { name }, channel, value }) => ({ name, channel, value })))
  return {
    settings: inOrder([...settings.filter((entry) => !isLate(entry)), ...settings.filter(isLate)]),
    outputs: declared.filter(isOutput),
    requireFit: (entry) => void compileSettings(
      of, { [entry.command.name]: entry.value }, entry.channel, knownBeside(entry, written),
    ),
    skipped: all.filter((entry) => !written.includes(entry)).map(({ key }) => key),
  }
}
