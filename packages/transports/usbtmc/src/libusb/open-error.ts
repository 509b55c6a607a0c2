import { ConnectionError } from '@lab/core'
import { bindings } from './bindings.ts'
import type { UsbtmcDevice } from './device-list.ts'
import { holdersOf, kernelDriverOf } from './holder.ts'
import { udevRule } from '../udev-rule.ts'

/** Why a device could not be opened or claimed, and what to do about it. */
export function openError(name: string, device: UsbtmcDevice, error: unknown): ConnectionError {
  const errno = error instanceof Error && 'errno' in error ? error.errno : undefined
  if (errno === bindings.LIBUSB_ERROR_ACCESS) return denied(name, device, error)
  if (errno === bindings.LIBUSB_ERROR_BUSY) return busy(name, device, error)
  if (errno === bindings.LIBUSB_ERROR_NO_DEVICE) {
    return new ConnectionError('lost', `${name} went while it was being opened.`, { hint: 'Check cable and power.', cause: error })
  }
  const why = error instanceof Error ? error.message : String(error)
  return new ConnectionError('refused', `${name} could not be opened: ${why}.`, { hint: hintFor(errno), cause: error })
}

function denied(name: string, device: UsbtmcDevice, cause: unknown): ConnectionError {
  const where = process.platform === 'linux' ? ` ${device.node}` : ''
  const hint = process.platform === 'linux'
    ? `Put this line into /etc/udev/rules.d/70-usbtmc.rules, run 'sudo udevadm control --reload', and plug it in again: ${udevRule(device)}`
    : 'Run it as a user who may use USB devices.'
  return new ConnectionError('denied', `The system does not let this user open ${name}${where}.`, { hint, cause })
}

/** It is in use: by those, where they are known. */
export function busy(name: string, device: UsbtmcDevice, cause?: unknown): ConnectionError {
  const holders = holdersOf(device).map(({ pid, command }) => `${command} (process ${pid})`)
  const driver = kernelDriverOf(device)
  const who = holders.length > 0 ? holders.join(', ') : driver === undefined || driver === 'usbfs' ? 'another program' : `the kernel's driver ${driver}`
  return new ConnectionError('busy', `${name} is in use by ${who}.`, { hint: 'A USB interface belongs to one program at a time: end the other.', cause })
}

function hintFor(errno: unknown): string {
  return errno === bindings.LIBUSB_ERROR_NOT_SUPPORTED && process.platform === 'win32'
    ? 'On Windows libusb needs the WinUSB driver for it (Zadig installs it); with the vendor\'s driver use the transport visa.'
    : 'Unplug it and plug it in again.'
}
