import { UnsupportedError } from '@lab/core'
import type { DmmLink } from './link.ts'
import { unconfirmedMs, unlessUndefined } from './unconfirmed.ts'

/** °C of what the meter shows in its unit. */
export type ToCelsius = (shown: number) => number

const scales: Readonly<Record<string, ToCelsius>> = {
  C: (shown) => shown, F: (shown) => (shown - 32) / 1.8, K: (shown) => shown - 273.15,
}

/**
 * The unit that the meter answers temperatures in. It is asked each time, because the front panel can change it; a meter that
 * does not know the question answers in °C, and is asked once only.
 */
export class TemperatureScale {
  #absent = false

  async ask(link: DmmLink): Promise<ToCelsius> {
    if (this.#absent) return (shown) => shown
    try {
      const ask = (): Promise<string> => link.query(':UNIT:TEMP?', { timeoutMs: unconfirmedMs })
      const reply = await unlessUndefined(link.alias, 'a unit of temperature', ask)
      return scales[reply.trim().charAt(0).toUpperCase()] ?? ((shown) => shown)
    } catch (error) {
      if (!(error instanceof UnsupportedError)) throw error
      this.#absent = true
      return (shown) => shown
    }
  }
}
