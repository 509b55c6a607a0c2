import { SettingError } from '@lab/core'
import type { CommandSet, CompiledCommand } from './command-set.ts'
import type { ParameterDeclaration, Setting } from './declarations.ts'
import { dependentRange, type DependencyLookup } from './number-range.ts'
import { buildUnit, formatParameter, type ParameterInput } from './program-message-builder.ts'
import { describePlace, validateValue } from './settings-access-validation.ts'
import { parseAnswers, parseValues } from './settings-access-values.ts'

/** Whose settings: an instrument's alias and what it declares. */
export interface Instrumental {
  readonly alias: string
  readonly commands: CommandSet
}

/** A declared setting found by name. */
export interface NamedSetting {
  readonly command: CompiledCommand
  readonly setting: Setting
}

/** The setting of that name. @throws SettingError where there is none. */
export function settingNamed({ commands, alias }: Instrumental, name: string): NamedSetting {
  const command = commands.named(name)
  if (command?.declaration.kind === 'setting') return { command, setting: command.declaration }
  throw new SettingError(`${alias} has no setting ${JSON.stringify(name)}; nothing was sent.`)
}

/** @throws SettingError for a channel that a setting does not have, or the lack of one. */
export function requireChannel(alias: string, name: string, setting: Setting, channel: number | undefined): void {
  const { channels } = setting
  if (channels === undefined && channel !== undefined) {
    throw new SettingError(`${name} belongs to ${alias} as a whole, not to channel ${channel}; leave the channel out.`)
  }
  if (channels === undefined || (channel !== undefined && channels.includes(channel))) return
  const problem = channel === undefined ? `${name} needs a channel` : `${describePlace({ alias, name, channel })} has no ${name}`
  throw new SettingError(`${problem}; channels of ${alias} with it: ${channels.join(', ')}.`)
}

function headerFor(command: CompiledCommand, channel: number | undefined): string {
  return command.channelInHeader ? command.header.replace('<n>', String(channel ?? 1)) : command.header
}

/** The channels for the list behind the parameters; none where they stand in the header. */
function listFor(command: CompiledCommand, channels: readonly (number | undefined)[]): readonly number[] | undefined {
  const numbers = command.channelInHeader ? [] : channels.filter((channel) => channel !== undefined)
  return numbers.length === 0 ? undefined : numbers
}

/** `:VOLT 5,(@1)`, checked. */
function compileSet(
  { commands, alias }: Instrumental, name: string, value: unknown, channel: number | undefined, lookup?: DependencyLookup,
): string {
  const { command, setting } = settingNamed({ commands, alias }, name)
  if (setting.writable === false) throw new SettingError(`${name} of ${alias} can only be read; nothing was sent.`)
  requireChannel(alias, name, setting, channel)
  const checked = validateValue({ alias, name, channel }, setting.parameter, value, lookup)
  const parameters = [formatParameter(setting.parameter, checked)]
  return buildUnit({ header: headerFor(command, channel), parameters, channels: listFor(command, [channel]) })
}

/** Values of settings by name, as far as they are known. */
export type KnownValues = Readonly<Record<string, unknown>>

/** What ranges depend on: values that come earlier in the same message go before what the instrument said. */
function lookupIn(earlier: KnownValues, asked: KnownValues): DependencyLookup {
  return (name) => {
    const value = Object.hasOwn(earlier, name) ? earlier[name] : asked[name]
    return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string' ? value : undefined
  }
}

/**
 * Checks values and makes one program message of them, in the order given: `:VOLT 5,(@1);:CURR 0.5,(@1)`. Empty without values.
 * @param asked what the instrument said of the settings that ranges depend on.
 * @throws SettingError naming setting, instrument, channel, range and unit, before anything is sent.
 */
export function compileSettings(
  of: Instrumental, values: KnownValues, channel: number | undefined, asked: KnownValues = {},
): string {
  const earlier: Record<string, unknown> | undefined = of.commands.hasDependentRanges ? {} : undefined
  const lookup = earlier === undefined ? undefined : lookupIn(earlier, asked)
  let message = ''
  for (const name in values) {
    const value = values[name]
    if (value === undefined) continue
    const unit = compileSet(of, name, value, channel, lookup)
    if (earlier !== undefined) earlier[name] = value
    message = message === '' ? unit : `${message};${unit}`
  }
  return message
}

/** A query for a setting on some of its channels, and how to read its reply. */
export interface SettingQuery {
  readonly message: string
  readonly parameter: ParameterDeclaration
  /** One value for each channel. @throws ProtocolError when the reply has not as many of the right kind. */
  parse(reply: string): readonly ParameterInput[]
}

function queryMessage(command: CompiledCommand, channels: readonly (number | undefined)[]): string {
  if (command.channelInHeader) return channels.map((channel) => `${headerFor(command, channel)}?`).join(';')
  return buildUnit({ header: command.header, query: true, channels: listFor(command, channels) })
}

/** Compiles the query for a setting on channels it has. */
export function compileQuery(
  alias: string, { command, setting }: NamedSetting, channels: readonly (number | undefined)[],
): SettingQuery {
  const message = queryMessage(command, channels)
  const { parameter } = setting
  return { message, parameter, parse: (reply) => parseValues(parameter, reply, channels.length, { alias, message }) }
}

/** Compiles the query for one value. @throws SettingError for an unknown setting or channel. */
export function compileGet(of: Instrumental, name: string, channel: number | undefined): SettingQuery {
  const named = settingNamed(of, name)
  requireChannel(of.alias, name, named.setting, channel)
  return compileQuery(of.alias, named, [channel])
}

/** A query for the settings that ranges depend on. */
export interface DependencyQuery {
  readonly message: string
  /** Their values by name. @throws ProtocolError when the reply has not one of each, of its kind. */
  parse(reply: string): KnownValues
}

/** The settings that the ranges of these depend on, and that do not come before them. */
function missingDependencies(of: Instrumental, values: KnownValues): readonly string[] {
  const missing = new Set<string>()
  const earlier = new Set<string>()
  for (const name in values) {
    if (values[name] === undefined) continue
    const { parameter } = settingNamed(of, name).setting
    const range = parameter.kind === 'number' ? dependentRange(parameter) : undefined
    for (const dependency of range?.dependsOn ?? []) if (!earlier.has(dependency)) missing.add(dependency)
    earlier.add(name)
  }
  return [...missing]
}

/** What has to be asked before values can be checked against ranges that other settings decide; undefined when nothing has. */
export function compileDependencyQuery(of: Instrumental, values: KnownValues, channel: number | undefined): DependencyQuery | undefined {
  if (!of.commands.hasDependentRanges) return undefined
  const names = missingDependencies(of, values)
  if (names.length === 0) return undefined
  const queries = names.map((name) => {
    const named = settingNamed(of, name)
    return compileQuery(of.alias, named, [named.setting.channels === undefined ? undefined : channel])
  })
  const message = queries.map((query) => query.message).join(';')
  const parameters = queries.map(({ parameter }) => parameter)
  const parse = (reply: string): KnownValues => {
    const answers = parseAnswers(parameters, reply, { alias: of.alias, message })
    return Object.fromEntries(names.map((name, index) => [name, answers[index]]))
  }
  return { message, parse }
}
