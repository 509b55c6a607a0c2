import { TimeoutError, type OperationOptions, type SettingValue, type Snapshot } from '@lab/core'
import { channelsOfSetting } from './guard-model.ts'
import { compileQuery, type Instrumental } from './settings-access.ts'

/** Longest wait for the answer to a query that may not be there, in ms. */
const unconfirmedMs = 2000

const undefinedHeader = '-113'

type Ask = (message: string, options?: OperationOptions) => Promise<string>

/** The answer; undefined where the instrument turns out not to know the header. */
async function askUnconfirmed(message: string, ask: Ask): Promise<string | undefined> {
  try {
    return await ask(message, { timeoutMs: unconfirmedMs })
  } catch (error) {
    if (error instanceof TimeoutError && error.message.includes(undefinedHeader)) return undefined
    throw error
  }
}

/**
 * Reads every declared setting but blocks, one message for each.
 * @param ask sends a query and gives its reply.
 * @param absent names of unconfirmed settings that this instrument does not have; those that are found are added.
 */
export async function readSnapshot({ alias, commands }: Instrumental, ask: Ask, absent: Set<string>): Promise<Snapshot> {
  const values: Record<string, SettingValue> = {}
  for (const command of commands.commands) {
    const { name, declaration } = command
    if (declaration.kind !== 'setting' || declaration.parameter.kind === 'block' || absent.has(name)) continue
    const channels = channelsOfSetting(declaration)
    const query = compileQuery(alias, { command, setting: declaration }, channels)
    const reply = declaration.unconfirmed === true ? await askUnconfirmed(query.message, ask) : await ask(query.message)
    if (reply === undefined) absent.add(name)
    else query.parse(reply).forEach((value, index) => {
      const channel = channels[index]
      if (!(value instanceof Uint8Array)) values[channel === undefined ? name : `${name}@${channel}`] = value
    })
  }
  return values
}
