/** The node every voltage refers to. */
export const groundNode = 'gnd'

/** A terminal pair of an instrument, wired to two nodes: `{ connect: 'psu.1', nodes: [plus, minus] }`. */
export interface ConnectElement {
  /** `alias.port`, such as `psu.1` or `dmm.input`. */
  readonly connect: string
  readonly nodes: readonly [plus: string, minus: string]
}

/** A resistor, in Ω; > 0. */
export interface ResistorElement {
  readonly resistor: number
  readonly nodes: readonly [string, string]
}

/** A capacitor, in F; > 0. Open at DC. */
export interface CapacitorElement {
  readonly capacitor: number
  readonly nodes: readonly [string, string]
}

/** An inductor, in H; > 0. A short circuit at DC. */
export interface InductorElement {
  readonly inductor: number
  readonly nodes: readonly [string, string]
}

/** A battery: a voltage in V behind a resistance in Ω (0 when absent). Delivers and takes any current. */
export interface SourceElement {
  readonly source: number
  readonly resistance?: number
  readonly nodes: readonly [plus: string, minus: string]
}

/** A diode after Shockley, at 300 K. */
export interface DiodeElement {
  readonly diode: DiodeParameters
  readonly nodes: readonly [anode: string, cathode: string]
}

export interface DiodeParameters {
  /** Saturation current in A; 1e-14 when absent. */
  readonly saturationCurrent?: number
  /** Emission coefficient; 1 when absent. */
  readonly ideality?: number
  /** Reverse voltage in V at which `breakdownCurrent` flows; a diode without it never breaks down. */
  readonly breakdownVoltage?: number
  /** Current in A at the breakdown voltage; 1 mA when absent. */
  readonly breakdownCurrent?: number
  /** Ohmic resistance in Ω in series; 0 when absent. */
  readonly seriesResistance?: number
}

/** One element of a circuit, as data: the form it has in a bench file. */
export type CircuitElement =
  | ConnectElement | ResistorElement | CapacitorElement | InductorElement | SourceElement | DiodeElement

/** A circuit as data. The node `gnd` is the reference. */
export type Netlist = readonly CircuitElement[]
