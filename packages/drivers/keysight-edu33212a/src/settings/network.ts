import { action, lanDeclarations, type ActionParameter, type Declarations } from '@lab/scpi'

const none = { kind: 'none' } as const
const wins = 'SYSTem:COMMunicate:LAN:WINS<n>'
const services = {
  lan: 'LAN', usb: 'USB', web: 'WEB', sockets: 'SOCKets', telnet: 'TELNet', vxi11: 'VXI11', usbFiles: 'USBMtp', mdns: 'MDNS',
} as const
const service: ActionParameter = { parameter: { kind: 'choice', choices: services } }
const onOrOff: ActionParameter = { parameter: { kind: 'boolean' } }
const which: ActionParameter = {
  parameter: { kind: 'choice', choices: { current: 'CURRent', static: 'STATic' } }, optional: true,
}
const address: ActionParameter = { parameter: { kind: 'string', maxLength: 15 } }

/** What `SYSTem:COMMunicate:ENABle` switches. */
export type Service = keyof typeof services

/** The network, and what LXI adds. */
export const networkCommands = {
  enableService: action({
    header: 'SYSTem:COMMunicate:ENABle', form: 'command', parameters: [onOrOff, service], effect: none,
    description: 'Switches an interface or a service of it.',
  }),
  isServiceEnabled: action({
    header: 'SYSTem:COMMunicate:ENABle', form: 'query', parameters: [service], effect: none,
    description: 'Whether an interface or a service of it is on.',
  }),
  ...lanDeclarations,
  lanWins: action({
    header: wins, form: 'query', parameters: [which], effect: none,
    description: 'Address of WINS server n (1 or 2): in use, or set.',
  }),
  setLanWins: action({
    header: wins, form: 'command', parameters: [address], effect: none,
    description: 'Sets the address of WINS server n (1 or 2).',
  }),
} as const satisfies Declarations
