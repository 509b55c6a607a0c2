import { SettingError, type OperationOptions } from '@lab/core'
import { formatString, isIpv4Address, lanTextLengths, type InstrumentBase } from '@lab/scpi'
import { askFlag, askText, onOrOff } from './ask.ts'
import type { Link } from './link.ts'

/** LAN settings of the instrument (Programming Guide, SYSTem:COMMunicate:LAN). Addresses are like `192.168.10.1`. */
export interface Edu36311aLanSettings {
  /** Whether the addresses come by DHCP. Factory: true. */
  readonly dhcp?: boolean
  /** Address of the instrument. Factory: 192.168.10.1. */
  readonly address?: string
  /** Factory: 255.255.255.0. */
  readonly subnetMask?: string
  /** Factory: 192.168.10.1. */
  readonly gateway?: string
  /** One or two name servers; 0.0.0.0 for none. */
  readonly dns?: readonly [string, string?]
  /** Up to 15 letters, digits and hyphens. */
  readonly hostName?: string
  /** Prompt of the telnet port, up to 15 characters. */
  readonly telnetPrompt?: string
  /** Welcome line of the telnet port, up to 63 characters. */
  readonly telnetWelcome?: string
}

/** What the LAN of the instrument is set to. */
export interface Edu36311aLanState extends Required<Omit<Edu36311aLanSettings, 'dns'>> {
  readonly dns: readonly [string, string]
  /** Name of the domain; empty without one. */
  readonly domain: string
  readonly macAddress: string
}

/**
 * LAN of the instrument. No part of snapshots: restoring one never changes how an instrument is reached. What is wrong rejects
 * with InstrumentError: 513 address, 514 duplicate address, 516 configuration, 519 mask or gateway, 520 and 521 name servers.
 */
export interface Edu36311aLan {
  /** What is in use, or with `static` what was set and holds without DHCP. */
  read(which?: 'current' | 'static', options?: OperationOptions): Promise<Edu36311aLanState>
  /** Sets without using it yet. @throws SettingError for what is no address, or too long, before anything is sent. */
  configure(settings: Edu36311aLanSettings, options?: OperationOptions): Promise<void>
  /** Stores what was configured and starts the LAN again with it, which ends every link over the LAN (…LAN:UPDate). */
  update(options?: OperationOptions): Promise<void>
  /** Port of the control socket of the raw socket, undefined where there is none (…LAN:CONTrol?). */
  controlPort(options?: OperationOptions): Promise<number | undefined>
}

const node = ':SYST:COMM:LAN'
const headers = {
  address: 'IPAD', subnetMask: 'SMAS', gateway: 'GAT', hostName: 'HOST', telnetPrompt: 'TELN:PROM', telnetWelcome: 'TELN:WMES',
} as const

type TextName = keyof typeof headers

function refuse(alias: string, name: string, value: unknown, problem: string): never {
  throw new SettingError(`${name} ${JSON.stringify(value)} of ${alias} ${problem}; nothing was sent.`)
}

function checkedAddress(alias: string, name: string, value: unknown): string {
  return typeof value === 'string' && isIpv4Address(value) ? value : refuse(alias, name, value, 'is no address like 192.168.10.1')
}

function checkedText(alias: string, name: TextName, value: unknown): string {
  if (typeof value !== 'string') refuse(alias, name, value, 'is no text')
  if (name === 'hostName' && !/^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/.test(value)) {
    refuse(alias, name, value, 'is no host name: letters, digits and hyphens inside')
  }
  const longest = name === 'telnetWelcome' ? lanTextLengths.welcome : lanTextLengths[name === 'hostName' ? 'hostName' : 'prompt']
  return value.length <= longest ? value : refuse(alias, name, value, `has ${value.length} characters, more than the ${longest}`)
}

function unitFor(alias: string, name: string, value: unknown): string {
  switch (name) {
    case 'dhcp':
      return `${node}:DHCP ${onOrOff(alias, name, value)}`
    case 'address': case 'subnetMask': case 'gateway':
      return `${node}:${headers[name]} ${formatString(checkedAddress(alias, name, value))}`
    case 'hostName': case 'telnetPrompt': case 'telnetWelcome':
      return `${node}:${headers[name]} ${formatString(checkedText(alias, name, value))}`
    default: return refuse(alias, name, value, 'is no setting of the LAN')
  }
}

function unitsOf(alias: string, settings: Edu36311aLanSettings): readonly string[] {
  return Object.entries(settings).flatMap(([name, value]) => {
    if (value === undefined) return []
    if (name !== 'dns') return [unitFor(alias, name, value)]
    if (!Array.isArray(value) || value.length > 2) return refuse(alias, name, value, 'is no list of one or two addresses')
    return value.map((address, index) => `${node}:DNS${index + 1} ${formatString(checkedAddress(alias, name, address))}`)
  })
}

async function read(link: Link, which: 'current' | 'static'): Promise<Edu36311aLanState> {
  const word = which === 'static' ? 'STAT' : 'CURR'
  const text = (header: string): Promise<string> => askText(link, `${node}:${header}? ${word}`)
  return {
    dhcp: await askFlag(link, `${node}:DHCP?`),
    address: await text(headers.address),
    subnetMask: await text(headers.subnetMask),
    gateway: await text(headers.gateway),
    dns: [await text('DNS1'), await text('DNS2')],
    hostName: await text(headers.hostName),
    domain: await askText(link, `${node}:DOM?`),
    macAddress: await askText(link, `${node}:MAC?`),
    telnetPrompt: await askText(link, `${node}:TELN:PROM?`),
    telnetWelcome: await askText(link, `${node}:TELN:WMES?`),
  }
}

/** The LAN settings of an instrument. */
export function makeLan({ alias }: InstrumentBase, link: Link): Edu36311aLan {
  return {
    async read(which = 'current', options) {
      if (!['current', 'static'].includes(which)) refuse(alias, 'LAN state', which, 'is neither current nor static')
      return await link.transaction((held) => read(held, which), options)
    },
    async configure(settings, options) {
      const units = unitsOf(alias, settings)
      if (units.length > 0) await link.execute(units.join(';'), options)
    },
    update: (options) => link.write(`${node}:UPD`, options),
    async controlPort(options) {
      const port = await link.queryNumber(`${node}:CONT?`, options)
      return port === 0 ? undefined : port
    },
  }
}
