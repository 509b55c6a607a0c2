import {
  checkCalibration, checkEnvironment, checkLimits, formatResourceName, SettingError, type AccuracySpecification, type Clock,
  type Driver, type DriverContext, type Environment, type ErrorCheck, type Identity, type Instrument, type InstrumentKind,
  type InstrumentNotice, type OperationOptions, type RestoreOptions, type RestoreReport, type SafeStateReport, type Snapshot,
} from '@lab/core'
import type { CommandSet } from './command-set.ts'
import type { Declarations } from './declarations.ts'
import { limitableQuantities, limitedChannels } from './driver-limits.ts'
import { LimitGuard } from './guard.ts'
import { checkIdentity, parseIdentity } from './identity.ts'
import { scpiLink, type ScpiLink } from './link.ts'
import { safeStateReason } from './safe-state-reason.ts'

/** The members that every instrument has, ready to be spread into one: `{ ...base, kind: 'multimeter', … }`. */
export interface InstrumentBase extends Instrument {
  readonly clock: Clock
  environment(): Environment | undefined
  setEnvironment(environment: Environment): void
  snapshot(options?: OperationOptions): Promise<Snapshot>
  restore(snapshot: Snapshot, options?: RestoreOptions): Promise<RestoreReport>
}

/** What an instrument is made of. */
export interface InstrumentParts<D extends Declarations> {
  readonly link: ScpiLink<D>
  readonly base: InstrumentBase
}

/** What a driver for a SCPI instrument consists of. */
export interface ScpiDriverDefinition<I extends Instrument, D extends Declarations> {
  /** `vendor/MODEL`. */
  readonly name: string
  readonly kind?: InstrumentKind
  /** Model fields of `*IDN?` that it serves; letter case, spaces and hyphens do not matter. */
  readonly models: readonly string[]
  readonly commands: CommandSet<D>
  /** How good its readings are, by function and channel. */
  readonly specifications?: readonly AccuracySpecification[]
  /** When the error queue is read, unless the one who opens it says otherwise; `operation` when absent. */
  readonly errorCheck?: ErrorCheck
  /** Puts the instrument into its safe state and asks whether it is. Runs in the safe-state lane, before all that waits. */
  readonly safeState: (link: ScpiLink<D>) => Promise<SafeStateReport>
  /** Makes the instrument. Sends nothing. */
  readonly create: (parts: InstrumentParts<D>) => I
}

type NoticeListener = (notice: InstrumentNotice) => void

function makeBase<I extends Instrument, D extends Declarations>(
  definition: ScpiDriverDefinition<I, D>, context: DriverContext, link: ScpiLink<D>, identity: Identity, listeners: Set<NoticeListener>,
): InstrumentBase {
  const { alias, connection, calibration } = context
  const close = (): Promise<void> => link.close()
  let { environment } = context
  return {
    alias,
    driver: definition.name,
    ...(definition.kind === undefined ? {} : { kind: definition.kind }),
    identity,
    ...(calibration === undefined ? {} : { calibration }),
    environment: () => environment,
    setEnvironment: (now) => {
      checkEnvironment(alias, now)
      environment = { ...now }
    },
    clock: link.clock,
    resource: formatResourceName(connection.resource),
    makeSafe: (options) => link.preempt(safeStateReason(alias), definition.safeState, options),
    snapshot: (options) => link.snapshot(options),
    restore: (snapshot, options) => link.restore(snapshot, options),
    onNotice: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

function openLink<I extends Instrument, D extends Declarations>(
  definition: ScpiDriverDefinition<I, D>, context: DriverContext, listeners: ReadonlySet<NoticeListener>,
): ScpiLink<D> {
  const { alias, connection, limits, clock, trace, operationTimeoutMs: timeoutMs, errorCheck = definition.errorCheck } = context
  const guard = limits === undefined ? undefined : new LimitGuard(alias, limits, definition.commands, connection.supports.end)
  const onUnguarded = (message: string): void => {
    const text = `Sent past the guard because the script said so: ${message}`
    for (const listener of listeners) listener({ level: 'warning', text })
  }
  const onReconnected = (text: string): void => {
    for (const listener of listeners) listener({ level: 'warning', text })
  }
  return scpiLink({
    alias, connection, commands: definition.commands, guard, clock, trace, errorCheck, onUnguarded, timeoutMs,
    reconnect: context.reconnect, onReconnected,
  })
}

/** No driver has options yet; one that will declares them in its definition. */
function refuseOptions(driver: string, alias: string, options: Readonly<Record<string, unknown>> = {}): void {
  const [unknown] = Object.keys(options)
  if (unknown !== undefined) throw new SettingError(`${alias}: the driver ${driver} has no option '${unknown}'.`)
}

/**
 * Makes a driver of a definition. Opening it asks `*IDN?`, checks model and serial number, and on an instrument with limits reads
 * the levels, couplings and the selected channel; it sends queries only. Channels and quantities that limits can be given for
 * come from the declared levels.
 */
export function scpiDriver<I extends Instrument, const D extends Declarations>(
  definition: ScpiDriverDefinition<I, D>,
): Driver<I> {
  const { name, kind, models, commands, specifications } = definition
  const driver = {
    name,
    ...(kind === undefined ? {} : { kind }),
    models,
    channels: limitedChannels(commands),
    limitable: limitableQuantities(commands),
    ...(specifications === undefined ? {} : { specifications }),
    async open(context: DriverContext): Promise<I> {
      const { alias, limits, signal, timeoutMs, calibration, environment } = context
      if (limits !== undefined) checkLimits(driver, alias, limits)
      if (calibration !== undefined) checkCalibration(alias, calibration, specifications)
      if (environment !== undefined) checkEnvironment(alias, environment)
      refuseOptions(name, alias, context.options)
      const listeners = new Set<NoticeListener>()
      const link = openLink(definition, context, listeners)
      const identity = parseIdentity(await link.query('*IDN?', { signal, timeoutMs }), alias)
      checkIdentity(identity, { alias, driver: name, models, serial: context.expectedSerial })
      link.remember(identity)
      await link.readGuardedState({ signal, timeoutMs })
      return definition.create({ link, base: makeBase(definition, context, link, identity, listeners) })
    },
  }
  return driver
}
