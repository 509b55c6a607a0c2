import type { OperationOptions } from '@lab/core'
import { formatString, isHostName, isIpv4Address } from '@lab/scpi'
import type { Service } from '../settings/network.ts'
import { oneOf, onlyKeys, refuse, type Link } from './link.ts'

/** Addresses and names of the instrument in the network. What is left out stays as it is. */
export interface NetworkSettings {
  readonly dhcp?: boolean
  /** IPv4, as `192.168.10.1`. */
  readonly address?: string
  readonly subnetMask?: string
  readonly gateway?: string
  /** First and second name server. */
  readonly dns?: readonly [first: string, second?: string]
  /** First and second WINS server. */
  readonly wins?: readonly [first: string, second?: string]
  /** 15 letters, digits and hyphens at most. */
  readonly hostName?: string
}

/** What holds in the network now. */
export interface NetworkState {
  readonly dhcp: boolean
  readonly address: string
  readonly subnetMask: string
  readonly gateway: string
  readonly hostName: string
  readonly domain: string
  readonly macAddress: string
}

/** LAN and LXI (Trueform Series Operating and Service Guide, SYSTem:COMMunicate and LXI). */
export interface Network {
  state(options?: OperationOptions): Promise<NetworkState>
  /**
   * Sets addresses and names and makes the instrument take them, which may end the link this is sent over.
   * @throws SettingError for what is no address or host name.
   */
  set(settings: NetworkSettings, options?: OperationOptions): Promise<void>
  /** Whether a service such as `web` or `telnet` is on. `SYSTem:COMMunicate:ENABle`. */
  isEnabled(service: Service, options?: OperationOptions): Promise<boolean>
  /** Switches a service; it holds from the next start on. */
  setEnabled(service: Service, on: boolean, options?: OperationOptions): Promise<void>
  /** Shows on the display which instrument it is. `LXI:IDENtify`. */
  identify(on: boolean, options?: OperationOptions): Promise<void>
  /** Starts the network again with what is set. */
  restart(options?: OperationOptions): Promise<void>
}

const lan = ':SYST:COMM:LAN'

function addressText(link: Link, name: string, address: string): string {
  return typeof address === 'string' && isIpv4Address(address) ? formatString(address) : refuse(
    link.alias, `${name} ${JSON.stringify(address)} is no IPv4 address`,
  )
}

function hostText(link: Link, name: string): string {
  if (typeof name !== 'string' || !isHostName(name)) refuse(link.alias, `${JSON.stringify(name)} is no host name`)
  return formatString(name)
}

function units(link: Link, settings: NetworkSettings): readonly string[] {
  const { dhcp, address, subnetMask, gateway, dns = [], wins = [], hostName } = settings
  const one = (node: string, name: string, value: string | undefined): readonly string[] =>
    (value === undefined ? [] : [`${lan}:${node} ${addressText(link, name, value)}`])
  return [
    ...(dhcp === undefined ? [] : [`${lan}:DHCP ${dhcp ? 'ON' : 'OFF'}`]),
    ...one('IPAD', 'address', address), ...one('SMAS', 'subnetMask', subnetMask), ...one('GAT', 'gateway', gateway),
    ...one('DNS1', 'dns', dns[0]), ...one('DNS2', 'dns', dns[1]), ...one('WINS1', 'wins', wins[0]),
    ...one('WINS2', 'wins', wins[1]),
    ...(hostName === undefined ? [] : [`${lan}:HOST ${hostText(link, hostName)}`]),
  ]
}

const services = ['lan', 'usb', 'web', 'sockets', 'telnet', 'vxi11', 'usbFiles', 'mdns'] as const
const serviceWords: Readonly<Record<Service, string>> = {
  lan: 'LAN', usb: 'USB', web: 'WEB', sockets: 'SOCK', telnet: 'TELN', vxi11: 'VXI11', usbFiles: 'USBM', mdns: 'MDNS',
}

/** The network of a generator. */
export function network(link: Link): Network {
  return {
    async state(options) {
      const queries = ['DHCP', 'IPAD', 'SMAS', 'GAT', 'HOST', 'DOM', 'MAC'].map((node) => `${lan}:${node}?`)
      const [dhcp, address = '', subnetMask = '', gateway = '', hostName = '', domain = '', macAddress = ''] =
        (await link.query(queries.join(';'), options)).split(';').map((text) => text.replaceAll('"', ''))
      return { dhcp: dhcp === '1', address, subnetMask, gateway, hostName, domain, macAddress }
    },
    async set(settings, options) {
      onlyKeys(link.alias, settings, ['dhcp', 'address', 'subnetMask', 'gateway', 'dns', 'wins', 'hostName'])
      const message = units(link, settings)
      if (message.length > 0) await link.execute([...message, `${lan}:UPD`].join(';'), options)
    },
    async isEnabled(service, options) {
      oneOf(link.alias, 'service', service, services)
      return await link.queryNumber(`:SYST:COMM:ENAB? ${serviceWords[service]}`, options) !== 0
    },
    async setEnabled(service, on, options) {
      oneOf(link.alias, 'service', service, services)
      await link.execute(`:SYST:COMM:ENAB ${on ? 'ON' : 'OFF'},${serviceWords[service]}`, options)
    },
    identify: (on, options) => link.execute(`:LXI:IDEN ${on ? 'ON' : 'OFF'}`, options),
    restart: (options) => link.execute(':LXI:REST', options),
  }
}
