import type { CompiledCommand } from './command-set.ts'
import type { Assessment } from './guard-assessment.ts'
import type { ChannelKey } from './guard-state.ts'
import type { HeaderMatch } from './header-table.ts'
import type { ProgramData, ProgramUnit } from './program-message.ts'

/** What a command acts on. */
export interface Targets {
  readonly channels: readonly ChannelKey[]
  /** `false`: on one of them, but which is not known. */
  readonly certain: boolean
  /** The parameters without the channel list. */
  readonly data: readonly ProgramData[]
}

function withoutList(declared: readonly number[] | undefined, { state }: Assessment, data: readonly ProgramData[]): Targets {
  if (declared === undefined) return { channels: [undefined], certain: true, data }
  if (declared.length === 1) return { channels: declared, certain: true, data }
  if (state.selected !== undefined) return { channels: [state.selected], certain: true, data }
  return { channels: declared, certain: false, data }
}

/**
 * The channels a command acts on: those of its header suffix or channel list, the selected one without a list, every one while
 * the selection is not known. Undefined where it has a list and takes none.
 */
export function targetsOf(
  assessment: Assessment, unit: ProgramUnit, { value: command, suffixes }: HeaderMatch<CompiledCommand>,
): Targets | undefined {
  const { data } = unit
  if (command.channelInHeader) return { channels: suffixes.slice(0, 1), certain: true, data }
  const last = data[data.length - 1]
  const declared = command.declaration.channels
  if (last?.kind !== 'channels') return withoutList(declared, assessment, data)
  if (declared === undefined || last.channels.length === 0) return undefined
  return { channels: last.channels, certain: true, data: data.slice(0, -1) }
}
