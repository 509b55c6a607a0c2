import type { Instrument } from '../instrument.ts'
import type { OperationOptions } from '../operation-options.ts'
import type { Quantity } from '../units.ts'

/** Standard functions (IVI-4.3 IviFgen, standard waveform). */
export type StandardFunction = 'sine' | 'square' | 'triangle' | 'ramp' | 'pulse' | 'noise' | 'dc'

export interface FunctionGeneratorSettings {
  readonly function?: StandardFunction
  readonly frequency?: Quantity<'Hz'>
  /** Load that amplitude and offset refer to. */
  readonly load?: Quantity<'Ω'> | 'high-impedance'
  /** Peak-to-peak amplitude into `load`. */
  readonly amplitude?: Quantity<'Vpp'>
  readonly offset?: Quantity<'V'>
}

export interface FunctionGeneratorChannel {
  set(settings: FunctionGeneratorSettings, options?: OperationOptions): Promise<void>
  on(options?: OperationOptions): Promise<void>
  off(options?: OperationOptions): Promise<void>
  isOn(options?: OperationOptions): Promise<boolean>
}

/** A function generator. */
export interface FunctionGenerator<Channel extends number | string = number> extends Instrument {
  readonly kind: 'function-generator'
  readonly channels: readonly Channel[]
  channel(channel: Channel): FunctionGeneratorChannel
}
