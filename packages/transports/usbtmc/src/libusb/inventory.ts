import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { UnsupportedError } from '@lab/core'
import { reportOf, type UsbFacts, type UsbReport, type UsbSpeedName } from '../usb-report.ts'
import { bindings } from './bindings.ts'
import { listUsbtmc, type UsbtmcDevice } from './device-list.ts'
import { resourceOf } from './list-instruments.ts'
import { holdersOf, kernelDriverOf } from './holder.ts'

/** What is on the bus. */
export interface UsbInventory {
  /** Every USBTMC interface. */
  readonly instruments: readonly UsbReport[]
  /** How many other devices are there: hubs, keyboards, … */
  readonly otherDevices: number
  /** Whether the system has a USB bus at all; a container often has none. */
  readonly hasBus: boolean
}

const sysfs = '/sys/bus/usb/devices'
const nodes = '/dev/bus/usb'

/** By the Mbit/s of sysfs. */
const speeds: Readonly<Record<string, UsbSpeedName>> = {
  1.5: 'low', 12: 'full', 480: 'high', 5000: 'super', 10000: 'super-plus', 20000: 'super-plus',
}

/** The same, in the thread of libusb. @throws UnsupportedError where libusb cannot be started. */
export async function inventory(): Promise<UsbInventory> {
  if (bindings.INIT_ERROR !== 0) {
    throw new UnsupportedError(`libusb could not be started: error ${bindings.INIT_ERROR}.`, {
      hint: 'A container or a sandbox must be given the USB bus (/dev/bus/usb).',
    })
  }
  const devices = await listUsbtmc()
  const instruments = devices.map((device) => reportOf(factsOf(device), process.platform))
  const otherDevices = bindings.getDeviceList().length - new Set(devices.map(({ node }) => node)).size
  return { instruments, otherDevices, hasBus: process.platform !== 'linux' || existsSync(nodes) }
}

function factsOf(device: UsbtmcDevice): UsbFacts {
  const { vendorId, productId, interfaceNumber, manufacturer, product, serial, node } = device
  return {
    resource: resourceOf(device), vendorId, productId, interfaceNumber, manufacturer, model: product, serial, node,
    speed: speedOf(device), kernelDriver: kernelDriverOf(device), holders: holdersOf(device), access: accessTo(device),
  }
}

function speedOf({ location }: UsbtmcDevice): UsbSpeedName | undefined {
  try {
    return speeds[readFileSync(path.join(sysfs, location, 'speed'), 'utf8').trim()]
  } catch {
    return undefined
  }
}

function accessTo({ node, problem }: UsbtmcDevice): UsbFacts['access'] {
  if (process.platform === 'linux') return mayOpen(node) ? 'allowed' : 'denied'
  if (problem === undefined) return 'allowed'
  const errno = problem instanceof Error && 'errno' in problem ? problem.errno : undefined
  return errno === bindings.LIBUSB_ERROR_NOT_SUPPORTED ? 'no-driver' : 'denied'
}

function mayOpen(node: string): boolean {
  try {
    accessSync(node, constants.R_OK | constants.W_OK)
    return true
  } catch {
    return false
  }
}
