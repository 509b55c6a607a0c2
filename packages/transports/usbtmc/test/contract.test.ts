import type { UsbResource } from '@lab/core'
import { servedContract, transportContract, type TransportFixture } from '@lab/testing'
import { describe, it } from 'vitest'
import { UsbtmcConnection } from '../src/connection.ts'
import type { UsbSpeed } from '../src/device/index.ts'
import { quirksOf } from '../src/quirks.ts'
import { MemoryPort } from './support/memory-port.ts'

const identity = { vendorId: 0x2a8d, productId: 0x8f01, manufacturer: 'LAB', product: 'CONTRACT', serial: 'SN1' }
const resource: UsbResource = { interface: 'USB', class: 'INSTR', board: 0, vendorId: 0x2a8d, productId: 0x8f01, serial: 'SN1' }

async function open(speed: UsbSpeed): Promise<TransportFixture> {
  const port = new MemoryPort({ instrument: servedContract(), identity, speed })
  const connection = await UsbtmcConnection.open({ resource, port, quirks: quirksOf(0x2a8d, 0x8f01) })
  return {
    connection,
    breakLink: () => port.unplug(),
    [Symbol.asyncDispose]: () => connection.close(),
  }
}

for (const speed of ['high', 'full'] as const) {
  transportContract({ describe, it }, { name: `USBTMC in memory, ${speed} speed`, open: () => open(speed) })
}
