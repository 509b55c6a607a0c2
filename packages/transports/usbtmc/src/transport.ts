import {
  formatResourceName, systemClock, UnsupportedError, type Clock, type ConnectOptions, type Connection, type ResourceName, type Transport,
  type UsbResource,
} from '@lab/core'
import { refusal } from '@lab/core/transport'
import { bounded } from './bounded.ts'
import { UsbtmcConnection } from './connection.ts'
import { ConnectionErrors } from './connection-errors.ts'
import { discover } from './discovery.ts'
import { quirksOf, withSettings, type Quirks } from './quirks.ts'
import { openThreadPort } from './thread/thread-port.ts'

/**
 * USB instruments (USB Test & Measurement Class, USB488) over libusb: `USB0::0x2A8D::0x8F01::CN62180061::INSTR`. The kernel's driver is
 * detached while a connection is open and given back afterwards.
 *
 * ```ts
 * const connection = await usbtmc().connect(parseResourceName('USB0::0x2A8D::0x8F01::CN62180061::INSTR'))
 * ```
 */
export function usbtmc(): Transport {
  return {
    name: 'usbtmc',
    handles: (resource) => resource.interface === 'USB',
    connect,
    discover,
  }
}

async function connect(resource: ResourceName, options?: ConnectOptions): Promise<Connection> {
  const name = formatResourceName(resource)
  if (resource.interface !== 'USB') {
    throw new UnsupportedError(`${name} is not a USB resource: transport usbtmc handles USB only.`, {
      hint: 'Use the transport of that interface.',
    })
  }
  const problem = refusal(options)
  if (problem !== undefined) throw problem.reason
  const quirks = withSettings(quirksOf(resource.vendorId, resource.productId), options?.settings)
  const clock = options?.clock ?? systemClock
  const opening = open(resource, quirks, clock)
  try {
    return await bounded(clock, `${name} did not answer when it was opened`, options, () => opening)
  } catch (error) {
    // Whoever has given up is not kept waiting for a device that does not answer: what comes of it is closed again.
    opening.then((connection) => connection.close(), () => undefined)
    throw new ConnectionErrors(name).of(error)
  }
}

async function open(resource: UsbResource, quirks: Quirks, clock: Clock): Promise<UsbtmcConnection> {
  const port = await openThreadPort(resource)
  try {
    return await UsbtmcConnection.open({ resource, port, quirks, clock })
  } catch (error) {
    await port.close()
    throw error
  }
}
