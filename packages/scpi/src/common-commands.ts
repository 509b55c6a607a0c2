import { action, type Action, type ActionEffect, type ActionParameter, type Declarations } from './declarations.ts'

const none: ActionEffect = { kind: 'none' }
const wholeNumber: ActionParameter = { parameter: { kind: 'number', integer: true } }

function command(header: string, description: string, effect: ActionEffect = none): Action {
  return action({ header, form: 'command', effect, description })
}

function query(header: string, description: string): Action {
  return action({ header, form: 'query', effect: none, description })
}

function mask(header: string, description: string): Action {
  return action({ header, form: 'both', parameters: [wholeNumber], effect: none, description })
}

function numbered(header: string, description: string, effect: ActionEffect = none): Action {
  return action({ header, form: 'command', parameters: [wholeNumber], effect, description })
}

/**
 * What every instrument understands: the common commands of IEEE 488.2 (10.1 to 10.40) and the commands SCPI-99 (vol. 1, 4.2)
 * requires, by their short header. Macros (`*DMC`, `*EMC`) and `*LRN?` are left out on purpose: their effect cannot be known.
 */
export const commonCommands = {
  '*CLS': command('*CLS', 'Clears status registers and the error queue.'),
  '*ESE': mask('*ESE', 'Enables bits of the standard event register.'),
  '*ESR': query('*ESR', 'Reads and clears the standard event register.'),
  '*IDN': query('*IDN', 'Manufacturer, model, serial number and firmware.'),
  '*OPC': action({ header: '*OPC', form: 'both', effect: none, description: 'Reports when everything pending is done.' }),
  '*OPT': query('*OPT', 'Installed options.'),
  '*PSC': mask('*PSC', 'Whether power-on clears the enable registers.'),
  '*RCL': numbered('*RCL', 'Recalls a stored state.', { kind: 'unknowable', why: 'it recalls a stored state' }),
  '*RST': command('*RST', 'Sets everything to its reset value.', { kind: 'reset' }),
  '*SAV': numbered('*SAV', 'Stores the present state.'),
  '*SRE': mask('*SRE', 'Enables bits of the status byte for a service request.'),
  '*STB': query('*STB', 'Status byte.'),
  '*TRG': command('*TRG', 'Triggers.', { kind: 'triggers' }),
  '*TST': query('*TST', 'Self-test; 0 when passed.'),
  '*WAI': command('*WAI', 'Waits until everything pending is done.'),
  'SYST:ERR': query('SYSTem:ERRor[:NEXT]', 'Oldest entry of the error queue.'),
  'SYST:ERR:ALL': query('SYSTem:ERRor:ALL', 'Every entry of the error queue.'),
  'SYST:ERR:COUN': query('SYSTem:ERRor:COUNt', 'Number of entries in the error queue.'),
  'SYST:VERS': query('SYSTem:VERSion', 'SCPI version.'),
  'STAT:PRES': command('STATus:PRESet', 'Sets the enable registers of the status structures to their defaults.'),
  'STAT:OPER': query('STATus:OPERation[:EVENt]', 'Reads and clears the operation event register.'),
  'STAT:OPER:COND': query('STATus:OPERation:CONDition', 'Operation condition register.'),
  'STAT:OPER:ENAB': mask('STATus:OPERation:ENABle', 'Enables bits of the operation event register.'),
  'STAT:QUES': query('STATus:QUEStionable[:EVENt]', 'Reads and clears the questionable event register.'),
  'STAT:QUES:COND': query('STATus:QUEStionable:CONDition', 'Questionable condition register.'),
  'STAT:QUES:ENAB': mask('STATus:QUEStionable:ENABle', 'Enables bits of the questionable event register.'),
} as const satisfies Declarations
