import { action, type Action, type Declarations } from '../declarations.ts'
import { registerHandlers } from './builtin-handlers.ts'
import type { DeviceHandler } from './device-definition.ts'
import { DeviceError } from './device-error.ts'
import type { StatusModel } from './status-model.ts'

const node = 'STATus:QUEStionable:INSTrument'

function query(header: string, description: string): Action {
  return action({ header, form: 'query', effect: { kind: 'none' }, description })
}

function enable(header: string): Action {
  return action({
    header, form: 'both', parameters: [{ parameter: { kind: 'number', integer: true } }], effect: { kind: 'none' },
    description: 'Enables bits of the event register.',
  })
}

/** The questionable registers of single channels and the one that sums them up (SCPI-99 vol. 2, 20.3.3). */
export const instrumentSummaryCommands = {
  event: query(`${node}[:EVENt]`, 'Reads and clears the channels with a questionable event.'),
  condition: query(`${node}:CONDition`, 'Channels with a questionable event now.'),
  enable: enable(`${node}:ENABle`),
  channelEvent: query(`${node}:ISUMmary<n>[:EVENt]`, 'Reads and clears the questionable events of a channel.'),
  channelCondition: query(`${node}:ISUMmary<n>:CONDition`, 'Questionable condition of a channel.'),
  channelEnable: enable(`${node}:ISUMmary<n>:ENABle`),
} as const satisfies Declarations

type SummaryName = keyof typeof instrumentSummaryCommands

/** What they do. */
export function instrumentSummaryHandlers(status: StatusModel): Readonly<Record<SummaryName, DeviceHandler>> {
  const ofChannel = (part: 'event' | 'condition' | 'enable'): DeviceHandler => (call) => {
    const register = status.instrumentSummary(call.suffixes[0] ?? 1)
    if (register === undefined) throw new DeviceError(-114)
    return registerHandlers(register)[part](call)
  }
  const all = registerHandlers(status.questionableInstrument)
  return {
    ...all,
    channelEvent: ofChannel('event'),
    channelCondition: ofChannel('condition'),
    channelEnable: ofChannel('enable'),
  }
}
