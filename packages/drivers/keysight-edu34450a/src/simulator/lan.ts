import { isIpv4Address } from '@lab/scpi'
import { DeviceError, type DeviceControl, type DeviceValue } from '@lab/scpi/device'

const addresses: readonly string[] = ['lanAddress', 'lanSubnetMask', 'lanGateway', 'lanDns']

/** LAN settings as a new unit has them: its static addresses, and a host name of its serial number. */
export function presetLan(device: DeviceControl): void {
  const { serial } = device.identity
  device.set('lanDhcp', true)
  device.set('lanAddress', '192.168.10.1')
  device.set('lanSubnetMask', '255.255.255.0')
  device.set('lanGateway', '192.168.10.1')
  device.set('lanDns', '0.0.0.0')
  device.set('lanHostName', `K-34450A-${serial.slice(-5)}`)
  device.set('lanDomain', '')
  device.set('lanMacAddress', '80:09:02:00:00:00')
}

/** @throws DeviceError -224 for an address or host name that is none. */
export function checkLan(name: string, value: DeviceValue): void {
  if (addresses.includes(name) && !isIpv4Address(String(value))) throw new DeviceError(-224)
  if (name === 'lanHostName' && !/^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/.test(String(value))) throw new DeviceError(-224)
}
