import { InstrumentError, type OperationOptions } from '@lab/core'
import type { ScopeLink } from './setting-group.ts'

/**
 * Sends a block and looks whether the instrument has taken it, unless its error queue is never read.
 * @throws InstrumentError when it has not.
 */
export function sendBlock(link: ScopeLink, header: string, data: Uint8Array, options?: OperationOptions): Promise<void> {
  return link.transaction(async (inner) => {
    await inner.writeBlock(header, data)
    if (inner.errorCheck === 'off') return
    const [error] = await inner.readErrors()
    if (error === undefined) return
    const { number, text } = error
    throw new InstrumentError(`${link.alias} reports ${number} "${text}" after a block for "${header}".`, {
      number, text, command: header, instrument: link.alias,
    })
  }, options)
}
