import { systemClock, type Clock, type Identity } from '@lab/core'
import { commonCommands } from '../common-commands.ts'
import type { Declarations, NumberParameter, NumberRange } from '../declarations.ts'
import { checkDependencies } from '../dependencies.ts'
import { standardErrorText } from '../error-numbers.ts'
import { dependentRange, fixedRange } from '../number-range.ts'
import type { ActionHost } from './action-execution.ts'
import { builtinHandlers, type BuiltinHost } from './builtin-handlers.ts'
import { CommandTree } from './command-tree.ts'
import { controlPortCommands, controlPortHandlers } from './control-port-commands.ts'
import type { DeviceControl, DeviceDefinition, DeviceHandler, DeviceReader, DeviceValue } from './device-definition.ts'
import { DeviceError } from './device-error.ts'
import { DeviceLink, type DeviceLinkOptions, type LinkHost } from './device-link.ts'
import type { ErrorQueue } from './error-queue.ts'
import type { Execution } from './execution.ts'
import { instrumentSummaryCommands, instrumentSummaryHandlers } from './instrument-summary-commands.ts'
import { MessageCache } from './message-cache.ts'
import { PendingOperations } from './pending-operations.ts'
import type { SettingHost } from './setting-execution.ts'
import { SettingStore, type SavedState } from './setting-store.ts'
import { StatusModel } from './status-model.ts'
import { formatValue } from './value-format.ts'

/** Keeps a message that never ends from filling the memory. */
const defaultInputBufferBytes = 64 * 1024 * 1024

/**
 * The instrument's side of SCPI, made from the same declarations as its driver. Settings are answered and validated by
 * themselves; handlers and hooks of the definition do the rest. Every client has a link; settings, status and error queue
 * are shared.
 */
export class ScpiDevice implements DeviceControl {
  readonly identity: Identity
  readonly status: StatusModel
  readonly operations = new PendingOperations()
  readonly #definition: DeviceDefinition
  readonly #clock: Clock
  readonly #store: SettingStore
  readonly #links = new Set<DeviceLink>()
  readonly #readers: Readonly<Record<string, DeviceReader | undefined>>
  readonly #messages: MessageCache

