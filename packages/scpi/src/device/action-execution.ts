import type { Action } from '../declarations.ts'
import type { ProgramData, ProgramUnit } from '../program-message.ts'
import { selectChannels } from './channel-selection.ts'
import type { DeviceControl, DeviceHandler, DeviceValue } from './device-definition.ts'
import { DeviceError } from './device-error.ts'
import type { Execution } from './execution.ts'
import { parameterValue, refusing, type NumberRules } from './parameter-value.ts'

/** What actions are executed on. */
export interface ActionHost {
  readonly control: DeviceControl
  defaultChannel(declared: readonly number[]): number
}

export interface NamedAction {
  readonly action: Action
  readonly handler: DeviceHandler
  /** Whether its answer is arbitrary text. */
  readonly indefinite: boolean
}

/** A query of a `both` action may leave out every parameter: `APPLy?`, `*ESE?`. */
function parameterValues(
  action: Action, data: readonly ProgramData[], query: boolean, channel: number | undefined, rules: NumberRules,
): readonly (DeviceValue | undefined)[] {
  const { parameters } = action
  const last = parameters[parameters.length - 1]
  const further = last?.repeated === true ? data.slice(parameters.length) : []
  if (data.length > parameters.length + further.length) throw new DeviceError(-108)
  const values = parameters.map(({ parameter, optional }, index) => {
    const element = data[index]
    if (element !== undefined) return parameterValue(parameter, element, channel, rules)
    if (optional === true || (query && action.form === 'both')) return undefined
    throw new DeviceError(-109)
  })
  for (const element of further) if (last !== undefined) values.push(parameterValue(last.parameter, element, channel, rules))
  return values
}

/** Prepares a command or query that a handler carries out. */
export function actionExecution(host: ActionHost, named: NamedAction, unit: ProgramUnit, suffixes: readonly number[]): Execution {
  const { action, handler, indefinite } = named
  const { data, channels } = selectChannels(unit, action.channels, suffixes)
  const { query } = unit
  const rules = refusing((parameter, channel) => host.control.rangeOf(parameter, channel))
  return {
    unit,
    indefinite: query && indefinite,
    run: (link) => {
      const targets = channels ?? (action.channels === undefined ? [] : [host.defaultChannel(action.channels)])
      const parameters = parameterValues(action, data, query, targets[0], rules)
      return handler({ device: host.control, link, query, parameters, channels: targets, suffixes, unit })
    },
  }
}
