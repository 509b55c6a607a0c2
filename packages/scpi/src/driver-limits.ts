import { SettingError, type InstrumentLimits, type LimitRange } from '@lab/core'
import type { CommandSet } from './command-set.ts'
import type { Setting } from './declarations.ts'

/** The declared levels: what limits can be given for. */
function levels(commands: CommandSet): readonly Setting[] {
  return commands.commands.flatMap(({ declaration }) =>
    declaration.kind === 'setting' && declaration.effect?.kind === 'level' ? [declaration] : [])
}

/** Channels that limits can be given for, in ascending order. */
export function limitedChannels(commands: CommandSet): readonly number[] {
  return [...new Set(levels(commands).flatMap(({ channels }) => channels ?? []))].sort((a, b) => a - b)
}

/** Quantities that limits can be given for, with their unit: `{ voltage: 'V' }`. */
export function limitableQuantities(commands: CommandSet): Readonly<Record<string, string>> {
  const quantities: Record<string, string> = {}
  for (const { effect, parameter } of levels(commands)) {
    if (effect?.kind === 'level' && parameter.kind === 'number') quantities[effect.quantity] = parameter.unit ?? ''
  }
  return quantities
}

/** What a driver can limit. */
interface Limitable {
  readonly name: string
  readonly channels: readonly (number | string)[]
  readonly limitable: Readonly<Record<string, string>>
}

function checkRange(driver: Limitable, where: string, quantity: string, { min, max }: LimitRange): void {
  if (!Object.hasOwn(driver.limitable, quantity)) {
    const quantities = Object.keys(driver.limitable).join(', ')
    throw new SettingError(`${where} ${quantity}; what ${driver.name} can limit: ${quantities === '' ? 'nothing' : quantities}.`)
  }
  if (Number.isNaN(min) || Number.isNaN(max)) throw new SettingError(`${where} ${quantity} to NaN; a limit is a number.`)
}

/** @throws SettingError for a channel or quantity the driver does not have, or a limit that is not a number. */
export function checkLimits(driver: Limitable, alias: string, limits: InstrumentLimits): void {
  const channels = ['*', ...driver.channels.map(String)]
  for (const [channel, ranges] of Object.entries(limits.channels)) {
    const where = `${limits.source} limits ${alias} channel ${channel}`
    if (!channels.includes(channel)) throw new SettingError(`${where}; channels of ${driver.name}: ${channels.join(', ')}.`)
    for (const [quantity, range] of Object.entries(ranges)) checkRange(driver, where, quantity, range)
  }
}
