import { channelsOfSetting } from './guard-model.ts'
import type { LimitGuard } from './guard.ts'
import type { Exchange } from './link-exchange.ts'
import type { Operation } from './link-operation.ts'
import { compileQuery, settingNamed, type Instrumental } from './settings-access.ts'

/** Reads what the guard has to know of the instrument. Sends queries only. */
export async function readGuardedState(
  exchange: Exchange, guard: LimitGuard, of: Instrumental, operation: Operation,
): Promise<void> {
  guard.forget()
  for (const { name, setting } of guard.wanted) {
    const channels = channelsOfSetting(setting)
    const query = compileQuery(of.alias, settingNamed(of, name), channels)
    const values = query.parse(await exchange.ask(query.message, operation))
    channels.forEach((channel, index) => {
      const value = values[index]
      if (value !== undefined && !(value instanceof Uint8Array)) guard.learn(name, channel, value)
    })
  }
}
