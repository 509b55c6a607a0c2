import { SettingError, formatResourceName, type ResourceName } from '@lab/core'

/** Ports asked for on the command line. */
export interface PortRequest {
  /** By alias; 0 chooses a free one. */
  readonly chosen: ReadonlyMap<string, number>
  /** Free ports for the instruments that are not in `chosen`. */
  readonly free: boolean
}

/**
 * Parses `psu=5025`.
 * @throws SettingError when it is not of that form.
 */
export function parsePortArgument(text: string): readonly [alias: string, port: number] {
  const match = /^([^=]+)=(\d+)$/.exec(text)
  const port = Number(match?.[2])
  if (match?.[1] !== undefined && port <= 65535) return [match[1], port]
  throw new SettingError(`--port ${text}: expected alias=number with a port of 0 … 65535, such as psu=5025.`, {
    hint: 'Port 0 chooses a free one.',
  })
}

/**
 * The port an instrument is served on.
 * @throws SettingError when neither the command line nor the bench file says one.
 */
export function portOf(alias: string, resource: ResourceName | undefined, request: PortRequest): number {
  const chosen = request.chosen.get(alias)
  if (chosen !== undefined) return chosen
  if (request.free) return 0
  if (resource?.interface === 'TCPIP' && resource.class === 'SOCKET') return resource.port
  const what = resource === undefined ? 'It has no resource' : `Its resource ${formatResourceName(resource)} has no socket port`
  throw new SettingError(`Instrument '${alias}' cannot be served: ${what}.`, {
    hint: `Give --port ${alias}=5025, or --free-ports, or a resource such as TCPIP::localhost::5025::SOCKET in the bench file.`,
  })
}
