import { formatNr1, formatString, isIpv4Address } from '@lab/scpi'
import { DeviceError, type DeviceAnswer, type DeviceCall, type DeviceHandler } from '@lab/scpi/device'

interface Addresses {
  readonly address: string
  readonly subnetMask: string
  readonly gateway: string
  readonly dns1: string
  readonly dns2: string
  readonly hostName: string
}

type AddressName = keyof Addresses

/** What an address that is none is answered with. */
const addressErrors = {
  address: [513, 'LAN invalid IP address'],
  subnetMask: [519, 'LAN bad subnet mask or gateway'],
  gateway: [519, 'LAN bad subnet mask or gateway'],
  dns1: [520, 'LAN bad DNS server 1'],
  dns2: [521, 'LAN bad DNS server 2'],
} as const satisfies Partial<Record<AddressName, readonly [number, string]>>

/** What the network gives to a simulated unit: it is this machine. */
const automatic = { address: '127.0.0.1', subnetMask: '255.0.0.0', gateway: '0.0.0.0', dns1: '0.0.0.0', dns2: '0.0.0.0' } as const

function textOf({ parameters: [value] }: DeviceCall): string {
  if (typeof value !== 'string') throw new DeviceError(-109)
  return value
}

/** A value that is written and read. */
function kept(read: () => string, write: (call: DeviceCall) => void): DeviceHandler {
  return (call) => {
    if (!call.query) return write(call)
    if (call.parameters.some((value) => value !== undefined)) throw new DeviceError(-108)
    return read()
  }
}

/** LAN and LXI settings of a simulated supply. They change nothing of how it is reached. Kept without power. */
export class SimulatedLan {
  readonly #serial: string
  #dhcp = true
  /** Set, and in use after UPDate. */
  #static: Addresses
  #current: Addresses
  #prompt = 'EDU36311A > '
  #welcome = "Welcome to Keysight's EDU36311A Triple Output DC Power Supply"
  #identify = false
  #mdns = true
  #serviceName: string

  constructor(serial: string) {
    this.#serial = serial
    this.#static = this.#factory()
    this.#current = { ...automatic, hostName: this.#static.hostName }
    this.#serviceName = this.#factoryServiceName()
  }

  readonly handlers = {
    lanControlPort: (call): DeviceAnswer => {
      const port = call.link.controlPort()
      return typeof port === 'number' ? formatNr1(port) : port.then(formatNr1)
    },
    lanDhcp: kept(() => (this.#dhcp ? '1' : '0'), ({ parameters: [on] }) => { this.#dhcp = on === true }),
    lanDns: (call) => this.#read(this.#dnsOf(call), call),
    setLanDns: (call) => this.#setAddress(this.#dnsOf(call), call),
    lanDomain: () => formatString(''),
    lanGateway: (call) => this.#read('gateway', call),
    setLanGateway: (call) => this.#setAddress('gateway', call),
    lanHostName: (call) => this.#read('hostName', call),
    setLanHostName: (call) => { this.#static = { ...this.#static, hostName: textOf(call) } },
    lanAddress: (call) => this.#read('address', call),
    setLanAddress: (call) => this.#setAddress('address', call),
    lanMac: () => formatString(`02:00:00:${(this.#lastDigits().match(/../g) ?? []).join(':')}`),
    lanSubnetMask: (call) => this.#read('subnetMask', call),
    setLanSubnetMask: (call) => this.#setAddress('subnetMask', call),
    telnetPrompt: () => formatString(this.#prompt),
    setTelnetPrompt: (call) => { this.#prompt = textOf(call) },
    telnetWelcome: () => formatString(this.#welcome),
    setTelnetWelcome: (call) => { this.#welcome = textOf(call) },
    lanUpdate: () => this.#update(),
    lxiIdentify: kept(() => (this.#identify ? '1' : '0'), ({ parameters: [on] }) => { this.#identify = on === true }),
    mdnsEnabled: kept(() => (this.#mdns ? '1' : '0'), ({ parameters: [on] }) => { this.#mdns = on === true }),
    mdns: kept(() => (this.#mdns ? '1' : '0'), ({ parameters: [on] }) => { this.#mdns = on === true }),
    mdnsHostName: () => formatString(`K-EDU36311A-${this.#serial.slice(-5)}`),
    mdnsServiceName: () => formatString(this.#serviceName),
    mdnsDesiredName: () => formatString(this.#serviceName),
    setMdnsDesiredName: (call) => { this.#serviceName = textOf(call) },
    lxiReset: () => this.#reset(),
    lxiRestart: () => this.#update(),
  } satisfies Record<string, DeviceHandler>

  #factory(): Addresses {
    return {
      address: '192.168.10.1', subnetMask: '255.255.255.0', gateway: '192.168.10.1', dns1: '0.0.0.0', dns2: '0.0.0.0',
      hostName: `K-36311A-${this.#serial.slice(-5)}`,
    }
  }

  #factoryServiceName(): string {
    return `Keysight EDU36311A Triple Output DC Power Supply - ${this.#serial}`
  }

  #lastDigits(): string {
    return this.#serial.replaceAll(/\D/g, '').slice(-6).padStart(6, '0')
  }

  #dnsOf({ suffixes: [server = 1] }: DeviceCall): 'dns1' | 'dns2' {
    if (server !== 1 && server !== 2) throw new DeviceError(-114)
    return server === 1 ? 'dns1' : 'dns2'
  }

  #read(name: AddressName, { parameters: [which] }: DeviceCall): string {
    return formatString((which === 'static' ? this.#static : this.#current)[name])
  }

  #setAddress(name: keyof typeof addressErrors, call: DeviceCall): void {
    const text = textOf(call)
    const [number, message] = addressErrors[name]
    if (!isIpv4Address(text)) throw new DeviceError(number, message)
    this.#static = { ...this.#static, [name]: text }
  }

  #update(): void {
    this.#current = this.#dhcp ? { ...automatic, hostName: this.#static.hostName } : this.#static
  }

  #reset(): void {
    this.#dhcp = true
    this.#mdns = true
    this.#static = this.#factory()
    this.#serviceName = this.#factoryServiceName()
    this.#update()
  }
}
