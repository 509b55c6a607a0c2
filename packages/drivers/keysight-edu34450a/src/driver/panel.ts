import { SettingError, type OperationOptions } from '@lab/core'
import type { DmmParts } from './measurements.ts'
import { unconfirmedMs, unlessUndefined } from './unconfirmed.ts'

/**
 * The front panel: display, beeper, keys. The commands of the display are not confirmed for this model: where it does not know
 * them, the call is an UnsupportedError. A picture of the display cannot be had.
 */
export interface DmmPanel {
  /** Switches the display (`DISPlay`). Dark or not, it measures. On after `*RST`. @throws UnsupportedError */
  setDisplay(on: boolean, options?: OperationOptions): Promise<void>
  /** Whether it is on. @throws UnsupportedError */
  isDisplayOn(options?: OperationOptions): Promise<boolean>
  /**
   * Shows a message of 1 … 12 printable ASCII characters in place of readings (`DISPlay:TEXT`).
   * @throws SettingError for another one, before anything is sent. UnsupportedError
   */
  showText(text: string, options?: OperationOptions): Promise<void>
  /** Shows readings again (`DISPlay:TEXT:CLEar`). @throws UnsupportedError */
  clearText(options?: OperationOptions): Promise<void>
  /** Sounds the beeper once (`SYSTem:BEEPer`). */
  beep(options?: OperationOptions): Promise<void>
  /** Whether it sounds otherwise (`SYSTem:BEEPer:STATe`). Kept without power. */
  setBeeper(on: boolean, options?: OperationOptions): Promise<void>
  /** Whether it does. */
  isBeeperOn(options?: OperationOptions): Promise<boolean>
  /** Gives the keys back (`SYSTem:LOCal`). The next message takes them again. */
  goToLocal(options?: OperationOptions): Promise<void>
}

function requirePrintable(alias: string, text: unknown): void {
  if (typeof text === 'string' && /^[\u0020-\u007e]{1,12}$/.test(text)) return
  throw new SettingError(`${alias} cannot show ${JSON.stringify(text)}: 1 to 12 printable ASCII characters; nothing was sent.`)
}

export function panel({ link, base }: DmmParts): DmmPanel {
  const ask = <T>(act: () => Promise<T>): Promise<T> => unlessUndefined(base.alias, 'commands for its display', act)
  return {
    setDisplay: (on, options) => ask(() => link.set({ display: on }, options)),
    isDisplayOn: (options) => ask(() => link.get('display', { timeoutMs: unconfirmedMs, ...options })),
    showText: async (text, options) => {
      requirePrintable(base.alias, text)
      await ask(() => link.set({ displayText: text }, options))
    },
    clearText: (options) => ask(() => link.execute(':DISP:TEXT:CLE', options)),
    beep: (options) => link.execute(':SYST:BEEP', options),
    setBeeper: (on, options) => link.set({ beeper: on }, options),
    isBeeperOn: (options) => link.get('beeper', options),
    goToLocal: (options) => link.execute(':SYST:LOC', options),
  }
}
