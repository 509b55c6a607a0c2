import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { UsbResource } from '@lab/core'
import { chooseDevice } from '../choose-device.ts'
import { listUsbtmc, type UsbtmcDevice } from './device-list.ts'
import { resourceOf } from './list-instruments.ts'

const sysfs = '/sys/bus/usb/devices'
/** How long libusb may be behind the kernel, in ms: it is told of new devices by udev, in a thread of its own. */
const behindMs = 3000
const againMs = 20

/**
 * The device that a resource name means. One that was plugged in a moment ago is waited for where the kernel knows it already.
 * @throws ConnectionError (refused, denied) where there is none or it cannot be told
 */
export async function findDevice(resource: UsbResource): Promise<UsbtmcDevice> {
  for (const start = performance.now(); ;) {
    const devices = await listUsbtmc()
    try {
      return chooseDevice(resource, devices, resourceOf)
    } catch (error) {
      if (performance.now() - start > behindMs || !isComing(resource, devices)) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, againMs))
  }
}

/** Whether the kernel has a device with these ids and this serial number that libusb does not list. */
function isComing({ vendorId, productId, serial }: UsbResource, devices: readonly UsbtmcDevice[]): boolean {
  const listed = new Set(devices.map(({ location }) => location))
  return folders().some((name) => (
    !listed.has(name) && idOf(name, 'idVendor') === vendorId && idOf(name, 'idProduct') === productId && (line(name, 'serial') ?? '?') === serial))
}

function folders(): readonly string[] {
  try {
    return readdirSync(sysfs)
  } catch {
    return []
  }
}

function idOf(name: string, file: string): number {
  return Number.parseInt(line(name, file) ?? '', 16)
}

function line(name: string, file: string): string | undefined {
  try {
    return readFileSync(path.join(sysfs, name, file), 'utf8').trim()
  } catch {
    return undefined
  }
}
