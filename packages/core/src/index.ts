export { errorCodes, type LabErrorCode } from './error-codes.ts'
export {
  ConnectionError, IdentityError, InstrumentError, LabError, LimitError, ProtocolError, ResourceNameError, RestoreError, SessionError,
  SettingError, StoreError, TimeoutError, UnitError, UnsupportedError,
  type ConnectionFailure, type InstrumentErrorDetails, type LabErrorOptions, type LimitErrorDetails, type RestoreErrorDetails,
  type SessionFailure,
  type StoreFailure,
} from './errors.ts'
export type { OperationOptions } from './operation-options.ts'
export { sleepOn, systemClock, type Clock } from './clock.ts'
export { isKnownUnit, knownUnits, type KnownUnit, type Quantity, type Unit } from './units.ts'
export {
  isReading, type Reading, type ReadingCondition, type ReadingSource, type Uncertainty, type UncertaintyComponent,
} from './reading.ts'
export {
  expiredText, isExpired, type Calibration, type CalibrationCorrection, type CorrectionPoint, type Environment,
} from './uncertainty/calibration.ts'
export {
  calibrationProblems, checkCalibration, checkEnvironment, refuseExpired, type CalibrationProblem,
} from './uncertainty/calibration-check.ts'
export type { AccuracySpecification, ErrorLimit, IntervalLimit, RangeSpecification } from './uncertainty/specification.ts'
export { isWaveform, waveform, waveformValues, type RawSamples, type Waveform, type WaveformOptions } from './waveform.ts'
export {
  formatResourceName, parseResourceName, type GpibResource, type ResourceName, type SerialResource, type SimResource,
  type TcpipInstrResource, type TcpipSocketResource, type UsbResource, type VendorResource,
} from './resource-name.ts'
export type {
  Connection, ConnectionState, ConnectionSupports, LockOptions, ReadEnd, ReadOptions, ReadResult, RemoteState, ServiceRequests,
  WriteOptions,
} from './connection.ts'
export type { ReconnectPolicy, Reconnection } from './reconnection.ts'
export type { ConnectOptions, DiscoveredInstrument, Transport } from './transport.ts'
export type { TraceDirection, TraceRecord, TraceSink } from './trace.ts'
export {
  describeRange, isInside, limitsOfChannel, type ChannelLimits, type InstrumentLimits, type LimitRange,
} from './limits.ts'
export { checkLimits, limitProblems, type LimitProblem } from './limits-check.ts'
export type {
  Identity, Instrument, InstrumentKind, InstrumentNotice, RestoreOptions, RestoreReport, SafeStateReport, SettingValue, Snapshot,
} from './instrument.ts'
export { diffSnapshots, type SettingChange } from './snapshot.ts'
export type { PowerSupply, PowerSupplyChannel, PowerSupplySettings, RegulationState } from './kinds/power-supply.ts'
export type { AcMeasureOptions, MeasureOptions, Multimeter } from './kinds/multimeter.ts'
export type {
  FunctionGenerator, FunctionGeneratorChannel, FunctionGeneratorSettings, StandardFunction,
} from './kinds/function-generator.ts'
export type { Oscilloscope, OscilloscopeChannel, OscilloscopeChannelSettings } from './kinds/oscilloscope.ts'
export type { Screenshot } from './kinds/screenshot.ts'
export type { Driver, DriverContext, DriverTypes, ErrorCheck, InstrumentOf } from './driver.ts'
export type { CellValue, StoredValue } from './stored-value.ts'
export {
  eventSchemaVersion, type Attached, type AxisPlan, type Cell, type CellDetail, type ColumnRecord, type ColumnsDeclared, type ErrorRecord,
  type EventBody, type EventStamp, type InstrumentRecord, type MadeSafe, type MessageLogged, type PlanShape, type PointAcquired,
  type RunEnded, type RunOutcome, type RunStarted, type SequencePlan, type SessionClosed, type SessionEvent, type SessionOpened,
  type SnapshotTaken, type Traced, type ValueRecorded,
} from './session-event.ts'
export type {
  ReadEventsOptions, SessionStatus, SessionStore, SessionSummary, SessionWriter,
} from './session-store.ts'
export {
  isArchiveStore, type AcquisitionSummary, type AnnotationChange, type Annotations, type ArchiveStore, type ArchiveWriter, type ChunkOptions, type SessionNote,
  type SessionQuery, type SessionTransfer, type StoreStatistics, type VerifyOptions,
} from './archive-store.ts'
export type { ChunkColumn, TableChunk } from './table-chunk.ts'
export { chunkRows, chunksOfEvents } from './table-chunks.ts'
export { followSession, type FollowOptions } from './follow-session.ts'
export { openTable, type LazyColumn, type LazyTable, type SliceOptions } from './lazy-table.ts'
export type { Envelope, EnvelopeOptions } from './envelope.ts'
export { assertStorable, decodeEvent, encodeEvent, type EncodedEvent } from './event-codec.ts'
export { linspace, listSequence, logspace, sequenceOf, type AxisValue, type Sequence } from './sequence.ts'
export type { Parameter, ParameterValues } from './parameter.ts'
export { Results, type Acquisition, type CellColumn, type NumberColumn, type Row } from './results.ts'
export type { TableColumn } from './table-column.ts'
export { listAcquisitions, readTable, type Table, type TableOptions } from './table.ts'
export type { Progress } from './progress.ts'
export { observeSessions, type ObservedSession, type SessionObserver } from './session-observer.ts'
export { memoryStore } from './memory-store.ts'
export { MeasurementSession } from './session.ts'
export type {
  AcquireContext, Instruments, Metadata, RunOptions, RunResult, SessionOptions, TaskContext,
} from './session/options.ts'
export type { SigningOptions } from './session/signing.ts'
export { traceRelay, type TraceRelay } from './session/trace-relay.ts'
