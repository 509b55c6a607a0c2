import {
  checkCalibration, checkEnvironment, checkLimits, parseResourceName, refuseExpired, SettingError, systemClock, type Calibration,
  type ChannelLimits, type Driver, type DriverTypes, type Environment, type ErrorCheck, type Instrument, type ReconnectPolicy,
  type ResourceName, type Transport,
} from '@lab/core'
import type { OpeningOptions } from './bench-opening.ts'
import { connectInstrument } from './connect.ts'
import type { Options } from './registration.ts'
import { Registry, type RegistryOptions } from './registry.ts'
import { startSimulation } from './simulate-bench.ts'

export interface OpenInstrumentOptions extends OpeningOptions, RegistryOptions {
  /** VISA resource name; may be left out with `simulate`. */
  readonly resource?: string | undefined
  /** Opens a simulated one in this process. */
  readonly simulate?: boolean | undefined
  /** Serial number that must answer. */
  readonly serial?: string | undefined
  /** Name in messages and sessions; the model in lower case when absent. */
  readonly alias?: string | undefined
  /** Limits by channel (`*` for all) and quantity. */
  readonly limits?: Readonly<Record<string, ChannelLimits>> | undefined
  /** Options of transports by name: `{ lxi: { connectTimeoutMs: 2000 } }`. */
  readonly transports?: Readonly<Record<string, Options>> | undefined
  /** How a lost link is opened again, such as `{ attempts: 5, delayMs: 200, maxDelayMs: 5000 }`; it stays lost when absent. */
  readonly reconnect?: ReconnectPolicy | undefined
  /** When its error queue is read: `write`, `operation` or `off`; the driver's own choice when absent, mostly `operation`. */
  readonly errorCheck?: ErrorCheck | undefined
  /** What is known of its calibration. */
  readonly calibration?: Calibration | undefined
  /** What surrounds it. */
  readonly environment?: Environment | undefined
}

/**
 * Opens one instrument without a bench file, by its driver or the driver's name. By name, its type is known where the driver's
 * package is imported anywhere in the program.
 *
 * ```ts
 * await using dmm = await openInstrument('keysight/EDU34450A', { simulate: true })
 * ```
 *
 * @throws SettingError (LAB_PACKAGE_MISSING) for a driver that is not installed; SettingError where neither `resource` nor
 * `simulate` is given, a limit is for a channel or quantity the driver has not, or a calibration cannot be meant;
 * SettingError (LAB_CALIBRATION_EXPIRED) for one that has run out and asks for a refusal; ResourceNameError; ConnectionError,
 * TimeoutError and IdentityError that name alias and resource.
 */
export async function openInstrument<const Name extends keyof DriverTypes>(
  driver: Name, options?: OpenInstrumentOptions,
): Promise<DriverTypes[Name]>
export async function openInstrument<I extends Instrument>(driver: Driver<I>, options?: OpenInstrumentOptions): Promise<I>
export async function openInstrument(driver: string, options?: OpenInstrumentOptions): Promise<Instrument>
export async function openInstrument(wanted: string | Driver, options: OpenInstrumentOptions = {}): Promise<Instrument> {
  const registry = new Registry([], options)
  const driver = typeof wanted === 'string' ? await registry.driver(wanted) : wanted
  const alias = options.alias ?? (driver.name.split('/').at(-1) ?? driver.name).toLowerCase()
  const { serial, signal, timeoutMs, clock, trace, calibration, environment, reconnect, errorCheck } = options
  const limits = options.limits && { source: 'limits of the script', channels: options.limits }
  if (limits !== undefined) checkLimits(driver, alias, limits)
  checkConditions(driver, alias, options)
  const { transport, resource } = await transportTo(alias, driver, registry, options)
  return connectInstrument({
    alias, driver, transport, resource, serial, limits, signal, timeoutMs, clock, trace, calibration, environment, reconnect,
    errorCheck,
  })
}

async function transportTo(
  alias: string, driver: Driver, registry: Registry, options: OpenInstrumentOptions,
): Promise<{ transport: Transport; resource: ResourceName }> {
  if (options.simulate === true) {
    const simulator = await registry.simulator(driver.name)
    const part = { simulator, ...(options.serial === undefined ? {} : { serial: options.serial }) }
    const simulation = await startSimulation({ instruments: { [alias]: part }, circuit: [] }, registry, options.clock)
    return { transport: simulation.transport(), resource: parseResourceName(`SIM::${alias}::INSTR`) }
  }
  if (options.resource === undefined) {
    throw new SettingError(`Instrument '${alias}' (${driver.name}) needs a resource name.`, {
      hint: "Give { resource: 'TCPIP::192.168.1.20::5025::SOCKET' } or { simulate: true }.",
    })
  }
  const resource = parseResourceName(options.resource)
  return { transport: await registry.transportFor(resource, options.transports ?? {}), resource }
}

function checkConditions(driver: Driver, alias: string, { calibration, environment, clock = systemClock }: OpenInstrumentOptions): void {
  if (environment !== undefined) checkEnvironment(alias, environment)
  if (calibration === undefined) return
  checkCalibration(alias, calibration, driver.specifications)
  refuseExpired(alias, calibration, clock.now())
  if (calibration.apply !== true || driver.specifications !== undefined) return
  throw new SettingError(`calibration of ${alias}: apply is true, but the driver ${driver.name} applies no corrections.`)
}
