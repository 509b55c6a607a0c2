import { action, type Action, type ActionEffect, type ActionParameter, type ParameterDeclaration } from '@lab/scpi'

const none: ActionEffect = { kind: 'none' }

/** A query that computes its answer. */
export function query(header: string, description: string, parameters: readonly ActionParameter[] = []): Action {
  return action({ header, form: 'query', parameters, effect: none, description })
}

/** A command without a value of its own. */
export function command(
  header: string, description: string, parameters: readonly ActionParameter[] = [], effect: ActionEffect = none,
): Action {
  return action({ header, form: 'command', parameters, effect, description })
}

/** A command and a query that belong together but are no setting: another form of one, or one with more than a value. */
export function both(
  header: string, description: string, parameters: readonly ActionParameter[] = [], effect: ActionEffect = none,
): Action {
  return action({ header, form: 'both', parameters, effect, description })
}

export function required(parameter: ParameterDeclaration): ActionParameter {
  return { parameter }
}

export function optional(parameter: ParameterDeclaration): ActionParameter {
  return { parameter, optional: true }
}

/** A number in a unit, without a range. */
export function quantity(unit?: string): ParameterDeclaration {
  return unit === undefined ? { kind: 'number' } : { kind: 'number', unit }
}

export const text: ParameterDeclaration = { kind: 'string' }
export const block: ParameterDeclaration = { kind: 'block' }
export const onOff: ParameterDeclaration = { kind: 'boolean' }

export function words<const Name extends string>(choices: Readonly<Record<Name, string>>): ParameterDeclaration {
  return { kind: 'choice', choices }
}
