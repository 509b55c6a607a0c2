import type { ScpiDevice } from '@lab/scpi/device'
import { simulatorTiming, type SimulatorContext } from '@lab/transport-sim'
import { channels, inputResistance, type Channel } from '../specifications.ts'
import { Acquirer } from './acquirer.ts'
import { readAcquisitionType, readChannel, readTimebase } from './configuration.ts'
import { Couplings } from './couplings.ts'
import { Frame, type FrameChannel } from './frame.ts'
import { SimulatedInput } from './input.ts'
import { TriggerLevels } from './levels.ts'
import { MaskTest } from './mask-test.ts'
import { Measurements } from './measurements.ts'
import { channelOfSource, Sources } from './sources.ts'
import { readTrigger } from './trigger-settings.ts'

/** What commands keep that are no settings, by the name of their declaration. */
export type Kept = Map<string, string | number | boolean>

/** The parts of a simulated oscilloscope, wired together. */
export class SimulatedScope {
  readonly context: SimulatorContext
  readonly realistic: boolean
  readonly inputs: Readonly<Record<Channel, SimulatedInput>>
  readonly external: SimulatedInput
  readonly levels = new TriggerLevels()
  readonly couplings = new Couplings(this.levels)
  readonly kept: Kept = new Map()
  readonly mask: MaskTest
  readonly acquirer: Acquirer
  readonly sources: Sources
  readonly measurements: Measurements
  #device: ScpiDevice | undefined
  readonly #stopWatching: () => void

  constructor(context: SimulatorContext) {
    const { alias, circuit, clock, random } = context
    this.context = context
    this.realistic = simulatorTiming(context) === 'realistic'
    const input = (name: string): SimulatedInput => new SimulatedInput(circuit.port(`${alias}.${name}`), clock, random)
    this.inputs = { 1: input('1'), 2: input('2') }
    this.external = input('external')
    this.external.port.drive({ kind: 'resistance', ohms: inputResistance })
    this.mask = new MaskTest(() => this.now)
    this.acquirer = new Acquirer({
      clock, realistic: this.realistic, device: () => this.device,
      armed: () => {
        for (const channel of channels) this.inputs[channel].arm()
        this.external.arm()
      },
      condition: () => {
        this.look()
        return readTrigger(this)
      },
      capture: (time, triggered, averages) => this.#capture(time, triggered, averages),
      completed: (frame) => this.#completed(frame),
    })
    this.sources = new Sources(() => this.device, () => this.acquirer.frame())
    this.measurements = new Measurements({
      device: () => this.device, sources: this.sources, counter: (source) => this.#frequency(source),
    })
    this.#stopWatching = circuit.onSolved(() => this.#watch())
  }

  get device(): ScpiDevice {
    if (this.#device === undefined) throw new Error('The simulated oscilloscope is used before it is made.')
    return this.#device
  }

  /** Hands over the device that these parts belong to, and switches on. */
  begin(device: ScpiDevice): void {
    this.#device = device
    this.reset()
  }

  get now(): number {
    return this.context.clock.monotonic() / 1000
  }

  /** The state after `*RST`, running. */
  reset(): void {
    this.acquirer.stop()
    this.acquirer.replace(undefined)
    this.levels.reset()
    this.kept.clear()
    this.measurements.reset()
    this.mask.delete()
    this.couplings.reset(this.device)
    for (const channel of channels) this.load(channel)
    this.acquirer.run()
  }

  /** The load of an input: that of the probe set, which is taken for the one attached. */
  load(channel: Channel): void {
    this.inputs[channel].port.drive({ kind: 'resistance', ohms: inputResistance * this.device.getNumber('probe', channel) })
  }

  /** Notes what is at the inputs now. */
  look(): void {
    for (const channel of channels) this.inputs[channel].look()
    this.external.look()
  }

  close(): void {
    this.#stopWatching()
    this.acquirer.close()
  }

  /** Something in the circuit has changed: a trigger may have come of it. */
  #watch(): void {
    if (this.#device === undefined) return
    this.look()
    if (this.acquirer.isRunning && !this.acquirer.isContinuous) this.acquirer.advance()
  }

  #channel(channel: Channel): FrameChannel {
    const input = this.inputs[channel]
    return { configuration: readChannel(this.device, channel), input, history: input.history }
  }

  #capture(triggerTime: number, triggered: boolean, isAveraged: boolean): Frame {
    this.look()
    const type = readAcquisitionType(this.device)
    const averages = isAveraged && type === 'average' ? this.device.getNumber('averageCount') : 1
    return new Frame({
      triggerTime, triggered, type, averages, timebase: readTimebase(this.device),
      channels: { 1: this.#channel(1), 2: this.#channel(2) },
    })
  }

  #completed(frame: Frame): void {
    if (!this.device.getBoolean('maskTest')) return
    const source = this.device.getString('maskSource')
    const channel = channelOfSource(source)
    if (channel === undefined || !frame.has(channel)) return
    if (this.mask.test(frame.trace(channel), this.device)) this.acquirer.stop()
  }

  #frequency(source: string): number {
    const channel = channelOfSource(source)
    if (channel === undefined) return source === 'external' ? this.external.port.frequency() : 0
    return this.inputs[channel].port.frequency()
  }
}
