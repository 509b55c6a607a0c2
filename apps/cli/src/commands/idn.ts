import { Registry } from '@lab/bench'
import { formatResourceName, parseResourceName, ProtocolError, type Connection } from '@lab/core'
import { printJson, printLine } from '../output.ts'

export interface IdnOptions {
  readonly timeout: number
  readonly json?: boolean
}

/** Asks an instrument who it is (`*IDN?`, IEEE 488.2, 10.14). Changes nothing on it. */
export async function idn(resource: string, options: IdnOptions): Promise<void> {
  const parsed = parseResourceName(resource)
  const registry = new Registry([], { searchFrom: [import.meta.url] })
  const transport = await registry.transportFor(parsed, {})
  const connection = await transport.connect(parsed, { timeoutMs: options.timeout })
  const reply = await ask(connection, options.timeout)
  if (options.json === true) printJson(identityJson(formatResourceName(parsed), reply))
  else printLine(reply)
}

async function ask(connection: Connection, timeoutMs: number): Promise<string> {
  try {
    await connection.write(Buffer.from('*IDN?\n', 'latin1'), { timeoutMs })
    return await readLine(connection, timeoutMs)
  } finally {
    await connection.close()
  }
}

const longest = 4096
const lineFeed = 10

async function readLine(connection: Connection, timeoutMs: number): Promise<string> {
  let reply = ''
  while (reply.length <= longest) {
    const { data, end } = await connection.read({ timeoutMs, terminationCharacter: lineFeed })
    reply += Buffer.from(data).toString('latin1')
    if (end !== 'more' || reply.endsWith('\n')) return reply.trimEnd()
  }
  throw new ProtocolError(`The reply to *IDN? is longer than ${longest} characters and does not end.`)
}

function identityJson(resource: string, reply: string): unknown {
  const [manufacturer = '', model = '', serial = '', ...firmware] = reply.split(',').map((field) => field.trim())
  return { resource, manufacturer, model, serial, firmware: firmware.join(','), reply }
}
