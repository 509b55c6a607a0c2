import type { UsbInventory } from './libusb/inventory.ts'
import { libusbThread } from './thread/libusb-thread.ts'

/**
 * The USB instruments that are plugged in, who has them, and what is missing to use them. Nothing is claimed and nothing is sent to
 * an instrument; on Linux none is opened.
 * @throws UnsupportedError where libusb cannot be started.
 */
export async function usbInventory(): Promise<UsbInventory> {
  return await libusbThread.request('inventory', {})
}
