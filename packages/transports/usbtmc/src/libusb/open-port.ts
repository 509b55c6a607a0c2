import type { Device, Endpoint, InEndpoint, Interface, OutEndpoint } from 'usb'
import { ConnectionError } from '@lab/core'
import type { UsbPort } from '../usb-port.ts'
import { bindings } from './bindings.ts'
import { acquire, release } from './device-handle.ts'
import type { UsbtmcDevice } from './device-list.ts'
import { LibusbPort } from './libusb-port.ts'
import { kernelFileHolders } from './holder.ts'
import { busy, openError } from './open-error.ts'

/** Interfaces that this process uses, by device. */
const used = new WeakMap<Device, Set<number>>()

function isIn(endpoint: Endpoint): endpoint is InEndpoint {
  return endpoint.direction === 'in'
}

function isOut(endpoint: Endpoint): endpoint is OutEndpoint {
  return endpoint.direction === 'out'
}

/**
 * Claims the interface. The kernel's driver, where one has it, is detached by libusb, and given back by it when the interface is
 * released, in whichever thread that is.
 */
function claim(device: Device, usbInterface: Interface): void {
  if (process.platform === 'linux' && usbInterface.isKernelDriverActive()) device.setAutoDetachKernelDriver(true)
  usbInterface.claim()
}

/**
 * Opens a device and claims its interface; the kernel's driver is detached and given back when the port is closed.
 * @throws ConnectionError (denied, busy, lost, refused)
 */
export function openPort(name: string, found: UsbtmcDevice): UsbPort {
  const { device, interfaceNumber } = found
  const numbers = used.get(device) ?? new Set()
  if (numbers.has(interfaceNumber)) {
    throw new ConnectionError('busy', `${name} is open in this program already.`, { hint: 'Close the other connection, or use it.' })
  }
  if (kernelFileHolders(found).length > 0) throw busy(name, found)
  used.set(device, numbers.add(interfaceNumber))
  const forget = (): void => void numbers.delete(interfaceNumber)
  try {
    const usbInterface = claimed(name, found)
    return portOf(name, found, usbInterface, () => {
      forget()
      release(device)
    })
  } catch (error) {
    forget()
    throw error
  }
}

function claimed(name: string, found: UsbtmcDevice): Interface {
  const { device, interfaceNumber } = found
  const attempt = <T>(body: () => T, undo: () => void): T => {
    try {
      return body()
    } catch (error) {
      undo()
      throw openError(name, found, error)
    }
  }
  const giveUp = (): void => release(device)
  attempt(() => acquire(device), () => undefined)
  const usbInterface = attempt(() => device.interface(interfaceNumber), giveUp)
  attempt(() => claim(device, usbInterface), giveUp)
  return usbInterface
}

function portOf(name: string, { device }: UsbtmcDevice, usbInterface: Interface, close: () => void): UsbPort {
  const { endpoints } = usbInterface
  const bulk = endpoints.filter(({ transferType }) => transferType === bindings.LIBUSB_TRANSFER_TYPE_BULK)
  const bulkIn = bulk.find(isIn)
  const bulkOut = bulk.find(isOut)
  const interrupt = endpoints.filter(isIn).find(({ transferType }) => transferType === bindings.LIBUSB_TRANSFER_TYPE_INTERRUPT)
  if (bulkIn === undefined || bulkOut === undefined) {
    usbInterface.release(close)
    throw new ConnectionError('refused', `${name} has no pair of bulk endpoints, which every USBTMC interface has.`)
  }
  return new LibusbPort(device, usbInterface, { out: bulkOut, in: bulkIn, interrupt }, close)
}
