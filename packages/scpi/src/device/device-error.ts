import { standardErrorText } from '../error-numbers.ts'

/** Thrown by a handler or hook: goes into the device's error queue and sets the bit of its class in the event register. */
export class DeviceError extends Error {
  /** Negative: standard (SCPI-99 vol. 2, 21.8). Positive: the device's own. */
  readonly number: number
  /** What the error queue says after the number. */
  readonly text: string

  constructor(number: number, text: string = standardErrorText(number)) {
    super(`${number}, ${text}`)
    this.name = 'DeviceError'
    this.number = number
    this.text = text
  }
}
