import type { CommandSet } from './command-set.ts'
import type { Setting } from './declarations.ts'

/** The declared levels: what limits can be given for. */
function levels(commands: CommandSet): readonly Setting[] {
  return commands.commands.flatMap(({ declaration }) =>
    declaration.kind === 'setting' && declaration.effect?.kind === 'level' ? [declaration] : [])
}

/** Channels that limits can be given for, in ascending order. */
export function limitedChannels(commands: CommandSet): readonly number[] {
  const declared = levels(commands).flatMap(({ channels }) => channels ?? [])
  return [...new Set([...declared, ...commands.levelModel?.channels ?? []])].sort((a, b) => a - b)
}

/** Quantities that limits can be given for, with their unit: `{ voltage: 'V' }`. */
export function limitableQuantities(commands: CommandSet): Readonly<Record<string, string>> {
  const quantities: Record<string, string> = {}
  for (const { effect, parameter } of levels(commands)) {
    if (effect?.kind === 'level' && parameter.kind === 'number') quantities[effect.quantity] = parameter.unit ?? ''
  }
  const { levelModel } = commands
  if (levelModel !== undefined) quantities[levelModel.quantity] = levelModel.unit
  return quantities
}
