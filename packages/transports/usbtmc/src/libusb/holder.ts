import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import path from 'node:path'
import type { UsbtmcDevice } from './device-list.ts'

/** The kernel driver that has an interface, such as `usbtmc`; undefined where there is none or no sysfs. */
export function kernelDriverOf({ location, device, interfaceNumber }: UsbtmcDevice): string | undefined {
  const configuration = device.configDescriptor?.bConfigurationValue ?? 1
  try {
    return path.basename(readlinkSync(`/sys/bus/usb/devices/${location}/${location}:${configuration}.${interfaceNumber}/driver`))
  } catch {
    return undefined
  }
}

/** A process that has the device's file open. */
export interface Holder {
  readonly pid: number
  readonly command: string
}

/** Other processes that have the device open, or its file of the kernel's driver, as far as this user may see. Linux only. */
export function holdersOf(device: UsbtmcDevice): readonly Holder[] {
  return whoHasOpen([device.node, ...kernelFilesOf(device)])
}

/** Those that use it by way of the kernel's driver: detaching that would take it from them. */
export function kernelFileHolders(device: UsbtmcDevice): readonly Holder[] {
  const files = kernelFilesOf(device)
  return files.length === 0 ? [] : whoHasOpen(files)
}

/** `/dev/usbtmc0`, where the kernel's driver has the interface. */
function kernelFilesOf({ location, device, interfaceNumber }: UsbtmcDevice): readonly string[] {
  const configuration = device.configDescriptor?.bConfigurationValue ?? 1
  try {
    const folder = `/sys/bus/usb/devices/${location}/${location}:${configuration}.${interfaceNumber}/usbmisc`
    return readdirSync(folder).map((name) => `/dev/${name}`)
  } catch {
    return []
  }
}

function whoHasOpen(files: readonly string[]): readonly Holder[] {
  const others = numbersIn('/proc').filter((pid) => pid !== process.pid && hasOpen(pid, files))
  return others.map((pid) => ({ pid, command: commandOf(pid) }))
}

function numbersIn(folder: string): readonly number[] {
  try {
    return readdirSync(folder).map(Number).filter(Number.isInteger)
  } catch {
    return []
  }
}

function hasOpen(pid: number, files: readonly string[]): boolean {
  return numbersIn(`/proc/${pid}/fd`).some((descriptor) => {
    try {
      return files.includes(readlinkSync(`/proc/${pid}/fd/${descriptor}`))
    } catch {
      return false
    }
  })
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
  } catch {
    return 'unknown'
  }
}
