import { ProtocolError, type OperationOptions, type Reading } from '@lab/core'
import { parseNumber } from '@lab/scpi'
import { parseConfiguration } from './configuration.ts'
import type { DmmLink } from './link.ts'
import type { DmmParts } from './measurements.ts'
import { memoryDepth } from '../settings/acquisition.ts'
import { unconfirmedMs, unlessUndefined } from './unconfirmed.ts'

/**
 * The data log of the meter, which goes on while nobody listens. Its commands are those of a related meter (U3606A Programmer's
 * Reference, LOG Subsystem) and not confirmed for this model: where the instrument does not know them, each call is an
 * UnsupportedError. What works on every unit is {@link Edu34450a.record}, with the reading memory.
 */
export interface DmmDataLog {
  /** Logs readings of the primary display at its own rate, behind those that are there, until 5000 are. */
  start(options?: OperationOptions): Promise<void>
  /** Ends logging; what is there stays. */
  stop(options?: OperationOptions): Promise<void>
  /** Whether it logs: not when it is full. */
  isRunning(options?: OperationOptions): Promise<boolean>
  /**
   * Everything logged so far, oldest first, as readings of the function that is set now; a temperature in the unit that it is
   * shown in.
   */
  readings(options?: OperationOptions): Promise<readonly Reading[]>
  /** Empties it. */
  clear(options?: OperationOptions): Promise<void>
}

const what = 'a data log that can be read remotely'

async function entries(link: DmmLink): Promise<number[]> {
  const found: number[] = []
  await link.execute(':LOG:LOAD DATA')
  for (let i = 0; i <= memoryDepth; i++) {
    const reply = (await link.query(':LOG:DATA?', { timeoutMs: unconfirmedMs })).trim()
    if (reply.toUpperCase() === 'END') return found
    found.push(parseNumber(reply) ?? wrongEntry(link, reply))
  }
  return found
}

function wrongEntry({ alias }: DmmLink, reply: string): never {
  throw new ProtocolError(`${alias} answered ":LOG:DATA?" with ${JSON.stringify(reply)}, which is neither a number nor END.`)
}

export function dataLog({ link, base, readings }: DmmParts): DmmDataLog {
  const ask = <T>(act: () => Promise<T>): Promise<T> => unlessUndefined(base.alias, what, act)
  return {
    start: (options) => ask(() => link.execute(':LOG ON', options)),
    stop: (options) => ask(() => link.execute(':LOG OFF', options)),
    isRunning: (options) => ask(async () => (await link.queryNumber(':LOG?', { timeoutMs: unconfirmedMs, ...options })) !== 0),
    clear: (options) => ask(() => link.execute(':LOG:DATA:DEL', options)),
    readings: (options) => ask(() => link.transaction(async (inner) => {
      const { function: name } = parseConfiguration(base.alias, await inner.query(':CONF?'))
      return (await entries(inner)).map((value) => readings.make(name, value))
    }, options)),
  }
}
