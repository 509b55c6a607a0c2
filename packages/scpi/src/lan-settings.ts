import { action, type Action, type ActionParameter, type Declarations } from './declarations.ts'

const none = { kind: 'none' } as const
const lan = 'SYSTem:COMMunicate:LAN'
const onOrOff: ActionParameter = { parameter: { kind: 'boolean' } }
const which: ActionParameter = {
  parameter: { kind: 'choice', choices: { current: 'CURRent', static: 'STATic' } }, optional: true,
}

/** Longest texts of the LAN settings, in characters. */
export const lanTextLengths = { address: 15, hostName: 15, prompt: 15, welcome: 63, serviceName: 63 } as const

function query(header: string, description: string, ...parameters: ActionParameter[]): Action {
  return action({ header, form: 'query', parameters, effect: none, description })
}

function switched(header: string, description: string): Action {
  return action({ header, form: 'both', parameters: [onOrOff], effect: none, description })
}

function command(header: string, description: string, ...parameters: ActionParameter[]): Action {
  return action({ header, form: 'command', parameters, effect: none, description })
}

function text(maxLength: number): ActionParameter {
  return { parameter: { kind: 'string', maxLength } }
}

/**
 * LAN and LXI as Keysight's bench instruments have them (`SYSTem:COMMunicate:LAN` and `LXI`). They are actions and no settings,
 * so that no restore of a snapshot changes how an instrument is reached. What is set holds from `SYSTem:COMMunicate:LAN:UPDate`
 * on. A driver spreads them into its declarations and adds what its instrument has besides.
 */
export const lanDeclarations = {
  lanControlPort: query(`${lan}:CONTrol`, 'Port of the control socket; 0 where there is none.'),
  lanDhcp: switched(`${lan}:DHCP`, 'Whether the address comes by DHCP.'),
  lanDns: query(`${lan}:DNS<n>`, 'Address of name server n (1 or 2): in use, or set.', which),
  setLanDns: command(`${lan}:DNS<n>`, 'Sets the address of name server n (1 or 2).', text(lanTextLengths.address)),
  lanDomain: query(`${lan}:DOMain`, 'Name of the domain.', which),
  lanGateway: query(`${lan}:GATeway`, 'Address of the gateway: in use, or set.', which),
  setLanGateway: command(`${lan}:GATeway`, 'Sets the address of the gateway.', text(lanTextLengths.address)),
  lanHostName: query(`${lan}:HOSTname`, 'Host name: in use, or set.', which),
  setLanHostName: command(`${lan}:HOSTname`, 'Sets the host name.', text(lanTextLengths.hostName)),
  lanAddress: query(`${lan}:IPADdress`, 'Address of the instrument: in use, or set.', which),
  setLanAddress: command(`${lan}:IPADdress`, 'Sets the address of the instrument.', text(lanTextLengths.address)),
  lanMac: query(`${lan}:MAC`, 'MAC address.'),
  lanSubnetMask: query(`${lan}:SMASk`, 'Subnet mask: in use, or set.', which),
  setLanSubnetMask: command(`${lan}:SMASk`, 'Sets the subnet mask.', text(lanTextLengths.address)),
  telnetPrompt: query(`${lan}:TELNet:PROMpt`, 'Prompt of the telnet port.'),
  setTelnetPrompt: command(`${lan}:TELNet:PROMpt`, 'Sets the prompt of the telnet port.', text(lanTextLengths.prompt)),
  telnetWelcome: query(`${lan}:TELNet:WMESsage`, 'Welcome line of the telnet port.'),
  setTelnetWelcome: command(`${lan}:TELNet:WMESsage`, 'Sets the welcome line of the telnet port.', text(lanTextLengths.welcome)),
  lanUpdate: command(`${lan}:UPDate`, 'Stores the LAN settings and starts the LAN again with them.'),
  lxiIdentify: switched('LXI:IDENtify[:STATe]', 'Shows or hides the LXI identification on the display.'),
  mdnsEnabled: switched('LXI:MDNS:ENABle', 'Whether multicast DNS is on.'),
  mdns: switched('LXI:MDNS[:STATe]', 'The same under another header.'),
  mdnsHostName: query('LXI:MDNS:HNAMe[:RESolved]', 'Host name by multicast DNS, as it was made unique.'),
  mdnsServiceName: query('LXI:MDNS:SNAMe[:RESolved]', 'Service name by multicast DNS, as it was made unique.'),
  mdnsDesiredName: query('LXI:MDNS:SNAMe:DESired', 'Service name that was asked for.'),
  setMdnsDesiredName: command('LXI:MDNS:SNAMe:DESired', 'Asks for a service name.', text(lanTextLengths.serviceName)),
  lxiReset: command('LXI:RESet', 'Puts the LAN settings back to those of the factory.'),
  lxiRestart: command('LXI:RESTart', 'Starts the LAN again with the settings it has.'),
} as const satisfies Declarations

/** Whether a text is an IPv4 address such as `192.168.10.1`, without leading zeros, which some take for octal. */
export function isIpv4Address(address: string): boolean {
  const parts = address.split('.')
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)
}

/** Whether a text is a host name that the instruments take: up to 15 letters, digits and, inside, hyphens. */
export function isHostName(name: string): boolean {
  return name.length <= lanTextLengths.hostName && /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/.test(name)
}
