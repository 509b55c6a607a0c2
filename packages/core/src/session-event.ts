import type { Identity, SettingValue } from './instrument.ts'
import type { ReadingCondition, ReadingSource, Uncertainty } from './reading.ts'
import type { StoredValue } from './stored-value.ts'
import type { TraceRecord } from './trace.ts'
import type { Calibration, Environment } from './uncertainty/calibration.ts'

/**
 * Version of the event schema. Readers accept this one and every older one. 2: calibration and environment of instruments, raw
 * values, what a component of an uncertainty may say besides its size, and units as UCUM codes. 3: snapshots, attachments and traces.
 * Every event of an earlier version is one of the next. Here units are symbols: the codec writes and reads the codes.
 */
export const eventSchemaVersion = 3

/** What is true of every event. */
export interface EventStamp {
  /** 1, 2, 3 … within a session. A gap is left only by events that the store has refused, such as on a full disk. */
  readonly seq: number
  /** UTC in milliseconds since 1970. */
  readonly timeMs: number
  /** Monotonic companion of `timeMs`, in milliseconds from an arbitrary start. */
  readonly monotonicMs: number
}

/** An instrument as the session found it. */
export interface InstrumentRecord {
  readonly alias: string
  readonly driver: string
  readonly resource: string
  readonly identity: Identity
  /** What was known of its calibration, whether its corrections were applied or not. */
  readonly calibration?: Calibration
  /** What surrounded it when the session was opened. */
  readonly environment?: Environment
}

/** An error as it is written down. */
export interface ErrorRecord {
  readonly name: string
  readonly message: string
  readonly code?: string
}

export interface SessionOpened extends EventStamp {
  readonly type: 'session-opened'
  readonly schemaVersion: number
  /** UUID. */
  readonly sessionId: string
  readonly name: string
  readonly metadata: Readonly<Record<string, StoredValue>>
  readonly instruments: readonly InstrumentRecord[]
}

/** The values of an axis, as data: a formula where it is one, the list itself otherwise. */
export type SequencePlan =
  | { readonly kind: 'linear'; readonly start: number; readonly stop: number; readonly count: number }
  | { readonly kind: 'logarithmic'; readonly start: number; readonly stop: number; readonly count: number }
  | { readonly kind: 'list'; readonly values: readonly (number | string | boolean)[] }

export interface AxisPlan {
  readonly name: string
  readonly unit?: string
  readonly values: SequencePlan
}

/** What a run is going to do. Later kinds of plan are further members of this union. */
export type PlanShape =
  | { readonly kind: 'product'; readonly axes: readonly AxisPlan[] }
  | { readonly kind: 'soak'; readonly axes: readonly AxisPlan[]; readonly durationMs: number; readonly intervalMs: number }

export interface RunStarted extends EventStamp {
  readonly type: 'run-started'
  readonly plan: PlanShape
  readonly acquisitions: readonly string[]
  readonly tasks: readonly string[]
  /** Points of all acquisitions together; for a soak, those of its duration at its interval. */
  readonly totalPoints: number
}

/** One column of an acquisition. `json` holds values of more than one kind, and those of no other. */
export interface ColumnRecord {
  readonly name: string
  readonly role: 'parameter' | 'result'
  readonly kind: 'number' | 'text' | 'boolean' | 'waveform' | 'json'
  readonly unit?: string
  /** Set where nobody knows the unit. It is comparable with itself only; a reading in another unit is a cell of its own. */
  readonly unknownUnit?: true
  /** Source of its first reading. */
  readonly source?: ReadingSource
}

/** The columns of an acquisition from here on; comes before its first point, and again when a column is added. */
export interface ColumnsDeclared extends EventStamp {
  readonly type: 'columns-declared'
  readonly acquisition: string
  readonly columns: readonly ColumnRecord[]
}

/** What a reading has besides its value, where it has it. */
export interface CellDetail {
  readonly timeMs?: number
  /** Its components only where the session was asked to keep them. */
  readonly uncertainty?: Uncertainty
  /** What the instrument showed, where the cell is corrected by its calibration. */
  readonly raw?: number
  readonly condition?: ReadingCondition
  readonly range?: number
  /** Where the reading comes from, where that is not the source of its column. */
  readonly source?: ReadingSource
}

/** A cell: its kind is that of its column; `null` where there is no value. */
export type Cell = StoredValue

/** One point of one acquisition: a cell for each declared column, in their order. */
export interface PointAcquired extends EventStamp {
  readonly type: 'point'
  readonly acquisition: string
  /** 0, 1, 2 … within the acquisition. */
  readonly index: number
  readonly cells: readonly Cell[]
  /** A detail for each cell, where any cell has one. */
  readonly details?: readonly (CellDetail | null)[]
}

/** A value recorded by name, outside any sweep. */
export interface ValueRecorded extends EventStamp {
  readonly type: 'recorded'
  readonly key: string
  readonly value: StoredValue
  /** Task that recorded it. */
  readonly task?: string
}

export interface MessageLogged extends EventStamp {
  readonly type: 'message'
  readonly level: 'info' | 'warning' | 'error'
  readonly text: string
  /** Alias of the instrument it is about. */
  readonly instrument?: string
}

/** The settings of one instrument as they were. */
export interface SnapshotTaken extends EventStamp {
  readonly type: 'snapshot'
  /** Alias of the instrument. */
  readonly instrument: string
  /** What it was taken for. */
  readonly label?: string
  /** By our name of the setting; one of a channel as `voltage@1`. */
  readonly settings: Readonly<Record<string, SettingValue>>
}

/** A file that belongs to the session, such as a screenshot. */
export interface Attached extends EventStamp {
  readonly type: 'attached'
  /** Name of the file, without a folder. */
  readonly name: string
  /** What it is: `image/png` (RFC 6838). */
  readonly mediaType: string
  readonly data: Uint8Array
}

/** What went over the wires, where the session was asked to keep it. */
export interface Traced extends EventStamp {
  readonly type: 'traced'
  readonly records: readonly TraceRecord[]
}

/** One instrument was put into its safe state, or could not be. */
export interface MadeSafe extends EventStamp {
  readonly type: 'made-safe'
  readonly instrument: string
  readonly outcome: 'safe' | 'failed'
  /** What was done, such as `output 1 off`. */
  readonly actions: readonly string[]
  readonly verified: boolean
  readonly error?: ErrorRecord
}

export type RunOutcome = 'completed' | 'failed' | 'aborted'

export interface RunEnded extends EventStamp {
  readonly type: 'run-ended'
  readonly outcome: RunOutcome
  readonly points: number
  readonly error?: ErrorRecord
}

/** The last event. A log without it was interrupted. */
export interface SessionClosed extends EventStamp {
  readonly type: 'session-closed'
  readonly outcome: RunOutcome
  readonly error?: ErrorRecord
}

/** One step of a session. The log is append-only; the JSON form is published as `@lab/core/session-event.schema.json`. */
export type SessionEvent =
  | SessionOpened | RunStarted | ColumnsDeclared | PointAcquired | ValueRecorded | MessageLogged | SnapshotTaken | Attached | Traced
  | MadeSafe | RunEnded | SessionClosed

/** An event without its stamp, as it is handed to the log. */
export type EventBody = SessionEvent extends infer E ? (E extends SessionEvent ? Omit<E, keyof EventStamp> : never) : never

