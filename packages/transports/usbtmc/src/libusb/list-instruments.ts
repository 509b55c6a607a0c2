import { formatResourceName, type DiscoveredInstrument } from '@lab/core'
import type { ListedInstrument } from '../listed-instrument.ts'
import { listUsbtmc, type UsbtmcDevice } from './device-list.ts'

/** The resource name of a device on the bus. One without a serial number has `?` in its place. */
export function resourceOf({ vendorId, productId, serial, interfaceNumber }: UsbtmcDevice): string {
  const base = { interface: 'USB', class: 'INSTR', board: 0, vendorId, productId, serial: serial ?? '?' } as const
  return formatResourceName(interfaceNumber === 0 ? base : { ...base, interfaceNumber })
}

/** Every USBTMC interface on the bus. A device that is plugged in again gets another number, and with it another key. */
export async function listInstruments(): Promise<readonly ListedInstrument[]> {
  return (await listUsbtmc()).map((device) => ({ key: `${device.node}/${device.interfaceNumber}`, instrument: described(device) }))
}

function described(device: UsbtmcDevice): DiscoveredInstrument {
  const { manufacturer, product, serial } = device
  return {
    resources: [resourceOf(device)],
    ...(manufacturer === undefined ? {} : { manufacturer }),
    ...(product === undefined ? {} : { model: product }),
    ...(serial === undefined ? {} : { serial }),
  }
}
