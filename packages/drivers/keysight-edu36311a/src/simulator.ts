import {
  DeviceError, numberFor, ScpiDevice, type DeviceCall, type DeviceControl, type DeviceDefinition, type DeviceHandler,
  type DeviceValue,
} from '@lab/scpi/device'
import { simulatorTiming, type InstrumentSimulator, type SimulatedInstrument, type SimulatorContext } from '@lab/transport-sim'
import { outputNames } from './output-names.ts'
import { edu36311aDeclarations } from './settings.ts'
import { SimulatedCalibration } from './simulator-calibration.ts'
import { absentHandlers, simulatorDeclarations } from './simulator-declarations.ts'
import { SimulatedLan } from './simulator-lan.ts'
import { channelOfName, channelsOf, formatReading, isChannel, realisticLatency } from './simulator-measure.ts'
import type { SimulatedOutput } from './simulator-output.ts'
import { SimulatedOutputs } from './simulator-outputs.ts'
import { SimulatedPanel } from './simulator-panel.ts'
import { captureState, decodeState, encodeState, restoreState, type StoredState } from './simulator-state.ts'
import { SimulatedTrigger } from './simulator-trigger.ts'
import { channels, type Channel } from './specifications.ts'

type Declared = typeof simulatorDeclarations

/** Settings in steps of 1 ms. */
const delays: ReadonlySet<string> = new Set(['outputRiseDelay', 'outputFallDelay', 'overCurrentDelay', 'triggerDelay'])

/** The device, with the state that it takes when it is switched on. */
class Edu36311aDevice extends ScpiDevice {
  readonly #onPowerOn: () => void

  constructor(definition: DeviceDefinition<Declared>, onPowerOn: () => void) {
    super(definition)
    this.#onPowerOn = onPowerOn
  }

  override powerCycle(): void {
    super.powerCycle()
    this.#onPowerOn()
  }
}

class Edu36311aSimulation implements SimulatedInstrument {
  readonly device: ScpiDevice
  readonly #outputs: SimulatedOutputs
  readonly #trigger: SimulatedTrigger
  readonly #panel: SimulatedPanel
  readonly #lan: SimulatedLan
  readonly #calibration = new SimulatedCalibration()
  readonly #states = new Map<number, StoredState>()

  constructor(context: SimulatorContext) {
    const { clock, serial = 'SIM0000001' } = context
    this.#outputs = new SimulatedOutputs(context, () => this.device)
    this.#trigger = new SimulatedTrigger(clock, (channel) => this.#outputs.step(channel))
    this.#panel = new SimulatedPanel(clock, () => this.#outputs.fills())
    this.#lan = new SimulatedLan(serial)
    this.device = new Edu36311aDevice(this.#definition(context, serial), () => this.#powerOn())
    this.device.set('beeper', true)
    this.#outputs.start()
  }

  close(): void {
    this.#trigger.close()
    this.#outputs.close()
  }

  #definition({ alias, clock, options }: SimulatorContext, serial: string): DeviceDefinition<Declared> {
    const realistic = simulatorTiming({ alias, options }) === 'realistic'
    return {
      identity: { manufacturer: 'Keysight Technologies', model: 'EDU36311A', serial, firmware: 'K-01.08.03-01.00-01.08-02.00' },
      commands: simulatorDeclarations,
      clock,
      scpiVersion: '1990.0',
      instrumentSummaries: channels,
      handlers: this.#handlers(),
      readers: {
        output: (channel) => this.#outputs.of(channel).isOn,
        overVoltageTripped: (channel) => this.#outputs.of(channel).isTripped('over-voltage'),
        overCurrentTripped: (channel) => this.#outputs.of(channel).isTripped('over-current'),
      },
      formatNumber: (name, value) => (name === 'selectedChannel' ? String(value) : undefined),
      defaultChannel: (device) => device.getNumber('selectedChannel'),
      onSet: (name, channel, value, device) => this.#changed(name, channel, value, device),
      onReset: (device) => this.#reset(device),
      onClear: (device) => {
        for (const channel of channels) this.#trigger.abort(channel, device)
      },
      onTrigger: (device) => this.#trigger.trigger(device),
      ...(realistic ? { latencyMs: realisticLatency } : {}),
    }
  }

