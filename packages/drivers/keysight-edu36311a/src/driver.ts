import {
  ProtocolError, type Instrument, type OperationOptions, type PowerSupply, type PowerSupplyChannel, type PowerSupplySettings,
  type Quantity, type Reading, type ReadingSource, type RegulationState, type SafeStateReport,
} from '@lab/core'
import { scpiDriver, type InstrumentBase, type ScpiLink } from '@lab/scpi'
import { edu36311aDeclarations } from './settings.ts'
import { channels, type Channel } from './specifications.ts'

type Link = ScpiLink<typeof edu36311aDeclarations>

/** What can be set on an output besides voltage and current limit. */
export interface Edu36311aSettings extends PowerSupplySettings {
  /** Voltage above which the output trips off, in V. */
  readonly overVoltageLevel?: Quantity<'V'>
  /** Whether the output trips off when it stays in current limit for `overCurrentDelay`. */
  readonly overCurrentEnabled?: boolean
  /** In s, 0 … 3600. */
  readonly overCurrentDelay?: Quantity<'s'>
}

/** One output. */
export interface Edu36311aChannel extends PowerSupplyChannel {
  set(settings: Edu36311aSettings, options?: OperationOptions): Promise<void>
  /** The set voltage in V. */
  voltage(options?: OperationOptions): Promise<number>
  /** The set current limit in A. */
  currentLimit(options?: OperationOptions): Promise<number>
  /** Which protections have tripped. */
  trips(options?: OperationOptions): Promise<{ readonly overVoltage: boolean; readonly overCurrent: boolean }>
  /** Clears every trip; the output returns to its former state. */
  clearTrips(options?: OperationOptions): Promise<void>
}

/** An opened EDU36311A. */
export interface Edu36311a extends PowerSupply<Channel> {
  /** Messages of your own, through the same guard, trace and queue as everything else. */
  readonly scpi: Link
  channel(channel: Channel): Edu36311aChannel
  /** Makes the voltages of outputs 2 and 3 follow each other; switching it on copies that of output 2 to output 3. */
  setTracking(on: boolean, options?: OperationOptions): Promise<void>
}

/** Conditions of `STATus:QUEStionable:INSTrument:ISUMmary<n>:CONDition?`. The guide calls 3 a fault in one place, unregulated in another. */
const regulationStates: readonly RegulationState[] = ['off', 'constant-current', 'constant-voltage', 'unregulated']

class Output implements Edu36311aChannel {
  readonly #link: Link
  readonly #channel: Channel
  readonly #base: InstrumentBase
  readonly #voltageSource: ReadingSource
  readonly #currentSource: ReadingSource

  constructor(base: InstrumentBase, link: Link, channel: Channel) {
    this.#base = base
    this.#link = link
    this.#channel = channel
    this.#voltageSource = { instrument: base.alias, function: 'dc-voltage', channel }
    this.#currentSource = { instrument: base.alias, function: 'dc-current', channel }
  }

  async set(settings: Edu36311aSettings, options?: OperationOptions): Promise<void> {
    await this.#link.set(settings, { ...options, channel: this.#channel })
  }

  async on(options?: OperationOptions): Promise<void> {
    await this.#link.set({ output: true }, { ...options, channel: this.#channel })
  }

  async off(options?: OperationOptions): Promise<void> {
    await this.#link.set({ output: false }, { ...options, channel: this.#channel })
  }

  isOn(options?: OperationOptions): Promise<boolean> {
    return this.#link.get('output', { ...options, channel: this.#channel })
  }

  voltage(options?: OperationOptions): Promise<number> {
    return this.#link.get('voltage', { ...options, channel: this.#channel })
  }

  currentLimit(options?: OperationOptions): Promise<number> {
    return this.#link.get('currentLimit', { ...options, channel: this.#channel })
  }

  async measureVoltage(options?: OperationOptions): Promise<Reading<'V'>> {
    const value = await this.#link.queryNumber(`:MEAS:VOLT? (@${this.#channel})`, options)
    return { value, unit: 'V', timeMs: this.#base.clock.now(), source: this.#voltageSource }
  }

  async measureCurrent(options?: OperationOptions): Promise<Reading<'A'>> {
    const value = await this.#link.queryNumber(`:MEAS:CURR? (@${this.#channel})`, options)
    return { value, unit: 'A', timeMs: this.#base.clock.now(), source: this.#currentSource }
  }

  async regulation(options?: OperationOptions): Promise<RegulationState> {
    const command = `:STAT:QUES:INST:ISUM${this.#channel}:COND?`
    const condition = await this.#link.queryNumber(command, options)
    const state = regulationStates[condition]
    if (state !== undefined) return state
    throw new ProtocolError(`${this.#base.alias}: '${command}' answered ${condition}, expected 0 … 3.`)
  }

  async trips(options?: OperationOptions): Promise<{ overVoltage: boolean; overCurrent: boolean }> {
    const target = { ...options, channel: this.#channel }
    const overVoltage = await this.#link.get('overVoltageTripped', target)
    return { overVoltage, overCurrent: await this.#link.get('overCurrentTripped', target) }
  }

  clearTrips(options?: OperationOptions): Promise<void> {
    return this.#link.write(`:OUTP:PROT:CLE (@${this.#channel})`, options)
  }
}
