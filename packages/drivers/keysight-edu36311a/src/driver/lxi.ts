import { SettingError, type OperationOptions } from '@lab/core'
import { formatString, lanTextLengths, type InstrumentBase } from '@lab/scpi'
import { askFlag, askText, onOrOff } from './ask.ts'
import type { Link } from './link.ts'

/** LXI housekeeping (Programming Guide, LXI). No part of snapshots. */
export interface Edu36311aLxi {
  /** Shows or hides the LXI identification on the display (LXI:IDENtify). */
  identify(on: boolean, options?: OperationOptions): Promise<void>
  /** Whether it is shown. */
  isIdentifying(options?: OperationOptions): Promise<boolean>
  /** Switches multicast DNS (LXI:MDNS). */
  setMdns(on: boolean, options?: OperationOptions): Promise<void>
  /** Whether it is on. */
  isMdnsOn(options?: OperationOptions): Promise<boolean>
  /** Host name by multicast DNS, as it was made unique (LXI:MDNS:HNAMe). */
  mdnsHostName(options?: OperationOptions): Promise<string>
  /** Service name by multicast DNS, as it was made unique (LXI:MDNS:SNAMe). */
  mdnsServiceName(options?: OperationOptions): Promise<string>
  /** Asks for a service name of up to 63 characters (LXI:MDNS:SNAMe:DESired). @throws SettingError for a longer or empty one. */
  setMdnsServiceName(name: string, options?: OperationOptions): Promise<void>
  /** Puts the LAN settings back to those of the factory; links over the LAN may end (LXI:RESet). */
  reset(options?: OperationOptions): Promise<void>
  /** Starts the LAN again with the settings it has; links over the LAN end (LXI:RESTart). */
  restart(options?: OperationOptions): Promise<void>
}

function checkedName(alias: string, name: unknown): string {
  const longest = lanTextLengths.serviceName
  if (typeof name === 'string' && name.length > 0 && name.length <= longest) return name
  throw new SettingError(
    `The service name ${JSON.stringify(name)} of ${alias} needs 1 … ${longest} characters; nothing was sent.`,
  )
}

/** The LXI side of an instrument. Nothing is asked behind what ends the link. */
export function makeLxi({ alias }: InstrumentBase, link: Link): Edu36311aLxi {
  return {
    async identify(on, options) {
      await link.execute(`:LXI:IDEN ${onOrOff(alias, 'identify', on)}`, options)
    },
    isIdentifying: (options) => askFlag(link, ':LXI:IDEN?', options),
    async setMdns(on, options) {
      await link.execute(`:LXI:MDNS ${onOrOff(alias, 'mdns', on)}`, options)
    },
    isMdnsOn: (options) => askFlag(link, ':LXI:MDNS?', options),
    mdnsHostName: (options) => askText(link, ':LXI:MDNS:HNAM?', options),
    mdnsServiceName: (options) => askText(link, ':LXI:MDNS:SNAM?', options),
    async setMdnsServiceName(name, options) {
      await link.execute(`:LXI:MDNS:SNAM:DES ${formatString(checkedName(alias, name))}`, options)
    },
    reset: (options) => link.write(':LXI:RES', options),
    restart: (options) => link.write(':LXI:REST', options),
  }
}
