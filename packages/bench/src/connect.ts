import {
  formatResourceName, type Calibration, type Clock, type Driver, type Environment, type ErrorCheck, type Instrument,
  type InstrumentLimits,
  type OperationOptions, type ReconnectPolicy, type Reconnection, type ResourceName, type TraceSink, type Transport,
} from '@lab/core'
import { withPlace } from './open-error.ts'

export interface ConnectRequest<I extends Instrument = Instrument> extends OperationOptions {
  readonly alias: string
  readonly driver: Driver<I>
  readonly transport: Transport
  readonly resource: ResourceName
  readonly serial?: string | undefined
  readonly limits?: InstrumentLimits | undefined
  /** Settings of the link, for the transport. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined
  /** Options of the driver. */
  readonly options?: Readonly<Record<string, unknown>> | undefined
  /** Longest time of a later operation that is given none, in milliseconds. */
  readonly operationTimeoutMs?: number | undefined
  /** How a lost link is opened again; it stays lost when absent. */
  readonly reconnect?: ReconnectPolicy | undefined
  /** When its error queue is read. */
  readonly errorCheck?: ErrorCheck | undefined
  readonly clock?: Clock | undefined
  readonly trace?: TraceSink | undefined
  readonly calibration?: Calibration | undefined
  readonly environment?: Environment | undefined
  /** Where the instrument is written down, for messages. */
  readonly writtenIn?: string | undefined
}

/** Opens one instrument over its transport. The link is closed again where the driver refuses what answers. */
export async function connectInstrument<I extends Instrument>(request: ConnectRequest<I>): Promise<I> {
  const { alias, driver, transport, resource, limits, settings, options } = request
  const { signal, timeoutMs, operationTimeoutMs, clock, trace, calibration, environment } = request
  try {
    const connection = await transport.connect(resource, { signal, timeoutMs, clock, settings })
    try {
      const instrument = await driver.open({
        connection, alias, expectedSerial: request.serial, limits, options, signal, timeoutMs, operationTimeoutMs, clock, trace,
        calibration, environment, reconnect: reconnection(request), errorCheck: request.errorCheck,
      })
      // A driver that knows nothing of calibrations: the session records it all the same.
      if (calibration !== undefined && instrument.calibration === undefined) Object.assign(instrument, { calibration })
      return instrument
    } catch (error) {
      await connection.close().catch(() => undefined) // why the driver refused is what matters
      throw error
    }
  } catch (error) {
    throw signal?.aborted === true ? error : withPlace(error, placeOf(request))
  }
}

/** The policy with what opens the link; a driver has no transport. */
function reconnection<I extends Instrument>(request: ConnectRequest<I>): Reconnection | undefined {
  const { transport, resource, reconnect, clock, settings } = request
  if (reconnect === undefined) return undefined
  return { ...reconnect, connect: (options) => transport.connect(resource, { ...options, clock, settings }) }
}

function placeOf({ alias, resource, writtenIn }: ConnectRequest): string {
  return `Instrument '${alias}' at ${formatResourceName(resource)}${writtenIn === undefined ? '' : ` (${writtenIn})`}`
}
