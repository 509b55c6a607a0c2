import { ConnectionError } from '@lab/core'

export interface SocketAddress {
  readonly host: string
  readonly port: number
}

/** `host:port`, for messages. */
export function describeAddress(address: SocketAddress): string {
  return `${address.host}:${address.port}`
}

/** The host as a socket call wants it: an IPv6 address stands in brackets in a resource name only. */
export function hostOf(address: SocketAddress): string {
  return address.host.replace(/^\[(.*)\]$/, '$1')
}

const switchedOn = 'Check that the instrument is switched on, and that its address and port are these (raw SCPI is often 5025).'

/** By system error code: what happened, and what to do. */
const failures: Readonly<Record<string, readonly [what: string, hint: string]>> = {
  ECONNREFUSED: ['refused the connection', switchedOn],
  ENOTFOUND: ['cannot be reached: the host name is unknown', 'Check the spelling, or use the IP address.'],
  EAI_AGAIN: ['cannot be reached: the host name could not be looked up now', 'Check the name server, or use the IP address.'],
  EHOSTUNREACH: ['cannot be reached: no route to the host', switchedOn],
  ENETUNREACH: ['cannot be reached: no route to its network', 'Check that this computer is on the network of the instrument.'],
  ETIMEDOUT: ['cannot be reached: it did not answer', switchedOn],
  ECONNRESET: ['closed the connection at once', 'It may serve one client only: close other programs that use it.'],
}

/** Why a connection was not accepted, from the system's error. */
export function refused(address: SocketAddress, error: Error): ConnectionError {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const [what, hint] = failures[code] ?? [`could not be connected to: ${error.message}`, switchedOn]
  return new ConnectionError('refused', `${describeAddress(address)} ${what}.`, { hint, cause: error })
}

/** Why an open link is gone. Without an error the other side closed it in order. */
export function lost(address: SocketAddress, error: Error | undefined): ConnectionError {
  const what = error === undefined ? 'closed the link' : `broke the link: ${error.message}`
  return new ConnectionError('lost', `${describeAddress(address)} ${what}.`, {
    hint: 'Check cable and power, and open the instrument again. Nothing it was told before is repeated by itself.',
    cause: error,
  })
}
