import { SettingError, type OperationOptions } from '@lab/core'
import type { ScpiLink, SettingName, SettingValues } from '@lab/scpi'
import type { scopeDeclarations } from '../settings.ts'

/** What both models declare. */
export type ScopeDeclarations = typeof scopeDeclarations

/** The link of either model. */
export type ScopeLink = ScpiLink<ScopeDeclarations>

/** Settings that belong together. */
export interface SettingGroup<T> {
  /**
   * Sets what is given, in the order in which the instrument needs it, by one message.
   * @throws SettingError before anything is sent for a value outside its range. InstrumentError for what the instrument refuses.
   */
  set(settings: Partial<T>, options?: OperationOptions): Promise<void>
  /** Reads all of them, as one transaction. */
  settings(options?: OperationOptions): Promise<T>
}

type Values = SettingValues<ScopeDeclarations>

/** The names of declared settings, by the names that a group has for them, in the order in which they are written. */
type GroupNames = Readonly<Record<string, SettingName<ScopeDeclarations>>>

/** What a group of names holds. */
type GroupOf<N extends GroupNames> = { readonly [K in keyof N]: Values[N[K]] }

/** @throws SettingError for a name that is none of those known: a script without types may have misspelt one. */
export function checkNames(alias: string, given: object, known: readonly string[]): void {
  const stranger = Object.keys(given).find((name) => !known.includes(name))
  if (stranger === undefined) return
  throw new SettingError(
    `${alias} has no setting ${JSON.stringify(stranger)} here; there are ${known.join(', ')}. Nothing was sent.`,
  )
}

/** The values of a group under their declared names, in the order of the group. */
export function renamed<N extends GroupNames>(alias: string, names: N, settings: Partial<GroupOf<N>>): Partial<Values> {
  checkNames(alias, settings, Object.keys(names))
  const values: Record<string, unknown> = {}
  for (const [key, name] of Object.entries(names)) {
    const value = settings[key]
    if (value !== undefined) values[name] = value
  }
  return values // each name got the value of the setting that it names
}

/** Reads a group through a link, one query after the other. */
export async function readGroup<N extends GroupNames>(link: ScopeLink, names: N, channel?: number): Promise<GroupOf<N>> {
  const values: Record<string, unknown> = {}
  for (const [key, name] of Object.entries(names)) values[key] = await link.get(name, { channel })
  return values as GroupOf<N> // each key got the value of the setting that it is a name for
}

/** Makes a group of declared settings. */
export function settingGroup<const N extends GroupNames>(link: ScopeLink, names: N, channel?: number): SettingGroup<GroupOf<N>> {
  return {
    set: async (settings, options) => await link.set(renamed(link.alias, names, settings), { ...options, channel }),
    settings: (options) => link.transaction((inner) => readGroup(inner, names, channel), options),
  }
}
