import type { Clock } from '../clock.ts'
import type { Instrument } from '../instrument.ts'
import type { Progress } from '../progress.ts'
import type { AxisValue } from '../sequence.ts'
import type { Parameter } from '../parameter.ts'
import type { SessionStore } from '../session-store.ts'
import type { StoredValue } from '../stored-value.ts'
import type { Environment } from '../uncertainty/calibration.ts'
import type { SigningOptions } from './signing.ts'
import type { TraceRelay } from './trace-relay.ts'

/** The instruments of a session, by alias. */
export type Instruments = Readonly<Record<string, Instrument>>

/** What is known about a measurement besides its numbers. Any further key is kept as it is. */
export interface Metadata {
  readonly operator?: string
  /** The device under test. */
  readonly dut?: { readonly [key: string]: StoredValue | undefined }
  readonly environment?: { readonly [key: string]: StoredValue | undefined }
  readonly [key: string]: StoredValue | undefined
}

export interface SessionOptions<I extends Instruments> {
  readonly name: string
  /** Opened instruments. The session makes them safe and closes them when it is left. */
  readonly instruments?: I
  readonly metadata?: Metadata
  /** Where the events go; `memoryStore()` keeps nothing beyond the process. */
  readonly store: SessionStore
  readonly clock?: Clock
  /** Aborting it leaves the session: a run ends, instruments are made safe, everything is closed. */
  readonly signal?: AbortSignal
  /** Whether signals and uncaught errors of the process leave the session first. `true` when absent. */
  readonly guardProcess?: boolean
  /** Most points of one acquisition kept in memory for `results`; all are in the store. 500,000 when absent. */
  readonly keepPoints?: number
  /**
   * What is stored of the uncertainty of a cell: its standard uncertainty and degrees of freedom (`standard`, when absent), or its
   * `components` too. A reading given to `record` is stored whole either way.
   */
  readonly uncertainty?: 'standard' | 'components'
  /** What surrounds the instruments: told to all of them, and recorded. */
  readonly environment?: Environment
  /** Whether the settings of the instruments are recorded when the session is opened, by queries. `false` when absent. */
  readonly snapshots?: boolean
  /** Keeps what goes over the wires: instruments were opened with its `sink`. */
  readonly trace?: TraceRelay
  /** Signs the record with a key of yours. The store must keep a chain. */
  readonly sign?: SigningOptions | undefined
}

/** What the function of an acquisition is given at every point. */
export interface AcquireContext<I extends Instruments> {
  /** Value of a parameter at this point. */
  readonly at: <Value extends AxisValue>(parameter: Parameter<Value>) => Value
  /** Index of the point in this acquisition, as the log has it: 0, 1, 2 … over all runs of the session. */
  readonly index: number
  readonly instruments: I
  /** Aborted when the run ends in any way. Hand it to every operation. */
  readonly signal: AbortSignal
  readonly clock: Clock
}

/** What the function of a task is given. */
export interface TaskContext<I extends Instruments> {
  /** Stores a value under a name; resolves when it is durable. */
  readonly record: (key: string, value: StoredValue) => Promise<void>
  readonly instruments: I
  /** Aborted when the sweep has ended; hand it to every operation. Rejecting with its reason is a proper end. */
  readonly signal: AbortSignal
  readonly clock: Clock
}

export interface RunOptions {
  /** Called whenever points have become durable. */
  readonly onProgress?: (progress: Progress) => void
  /** Aborting it ends the run, makes the instruments safe, and `run` rejects with its reason. */
  readonly signal?: AbortSignal
  /** For a soak: how long the plan is repeated, and how far apart its repetitions start. Both or neither. */
  readonly durationMs?: number
  readonly intervalMs?: number
}

/** What a completed run has done. */
export interface RunResult {
  readonly sessionId: string
  readonly points: number
  readonly durationMs: number
}
