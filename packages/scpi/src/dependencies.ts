import { SettingError } from '@lab/core'
import type { Declarations, NumberParameter, ParameterDeclaration, Setting } from './declarations.ts'
import { dependentRange } from './number-range.ts'

function problemWith(dependency: Declarations[string] | undefined, channels: readonly number[] | undefined): string | undefined {
  if (dependency?.kind !== 'setting') return 'is not a setting'
  const { kind } = dependency.parameter
  if (kind === 'string' || kind === 'block') return `is a ${kind}`
  if (dependency.channels === undefined) return undefined
  const has = dependency.channels
  return channels?.every((channel) => has.includes(channel)) === true ? undefined : 'is not there for all its channels'
}

function checkParameter(
  declarations: Declarations, name: string, parameter: NumberParameter, channels: readonly number[] | undefined,
): boolean {
  const range = dependentRange(parameter)
  for (const dependency of range?.dependsOn ?? []) {
    const problem = problemWith(declarations[dependency], channels)
    if (problem !== undefined) throw new SettingError(`The range of ${name} cannot depend on ${dependency}, which ${problem}.`)
  }
  return range !== undefined
}

function isNumber(parameter: ParameterDeclaration): parameter is NumberParameter {
  return parameter.kind === 'number'
}

function checkSetting(declarations: Declarations, name: string, { parameter, channels }: Setting): boolean {
  return isNumber(parameter) && checkParameter(declarations, name, parameter, channels)
}

/**
 * Checks what the ranges of settings depend on.
 * @returns whether any depends on something.
 * @throws SettingError for a dependency that is not declared, has no value to compare, or lacks a channel.
 */
export function checkDependencies(declarations: Declarations): boolean {
  return Object.entries(declarations)
    .filter(([name, declaration]) => declaration.kind === 'setting' && checkSetting(declarations, name, declaration)).length > 0
}
