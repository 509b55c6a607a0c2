import { limitsOfChannel, type InstrumentLimits, type LimitRange } from '@lab/core'
import type { CommandSet } from './command-set.ts'
import { forChannel, type NumberParameter, type Setting, type SettingEffect } from './declarations.ts'
import type { ChannelKey } from './guard-state.ts'

/** A declared level, as the guard sees it. */
export interface GuardedLevel {
  readonly name: string
  readonly setting: Setting
  readonly parameter: NumberParameter
  readonly quantity: string
  /** Takes effect on a trigger. */
  readonly armed: boolean
}

/** A declared setting with another effect that has a state. */
export interface GuardedSetting<E extends SettingEffect> {
  readonly name: string
  readonly setting: Setting
  readonly effect: E
}

export type SelectsEffect = Extract<SettingEffect, { kind: 'selects-channel' }>
export type CouplesEffect = Extract<SettingEffect, { kind: 'couples' }>

/** A limit in words: `channel 1 voltage ≤ 5 V`. */
export interface NamedLimit {
  readonly channel: number | string
  readonly quantity: string
  readonly range: LimitRange
}

/** What never changes while an instrument is open: its limits, and which declared settings matter to them. */
export class GuardModel {
  readonly alias: string
  readonly limits: InstrumentLimits
  readonly commands: CommandSet
  readonly levels: readonly GuardedLevel[]
  readonly selectors: readonly GuardedSetting<SelectsEffect>[]
  readonly couplings: readonly GuardedSetting<CouplesEffect>[]
  readonly named: readonly NamedLimit[]
  readonly #ranges = new Map<string, LimitRange | undefined>()

  constructor(alias: string, limits: InstrumentLimits, commands: CommandSet) {
    this.alias = alias
    this.limits = limits
    this.commands = commands
    this.levels = levelsOf(commands)
    this.selectors = settingsWith(commands, 'selects-channel')
    this.couplings = settingsWith(commands, 'couples')
    this.named = namedLimits(limits)
  }

  /** The limit that holds for a quantity on a channel. */
  limit(quantity: string, channel: ChannelKey): LimitRange | undefined {
    const key = `${channel ?? ''}/${quantity}`
    if (!this.#ranges.has(key)) this.#ranges.set(key, limitsOfChannel(this.limits, channel)[quantity])
    return this.#ranges.get(key)
  }

  unit(quantity: string): string {
    const { levelModel } = this.commands
    if (levelModel?.quantity === quantity) return levelModel.unit
    return this.levels.find((level) => level.quantity === quantity)?.parameter.unit ?? ''
  }

  /** Levels that act at once. */
  immediate(quantity?: string): readonly GuardedLevel[] {
    return this.levels.filter((level) => !level.armed && (quantity === undefined || level.quantity === quantity))
  }

  /** The settings that make a limited level together. */
  get composing(): readonly { readonly name: string; readonly setting: Setting }[] {
    const { levelModel } = this.commands
    if (levelModel === undefined || !this.isLimited(levelModel.quantity)) return []
    return levelModel.settings.flatMap((name) => {
      const declaration = this.commands.named(name)?.declaration
      return declaration?.kind === 'setting' ? [{ name, setting: declaration }] : []
    })
  }

  /** Whether a quantity is limited on any channel. */
  isLimited(quantity: string): boolean {
    return this.named.some((limit) => limit.quantity === quantity)
  }
}

function settingEntries(commands: CommandSet): { name: string; setting: Setting }[] {
  return commands.commands.flatMap(({ name, declaration }) =>
    declaration.kind === 'setting' ? [{ name, setting: declaration }] : [])
}

function levelsOf(commands: CommandSet): readonly GuardedLevel[] {
  return settingEntries(commands).flatMap(({ name, setting }) => {
    const { effect, parameter } = setting
    if (effect?.kind !== 'level' || parameter.kind !== 'number') return []
    return [{ name, setting, parameter, quantity: effect.quantity, armed: effect.armed === true }]
  })
}

function settingsWith<K extends 'selects-channel' | 'couples'>(
  commands: CommandSet, kind: K,
): readonly GuardedSetting<Extract<SettingEffect, { kind: K }>>[] {
  const isOfKind = (effect: SettingEffect): effect is Extract<SettingEffect, { kind: K }> => effect.kind === kind
  return settingEntries(commands).flatMap(({ name, setting }) =>
    setting.effect !== undefined && isOfKind(setting.effect) ? [{ name, setting, effect: setting.effect }] : [])
}

function namedLimits(limits: InstrumentLimits): readonly NamedLimit[] {
  return Object.entries(limits.channels).flatMap(([key, ranges]) => {
    const channel = /^\d+$/.test(key) ? Number(key) : key
    return Object.entries(ranges).map(([quantity, range]) => ({ channel, quantity, range }))
  })
}

/** Channels that a setting has; the whole instrument where it has none. */
export function channelsOfSetting(setting: Setting): readonly ChannelKey[] {
  return setting.channels ?? [undefined]
}

/** The value after `*RST` on a channel. */
export function resetValue(setting: Setting, channel: ChannelKey): unknown {
  return forChannel(setting.reset, channel)
}
