import type { commonCommands } from '../common-commands.ts'
import { formatNr1 } from '../numbers.ts'
import type { DeviceAnswer, DeviceCall, DeviceControl, DeviceDefinition, DeviceHandler } from './device-definition.ts'
import { DeviceError } from './device-error.ts'
import { formatErrorEntry } from './error-queue.ts'
import type { EventRegister } from './event-register.ts'
import type { SavedState } from './setting-store.ts'
import { standardEvent } from './status-model.ts'

/** What the common commands need beyond {@link DeviceControl}. */
export interface BuiltinHost {
  readonly control: DeviceControl
  readonly definition: DeviceDefinition
  saveState(): SavedState
  /** Undefined: the slot was never saved to, the reset values come back. */
  recallState(state: SavedState | undefined): void
}

type BuiltinName = keyof typeof commonCommands

/** The whole number that the command carries. */
function wholeNumber(call: DeviceCall, max: number, min = 0): number {
  const [value] = call.parameters
  if (typeof value !== 'number' || value < min || value > max) throw new DeviceError(-222)
  return value
}

/** A register that is written and read back. */
function mask(max: number, read: () => number, write: (bits: number) => void): DeviceHandler {
  return (call) => {
    if (call.query) return formatNr1(read())
    write(wholeNumber(call, max))
    return undefined
  }
}

type RegisterPart = 'event' | 'condition' | 'enable'

/** Handlers of the three parts of a status register. */
export function registerHandlers(register: EventRegister): Record<RegisterPart, DeviceHandler> {
  return {
    event: () => formatNr1(register.readEvent()),
    condition: () => formatNr1(register.condition),
    enable: mask(0xffff, () => register.enable, (bits) => { register.enable = bits }),
  }
}

function synchronisation({ operations, status }: DeviceControl): Record<'*OPC' | '*WAI', DeviceHandler> {
  return {
    '*OPC': ({ query }): DeviceAnswer => {
      if (query) return operations.idle ? '1' : operations.whenIdle().then(() => '1')
      operations.notifyIdle(() => status.raiseStandard(standardEvent.operationComplete))
      return undefined
    },
    '*WAI': () => (operations.idle ? undefined : operations.whenIdle()),
  }
}

function states(host: BuiltinHost): Record<'*SAV' | '*RCL', DeviceHandler> {
  const slots = new Map<number, SavedState>()
  const last = (host.definition.stateSlots ?? 0) - 1
  return {
    '*SAV': (call) => {
      slots.set(wholeNumber(call, last), host.saveState())
    },
    '*RCL': (call) => host.recallState(slots.get(wholeNumber(call, last))),
  }
}

type StatusName = '*CLS' | '*ESE' | '*ESR' | '*PSC' | '*SRE' | '*STB'

function statusHandlers({ status, operations }: DeviceControl): Record<StatusName, DeviceHandler> {
  return {
    '*CLS': ({ link }) => {
      status.clear()
      link.errors.clear()
      operations.cancelNotification()
    },
    '*ESE': mask(255, () => status.standardEnable, (bits) => { status.standardEnable = bits }),
    '*ESR': () => formatNr1(status.readStandard()),
    '*PSC': (call) => {
      if (call.query) return status.powerOnClear ? '1' : '0'
      status.powerOnClear = wholeNumber(call, 32767, -32767) !== 0
      return undefined
    },
    '*SRE': mask(255, () => status.requestEnable, (bits) => { status.requestEnable = bits }),
    '*STB': ({ link }) => formatNr1(link.masterSummary()),
  }
}

type ErrorName = 'SYST:ERR' | 'SYST:ERR:ALL' | 'SYST:ERR:COUN'

const errorHandlers: Record<ErrorName, DeviceHandler> = {
  'SYST:ERR': ({ link }) => formatErrorEntry(link.errors.shift()),
  'SYST:ERR:ALL': ({ link: { errors } }) => {
    const entries = errors.length === 0 ? [errors.shift()] : errors.entries
    const text = entries.map(formatErrorEntry).join(',')
    errors.clear()
    return text
  },
  'SYST:ERR:COUN': ({ link }) => formatNr1(link.errors.length),
}

function trigger({ control, definition }: BuiltinHost): DeviceAnswer {
  if (definition.onTrigger === undefined) throw new DeviceError(-211)
  return definition.onTrigger(control)
}

function selfTest({ control, definition }: BuiltinHost): DeviceAnswer {
  const result = definition.onSelfTest?.(control) ?? 0
  return typeof result === 'number' ? String(result) : result.then(String)
}

/** What the common commands do (IEEE 488.2, chapter 10; SCPI-99 vol. 2, chapters 20 and 21). */
export function builtinHandlers(host: BuiltinHost): Readonly<Record<BuiltinName, DeviceHandler>> {
  const { control, definition } = host
  const { manufacturer, model, serial, firmware } = definition.identity
  const operation = registerHandlers(control.status.operation)
  const questionable = registerHandlers(control.status.questionable)
  return {
    ...statusHandlers(control),
    ...errorHandlers,
    ...synchronisation(control),
    ...states(host),
    '*IDN': () => [manufacturer, model, serial, firmware].join(','),
    '*OPT': () => '0',
    '*RST': () => control.reset(),
    '*TRG': () => trigger(host),
    '*TST': () => selfTest(host),
    'SYST:VERS': () => definition.scpiVersion ?? '1999.0',
    'STAT:PRES': () => control.status.preset(),
    'STAT:OPER': operation.event,
    'STAT:OPER:COND': operation.condition,
    'STAT:OPER:ENAB': operation.enable,
    'STAT:QUES': questionable.event,
    'STAT:QUES:COND': questionable.condition,
    'STAT:QUES:ENAB': questionable.enable,
  }
}