  /** @throws SettingError for a bad header pattern, headers that cannot be told apart, or an action without a handler. */
  constructor(definition: DeviceDefinition) {
    this.#definition = definition
    this.identity = definition.identity
    this.#clock = definition.clock ?? systemClock
    checkDependencies(definition.commands)
    this.#readers = definition.readers ?? {}
    this.#store = new SettingStore(definition.commands)
    this.status = new StatusModel({
      errorQueueDepth: definition.errorQueueDepth ?? 20,
      overflowText: definition.overflowText ?? standardErrorText(-350),
      instruments: definition.instrumentSummaries ?? [],
      lowBits: definition.statusByteLowBits?.bind(definition),
    }, () => this.#statusChanged())
    const tree = this.#commandTree()
    this.#messages = new MessageCache((text, endMarked) => tree.compile(text, endMarked))
  }

  /** The error queue; with a queue for each link, that of the errors which belong to none. */
  get errors(): ErrorQueue {
    return this.status.errors
  }

  get(name: string, channel?: number): DeviceValue {
    return this.#store.get(name, channel)
  }

  getNumber(name: string, channel?: number): number {
    const value = this.#store.get(name, channel)
    return typeof value === 'number' ? value : wrongKind(name, value)
  }

  getBoolean(name: string, channel?: number): boolean {
    const value = this.#store.get(name, channel)
    return typeof value === 'boolean' ? value : wrongKind(name, value)
  }

  getString(name: string, channel?: number): string {
    const value = this.#store.get(name, channel)
    return typeof value === 'string' ? value : wrongKind(name, value)
  }

  rangeOf(parameter: NumberParameter, channel?: number): NumberRange | undefined {
    const dependent = dependentRange(parameter)
    return dependent === undefined ? fixedRange(parameter, channel) : this.#store.rangeOf(dependent, channel)
  }

  set(name: string, value: DeviceValue, channel?: number): void {
    this.#store.set(name, value, channel)
  }

  addError(number: number, text: string = standardErrorText(number)): void {
    this.status.addError(number, text)
  }

  reset(): void {
    this.operations.cancelNotification()
    this.#store.reset()
    this.#definition.onReset?.(this)
  }

  /** Switches the device off and on: links are cleared, settings reset, the power-on event is set. */
  powerCycle(): void {
    for (const link of this.#links) {
      link.clear()
      link.errors.clear()
    }
    this.reset()
    this.status.powerOn()
  }

  /** A link for one client. */
  openLink(options?: DeviceLinkOptions): DeviceLink {
    const link = new DeviceLink(this.#linkHost(), options)
    this.#links.add(link)
    return link
  }

  #statusChanged(): void {
    for (const link of this.#links) link.refresh()
  }

  #commandTree(): CommandTree {
    const { commands, handlers = {}, instrumentSummaries = [], stateSlots = 0 } = this.#definition
    const tree = new CommandTree({ ...this.#settingHost(), control: this })
    tree.add(commands, handlers)
    if (instrumentSummaries.length > 0) {
      tree.addWhereFree(instrumentSummaryCommands, instrumentSummaryHandlers(this.status))
    }
    const builtins: Record<string, DeviceHandler> = { ...builtinHandlers(this.#builtinHost()) }
    if (stateSlots === 0) {
      delete builtins['*SAV']
      delete builtins['*RCL']
    }
    tree.addWhereFree(commonCommands, builtins)
    tree.addWhereFree(controlPortCommands, controlPortHandlers)
    tree.assertComplete(commands)
    return tree
  }

  #settingHost(): SettingHost & Pick<ActionHost, 'defaultChannel'> {
    const definition = this.#definition
    return {
      defaultChannel: (declared) => {
        const channel = definition.defaultChannel?.(this) ?? declared[0] ?? 1
        if (!declared.includes(channel)) throw new DeviceError(-221)
        return channel
      },
      read: (name, channel) => {
        const reader = this.#readers[name]
        return reader === undefined ? this.#store.get(name, channel) : reader(channel, this)
      },
      rangeOf: (parameter, channel) => this.rangeOf(parameter, channel),
      outOfRange: definition.outOfRange ?? 'refuse',
      convert: (name, value, unit, channel) => definition.convertUnit?.(name, value, unit, channel, this),
      clipped: (name, bound, channel) => {
        const { number, text } = definition.clipError?.(name, bound, channel, this) ?? clipError(bound)
        this.addError(number, text)
      },
      format: formatting(definition),
      change: (name, value, channel) => this.#change(name, value, channel),
    }
  }

  #change(name: string, value: DeviceValue, channel: number | undefined): void {
    const before = this.#store.get(name, channel)
    this.#store.set(name, value, channel)
    try {
      this.#definition.onSet?.(name, channel, value, this)
    } catch (error) {
      this.#store.set(name, before, channel)
      throw error
    }
  }

  #builtinHost(): BuiltinHost {
    return {
      control: this,
      definition: this.#definition,
      saveState: () => this.#store.save(),
      recallState: (state) => this.#recall(state),
    }
  }

  #recall(state: SavedState | undefined): void {
    if (state === undefined) this.#store.reset()
    else this.#store.restore(state)
    this.#definition.onRecall?.(this)
  }

  #linkHost(): LinkHost {
    const definition = this.#definition
    return {
      status: this.status,
      clock: this.#clock,
      inputBufferBytes: definition.inputBufferBytes ?? defaultInputBufferBytes,
      outputQueueBytes: definition.outputQueueBytes ?? Infinity,
      ownErrorQueues: definition.errorQueue === 'per-link',
      compile: (text, endMarked) => this.#messages.get(text, endMarked),
      latencyMs: (execution: Execution) => definition.latencyMs?.(execution.unit) ?? 0,
      trigger: () => this.#trigger(),
      cleared: () => this.#cleared(),
      forget: (link) => this.#links.delete(link),
    }
  }

  #trigger(): void {
    if (this.#definition.onTrigger === undefined) throw new DeviceError(-211)
    const answer = this.#definition.onTrigger(this)
    if (answer instanceof Promise) answer.catch((error: unknown) => this.#reportFailure(error))
  }

  #reportFailure(error: unknown): void {
    if (error instanceof DeviceError) this.addError(error.number, error.text)
    else this.addError(-310, `System error;${String(error)}`)
  }

  #cleared(): void {
    this.operations.cancelNotification()
    this.#definition.onClear?.(this)
  }
}

function clipError(bound: 'lower' | 'upper'): DeviceError {
  return new DeviceError(-222, `${standardErrorText(-222)};value clipped to ${bound} limit`)
}

function formatting(definition: DeviceDefinition): SettingHost['format'] {
  if (definition.formatNumber === undefined) return (_name, parameter, value) => formatValue(parameter, value)
  return (name, parameter, value) => formatValue(parameter, value, (number) => definition.formatNumber?.(name, number))
}

function wrongKind(name: string, value: DeviceValue): never {
  throw new TypeError(`The simulated setting ${name} holds a ${typeof value}.`)
}

/** Checks a definition against its declarations: handlers and readers must be named after them. */
export function defineDevice<const D extends Declarations>(definition: DeviceDefinition<D>): ScpiDevice {
  return new ScpiDevice(definition)
}
