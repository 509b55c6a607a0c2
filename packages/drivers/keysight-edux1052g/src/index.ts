export { edux1052a, edux1052g, type Edux1052a, type Edux1052g, type ScopeParts } from './driver.ts'
export type {
  CursorSettings, CursorSource, FftSettings, FftWindow, MaskCounts, MaskSettings, MathSettings, ReferenceSettings, ScopeCursors,
  ScopeMask,
  ScopeReference,
} from './driver/analysis.ts'
export type { ChannelSettings, ScopeChannel } from './driver/channel.ts'
export type {
  FrequencyResponseOptions, FrequencyResponsePoint, FrequencyResponseSettings, ScopeFrequencyResponse,
} from './driver/frequency-response.ts'
export type { GeneratorModulation, GeneratorSettings, ScopeGenerator } from './driver/generator.ts'
export type {
  MeasurementSettings, MeasurementStatistics, MeasurementThresholds, MeasurePairOptions, MeasureSourceOptions, ScopeMeasurements,
} from './driver/measure.ts'
export type { MeasurementName, MeasurementUnit } from './driver/measurement-names.ts'
export type { ScopeClock, ScopeClockTime } from './driver/clock.ts'
export type { DigitizeOptions } from './driver/digitize.ts'
export type {
  AnalogBusSettings, AutoscaleSettings, CalibrationState, ExternalSettings, FileSettings, ScopeFiles, ScopePeripherals,
  ScopeSerialBus,
  SerialBusSettings, TerminalSettings,
} from './driver/peripherals.ts'
export type { AcquisitionEvents, AcquisitionState, RunControl } from './driver/run-control.ts'
export type { SettingGroup } from './driver/setting-group.ts'
export type {
  DisplaySettings, ScopeDisplay, ScopeSystem, ScopeVoltmeter, ScreenshotOptions, SetupPlace, VoltmeterSettings,
} from './driver/system.ts'
export type { AcquisitionSettings, ScopeAcquisition, TimebaseSettings } from './driver/timebase.ts'
export type {
  EdgeTrigger, PulseWidthTrigger, ScopeTrigger, SetupHoldTrigger, TransitionTrigger, TriggerInput, TriggerSettings, TvTrigger,
} from './driver/trigger.ts'
export type { WaitOptions } from './driver/waiting.ts'
export { specialSamples, type FetchOptions, type SpecialSamples, type WaveformFormat } from './driver/waveform.ts'
export { edux1052aDeclarations, edux1052gDeclarations } from './settings.ts'
export type { MeasurementSource, WaveformSource } from './settings/sources.ts'
export { channels, references, type Channel, type Reference } from './specifications.ts'