  #handlers(): NonNullable<DeviceDefinition<Declared>['handlers']> {
    return {
      ...absentHandlers, ...this.#panel.handlers, ...this.#lan.handlers, ...this.#calibration.handlers,
      apply: (call) => this.#apply(call),
      rangeName: (call) => this.#rangeName(call),
      measureVoltage: (call) => this.#measure(call, (output) => output.measureVoltage()),
      measureCurrent: (call) => this.#measure(call, (output) => output.measureCurrent()),
      clearOverVoltage: forEach((channel) => this.#outputs.clear(channel, ['over-voltage'])),
      clearOverCurrent: forEach((channel) => this.#outputs.clear(channel, ['over-current'])),
      clearProtection: forEach((channel) => this.#outputs.clear(channel, ['over-voltage', 'over-current'])),
      initiate: forEach((channel, { device }) => this.#trigger.initiate(channel, device)),
      initiateContinuous: (call) => this.#initiateContinuous(call),
      abort: forEach((channel, { device }) => this.#trigger.abort(channel, device)),
      regulationCondition: ({ suffixes }) => this.#outputs.condition(suffixes[0]),
      setState: (call) => this.#setState(call),
      saveState: (call) => { this.#states.set(slotOf(call), this.#capture()) },
      recallState: (call) => this.#recall(slotOf(call)),
    }
  }

  #measure(call: DeviceCall, read: (output: SimulatedOutput) => number): string {
    const named = channelOfName(call.parameters[0])
    if (named !== undefined && call.unit.data.length > 1) throw new DeviceError(-108)
    const list = named === undefined ? channelsOf(call) : [named]
    return list.map((channel) => formatReading(read(this.#outputs.of(channel)))).join(',')
  }

  /** Every output has one range, whatever it is told. */
  #rangeName(call: DeviceCall): string | undefined {
    if (!call.query) return undefined
    return channelsOf(call).map((channel) => (channel === 1 ? 'P6V' : 'P30V')).join(',')
  }

  #initiateContinuous(call: DeviceCall): string | undefined {
    const list = channelsOf(call)
    if (call.query) return list.map((channel) => (this.#trigger.isContinuous(channel) ? '1' : '0')).join(',')
    for (const channel of list) this.#trigger.setContinuous(channel, call.parameters[0] === true, call.device)
    return undefined
  }

  #apply(call: DeviceCall): string | undefined {
    const { device, parameters: [name, volts, amperes] } = call
    const channel = channelOfName(name)
    if (call.query && volts !== undefined) throw new DeviceError(-108)
    if (call.query) return this.#applied(channel ?? device.getNumber('selectedChannel'), device)
    if (channel === undefined) throw new DeviceError(-109)
    const { voltage, currentLimit } = edu36311aDeclarations
    const newVoltage = volts === undefined ? undefined : numberFor(voltage.parameter, volts, channel)
    const newLimit = amperes === undefined ? undefined : numberFor(currentLimit.parameter, amperes, channel)
    this.#select(channel, device)
    if (newLimit !== undefined) device.set('currentLimit', newLimit, channel)
    if (newVoltage !== undefined) this.#outputs.setVoltage(channel, newVoltage)
    this.#outputs.apply(channel)
    return undefined
  }

  #applied(channel: number, device: DeviceControl): string {
    return `"${device.getNumber('voltage', channel).toFixed(6)},${device.getNumber('currentLimit', channel).toFixed(6)}"`
  }

  #setState(call: DeviceCall): Uint8Array | undefined {
    const [block] = call.parameters
    if (call.query) return encodeState(this.#capture())
    if (!(block instanceof Uint8Array)) throw new DeviceError(-109)
    this.#take(decodeState(call.device, block))
    return undefined
  }

  #capture(): StoredState {
    return captureState(this.device, (channel) => this.#outputs.of(channel).isOn)
  }

  /** A state that was never stored is that of power-on. */
  #recall(slot: number): void {
    const state = this.#states.get(slot)
    if (state === undefined) this.device.reset()
    else this.#take(state)
  }

  #powerOn(): void {
    this.#panel.powerOn(this.device)
    const start = this.device.getString('powerOnState')
    if (start !== 'RST') this.#recall(Number(start.slice(-1)))
  }

  #changed(name: string, channel: number | undefined, value: DeviceValue, device: DeviceControl): void {
    if (isChannel(channel)) return this.#changedOutput(name, channel, value, device)
    if (name === 'selectedOutput') this.#select(channelOfName(value) ?? 1, device)
    else if (name === 'selectedChannel') this.#select(device.getNumber(name), device)
    else if (name === 'tracking' && value === true) this.#outputs.setVoltage(2, device.getNumber('voltage', 2))
  }

  #changedOutput(name: string, channel: Channel, value: DeviceValue, device: DeviceControl): void {
    this.#trigger.requireIdle(name, channel)
    if (typeof value === 'number' && delays.has(name)) device.set(name, Math.round(value * 1000) / 1000, channel)
    if (name === 'output') this.#outputs.switch(channel, value === true)
    else if (name === 'voltage' && typeof value === 'number') this.#outputs.setVoltage(channel, value)
    else this.#outputs.apply(channel)
    if (name.startsWith('triggered')) this.#trigger.levelChanged(channel, device)
  }

  #select(channel: number, device: DeviceControl): void {
    if (!isChannel(channel)) throw new DeviceError(-222)
    device.set('selectedChannel', channel)
    device.set('selectedOutput', outputNames[channel])
  }

  #reset(device: DeviceControl): void {
    this.#trigger.close()
    this.#select(1, device)
    this.#outputs.reset()
  }

  #take(state: StoredState): void {
    const { device } = this
    restoreState(device, state)
    this.#trigger.close()
    this.#select(channelOfName(device.getString('selectedOutput')) ?? 1, device)
    this.#outputs.applyAll()
    for (const channel of channels) this.#outputs.switch(channel, device.getBoolean('output', channel))
  }
}

function slotOf({ parameters: [slot] }: DeviceCall): number {
  if (typeof slot !== 'number') throw new DeviceError(-109)
  return slot
}

function forEach(act: (channel: Channel, call: DeviceCall) => void): DeviceHandler {
  return (call) => {
    for (const channel of channelsOf(call)) act(channel, call)
  }
}

/**
 * Simulates the EDU36311A. Ports: `alias.1`, `alias.2`, `alias.3`, isolated from each other. Each unit has gain and offset
 * errors within the accuracy, drawn from the seed, and read-back noise. Options: `timing: realistic` for the latencies of a
 * real unit. Outputs settle at once.
 */
export const edu36311aSimulator: InstrumentSimulator = {
  model: 'EDU36311A',
  // As units of this model enumerate; 0x2A8D is Keysight.
  usb: { vendorId: 0x2a8d, productId: 0x8f01 },
  create: (context) => new Edu36311aSimulation(context),
}
