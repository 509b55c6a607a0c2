import { InstrumentError } from '@lab/core'
import type { GradedFunction } from '../functions.ts'
import type { Speed } from '../specifications.ts'
import type { Display } from '../settings/displays.ts'
import type { DmmLink } from './link.ts'

const paths: Readonly<Record<Display, string>> = { primary: ':', secondary: ':SEC:' }

const nodes: Readonly<Record<GradedFunction, string>> = {
  'dc-voltage': 'VOLT', 'ac-voltage': 'VOLT:AC', 'dc-current': 'CURR', 'ac-current': 'CURR:AC', resistance: 'RES',
  'four-wire-resistance': 'FRES',
}

/** Whether the instrument has nothing against a message. */
async function accepts(link: DmmLink, message: string): Promise<boolean> {
  try {
    await link.write(message)
  } catch (error) {
    if (error instanceof InstrumentError) return false
    throw error
  }
  return (await link.readErrors()).length === 0
}

/**
 * Sets speeds. MIN and MAX are understood by every firmware: the finest resolution is the slow one. For medium the word is tried
 * first and then the number of the 34450A Programmer's Reference: a user of the real meter found it to take no numbers.
 */
export class Resolutions {
  #medium: string | undefined

  /** @throws InstrumentError where the meter takes neither. */
  async set(link: DmmLink, display: Display, name: GradedFunction, speed: Speed): Promise<void> {
    const header = `${paths[display]}${nodes[name]}:RES`
    if (speed !== 'medium') return link.execute(`${header} ${speed === 'slow' ? 'MIN' : 'MAX'}`)
    if (this.#medium === undefined && await accepts(link, `${header} MED`)) this.#medium = 'MED'
    else {
      await link.execute(`${header} ${this.#medium ?? '2E-5'}`)
      this.#medium ??= '2E-5'
    }
  }
}
