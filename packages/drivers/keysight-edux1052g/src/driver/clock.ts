import { SettingError, type OperationOptions } from '@lab/core'
import type { ScopeLink } from './setting-group.ts'

/** Date and time of the instrument's clock, in whatever zone it was set to. */
export interface ScopeClockTime {
  readonly year: number
  /** 1 … 12. */
  readonly month: number
  readonly day: number
  readonly hours: number
  readonly minutes: number
  readonly seconds: number
}

/** The clock of the instrument (`:SYSTem:DATE`, `:SYSTem:TIME`). */
export interface ScopeClock {
  clockTime(options?: OperationOptions): Promise<ScopeClockTime>
  /** @throws SettingError for a day or time that there is not. */
  setClockTime(time: ScopeClockTime, options?: OperationOptions): Promise<void>
}

function isTime({ year, month, day, hours, minutes, seconds }: ScopeClockTime): boolean {
  const date = new Date(Date.UTC(year, month - 1, day, hours, minutes, seconds))
  return [year, month, day, hours, minutes, seconds].every(Number.isInteger) && date.getUTCFullYear() === year
    && date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCHours() === hours
    && date.getUTCMinutes() === minutes && date.getUTCSeconds() === seconds
}

export function scopeClock(link: ScopeLink): ScopeClock {
  return {
    async clockTime(options) {
      const reply = await link.query(':SYST:DATE?;:SYST:TIME?', options)
      const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = reply.split(/[;,]/).map(Number)
      return { year, month, day, hours, minutes, seconds }
    },
    async setClockTime(time, options) {
      if (!isTime(time)) throw new SettingError(`${link.alias}: there is no time ${JSON.stringify(time)}; nothing was sent.`)
      const { year, month, day, hours, minutes, seconds } = time
      await link.execute(`:SYST:DATE ${year},${month},${day};:SYST:TIME ${hours},${minutes},${seconds}`, options)
    },
  }
}
