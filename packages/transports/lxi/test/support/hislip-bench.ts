import { parseResourceName, type Connection, type ConnectOptions, type TcpipInstrResource } from '@lab/core'
import { ContractInstrument } from '@lab/testing'
import { openHislip } from '../../src/hislip/open-hislip.ts'
import { serveHislip, type HislipServerOptions } from '../../src/server/hislip-server.ts'
import type { ServedDevice, ServedProtocol } from '../../src/server/served-device.ts'
import { checkOptions } from '../../src/settings.ts'
import { contractDevice } from './contract-device.ts'

/** A contract instrument served over HiSLIP on a free port, and links to it. */
export interface HislipBench extends AsyncDisposable {
  readonly instrument: ContractInstrument
  readonly device: ServedDevice
  readonly server: ServedProtocol
  open(options?: ConnectOptions, device?: string): Promise<Connection>
}

export async function hislipBench(options: Partial<HislipServerOptions> = {}): Promise<HislipBench> {
  const instrument = new ContractInstrument()
  const device = contractDevice(instrument)
  const server = await serveHislip({ hislip0: device, hislip1: contractDevice() }, { host: '127.0.0.1', port: 0, ...options })
  const links: Connection[] = []
  return {
    instrument, device, server,
    open: async (connect, name = 'hislip0') => {
      const link = await openOn(server.port, connect, name)
      links.push(link)
      return link
    },
    [Symbol.asyncDispose]: async () => {
      for (const link of links) await link.close()
      await server.close()
    },
  }
}

/** A link to whatever listens on a port of this computer. */
export async function openOn(port: number, options?: ConnectOptions, device = 'hislip0', host = '127.0.0.1'): Promise<Connection> {
  return await openHislip(hislipResource(`TCPIP::${host}::${device},${port}::INSTR`), checkOptions({}), options)
}

export function hislipResource(text: string): TcpipInstrResource {
  const resource = parseResourceName(text)
  if (resource.interface !== 'TCPIP' || resource.class !== 'INSTR') throw new Error(`${text} is no LAN instrument`)
  return resource
}

export async function send(link: Connection, message: string): Promise<void> {
  await link.write(new TextEncoder().encode(`${message}\n`))
}

/** The next response up to its END, without its LF. */
export async function answer(link: Connection, timeoutMs = 2000): Promise<string> {
  let text = ''
  for (;;) {
    const { data, end } = await link.read({ timeoutMs })
    text += String.fromCharCode(...data)
    if (end === 'end') return text.trimEnd()
  }
}

export async function query(link: Connection, message: string): Promise<string> {
  await send(link, message)
  return await answer(link)
}
