import { DeviceError, type DeviceControl } from '@lab/scpi/device'
import type { DmmFunction } from '../functions.ts'

/** Bits of the questionable register, after the 34401A: the same in this family as far as it is known. */
const questionable = { voltage: 0, current: 1, resistance: 9, limitLower: 11, limitUpper: 12 } as const

interface Statistics {
  count: number
  sum: number
  least: number
  greatest: number
}

function emptyStatistics(): Statistics {
  return { count: 0, sum: 0, least: Infinity, greatest: -Infinity }
}

/** Whether a calculation goes with a function: dB with voltages only, null and limits not with the two tests. */
function goesWith(calculation: string, name: DmmFunction): boolean {
  if (calculation === 'db' || calculation === 'dbm') return name === 'dc-voltage' || name === 'ac-voltage'
  return (calculation !== 'null' && calculation !== 'limit') || (name !== 'continuity' && name !== 'diode')
}

function overloadBit(name: DmmFunction): number {
  if (name.endsWith('current')) return questionable.current
  return name.endsWith('resistance') || name === 'continuity' ? questionable.resistance : questionable.voltage
}

/** What the meter does with readings of the primary display. */
export class Calculation {
  #statistics = emptyStatistics()
  /** Whether null or dB takes its register from the next reading. */
  #takesNext = false
  #held: number | undefined

  /**
   * On the state being switched on: registers and statistics begin anew. @throws DeviceError -221 where it does not go with the
   * function.
   */
  switchOn(device: DeviceControl, name: DmmFunction): void {
    const calculation = device.getString('calculation')
    if (!goesWith(calculation, name)) throw new DeviceError(-221)
    this.#statistics = emptyStatistics()
    this.#held = undefined
    this.#takesNext = calculation === 'null' || calculation === 'db'
  }

  /** A register was written: it is not taken from a reading. */
  keepRegister(): void {
    this.#takesNext = false
  }

  /** Another function, `CONFigure` and another calculation switch it off. */
  switchOff(device: DeviceControl): void {
    device.set('calculating', false)
    this.#takesNext = false
  }

  reset(): void {
    this.#statistics = emptyStatistics()
    this.#takesNext = false
    this.#held = undefined
  }

  /** The reading as it is answered, with what it does to the status. `range`: of the function, for hold. */
  apply(value: number, name: DmmFunction, range: number, device: DeviceControl): number {
    const { questionable: register } = device.status
    register.setBit(overloadBit(name), !Number.isFinite(value))
    const calculation = device.getBoolean('calculating') ? device.getString('calculation') : 'none'
    if (calculation === 'limit') this.#compare(value, device)
    if (!Number.isFinite(value)) return value
    switch (calculation) {
      case 'null': return value - this.#register('nullOffset', value, device)
      case 'dbm': return level(value, device)
      case 'db': return this.#decibels(value, device)
      case 'average': return this.#count(value)
      case 'hold': return this.#hold(value, range, device)
      default: return value
    }
  }

  get mean(): number {
    return this.#statistics.count === 0 ? 0 : this.#statistics.sum / this.#statistics.count
  }

  get least(): number {
    return this.#statistics.count === 0 ? 0 : this.#statistics.least
  }

  get greatest(): number {
    return this.#statistics.count === 0 ? 0 : this.#statistics.greatest
  }

  get count(): number {
    return this.#statistics.count
  }

  #compare(value: number, device: DeviceControl): void {
    device.status.questionable.setBit(questionable.limitLower, value < device.getNumber('limitLower'))
    device.status.questionable.setBit(questionable.limitUpper, value > device.getNumber('limitUpper'))
  }

  #register(name: 'nullOffset' | 'dbReference', value: number, device: DeviceControl): number {
    if (this.#takesNext) device.set(name, value)
    this.#takesNext = false
    return device.getNumber(name)
  }

  /** A reading of 0 has no level. */
  #decibels(value: number, device: DeviceControl): number {
    const shown = level(value, device)
    return Number.isFinite(shown) ? shown - this.#register('dbReference', shown, device) : shown
  }

  #count(value: number): number {
    const statistics = this.#statistics
    statistics.count += 1
    statistics.sum += value
    statistics.least = Math.min(statistics.least, value)
    statistics.greatest = Math.max(statistics.greatest, value)
    return value
  }

  #hold(value: number, range: number, device: DeviceControl): number {
    const held = this.#held
    const isLargeEnough = Math.abs(value) >= (device.getNumber('holdThreshold') / 100) * range
    const hasChanged = held === undefined || Math.abs(value - held) > (device.getNumber('holdVariation') / 100) * Math.abs(held)
    if (held === undefined || (isLargeEnough && hasChanged)) this.#held = value
    return this.#held ?? value
  }
}

/** Level in dBm of a voltage across the reference resistance; −Infinity for none. */
function level(value: number, device: DeviceControl): number {
  return 10 * Math.log10(value ** 2 / device.getNumber('dbmReference') / 1e-3)
}
