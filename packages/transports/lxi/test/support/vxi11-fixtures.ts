import { parseResourceName, type Connection, type ConnectOptions, type TcpipInstrResource } from '@lab/core'
import { serveVxi11, type ServedVxi11, type Vxi11ServerOptions } from '../../src/server/vxi11-server.ts'
import { checkOptions } from '../../src/settings.ts'
import { openVxi11 } from '../../src/vxi11/open.ts'
import { contractDevice } from './contract-device.ts'

/** The resource of an instrument over VXI-11. */
export function vxi11Resource(host = '127.0.0.1', device = 'inst0'): TcpipInstrResource {
  const resource = parseResourceName(`TCPIP::${host}::${device}::INSTR`)
  if (resource.interface !== 'TCPIP' || resource.class !== 'INSTR') throw new Error('the resource is none of VXI-11')
  return resource
}

interface FixtureOptions extends ConnectOptions {
  readonly device?: string
  readonly host?: string
}

/** A link to a core channel whose port is known. */
export function connectVxi11(port: number, options: FixtureOptions = {}): Promise<Connection> {
  const { device, host, settings, ...rest } = options
  return openVxi11(vxi11Resource(host, device), checkOptions({}), { ...rest, settings: { port, ...settings } })
}

/** A contract instrument over VXI-11 on a free port, without a portmapper. */
export async function contractVxi11(options: Partial<Vxi11ServerOptions> = {}): Promise<ServedVxi11 & AsyncDisposable> {
  const server = await serveVxi11({ inst0: contractDevice() }, { host: '127.0.0.1', port: 0, portmapper: false, ...options })
  return { ...server, [Symbol.asyncDispose]: () => server.close() }
}

/** Asks and gives the answer without its LF. */
export async function ask(connection: Connection, message: string, timeoutMs = 5000): Promise<string> {
  await connection.write(Buffer.from(`${message}\n`, 'latin1'), { timeoutMs })
  let text = ''
  for (;;) {
    const { data, end } = await connection.read({ timeoutMs })
    text += Buffer.from(data).toString('latin1')
    if (end === 'end') return text.trimEnd()
  }
}
