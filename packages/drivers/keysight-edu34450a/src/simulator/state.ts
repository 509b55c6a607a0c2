import { DeviceError, type DeviceControl, type DeviceValue } from '@lab/scpi/device'
import type { SimulatorContext } from '@lab/transport-sim'
import type { DmmFunction } from '../functions.ts'
import { settingName } from '../settings/sense.ts'
import { Acquisition } from './acquisition.ts'
import { displayBindings, type Binding, type BoundDisplay } from './bindings.ts'
import { Calculation } from './calculation.ts'
import { configure } from './configuration.ts'
import { DataLog } from './data-log.ts'
import { SimulatedMeter } from './meter.ts'
import { meterOptions, type MeterOptions } from './options.ts'
import { canBePaired } from './secondary.ts'
import { DisplaySetup, rangeKeyOf } from './setup.ts'
import { inDisplayUnit } from './temperature-unit.ts'
import { readingMs } from './timing.ts'

/** Everything that the simulated meter remembers and does, apart from how it is told. */
export class MeterState {
  readonly options: MeterOptions
  readonly primary = new DisplaySetup('dc-voltage')
  readonly secondary = new DisplaySetup(undefined)
  readonly calculation = new Calculation()
  readonly acquisition: Acquisition
  readonly log: DataLog
  readonly bindings: ReadonlyMap<string, Binding>
  readonly #meter: SimulatedMeter
  readonly #device: () => DeviceControl

  /** @param device the device that has this state; asked for once it is made. */
  constructor(context: SimulatorContext, device: () => DeviceControl) {
    const { alias, circuit, random, clock } = context
    this.#device = device
    this.options = meterOptions(context)
    this.#meter = new SimulatedMeter({
      input: circuit.port(`${alias}.input`), sense: circuit.port(`${alias}.sense`), current: circuit.port(`${alias}.current`),
      random, parts: this.options.parts,
    })
    this.acquisition = new Acquisition(
      clock, { sample: () => this.#sample(), durationMs: (samples) => this.#durationMs(samples) },
    )
    this.log = new DataLog(clock, { sample: () => this.#primaryReading(), intervalMs: () => this.#sampleMs })
    this.bindings = this.#bind()
    this.#meter.reset(this.primary)
  }

  get primaryFunction(): DmmFunction {
    return this.primary.function ?? 'dc-voltage'
  }

  /** `CONFigure` of the primary display: puts trigger and calculation back besides. */
  configurePrimary(name: DmmFunction, parameters: readonly (DeviceValue | undefined)[]): void {
    this.#requireNoLog()
    configure(this.primary, name, parameters, this.options.onlyWords)
    this.#preset()
    this.#device().set('function', name)
  }

  /** @throws DeviceError -221 for a function that cannot be shown beside the primary one. */
  configureSecondary(name: DmmFunction, parameters: readonly (DeviceValue | undefined)[]): void {
    this.#requireNoLog()
    if (!canBePaired(this.primaryFunction, name)) throw new DeviceError(-221)
    configure(this.secondary, name, parameters, this.options.onlyWords)
    this.#preset()
    this.#device().set('secondaryFunction', this.bindings.get('secondaryFunction')?.read() ?? '')
  }

  /** After a setting of one display was written. @throws DeviceError */
  write(binding: Binding, value: DeviceValue): void {
    this.#requireNoLog()
    binding.write(value)
  }

  reset(): void {
    this.log.stop()
    this.acquisition.clear()
    this.calculation.reset()
    this.primary.reset()
    this.secondary.reset()
    this.#meter.reset(this.primary)
  }

  #preset(): void {
    const device = this.#device()
    this.acquisition.clear()
    this.calculation.switchOff(device)
    this.#dropSecondary()
    device.set('triggerSource', 'immediate')
    device.set('triggerDelay', 0)
    device.set('sampleCount', 1)
  }

  #bind(): ReadonlyMap<string, Binding> {
    const { onlyWords } = this.options
    const primary: BoundDisplay = {
      setup: this.primary, onlyWords, settingName: (name) => name, select: (name) => this.#select(name),
    }
    const secondary: BoundDisplay = {
      setup: this.secondary, onlyWords, settingName: (name) => settingName('secondary', name),
      select: (name) => this.#selectSecondary(name),
    }
    const highImpedance: Binding = {
      read: () => this.#meter.highImpedance,
      write: (value) => {
        this.#meter.highImpedance = value === true
      },
    }
    return new Map([...displayBindings(primary), ...displayBindings(secondary), ['highImpedance', highImpedance]])
  }

  /** While it logs, the meter takes no settings of what it measures. */
  #requireNoLog(): void {
    if (this.log.running) throw new DeviceError(-221)
  }

  #select(name: DmmFunction): void {
    if (name !== this.primary.function) this.calculation.switchOff(this.#device())
    this.primary.function = name
    this.acquisition.clear()
    this.#dropSecondary()
  }

  #selectSecondary(name: DmmFunction): void {
    if (!canBePaired(this.primaryFunction, name)) throw new DeviceError(-221)
    this.secondary.function = name
    this.acquisition.clear()
  }

  /** A secondary function that does not go with the primary one goes off. */
  #dropSecondary(): void {
    const { function: secondary } = this.secondary
    if (secondary === undefined || canBePaired(this.primaryFunction, secondary)) return
    this.secondary.function = undefined
    this.#device().set('secondaryFunction', '')
  }

  #read(setup: DisplaySetup, name: DmmFunction): number {
    const value = this.#meter.read(name, setup)
    return name === 'temperature' ? inDisplayUnit(value, this.#device().getString('temperatureUnit')) : value
  }

  #primaryReading(): number {
    const name = this.primaryFunction
    const value = this.#read(this.primary, name)
    const key = rangeKeyOf(name)
    return this.calculation.apply(value, name, key === undefined ? 1 : this.primary.rangeSetup(key).range, this.#device())
  }

  #sample(): readonly number[] {
    const { function: secondary } = this.secondary
    const value = this.#primaryReading()
    return secondary === undefined ? [value] : [value, this.#read(this.secondary, secondary)]
  }

  get #sampleMs(): number {
    return readingMs(this.primary) + readingMs(this.secondary)
  }

  #durationMs(samples: number): number {
    if (this.options.timing === 'none') return 0
    return 1000 * this.#device().getNumber('triggerDelay') + samples * this.#sampleMs
  }
}
