import type { Instrument } from '../instrument.ts'
import type { OperationOptions } from '../operation-options.ts'
import type { Reading } from '../reading.ts'
import type { Quantity } from '../units.ts'

/** How an output regulates. */
export type RegulationState = 'constant-voltage' | 'constant-current' | 'unregulated' | 'off'

export interface PowerSupplySettings {
  /** Set voltage in V. */
  readonly voltage?: Quantity<'V'>
  /** Current limit in A. */
  readonly currentLimit?: Quantity<'A'>
}

/** One output (IVI-4.4 IviDCPwr, output repeated capability). */
export interface PowerSupplyChannel {
  /** Sets voltage and current limit; does not switch the output. Values outside the range are refused before I/O. */
  set(settings: PowerSupplySettings, options?: OperationOptions): Promise<void>
  on(options?: OperationOptions): Promise<void>
  off(options?: OperationOptions): Promise<void>
  isOn(options?: OperationOptions): Promise<boolean>
  measureVoltage(options?: OperationOptions): Promise<Reading<'V'>>
  measureCurrent(options?: OperationOptions): Promise<Reading<'A'>>
  regulation(options?: OperationOptions): Promise<RegulationState>
}

/** A DC power supply. `Channel` is the union of its channel names, so that another one does not compile. */
export interface PowerSupply<Channel extends number | string = number> extends Instrument {
  readonly kind: 'power-supply'
  readonly channels: readonly Channel[]
  channel(channel: Channel): PowerSupplyChannel
  /** Switches every output off. */
  allOff(options?: OperationOptions): Promise<void>
}
