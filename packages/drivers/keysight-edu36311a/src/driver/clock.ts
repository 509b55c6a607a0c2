import { SettingError, type OperationOptions } from '@lab/core'
import type { InstrumentBase } from '@lab/scpi'
import { askNumbers } from './ask.ts'
import type { Link } from './link.ts'

/**
 * The clock with a battery of the instrument. It knows no time zone: here it is read and set as UTC (SYSTem:DATE, SYSTem:TIME).
 */
export interface Edu36311aClock {
  /** To the second. */
  read(options?: OperationOptions): Promise<Date>
  /** Sets it, without its milliseconds. @throws SettingError but for the years 2000 … 2099. */
  set(time: Date, options?: OperationOptions): Promise<void>
}

async function read(link: Link): Promise<Date> {
  const date = await askNumbers(link, ':SYST:DATE?', 3)
  const time = await askNumbers(link, ':SYST:TIME?', 3)
  const again = await askNumbers(link, ':SYST:DATE?', 3)
  if (date.join() !== again.join()) return read(link) // midnight was in between
  const [year = 0, month = 0, day = 0] = date
  const [hour, minute, second] = time
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second))
}

/** The battery clock of an instrument. */
export function makeClock({ alias }: InstrumentBase, link: Link): Edu36311aClock {
  return {
    read: (options) => link.transaction(read, options),
    async set(time, options) {
      const year = time instanceof Date ? time.getUTCFullYear() : Number.NaN
      if (!(year >= 2000 && year <= 2099)) {
        throw new SettingError(`The clock of ${alias} goes from 2000 to 2099, not ${String(time)}; nothing was sent.`)
      }
      const date = `${year},${time.getUTCMonth() + 1},${time.getUTCDate()}`
      await link.execute(
        `:SYST:DATE ${date};:SYST:TIME ${time.getUTCHours()},${time.getUTCMinutes()},${time.getUTCSeconds()}`, options,
      )
    },
  }
}
