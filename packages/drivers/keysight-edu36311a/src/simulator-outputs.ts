import { forChannel } from '@lab/scpi'
import { DeviceError, type DeviceControl } from '@lab/scpi/device'
import type { SimulatorContext } from '@lab/transport-sim'
import { isChannel } from './simulator-measure.ts'
import { SimulatedOutput, type Trip } from './simulator-output.ts'
import { channels, voltageRange, type Channel } from './specifications.ts'

/** Condition of `STATus:QUEStionable:INSTrument:ISUMmary<n>`. */
const conditions = { off: 0, unregulated: 0, 'constant-current': 1, 'constant-voltage': 2 } as const

/** The three outputs, as their settings and the circuit have them. */
export class SimulatedOutputs {
  readonly #context: SimulatorContext
  readonly #device: () => DeviceControl
  readonly #outputs: Readonly<Record<Channel, SimulatedOutput>>
  readonly #stopWatching: () => void
  #ready = false

  constructor(context: SimulatorContext, device: () => DeviceControl) {
    this.#context = context
    this.#device = device
    this.#outputs = { 1: this.#make(1), 2: this.#make(2), 3: this.#make(3) }
    this.#stopWatching = context.circuit.onSolved(() => this.#watch())
  }

  /** Takes in the settings of the device, which is there from now on. */
  start(): void {
    this.#ready = true
    this.applyAll()
  }

  close(): void {
    this.#stopWatching()
    for (const channel of channels) this.#outputs[channel].close()
  }

  /** @throws DeviceError -222 for an output there is not. */
  of(channel: number | undefined): SimulatedOutput {
    if (!isChannel(channel)) throw new DeviceError(-222)
    return this.#outputs[channel]
  }

  /** What the condition register of an output says. */
  condition(channel: number | undefined): string {
    if (!isChannel(channel)) throw new DeviceError(-114)
    return String(conditions[this.#outputs[channel].regulation()])
  }

  /** How far the terminals are up, 0 … 1. */
  fills(): readonly number[] {
    return channels.map((channel) => this.#outputs[channel].port.voltage() / (forChannel(voltageRange, channel)?.max ?? 1))
  }

  clear(channel: Channel, trips: readonly Trip[]): void {
    this.#outputs[channel].clear(trips, this.#device().getNumber('outputRiseDelay', channel))
  }

  switch(channel: Channel, on: boolean): void {
    this.#outputs[channel].switch(on, this.#device().getNumber(on ? 'outputRiseDelay' : 'outputFallDelay', channel))
  }

  /** Channels 2 and 3 follow each other while tracking is on. */
  setVoltage(channel: Channel, volts: number): void {
    const device = this.#device()
    const follows = channel !== 1 && device.getBoolean('tracking')
    for (const target of follows ? ([2, 3] as const) : [channel]) {
      device.set('voltage', volts, target)
      this.apply(target)
    }
  }

  /** A trigger: the levels of those quantities that are in step mode take effect. */
  step(channel: Channel): void {
    const device = this.#device()
    if (device.getString('currentMode', channel) === 'step') {
      device.set('currentLimit', device.getNumber('triggeredCurrentLimit', channel), channel)
    }
    if (device.getString('voltageMode', channel) === 'step') this.setVoltage(
      channel, device.getNumber('triggeredVoltage', channel),
    )
    this.apply(channel)
  }

  /** Off at once with every trip forgotten, at the reset levels. */
  reset(): void {
    for (const channel of channels) this.#outputs[channel].reset()
    this.applyAll()
  }

  applyAll(): void {
    for (const channel of channels) this.apply(channel)
  }

  /** Takes in the settings of one output. */
  apply(channel: Channel): void {
    const device = this.#device()
    this.#outputs[channel].apply({
      voltage: device.getNumber('voltage', channel),
      currentLimit: device.getNumber('currentLimit', channel),
      overVoltageLevel: device.getNumber('overVoltageLevel', channel),
      overCurrentEnabled: device.getBoolean('overCurrentEnabled', channel),
      overCurrentDelay: device.getNumber('overCurrentDelay', channel),
      overCurrentStart: device.getString('overCurrentStart', channel) === 'currentLimit' ? 'currentLimit' : 'settingChange',
    })
  }

  #make(channel: Channel): SimulatedOutput {
    const { alias, circuit, random, clock } = this.#context
    const port = circuit.port(`${alias}.${channel}`)
    return new SimulatedOutput({ channel, port, random, clock, changed: () => this.#watch() })
  }

  /** Looks at every output after the operating point has changed. */
  #watch(): void {
    if (!this.#ready) return
    this.#context.circuit.solve()
    const { status } = this.#device()
    for (const channel of channels) {
      const output = this.#outputs[channel]
      output.watch()
      status.instrumentSummary(channel)?.setCondition(conditions[output.regulation()])
    }
  }
}
