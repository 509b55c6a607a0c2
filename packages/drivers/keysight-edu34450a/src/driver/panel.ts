import { SettingError, type OperationOptions } from '@lab/core'
import type { DmmParts } from './measurements.ts'
import { unlessUndefined } from './unconfirmed.ts'

/** The display. Its commands are not confirmed for this model; where it does not know them, each call is an UnsupportedError. */
export interface DmmDisplay {
  on(options?: OperationOptions): Promise<void>
  /** Dark; measuring goes on. */
  off(options?: OperationOptions): Promise<void>
  /** Shows a message of 1 … 12 printable ASCII characters in place of readings. @throws SettingError for another, before anything is sent. */
  showText(text: string, options?: OperationOptions): Promise<void>
  clearText(options?: OperationOptions): Promise<void>
}

/** The beeper (`SYSTem:BEEPer`). */
export interface DmmBeeper {
  /** Sounds once. */
  beep(options?: OperationOptions): Promise<void>
  /** Kept over `*RST` and switching off. */
  on(options?: OperationOptions): Promise<void>
  off(options?: OperationOptions): Promise<void>
  isOn(options?: OperationOptions): Promise<boolean>
}

function requirePrintable(alias: string, text: string): void {
  if (/^[\u0020-\u007e]{1,12}$/.test(text)) return
  throw new SettingError(`${alias} cannot show ${JSON.stringify(text)}: 1 to 12 printable ASCII characters; nothing was sent.`)
}

export function display({ link, base }: DmmParts): DmmDisplay {
  const ask = (act: () => Promise<void>): Promise<void> => unlessUndefined(base.alias, 'commands for its display', act)
  return {
    on: (options) => ask(() => link.set({ display: true }, options)),
    off: (options) => ask(() => link.set({ display: false }, options)),
    showText: async (text, options) => {
      requirePrintable(base.alias, text)
      await ask(() => link.set({ displayText: text }, options))
    },
    clearText: (options) => ask(() => link.execute(':DISP:TEXT:CLE', options)),
  }
}

export function beeper({ link }: DmmParts): DmmBeeper {
  return {
    beep: (options) => link.execute(':SYST:BEEP', options),
    on: (options) => link.set({ beeper: true }, options),
    off: (options) => link.set({ beeper: false }, options),
    isOn: (options) => link.get('beeper', options),
  }
}
