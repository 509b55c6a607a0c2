import { formatNr1, formatString, isIpv4Address } from '@lab/scpi'
import { DeviceError, type DeviceCall, type DeviceHandler, type DeviceValue } from '@lab/scpi/device'

interface Pending {
  current: string
  set: string
}

function pending(text: string): Pending {
  return { current: text, set: text }
}

function textOf(value: DeviceValue | undefined): string {
  if (typeof value === 'string') return value
  throw new DeviceError(-109)
}

function isAddress(text: string): boolean {
  return text === '' || isIpv4Address(text)
}

/** The network of a simulated generator: settings that are told, and taken on `UPDate`. Nothing of it is real. */
export class SimulatedNetwork {
  readonly #values: Record<'dns1' | 'dns2' | 'wins1' | 'wins2' | 'gateway' | 'address' | 'mask' | 'host', Pending>
  readonly #services = new Map<string, boolean>()
  readonly #model: string
  readonly #serial: string
  #dhcp = true
  #identify = false
  #mdns = true
  #prompt: string
  #welcome: string
  #desired: string

  constructor(model: string, serial: string) {
    this.#model = model
    this.#serial = serial
    const short = model.replace('EDU', '')
    this.#values = {
      dns1: pending('0.0.0.0'), dns2: pending('0.0.0.0'), wins1: pending('0.0.0.0'), wins2: pending('0.0.0.0'),
      gateway: pending('0.0.0.0'), address: pending('192.168.10.1'), mask: pending('255.255.255.0'),
      host: pending(`K-${short}-${serial.slice(-5)}`),
    }
    this.#prompt = `${short}> `.slice(0, 15)
    this.#welcome = `Welcome to ${model}`
    this.#desired = `Keysight ${model} Waveform Generator - ${serial}`.slice(0, 63)
  }

  /** What the commands do. */
  handlers() {
    return {
      ...this.#addresses(),
      ...this.#texts(),
      enableService: ({ parameters: [on, service] }: DeviceCall) => {
        this.#services.set(textOf(service), on === true)
      },
      isServiceEnabled: ({ parameters: [service] }: DeviceCall) => (this.#services.get(textOf(service)) === false ? '0' : '1'),
      lanControlPort: ({ link }: DeviceCall) => {
        const port = link.controlPort()
        return typeof port === 'number' ? formatNr1(port) : port.then(formatNr1)
      },
      lanDhcp: this.#switch(() => this.#dhcp, (on) => { this.#dhcp = on }),
      lxiIdentify: this.#switch(() => this.#identify, (on) => { this.#identify = on }),
      mdnsEnabled: this.#switch(() => this.#mdns, (on) => { this.#mdns = on }),
      mdns: this.#switch(() => this.#mdns, (on) => { this.#mdns = on }),
      lanUpdate: () => {
        for (const value of Object.values(this.#values)) value.current = value.set
      },
      lxiReset: () => {
        this.#dhcp = true
        this.#mdns = true
      },
      lxiRestart: () => undefined,
    }
  }

  #switch(get: () => boolean, put: (on: boolean) => void): DeviceHandler {
    return ({ query, parameters: [on] }) => {
      if (query) return get() ? '1' : '0'
      put(on === true)
      return undefined
    }
  }

  #ask(value: Pending): DeviceHandler {
    return ({ parameters: [which] }) => formatString(which === 'static' ? value.set : value.current)
  }

  #tell(value: Pending, check: (text: string) => boolean): DeviceHandler {
    return ({ parameters: [text] }) => {
      if (!check(textOf(text))) throw new DeviceError(-224)
      value.set = textOf(text)
    }
  }

  #numbered(one: Pending, two: Pending, act: (value: Pending) => DeviceHandler): DeviceHandler {
    return (call) => {
      const value = [one, two][(call.suffixes[0] ?? 1) - 1]
      if (value === undefined) throw new DeviceError(-114)
      return act(value)(call)
    }
  }

  #addresses() {
    const { dns1, dns2, wins1, wins2, gateway, address, mask, host } = this.#values
    const ask = (value: Pending): DeviceHandler => this.#ask(value)
    const tell = (value: Pending): DeviceHandler => this.#tell(value, isAddress)
    return {
      lanDns: this.#numbered(dns1, dns2, ask), setLanDns: this.#numbered(dns1, dns2, tell),
      lanWins: this.#numbered(wins1, wins2, ask), setLanWins: this.#numbered(wins1, wins2, tell),
      lanGateway: ask(gateway), setLanGateway: tell(gateway),
      lanAddress: ask(address), setLanAddress: tell(address),
      lanSubnetMask: ask(mask), setLanSubnetMask: tell(mask),
      lanHostName: ask(host), setLanHostName: this.#tell(host, (text) => /^[A-Za-z0-9-]*$/.test(text)),
    }
  }

  #texts() {
    return {
      lanDomain: () => formatString(''),
      lanMac: () => formatString('00:00:00:00:00:00'),
      telnetPrompt: () => formatString(this.#prompt),
      setTelnetPrompt: ({ parameters: [text] }: DeviceCall) => { this.#prompt = textOf(text) },
      telnetWelcome: () => formatString(this.#welcome),
      setTelnetWelcome: ({ parameters: [text] }: DeviceCall) => { this.#welcome = textOf(text) },
      mdnsHostName: () => formatString(`${this.#values.host.current}.local.`),
      mdnsServiceName: () => formatString(`Keysight ${this.#model} Waveform Generator - ${this.#serial}`),
      mdnsDesiredName: () => formatString(this.#desired),
      setMdnsDesiredName: ({ parameters: [text] }: DeviceCall) => { this.#desired = textOf(text) },
    }
  }
}
