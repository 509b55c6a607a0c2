import { choiceNamed } from './choice-spelling.ts'
import type { CompiledCommand } from './command-set.ts'
import type { Action, ChoiceParameter, NumberParameter, ParameterDeclaration, Setting } from './declarations.ts'
import type { ChannelKey } from './guard-state.ts'
import { levelOf, nameOf, switchOf } from './guard-values.ts'
import type { HeaderMatch } from './header-table.ts'
import { fixedRange } from './number-range.ts'
import type { ProgramData, ProgramUnit } from './program-message.ts'
import { matchesWord } from './word-pattern.ts'

/**
 * Whether an instrument that is as declared carries a unit out for certain: the parameters are as many as it takes, of its kinds
 * and in its ranges, and it has the channels. What it refuses it does not do, and after a command error it does not do the rest
 * of the message either.
 * @param selected the channels that may be meant by a unit that names none.
 */
export function isAccepted(
  unit: ProgramUnit, { value: command, suffixes }: HeaderMatch<CompiledCommand>, selected: readonly ChannelKey[],
): boolean {
  const { declaration } = command
  const last = unit.data[unit.data.length - 1]
  if (command.channelInHeader) return last?.kind !== 'channels' && takesBySuffix(declaration, unit, suffixes)
  if (last?.kind !== 'channels') return takes(declaration, unit.query, unit.data, selected)
  const { channels } = last
  if (channels.length === 0 || !channels.every((channel) => declaration.channels?.includes(channel))) return false
  return takes(declaration, unit.query, unit.data.slice(0, -1), channels)
}

function takesBySuffix(declaration: Setting | Action, { query, data }: ProgramUnit, suffixes: readonly number[]): boolean {
  const [channel] = suffixes
  if (suffixes.length !== 1 || channel === undefined || declaration.channels?.includes(channel) !== true) return false
  return takes(declaration, query, data, suffixes)
}

function takes(
  declaration: Setting | Action, query: boolean, data: readonly ProgramData[], channels: readonly ChannelKey[],
): boolean {
  if (declaration.kind === 'action') return takesAll(declaration, query, data, channels)
  const [value] = data
  if (query) return data.length === 0 || (data.length === 1 && isBound(declaration.parameter, value))
  return value !== undefined && data.length === 1 && fits(declaration.parameter, value, channels)
}

/** `VOLT? MAX`. */
function isBound(parameter: ParameterDeclaration, data: ProgramData | undefined): boolean {
  return parameter.kind === 'number' && parameter.range !== undefined && data?.kind === 'word'
    && ['MINimum', 'MAXimum'].some((word) => matchesWord(word, data.word))
}

function takesAll(
  { form, parameters, effect }: Action, query: boolean, data: readonly ProgramData[], channels: readonly ChannelKey[],
): boolean {
  const last = parameters[parameters.length - 1]
  const further = last?.repeated === true ? data.slice(parameters.length) : []
  if (data.length > parameters.length + further.length) return false
  const chosen = parameters[0] === undefined ? undefined : nameOf(data[0], parameters[0].parameter)
  const targets = effect.kind === 'applies' && chosen !== undefined ? [effect.channels[chosen]] : channels
  return parameters.every(({ parameter, optional }, index) => {
    const value = data[index]
    return value === undefined ? optional === true || (query && form === 'both') : fits(parameter, value, targets)
  }) && further.every((value) => last !== undefined && fits(last.parameter, value, targets))
}

function fits(parameter: ParameterDeclaration, data: ProgramData, channels: readonly ChannelKey[]): boolean {
  switch (parameter.kind) {
    case 'number': return channels.every((channel) => isInRange(parameter, data, channel))
    case 'boolean': return switchOf(data) !== undefined
    case 'choice': return isChoice(parameter, data)
    case 'string': return data.kind === 'string' && data.value.length <= (parameter.maxLength ?? Infinity)
    case 'block': return data.kind === 'block'
  }
}

function isChoice(parameter: ChoiceParameter, data: ProgramData): boolean {
  if (parameter.quoted === true) return data.kind === 'string' && choiceNamed(parameter, data.value) !== undefined
  return data.kind === 'word' && nameOf(data, parameter) !== undefined
}

function isInRange(parameter: NumberParameter, data: ProgramData, channel: ChannelKey): boolean {
  if (data.kind === 'word' && parameter.words?.some((pattern) => matchesWord(pattern, data.word)) === true) return true
  const value = levelOf(data, parameter, channel)
  if (value === undefined || Number.isNaN(value)) return false
  const range = fixedRange(parameter, channel)
  return range === undefined ? parameter.range === undefined : value >= range.min && value <= range.max
}
