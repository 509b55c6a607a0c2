import { encodeBlock, formatNr1 } from '@lab/scpi'
import { DeviceError, type DeviceCall } from '@lab/scpi/device'
import type { Clock } from '@lab/core'
import { blankPicture } from './picture.ts'

/** What is kept of a clock that was set. */
interface SetClock {
  /** What it is ahead of the clock of the bench by, in milliseconds. */
  aheadMs: number
}

function numbers(call: DeviceCall): readonly number[] {
  return call.parameters.map((value) => {
    if (typeof value !== 'number') throw new DeviceError(-109)
    return value
  })
}

/** The clock of the instrument. */
function clockHandlers(clock: Clock) {
  const set: SetClock = { aheadMs: 0 }
  const now = (): Date => new Date(clock.now() + set.aheadMs)
  return {
    date: (call: DeviceCall) => {
      const date = now()
      if (call.query) return [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()].map(formatNr1).join(',')
      const [year = 2000, month = 1, day = 1] = numbers(call)
      const wanted = new Date(date)
      wanted.setUTCFullYear(year, month - 1, day)
      if (wanted.getUTCDate() !== day) throw new DeviceError(-222)
      set.aheadMs += wanted.getTime() - date.getTime()
      return undefined
    },
    time: (call: DeviceCall) => {
      const date = now()
      if (call.query) return [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(formatNr1).join(',')
      const [hours = 0, minutes = 0, seconds = 0] = numbers(call)
      const wanted = new Date(date)
      wanted.setUTCHours(hours, minutes, 0, seconds * 1000)
      set.aheadMs += wanted.getTime() - date.getTime()
      return undefined
    },
  }
}

/** The front panel, and the lock that one session takes. */
export function panelHandlers(clock: Clock) {
  let locks = 0
  return {
    ...clockHandlers(clock),
    beep: () => undefined,
    clearDisplayText: ({ device }: DeviceCall) => device.set('displayText', ''),
    screenshot: ({ device }: DeviceCall) => encodeBlock(blankPicture(
      device.getString('screenshotFormat') === 'bmp' ? 'bmp' : 'png',
    )),
    requestLock: () => {
      locks += 1
      return '1'
    },
    releaseLock: () => {
      if (locks === 0) throw new DeviceError(514, 'Not able to release an instrument lock that is not held')
      locks -= 1
    },
    lockOwner: () => (locks > 0 ? '"LAN1"' : '"NONE"'),
    lockName: () => '"LAN1"',
    eraseAll: ({ device }: DeviceCall) => device.reset(),
  }
}
