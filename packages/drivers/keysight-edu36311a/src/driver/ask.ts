import { ProtocolError, SettingError, type OperationOptions } from '@lab/core'
import { parseResponse } from '@lab/scpi'
import type { Link } from './link.ts'

/** The string that a query is answered with, without its quotes. */
export async function askText(link: Link, query: string, options?: OperationOptions): Promise<string> {
  const reply = await link.query(query, options)
  const [element, ...rest] = parseResponse(reply).flat()
  return element?.kind === 'string' && rest.length === 0 ? element.value : reply
}

/** The switch that a query is answered with. @throws ProtocolError for anything but 0 and 1. */
export async function askFlag(link: Link, query: string, options?: OperationOptions): Promise<boolean> {
  const value = await link.queryNumber(query, options)
  if (value === 0 || value === 1) return value === 1
  throw new ProtocolError(`${link.alias}: '${query}' answered ${value}, expected 0 or 1.`)
}

/** The numbers that a query is answered with, as many as there have to be. */
export async function askNumbers(link: Link, query: string, count: number): Promise<readonly number[]> {
  const values = await link.queryNumbers(query)
  if (values.length === count) return values
  throw new ProtocolError(`${link.alias}: '${query}' answered ${values.length} numbers, expected ${count}.`)
}

/** A switch as it is sent. @throws SettingError for what is neither true nor false. */
export function onOrOff(alias: string, what: string, on: unknown): 'ON' | 'OFF' {
  if (typeof on === 'boolean') return on ? 'ON' : 'OFF'
  throw new SettingError(`${what} ${JSON.stringify(on)} is neither true nor false, for ${alias}; nothing was sent.`)
}
