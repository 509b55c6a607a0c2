import {
  defineDevice, type DeviceControl, type DeviceDefinition, type DeviceReader, type DeviceValue, type ScpiDevice,
} from '@lab/scpi/device'
import type { SimulatedInstrument, SimulatorContext } from '@lab/transport-sim'
import { edu34450aDeclarations, unconfirmedSettings } from '../settings.ts'
import { meterHandlers, undefinedHeader } from './handlers.ts'
import { checkLan, presetLan } from './lan.ts'
import { MeterState } from './state.ts'

type Declared = typeof edu34450aDeclarations

/** The simulated meter as an instrument: what it is told, and what it answers. */
export class Edu34450aSimulation implements SimulatedInstrument {
  readonly device: ScpiDevice
  readonly #context: SimulatorContext
  readonly #state: MeterState

  constructor(context: SimulatorContext) {
    this.#context = context
    this.#state = new MeterState(context, () => this.device)
    this.device = defineDevice(this.#definition())
    presetLan(this.device)
    this.device.set('beeper', true)
  }

  close(): void {
    this.#state.log.stop()
    this.#state.acquisition.abort()
  }

  #definition(): DeviceDefinition<Declared> {
    const { serial = 'SIM0000002', clock } = this.#context
    const { acquisition } = this.#state
    return {
      identity: { manufacturer: 'Keysight Technologies', model: 'EDU34450A', serial, firmware: 'K-01.02.00-01.00-01.00-01.00' },
      commands: edu34450aDeclarations,
      clock,
      handlers: meterHandlers(this.#state),
      readers: this.#readers(),
      onSet: (name, _channel, value, device) => this.#onSet(name, value, device),
      onReset: () => this.#state.reset(),
      onClear: () => acquisition.abort(),
      onTrigger: (device) => acquisition.trigger(device),
    }
  }

  #readers(): Record<string, DeviceReader> {
    const { bindings, options } = this.#state
    const readers: Record<string, DeviceReader> = {}
    for (const [name, binding] of bindings) readers[name] = () => binding.read()
    if (!options.hasUnconfirmed) for (const name of unconfirmedSettings) readers[name] = undefinedHeader
    return readers
  }

  #onSet(name: string, value: DeviceValue, device: DeviceControl): void {
    const { bindings, calculation, options, primaryFunction } = this.#state
    if (!options.hasUnconfirmed && unconfirmedSettings.includes(name)) undefinedHeader()
    const binding = bindings.get(name)
    if (binding !== undefined) this.#state.write(binding, value)
    else if (name === 'calculation') calculation.switchOff(device)
    else if (name === 'calculating' && value === true) calculation.switchOn(device, primaryFunction)
    else if (name === 'nullOffset' || name === 'dbReference') calculation.keepRegister()
    else checkLan(name, value)
  }
}
