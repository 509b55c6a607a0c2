import type { OperationOptions, Screenshot } from '@lab/core'
import { formatString, queryScreenshot } from '@lab/scpi'
import { oneOf, refuse, shown, within, type Link } from './link.ts'

/** A date or time of the clock, in UTC or whatever it was set to. */
export interface ClockTime {
  readonly year: number
  /** 1 … 12. */
  readonly month: number
  readonly day: number
  readonly hours: number
  readonly minutes: number
  readonly seconds: number
}

/** Options of a picture. */
export interface PictureOptions extends OperationOptions {
  readonly format?: 'png' | 'bmp' | undefined
}

/** Display, beeper, clock and lock (Trueform Series Operating and Service Guide, DISPlay, SYSTem and HCOPy). */
export interface FrontPanel {
  setDisplay(on: boolean, options?: OperationOptions): Promise<void>
  /** Shows a text of 40 characters at most; an empty one gives the display back. `DISPlay:TEXT`. */
  showText(text: string, options?: OperationOptions): Promise<void>
  /**
   * Picture of the display, `png` when no format is given. `HCOPy:SDUMp:DATA`; the format that was set is put back.
   * @throws SettingError for another format. ProtocolError when what comes is neither a PNG nor a BMP file.
   */
  screenshot(options?: PictureOptions): Promise<Screenshot>
  /** Sounds the beeper once. */
  beep(options?: OperationOptions): Promise<void>
  /** Whether the beeper sounds at errors. Kept without power. */
  setBeeper(on: boolean, options?: OperationOptions): Promise<void>
  clock(options?: OperationOptions): Promise<ClockTime>
  setClock(time: ClockTime, options?: OperationOptions): Promise<void>
  /** Takes the instrument for this session alone. False when another one has it. `SYSTem:LOCK:REQuest`. */
  lock(options?: OperationOptions): Promise<boolean>
  /** Gives it back, once for each time it was taken. */
  unlock(options?: OperationOptions): Promise<void>
  /** The interface that has it, or `NONE`. */
  lockOwner(options?: OperationOptions): Promise<string>
}

function checkClock({ alias }: Link, time: ClockTime): void {
  const { year, month, day, hours, minutes, seconds } = time
  const broken = Object.entries(time).find(([name, value]) => name !== 'seconds' && !Number.isInteger(value))
  if (broken !== undefined) refuse(alias, `${broken[0]} ${shown(broken[1])} is not a whole number`)
  within(alias, 'year', year, 2000, 2099)
  const date = new Date(Date.UTC(year, month - 1, day))
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) refuse(alias, `there is no day ${year}-${month}-${day}`)
  within(alias, 'hours', hours, 0, 23)
  within(alias, 'minutes', minutes, 0, 59)
  within(alias, 'seconds', seconds, 0, 60)
}

async function screenshot(link: Link, format: 'png' | 'bmp', { signal, timeoutMs }: OperationOptions): Promise<Screenshot> {
  const before = await link.get('screenshotFormat')
  if (before !== format) await link.set({ screenshotFormat: format })
  try {
    return await queryScreenshot(link, ':HCOP:SDUM:DATA?', { signal, timeoutMs })
  } finally {
    if (before !== format) await link.set({ screenshotFormat: before })
  }
}

/** The front panel of a generator. */
export function frontPanel(link: Link): FrontPanel {
  return {
    setDisplay: (on, options) => link.set({ display: on }, options),
    async showText(text, options) {
      if (typeof text !== 'string') refuse(link.alias, `${shown(text)} is no text`)
      if (text.length > 40) refuse(link.alias, `a text of ${text.length} characters; the display shows 40`)
      await link.execute(`:DISP:TEXT ${formatString(text)}`, options)
    },
    async screenshot({ format = 'png', ...options } = {}) {
      oneOf(link.alias, 'format', format, ['png', 'bmp'])
      return await link.transaction((held) => screenshot(held, format, options), options)
    },
    beep: (options) => link.execute(':SYST:BEEP', options),
    setBeeper: (on, options) => link.set({ beeper: on }, options),
    async clock(options) {
      const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] =
        (await link.query(':SYST:DATE?;:SYST:TIME?', options)).split(/[;,]/).map(Number)
      return { year, month, day, hours, minutes, seconds }
    },
    async setClock(time, options) {
      checkClock(link, time)
      const { year, month, day, hours, minutes, seconds } = time
      await link.execute(`:SYST:DATE ${year},${month},${day};:SYST:TIME ${hours},${minutes},${seconds}`, options)
    },
    lock: async (options) => await link.queryNumber(':SYST:LOCK:REQ?', options) !== 0,
    unlock: (options) => link.execute(':SYST:LOCK:REL', options),
    lockOwner: async (options) => (await link.query(':SYST:LOCK:OWN?', options)).replaceAll('"', ''),
  }
}
