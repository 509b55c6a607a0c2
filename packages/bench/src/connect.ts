import {
  formatResourceName, type Clock, type Driver, type Instrument, type InstrumentLimits, type OperationOptions, type ResourceName,
  type TraceSink, type Transport,
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
  readonly clock?: Clock | undefined
  readonly trace?: TraceSink | undefined
  /** Where the instrument is written down, for messages. */
  readonly writtenIn?: string | undefined
}

/** Opens one instrument over its transport. The link is closed again where the driver refuses what answers. */
export async function connectInstrument<I extends Instrument>(request: ConnectRequest<I>): Promise<I> {
  const { alias, driver, transport, resource, limits, settings, options } = request
  const { signal, timeoutMs, operationTimeoutMs, clock, trace } = request
  try {
    const connection = await transport.connect(resource, { signal, timeoutMs, clock, settings })
    try {
      return await driver.open({
        connection, alias, expectedSerial: request.serial, limits, options, signal, timeoutMs, operationTimeoutMs, clock, trace,
      })
    } catch (error) {
      await connection.close().catch(() => undefined) // why the driver refused is what matters
      throw error
    }
  } catch (error) {
    throw signal?.aborted === true ? error : withPlace(error, placeOf(request))
  }
}

function placeOf({ alias, resource, writtenIn }: ConnectRequest): string {
  return `Instrument '${alias}' at ${formatResourceName(resource)}${writtenIn === undefined ? '' : ` (${writtenIn})`}`
}
