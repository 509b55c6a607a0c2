import type { ProgramUnit } from '../program-message.ts'
import type { CallingLink, DeviceAnswer } from './device-definition.ts'
import { DeviceError } from './device-error.ts'

/** One unit of a message, looked up and ready to run any number of times. */
export interface Execution {
  readonly unit: ProgramUnit
  /** The answer is arbitrary text, whose end only the end of the response shows: no query may follow (IEEE 488.2, 6.5.7.4). */
  readonly indefinite: boolean
  run(link: CallingLink): DeviceAnswer
}

/** A message whose units are looked up. */
export type CompiledMessage = readonly Execution[]

/** A unit that only gives an error. */
export function failing(unit: ProgramUnit, number: number, text?: string): Execution {
  return {
    unit,
    indefinite: false,
    run() {
      throw new DeviceError(number, text)
    },
  }
}
