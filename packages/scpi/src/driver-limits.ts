import { SettingError, type InstrumentLimits } from '@lab/core'
import type { CommandSet } from './command-set.ts'

/** Channels that limits can be given for, from the declared levels, in ascending order. */
export function limitedChannels(commands: CommandSet): readonly number[] {
  const channels = new Set<number>()
  for (const { declaration } of commands.commands) {
    if (declaration.effect?.kind === 'level' && 'parameter' in declaration) for (const channel of declaration.channels ?? []) channels.add(channel)
  }
  return [...channels].sort((a, b) => a - b)
}

/** Quantities that limits can be given for, with their unit, from the declared levels: `{ voltage: 'V' }`. */
export function limitableQuantities(commands: CommandSet): Readonly<Record<string, string>> {
  const quantities: Record<string, string> = {}
  for (const { declaration } of commands.commands) {
    if (declaration.kind !== 'setting' || declaration.effect?.kind !== 'level' || declaration.parameter.kind !== 'number') continue
    quantities[declaration.effect.quantity] = declaration.parameter.unit ?? ''
  }
  return quantities
}

/** What a driver can limit. */
interface Limitable {
  readonly name: string
  readonly channels: readonly (number | string)[]
  readonly limitable: Readonly<Record<string, string>>
}

/** @throws SettingError for a channel or quantity the driver does not have, or a limit that is not a number. */
export function checkLimits(driver: Limitable, alias: string, limits: InstrumentLimits): void {
  const channels = ['*', ...driver.channels.map(String)]
  const quantities = Object.keys(driver.limitable)
  for (const [channel, ranges] of Object.entries(limits.channels)) {
    const where = `${limits.source} limits ${alias} channel ${channel}`
    if (!channels.includes(channel)) throw new SettingError(`${where}; channels of ${driver.name}: ${channels.join(', ')}`)
    for (const [quantity, { min, max }] of Object.entries(ranges)) {
      if (!quantities.includes(quantity)) {
        throw new SettingError(`${where} ${quantity}; what ${driver.name} can limit: ${quantities.join(', ') || 'nothing'}`)
      }
      if (Number.isNaN(min ?? 0) || Number.isNaN(max ?? 0)) throw new SettingError(`${where} ${quantity} to NaN; a limit is a number`)
    }
  }
}
