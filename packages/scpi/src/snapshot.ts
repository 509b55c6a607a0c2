import type { SettingValue, Snapshot } from '@lab/core'
import { channelsOfSetting } from './guard-model.ts'
import { compileQuery, type Instrumental } from './settings-access.ts'

/** Reads every declared setting but blocks, one message for each. @param ask sends a query and gives its reply. */
export async function readSnapshot({ alias, commands }: Instrumental, ask: (message: string) => Promise<string>): Promise<Snapshot> {
  const values: Record<string, SettingValue> = {}
  for (const command of commands.commands) {
    const { name, declaration } = command
    if (declaration.kind !== 'setting' || declaration.parameter.kind === 'block') continue
    const channels = channelsOfSetting(declaration)
    const query = compileQuery(alias, { command, setting: declaration }, channels)
    query.parse(await ask(query.message)).forEach((value, index) => {
      const channel = channels[index]
      if (!(value instanceof Uint8Array)) values[channel === undefined ? name : `${name}@${channel}`] = value
    })
  }
  return values
}
