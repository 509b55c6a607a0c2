import {
  action, booleanSetting, choiceSetting, type Action, type BooleanParameter, type Declarations, type Setting,
  type StringParameter,
} from '@lab/scpi'
import { unconfirmed } from './displays.ts'

function command(header: string, description: string): Action {
  return action({ header, form: 'command', effect: { kind: 'none' }, description })
}

function text(
  header: string, maxLength: number, description: string, more: Pick<Setting, 'writable'> = {},
): Setting<StringParameter> {
  return {
    kind: 'setting', header, parameter: { kind: 'string', maxLength }, description: `${description} ${unconfirmed}`, ...more,
  }
}

function address(header: string, what: string): Setting<StringParameter> {
  return text(
    `SYSTem:COMMunicate:LAN:${header}`, 15, `${what} of the static configuration, as "192.168.10.1". Holds after LAN:UPDate.`,
  )
}

function lanSwitch(header: string, description: string): Setting<BooleanParameter> {
  return booleanSetting({ header: `SYSTem:COMMunicate:LAN:${header}`, description: `${description} ${unconfirmed}` })
}

/**
 * Display, beeper, front panel, and the LAN. The LAN commands are those of the EDU36311A (Programming Guide EDU36311-90013,
 * SYSTem Subsystem), which has the same interface; none of them is confirmed for this model.
 */
export const systemDeclarations = {
  temperatureUnit: choiceSetting({
    header: 'UNIT:TEMPerature', choices: { celsius: 'C', fahrenheit: 'F', kelvin: 'K' }, reset: 'celsius',
    description: `Unit that temperatures are shown and answered in. ${unconfirmed}`,
  }),
  longReadings: booleanSetting({
    header: 'FORMat:OUTPut', reset: false, description: 'In use with this model; what it changes is not documented.',
  }),
  display: booleanSetting({ header: 'DISPlay', reset: true, description: `Whether the display shows anything. ${unconfirmed}` }),
  displayText: text('DISPlay:TEXT', 12, 'Message on the display, 12 characters at most.'),
  displayClear: command('DISPlay:TEXT:CLEar', `Takes the message off the display. ${unconfirmed}`),
  beep: command('SYSTem:BEEPer[:IMMediate]', 'Sounds the beeper once.'),
  beeper: booleanSetting({ header: 'SYSTem:BEEPer:STATe', description: 'Whether the beeper sounds. Kept over *RST.' }),
  local: command('SYSTem:LOCal', 'Gives the front panel back.'),
  lanDhcp: lanSwitch('DHCP', 'Whether the address comes from a DHCP server. Holds after LAN:UPDate.'),
  lanAddress: address('IPADdress', 'Address'),
  lanSubnetMask: address('SMASk', 'Subnet mask'),
  lanGateway: address('GATeway', 'Gateway'),
  lanDns: address('DNS', 'First name server'),
  lanHostName: text('SYSTem:COMMunicate:LAN:HOSTname', 15, 'Host name. Holds after LAN:UPDate.'),
  lanDomain: text('SYSTem:COMMunicate:LAN:DOMain', 255, 'Domain name.', { writable: false }),
  lanMacAddress: text('SYSTem:COMMunicate:LAN:MAC', 32, 'Hardware address.', { writable: false }),
  lanUpdate: command('SYSTem:COMMunicate:LAN:UPDate', `Puts changed LAN settings into effect. ${unconfirmed}`),
} as const satisfies Declarations
