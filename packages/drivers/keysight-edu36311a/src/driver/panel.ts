import { SettingError, type OperationOptions, type Screenshot } from '@lab/core'
import { queryScreenshot, type InstrumentBase } from '@lab/scpi'
import type { Link } from './link.ts'

/** Who has the front panel: its user; the link, but for the unlock key; the link alone. */
export type Edu36311aRemoteState = 'local' | 'remote' | 'locked'

/** The front panel (Programming Guide, DISPlay, HCOPy, SYSTem). */
export interface Edu36311aPanel {
  /** Switches the display (DISPlay). Any key switches it on again. */
  setDisplay(on: boolean, options?: OperationOptions): Promise<void>
  /** Whether the display is on. */
  isDisplayOn(options?: OperationOptions): Promise<boolean>
  /** Shows the selected output large, or all three (DISPlay:VIEW METER1, METER3). Reset: all. */
  setView(view: 'one' | 'all', options?: OperationOptions): Promise<void>
  /** What it shows. */
  view(options?: OperationOptions): Promise<'one' | 'all'>
  /**
   * A picture of the display (HCOPy:SDUMp:DATA?). A BMP: the guide speaks of PNG, too, but takes no other format.
   * @throws ProtocolError when what comes is neither a PNG nor a BMP file.
   */
  screenshot(options?: OperationOptions): Promise<Screenshot>
  /** Sounds the beeper once (SYSTem:BEEPer). */
  beep(options?: OperationOptions): Promise<void>
  /** Whether it sounds at errors (SYSTem:BEEPer:STATe). Kept without power. */
  setBeeper(on: boolean, options?: OperationOptions): Promise<void>
  /** Whether it does. */
  isBeeperOn(options?: OperationOptions): Promise<boolean>
  /** Gives the panel away or takes it (SYSTem:LOCal, REMote, RWLock). @throws SettingError for another word. */
  setRemoteState(state: Edu36311aRemoteState, options?: OperationOptions): Promise<void>
  /** Who has it (SYSTem:COMMunicate:RLSTate?). */
  remoteState(options?: OperationOptions): Promise<Edu36311aRemoteState>
}

const remoteCommands = { local: ':SYST:LOC', remote: ':SYST:REM', locked: ':SYST:RWL' } as const

function remoteCommand(alias: string, state: Edu36311aRemoteState): string {
  if (Object.hasOwn(remoteCommands, state)) return remoteCommands[state]
  throw new SettingError(`${alias}: '${state}' is not one of local, remote, locked; nothing was sent.`)
}

/** The front panel of an instrument. */
export function makePanel({ alias }: InstrumentBase, link: Link): Edu36311aPanel {
  return {
    setDisplay: (on, options) => link.set({ display: on }, options),
    isDisplayOn: (options) => link.get('display', options),
    setView: (view, options) => link.set({ displayView: view }, options),
    view: (options) => link.get('displayView', options),
    screenshot: (options) => queryScreenshot(link, ':HCOP:SDUM:DATA?', options),
    beep: (options) => link.execute(':SYST:BEEP', options),
    setBeeper: (on, options) => link.set({ beeper: on }, options),
    isBeeperOn: (options) => link.get('beeper', options),
    async setRemoteState(state, options) {
      await link.execute(remoteCommand(alias, state), options)
    },
    remoteState: (options) => link.get('remoteState', options),
  }
}
