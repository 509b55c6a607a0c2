import { SettingError } from '@lab/core'
import type { Action, Declarations, NumberParameter, Setting } from './declarations.ts'
import { dependentRange } from './number-range.ts'

/** Channels of what depends; `unknown` where they may be in the parameters. */
type DependentChannels = readonly number[] | 'none' | 'unknown'

function lacksChannel(has: readonly number[] | undefined, channels: DependentChannels): boolean {
  if (has === undefined || channels === 'unknown') return false
  return channels === 'none' || !channels.every((channel) => has.includes(channel))
}

function problemWith(dependency: Declarations[string] | undefined, channels: DependentChannels): string | undefined {
  if (dependency?.kind !== 'setting') return 'is not a setting'
  const { kind } = dependency.parameter
  if (kind === 'string' || kind === 'block') return `is a ${kind}`
  return lacksChannel(dependency.channels, channels) ? 'is not there for all its channels' : undefined
}

function checkParameter(declarations: Declarations, what: string, parameter: NumberParameter, channels: DependentChannels): boolean {
  const range = dependentRange(parameter)
  for (const dependency of range?.dependsOn ?? []) {
    const problem = problemWith(declarations[dependency], channels)
    if (problem !== undefined) throw new SettingError(`The range of ${what} cannot depend on ${dependency}, which ${problem}.`)
  }
  return range !== undefined
}

function checkSetting(declarations: Declarations, name: string, { parameter, channels }: Setting): boolean {
  return parameter.kind === 'number' && checkParameter(declarations, name, parameter, channels ?? 'none')
}

function checkAction(declarations: Declarations, name: string, { parameters }: Action): false {
  for (const { parameter } of parameters) {
    if (parameter.kind === 'number') checkParameter(declarations, `a parameter of ${name}`, parameter, 'unknown')
  }
  return false
}

/**
 * Checks what ranges depend on.
 * @returns whether that of any setting depends on something.
 * @throws SettingError for a dependency that is not declared, has no value to compare, or lacks a channel.
 */
export function checkDependencies(declarations: Declarations): boolean {
  const dependent = Object.entries(declarations).filter(([name, declaration]) =>
    declaration.kind === 'setting' ? checkSetting(declarations, name, declaration) : checkAction(declarations, name, declaration))
  return dependent.length > 0
}
