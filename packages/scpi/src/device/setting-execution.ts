import type { ParameterDeclaration, Setting } from '../declarations.ts'
import type { ProgramData, ProgramUnit } from '../program-message.ts'
import { selectChannels } from './channel-selection.ts'
import type { DeviceValue, OutOfRange } from './device-definition.ts'
import { DeviceError } from './device-error.ts'
import type { Execution } from './execution.ts'
import { limitWord, parameterValue, refusing, type NumberRules, type RangeLookup } from './parameter-value.ts'

/** What settings are executed on. */
export interface SettingHost {
  defaultChannel(declared: readonly number[]): number
  /** The value to answer, computed where a reader is declared. */
  read(name: string, channel: number | undefined): DeviceValue
  /** The range that a number has now. */
  readonly rangeOf: RangeLookup
  readonly outOfRange: OutOfRange
  /** What a number with a unit is in the unit the setting has now; undefined where the declared unit decides. */
  convert(name: string, value: number, unit: string, channel: number | undefined): number | undefined
  /** Reports that a value was outside its range and the nearest bound was taken. */
  clipped(name: string, bound: 'lower' | 'upper', channel: number | undefined): void
  /** The value as a query answers it. */
  format(name: string, parameter: ParameterDeclaration, value: DeviceValue): string
  /** Stores a value and tells the hook; throws when it is refused, with the old value kept. */
  change(name: string, value: DeviceValue, channel: number | undefined): void
}

export interface NamedSetting {
  readonly name: string
  readonly setting: Setting
}

const noChannel: readonly undefined[] = [undefined]

/** The channels to act on: those named, the default one, or the one entry that stands for "no channel". */
function targets(
  host: SettingHost, { setting }: NamedSetting, named: readonly number[] | undefined,
): readonly (number | undefined)[] {
  if (setting.channels === undefined) return noChannel
  return named ?? [host.defaultChannel(setting.channels)]
}

type ChannelReader = (channel: number | undefined) => DeviceValue

/** `VOLT? MAX`: the bound in place of the value. */
function boundReader(host: SettingHost, named: NamedSetting, data: readonly ProgramData[]): ChannelReader | undefined {
  const [word, ...rest] = data
  if (word === undefined) return undefined
  const { parameter } = named.setting
  if (rest.length > 0 || parameter.kind !== 'number' || parameter.range === undefined) throw new DeviceError(-108)
  if (word.kind !== 'word') throw new DeviceError(-104)
  if (limitWord(word.word) === undefined) throw new DeviceError(-224)
  const rules = refusing(host.rangeOf)
  return (channel) => {
    const value = parameterValue(parameter, word, channel, rules)
    if (typeof value === 'string') throw new DeviceError(-224)
    return value
  }
}

/** Prepares `VOLT? [MIN|MAX|DEF,][list]`. */
export function settingQuery(host: SettingHost, named: NamedSetting, unit: ProgramUnit, suffixes: readonly number[]): Execution {
  const { data, channels } = selectChannels(unit, named.setting.channels, suffixes)
  const read: ChannelReader = boundReader(host, named, data) ?? ((channel) => host.read(named.name, channel))
  const { parameter } = named.setting
  const answer = (channel: number | undefined): string => host.format(named.name, parameter, read(channel))
  return {
    unit,
    indefinite: false,
    run: () => {
      const list = targets(host, named, channels)
      return list.length === 1 ? answer(list[0]) : list.map(answer).join(',')
    },
  }
}

/** A number setting does not keep words; `MIN` needs a range that is known. */
function settingValue({ parameter }: Setting, data: ProgramData, channel: number | undefined, rules: NumberRules): DeviceValue {
  const value = parameterValue(parameter, data, channel, rules)
  const isUnresolved = parameter.kind === 'number' && typeof value === 'string' && rules.rangeOf(parameter, channel) === undefined
  if (isUnresolved && typeof value === 'string' && limitWord(value) !== undefined) throw new DeviceError(-224)
  return value
}

/** What happens to a number outside its range: refused, or the nearest bound taken, with an error or without. */
function outsideRules(host: SettingHost, name: string): { rules: NumberRules; report: (channel: number | undefined) => void } {
  const { rangeOf, outOfRange } = host
  const convert = host.convert.bind(host, name)
  if (outOfRange === 'refuse') return { rules: { ...refusing(rangeOf), convert }, report: () => undefined }
  let clipped: 'lower' | 'upper' | undefined
  return {
    rules: { rangeOf, convert, outside: (bound) => { clipped = bound } },
    report: (channel) => {
      if (clipped !== undefined && outOfRange === 'clip') host.clipped(name, clipped, channel)
      clipped = undefined
    },
  }
}

/** Prepares `VOLT <value>[,list]`. Every channel's value is checked before the first is changed. */
export function settingCommand(
  host: SettingHost, named: NamedSetting, unit: ProgramUnit, suffixes: readonly number[],
): Execution {
  const { data, channels } = selectChannels(unit, named.setting.channels, suffixes)
  const [value] = data
  if (value === undefined) throw new DeviceError(-109)
  if (data.length > 1) throw new DeviceError(-108)
  const { rules, report } = outsideRules(host, named.name)
  return {
    unit,
    indefinite: false,
    run: () => {
      const list = targets(host, named, channels)
      const values = list.map((channel) => settingValue(named.setting, value, channel, rules))
      for (const [index, resolved] of values.entries()) host.change(named.name, resolved, list[index])
      report(list[0])
    },
  }
}
