import { parseResourceName, type Connection } from '@lab/core'
import { ContractInstrument, transportContract, type TransportFixture } from '@lab/testing'
import { describe, it } from 'vitest'
import { serveVxi11 } from '../src/server/vxi11-server.ts'
import { checkOptions } from '../src/settings.ts'
import { openVxi11 } from '../src/vxi11/open.ts'
import { hostileProxy } from './support/hostile-proxy.ts'
import { contractDevice } from './support/contract-device.ts'

/** Through a proxy, so that the link can be broken. */
async function open(maxReceiveBytes?: number): Promise<TransportFixture> {
  const device = contractDevice(new ContractInstrument())
  const server = await serveVxi11({ inst0: device }, { host: '127.0.0.1', port: 0, portmapper: false, maxReceiveBytes })
  const proxy = await hostileProxy(server)
  const connect = (port: number): Promise<Connection> => {
    const resource = parseResourceName('TCPIP::127.0.0.1::inst0::INSTR')
    if (resource.interface !== 'TCPIP' || resource.class !== 'INSTR') throw new Error('the resource is none of VXI-11')
    return openVxi11(resource, checkOptions({}), { settings: { port } })
  }
  const connection = await connect(proxy.port)
  return {
    connection,
    breakLink: () => proxy.reset(),
    openAnother: () => connect(server.port),
    [Symbol.asyncDispose]: async () => {
      await connection.close()
      await proxy[Symbol.asyncDispose]()
      await server.close()
    },
  }
}

transportContract({ describe, it }, { name: 'lxi, VXI-11', open: () => open() })
transportContract({ describe, it }, { name: 'lxi, VXI-11, an instrument that takes 1024 bytes at once', open: () => open(1024) })
