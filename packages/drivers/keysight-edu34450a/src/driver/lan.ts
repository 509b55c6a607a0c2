import { SettingError, type OperationOptions } from '@lab/core'
import { isHostName, isIpv4Address } from '@lab/scpi'
import type { DmmParts } from './measurements.ts'
import { unconfirmedMs, unlessUndefined } from './unconfirmed.ts'

/** How the meter is in the network. */
export interface LanSettings {
  /** Whether a DHCP server gives the address; otherwise the static one holds. */
  readonly dhcp: boolean
  /** `192.168.10.1`, as the three after it. */
  readonly address: string
  /** `255.255.255.0`. */
  readonly subnetMask: string
  /** Address of the gateway. */
  readonly gateway: string
  /** First name server. */
  readonly dns: string
  /** 1 … 15 letters, digits and hyphens. */
  readonly hostName: string
}

/** What the network interface is set to. */
export interface LanState extends LanSettings {
  /** Empty without one. */
  readonly domain: string
  /** Six bytes in hexadecimal. */
  readonly macAddress: string
}

/**
 * The network interface. Its commands are those of the EDU36311A (Programming Guide EDU36311-90013, SYSTem Subsystem) and not
 * confirmed for this model: where it does not know them, each call is an UnsupportedError.
 */
export interface DmmLan {
  /** What is set. @throws UnsupportedError */
  read(options?: OperationOptions): Promise<LanState>
  /**
   * Changes settings, which hold after {@link DmmLan.update} only. @throws SettingError for an address or name that is none,
   * before anything is sent.
   */
  configure(settings: Partial<LanSettings>, options?: OperationOptions): Promise<void>
  /** Puts changed settings into effect. A link over the network may be lost by it. */
  update(options?: OperationOptions): Promise<void>
}

const names = {
  dhcp: 'lanDhcp', address: 'lanAddress', subnetMask: 'lanSubnetMask', gateway: 'lanGateway', dns: 'lanDns',
  hostName: 'lanHostName',
} as const

const what = 'commands for its LAN settings'

function check(alias: string, { hostName, dhcp: _dhcp, ...addresses }: Partial<LanSettings>): void {
  for (const [name, text] of Object.entries(addresses)) {
    if (typeof text === 'string' && isIpv4Address(text)) continue
    throw new SettingError(`${alias}: ${name} ${JSON.stringify(text)} is no address such as 192.168.10.1; nothing was sent.`)
  }
  if (hostName === undefined || isHostName(hostName)) return
  throw new SettingError(
    `${alias}: ${JSON.stringify(hostName)} is no host name of 1 to 15 letters, digits and hyphens; nothing was sent.`,
  )
}

/** The settings under the names that they are declared with. */
function declared({ dhcp, address, subnetMask, gateway, dns, hostName }: Partial<LanSettings>) {
  return {
    ...(dhcp === undefined ? {} : { [names.dhcp]: dhcp }), ...(address === undefined ? {} : { [names.address]: address }),
    ...(subnetMask === undefined ? {} : { [names.subnetMask]: subnetMask }),
    ...(gateway === undefined ? {} : { [names.gateway]: gateway }),
    ...(dns === undefined ? {} : { [names.dns]: dns }), ...(hostName === undefined ? {} : { [names.hostName]: hostName }),
  }
}

export function lan({ link, base }: DmmParts): DmmLan {
  const ask = <T>(act: () => Promise<T>): Promise<T> => unlessUndefined(base.alias, what, act)
  return {
    read: (options) => ask(() => link.transaction(async (inner) => {
      const dhcp = await inner.get(names.dhcp, { timeoutMs: unconfirmedMs })
      return {
        dhcp, address: await inner.get(names.address), subnetMask: await inner.get(names.subnetMask),
        gateway: await inner.get(names.gateway), dns: await inner.get(names.dns), hostName: await inner.get(names.hostName),
        domain: await inner.get('lanDomain'), macAddress: await inner.get('lanMacAddress'),
      }
    }, options)),
    configure: async (settings, options) => {
      check(base.alias, settings)
      await ask(() => link.set(declared(settings), options))
    },
    update: (options) => ask(() => link.execute(':SYST:COMM:LAN:UPD', options)),
  }
}
