import { DeviceError, type DeviceControl } from '@lab/scpi/device'
import type { AmplitudeUnit } from '../levels.ts'
import type { GeneratorFunction } from '../generator-function.ts'
import { frequencyRanges } from '../specifications.ts'
import type { ChannelMemory } from './channel-memory.ts'

function isFunction(name: string): name is GeneratorFunction {
  return name in frequencyRanges
}

/** The settings of one channel by name, as its reactions need them. */
export class ChannelSettings {
  readonly channel: number
  readonly device: DeviceControl
  readonly memory: ChannelMemory

  constructor(channel: number, device: DeviceControl, memory: ChannelMemory) {
    this.channel = channel
    this.device = device
    this.memory = memory
  }

  number(name: string): number {
    return this.device.getNumber(name, this.channel)
  }

  word(name: string): string {
    return this.device.getString(name, this.channel)
  }

  is(name: string): boolean {
    return this.device.getBoolean(name, this.channel)
  }

  put(name: string, value: number | string | boolean): void {
    this.device.set(name, value, this.channel)
  }

  /** Puts a value that had to change, and says so. */
  adjust(name: string, value: number | string | boolean, why: string): void {
    this.put(name, value)
    this.conflict(why)
  }

  /** -221 with what was done about it. */
  conflict(why: string): void {
    this.device.addError(-221, `Settings conflict; ${why}`)
  }

  /** Refuses a value: the old one comes back. */
  refuse(why: string): never {
    throw new DeviceError(-221, `Settings conflict; ${why}`)
  }

  get function(): GeneratorFunction {
    const name = this.word('function')
    return isFunction(name) ? name : 'sine'
  }

  get amplitudeUnit(): AmplitudeUnit {
    const unit = this.word('amplitudeUnit')
    return unit === 'Vrms' || unit === 'dBm' ? unit : 'Vpp'
  }

  get load(): number {
    return this.number('load')
  }

  get frequency(): number {
    return this.number('frequency')
  }

  get period(): number {
    return 1 / this.frequency
  }
}
