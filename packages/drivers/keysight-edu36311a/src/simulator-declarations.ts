import { action, type Action, type Declarations } from '@lab/scpi'
import { DeviceError, type DeviceHandler } from '@lab/scpi/device'
import { edu36311aDeclarations } from './settings.ts'

function absent(header: string): Action {
  return action({ header, form: 'query', effect: { kind: 'none' }, description: 'This model does not have it.' })
}

/** What other SCPI instruments have and the guide of this one does not list. */
const absentDeclarations = {
  options: absent('*OPT'),
  everyError: absent('SYSTem:ERRor:ALL'),
  errorCount: absent('SYSTem:ERRor:COUNt'),
  questionableCondition: absent('STATus:QUEStionable:CONDition'),
  summaryCondition: absent('STATus:QUEStionable:INSTrument:CONDition'),
} as const satisfies Declarations

function undefinedHeader(): never {
  throw new DeviceError(-113)
}

/** They are answered like a header that nobody knows. */
export const absentHandlers: Readonly<Record<keyof typeof absentDeclarations, DeviceHandler>> = {
  options: undefinedHeader, everyError: undefinedHeader, errorCount: undefinedHeader, questionableCondition: undefinedHeader,
  summaryCondition: undefinedHeader,
}

function slotCommand(header: string, description: string): Action {
  return action({
    header, form: 'command', parameters: [{ parameter: { kind: 'number', integer: true, range: { min: 0, max: 9 } } }],
    effect: { kind: 'none' }, description,
  })
}

/** What the simulated supply is made of: the declarations of the driver, the stored states, and what is not there. */
export const simulatorDeclarations = {
  ...edu36311aDeclarations,
  ...absentDeclarations,
  saveState: slotCommand('*SAV', 'Stores the present state.'),
  recallState: slotCommand('*RCL', 'Recalls a stored state; one that was never stored is that of power-on.'),
} as const satisfies Declarations
