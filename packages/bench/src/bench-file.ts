import type { Calibration, Environment, ErrorCheck, InstrumentLimits, ReconnectPolicy, ResourceName, StoredValue } from '@lab/core'
import type { YamlSource } from './yaml-source.ts'

/** One instrument of a bench file. */
export interface BenchInstrument {
  readonly alias: string
  /** `vendor/MODEL`. */
  readonly driver: string
  /** Absent only where the instrument is simulated. */
  readonly resource?: ResourceName
  /** Serial number that must answer. */
  readonly serial?: string
  /** Whether the file asks for a simulated one, for itself or for the whole bench. */
  readonly simulate: boolean
  /** Longest time of each step of opening it, and of an operation that is given none; in milliseconds. */
  readonly timeoutMs?: number
  /** How a lost link is opened again; it stays lost when absent. */
  readonly reconnect?: ReconnectPolicy
  /** When its error queue is read; the driver's own choice when absent. */
  readonly errorCheck?: ErrorCheck
  /** Name of the transport, where the file chooses one. */
  readonly transport?: string
  /** Settings of its link; the transport checks them. */
  readonly connection?: Readonly<Record<string, unknown>>
  /** Options of its driver, which checks them. */
  readonly options?: Readonly<Record<string, unknown>>
  /** With the path of the file as their source. */
  readonly limits?: InstrumentLimits
  readonly calibration?: Calibration
}

/** What a bench file says of one transport; the rest are options of its own. */
export interface TransportDefaults {
  readonly timeoutMs?: number | undefined
  readonly [option: string]: unknown
}

/** One element of the simulated circuit. Node `gnd` is the reference. */
export type CircuitElement =
  | { connect: string; nodes: [string, string] }
  | { resistor: number; nodes: [string, string] }
  | { capacitor: number; nodes: [string, string] }
  | { inductor: number; nodes: [string, string] }
  | { source: number; resistance?: number; nodes: [string, string] }
  | { diode: DiodeParameters; nodes: [string, string] }

/** In A, 1, V, A and Ω. What is left out is the simulator's to choose. */
export interface DiodeParameters {
  saturationCurrent?: number
  ideality?: number
  breakdownVoltage?: number
  breakdownCurrent?: number
  seriesResistance?: number
}

export interface BenchSimulation {
  readonly seed?: number
  readonly circuit: CircuitElement[]
  /** Options of each simulator, by alias. */
  readonly options: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

export interface BenchStore {
  /** `sqlite`, or another store that is installed. */
  readonly type: string
  /** Absolute. */
  readonly path: string
  /** Whatever else the file says about it. */
  readonly options: Readonly<Record<string, unknown>>
}

export interface BenchSigning {
  /** Absolute path of the private key. */
  readonly key: string
  readonly name?: string
  readonly everyMs?: number
}

/** A bench file, parsed and checked as far as that goes without its drivers. It is data: reading it opens nothing. */
export interface BenchFile {
  /** Absolute path. */
  readonly file: string
  readonly name: string
  readonly description?: string
  readonly instruments: Readonly<Record<string, BenchInstrument>>
  /** Options of transports, by name. `timeoutMs` holds for their instruments that have none of their own, in milliseconds. */
  readonly transports: Readonly<Record<string, TransportDefaults>>
  readonly simulation: BenchSimulation
  /** What surrounds the instruments. */
  readonly environment?: Environment
  /** `experiment` and `traceability` as one object: what goes into the metadata of a session. */
  readonly metadata: Readonly<Record<string, StoredValue>>
  readonly store?: BenchStore
  readonly signing?: BenchSigning
  /** Where everything stands, for the messages of later checks. */
  readonly source: YamlSource
}
