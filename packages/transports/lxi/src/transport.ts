import {
  SettingError, UnsupportedError, formatResourceName, type Connection, type ConnectOptions, type ResourceName, type TcpipInstrResource,
  type Transport,
} from '@lab/core'
import { SocketConnection } from './socket/connection.ts'

/** How {@link lxi} connects. */
export interface LxiOptions {
  /** Longest time for a connection to be accepted when `connect` is given no `timeoutMs`, in ms; 5000 when absent. */
  readonly connectTimeoutMs?: number
  /** Idle time after which TCP asks whether the other side is still there, in ms; 30,000 when absent. */
  readonly keepAliveMs?: number
  /** Received and unread bytes at which a raw socket stops receiving; 1 MiB when absent. */
  readonly highWaterBytes?: number
}

/**
 * LAN instruments. This version connects raw sockets (`TCPIP::host::port::SOCKET`): bytes over TCP, without END, trigger, status
 * byte, service request or lock, as the connection's `supports` says. A raw socket has no device clear either: `clear()` resets
 * the socket and opens another, so that what was under way dies with the old one.
 *
 * ```ts
 * const connection = await lxi().connect(parseResourceName('TCPIP::192.168.1.5::5025::SOCKET'), { timeoutMs: 2000 })
 * ```
 */
export function lxi(options: LxiOptions = {}): Transport {
  const settings = checked(options)
  return {
    name: 'lxi',
    handles: (resource) => resource.interface === 'TCPIP',
    connect: async (resource: ResourceName, connectOptions?: ConnectOptions): Promise<Connection> => {
      if (resource.interface !== 'TCPIP') throw foreign(resource)
      if (resource.class === 'INSTR') throw instrUnsupported(resource)
      refuseSettings(connectOptions?.settings)
      return await SocketConnection.open(resource, settings, connectOptions)
    },
  }
}

const defaults = { connectTimeoutMs: 5000, keepAliveMs: 30_000, highWaterBytes: 1024 * 1024 } as const

/** Options may come from a bench file. @throws SettingError for one that is unknown or no number above 0. */
function checked(options: LxiOptions): Required<LxiOptions> {
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(defaults, name)) {
      throw new SettingError(`Transport lxi has no option '${name}'.`, { hint: `It has: ${Object.keys(defaults).join(', ')}.` })
    }
    if (!(typeof value === 'number' && value > 0)) {
      throw new SettingError(`Option ${name} of transport lxi is ${String(value)}, expected a number above 0.`)
    }
  }
  return { ...defaults, ...options }
}

/** A raw socket has no settings of its own. */
function refuseSettings(settings: Readonly<Record<string, unknown>> = {}): void {
  const [unknown] = Object.keys(settings)
  if (unknown !== undefined) throw new SettingError(`A raw socket has no setting '${unknown}'.`, { hint: 'Take it out of `connection`.' })
}

function foreign(resource: ResourceName): UnsupportedError {
  return new UnsupportedError(`${formatResourceName(resource)} is not a LAN resource: transport lxi handles TCPIP only.`, {
    hint: 'Use the transport of that interface.',
  })
}

function instrUnsupported(resource: TcpipInstrResource): UnsupportedError {
  const protocol = resource.device.startsWith('hislip') ? 'HiSLIP' : 'VXI-11'
  return new UnsupportedError(
    `${formatResourceName(resource)} asks for ${protocol}, which this version of transport lxi does not speak.`,
    { hint: `Use the raw socket: TCPIP${resource.board}::${resource.host}::5025::SOCKET (5025 is the usual port for SCPI).` },
  )
}
