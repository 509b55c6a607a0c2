/**
 * Serves contract instruments as USB devices, in a process of its own: libusb and the kernel wait for the device in calls that block,
 * so it must not be served by the process that uses it. Told over IPC what to do.
 */
import { servedContract } from '@lab/testing'
import { serveUsbIp, type UsbIpServer } from '../../src/device/index.ts'
import { Spoiler, type Point, type Spoiling } from '../support/spoiler.ts'

/** What the process is told. `serve` answers with a port, `waiting` with the transfers that wait, the others with nothing. */
export type DeviceOrder =
  | { readonly order: 'serve'; readonly serial: string; readonly speed: 'high' | 'full' }
  | { readonly order: 'spoil'; readonly spoiling: Spoiling; readonly point: Point; readonly messageBytes: number }
  | { readonly order: 'unplug' }
  | { readonly order: 'waiting' }
  | { readonly order: 'close' }

let server: UsbIpServer | undefined
const spoiler = new Spoiler()

async function carryOut(order: DeviceOrder): Promise<number> {
  if (order.order === 'spoil') spoiler.arm(order.spoiling, order.point, order.messageBytes)
  else if (order.order === 'unplug') {
    spoiler.disarm()
    server?.unplug('1-1')
  }
  else if (order.order === 'waiting') return server?.waiting('1-1') ?? 0
  else if (order.order === 'close') await server?.close()
  else {
    const identity = { vendorId: 0x2a8d, productId: 0x8f01, manufacturer: 'LAB', product: 'CONTRACT', serial: order.serial }
    server = await serveUsbIp([{ instrument: servedContract(), identity, speed: order.speed, tamper: spoiler }], { host: '127.0.0.1', port: 0 })
  }
  return server?.port ?? 0
}

process.on('message', (order: DeviceOrder) => {
  void carryOut(order).then((port) => process.send?.(port))
})
process.on('disconnect', () => process.exit(0))
