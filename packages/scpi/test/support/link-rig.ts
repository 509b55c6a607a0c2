import type { ScpiLinkOptions } from '../../src/link-options.ts'
import { scpiLink, type ScpiLink } from '../../src/link.ts'
import { MemoryConnection, type MemoryConnectionOptions } from './memory-connection.ts'
import { supply, type supplyDeclarations } from './supply.ts'

export type Supply = typeof supplyDeclarations

interface Rig {
  readonly link: ScpiLink<Supply>
  readonly connection: MemoryConnection
}

/** A link over a connection in memory. */
export function rig(connectionOptions: MemoryConnectionOptions, linkOptions: Partial<ScpiLinkOptions<Supply>> = {}): Rig {
  const connection = new MemoryConnection(connectionOptions)
  return { connection, link: scpiLink({ alias: 'psu', connection, commands: supply, ...linkOptions }) }
}

/** Answers each query with its own text, `SYST:ERR?` with no error, and `HANG?` not at all. */
export function echo(message: string, connection: MemoryConnection): void {
  if (message === 'SYST:ERR?') connection.reply('+0,"No error"')
  else if (message.includes('?') && !message.includes('HANG')) connection.reply(message)
}

/** Answers `SYST:ERR?` from a list, everything else as {@link echo}. */
export function reporting(entries: string[]): (message: string, connection: MemoryConnection) => void {
  return (message, connection) => {
    if (message === 'SYST:ERR?') connection.reply(entries.shift() ?? '+0,"No error"')
    else echo(message, connection)
  }
}

/** What a promise that must reject rejects with. */
export async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('it did not reject')
}
