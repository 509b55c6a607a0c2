import { SettingError, type OperationOptions } from '@lab/core'
import { formatBlock, type InstrumentBase, type MessageOptions } from '@lab/scpi'
import type { Link } from './link.ts'

/** Number of a stored state. */
export type Edu36311aSlot = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9

/** What the instrument does when it is switched on: its reset state, or a stored one. */
export type Edu36311aPowerOnState = 'RST' | `RCL${Edu36311aSlot}`

/**
 * Stored states. They have numbers and no names. What a stored state would set is not known before: on an instrument with limits
 * recalling one is refused with LimitError unless `{ unguarded: true }` says so, and that is logged.
 */
export interface Edu36311aStates {
  /**
   * Stores levels, modes, protections, outputs, tracking, delays, trigger and display (*SAV). @throws SettingError but for 0 … 9.
   */
  save(slot: Edu36311aSlot, options?: OperationOptions): Promise<void>
  /**
   * Recalls them; outputs that were on go on. A slot that was never stored to is the state of power-on, without an error (*RCL).
   */
  recall(slot: Edu36311aSlot, options?: MessageOptions): Promise<void>
  /** The whole state as bytes, for {@link write} on the same model and firmware (SYSTem:SET?). */
  read(options?: OperationOptions): Promise<Uint8Array>
  /** Puts back what {@link read} gave; outputs that were on go on (SYSTem:SET). */
  write(state: Uint8Array, options?: MessageOptions): Promise<void>
  /** Says which state the instrument takes when it is switched on (OUTPut:PON:STATe). Kept without power; factory: RST. */
  setPowerOn(state: Edu36311aPowerOnState, options?: MessageOptions): Promise<void>
  /** Which one it is. */
  powerOn(options?: OperationOptions): Promise<Edu36311aPowerOnState>
}

function checkedSlot(alias: string, slot: unknown): number {
  if (typeof slot === 'number' && Number.isInteger(slot) && slot >= 0 && slot <= 9) return slot
  throw new SettingError(`${alias} has no stored state ${String(slot)}; it has 0 … 9. Nothing was sent.`)
}

function checkedPowerOn(alias: string, state: unknown): string {
  if (typeof state === 'string' && /^(RST|RCL[0-9])$/.test(state)) return state
  throw new SettingError(`${alias}: '${String(state)}' is not one of RST, RCL0 … RCL9; nothing was sent.`)
}

/** The stored states of an instrument. */
export function makeStates({ alias }: InstrumentBase, link: Link): Edu36311aStates {
  return {
    async save(slot, options) {
      await link.execute(`*SAV ${checkedSlot(alias, slot)}`, options)
    },
    async recall(slot, options) {
      await link.execute(`*RCL ${checkedSlot(alias, slot)}`, options)
    },
    read: (options) => link.queryBlock(':SYST:SET?', options),
    async write(state, options) {
      if (!(state instanceof Uint8Array)) throw new SettingError(
        `${alias}: a state is a Uint8Array, as read() gives it; nothing was sent.`,
      )
      await link.execute(`:SYST:SET ${formatBlock(state)}`, options)
    },
    async setPowerOn(state, options) {
      await link.execute(`:OUTP:PON:STAT ${checkedPowerOn(alias, state)}`, options)
    },
    powerOn: (options) => link.get('powerOnState', options),
  }
}
