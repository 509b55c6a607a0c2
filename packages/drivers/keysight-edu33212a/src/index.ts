export { edu33211a, edu33212a, type Edu33211a, type Edu33212a } from './driver.ts'
export type { Edu33210Series, SyncSettings, TriggerOutputSettings } from './driver/generator.ts'
export type { ChannelSync, GeneratorChannel, VoltageLimits } from './driver/channel.ts'
export type { ArbitraryFilter, GeneratorSettings, GeneratorState, PrbsSequence } from './driver/channel-settings.ts'
export type { ChannelCoupling, FrequencyRelation } from './driver/coupling.ts'
export type { Mode } from './driver/mode-names.ts'
export type {
  AmplitudeModulation, BinaryPhaseShiftKeying, FrequencyModulation, FrequencyShiftKeying, KeyingSource, Modulation,
  ModulationShape,
  ModulationSource, PhaseModulation, PulseWidthModulation, SumModulation,
} from './driver/modulation.ts'
export type { Burst, FrequencyList, Sweep } from './driver/modes.ts'
export type { TriggerSettings } from './driver/trigger.ts'
export {
  builtInWaveforms, type ArbitraryMemory, type BuiltInWaveform, type PlayControl, type SequenceMarker, type SequenceStep,
  type UploadOptions,
  type WaveformAttributes,
} from './driver/arbitrary.ts'
export type { ByteOrder, Samples } from './driver/sample-block.ts'
export type { FileCatalog, FileEntry, Files, StoredStates } from './driver/instrument-state.ts'
export type { ClockTime, FrontPanel, PictureOptions } from './driver/front-panel.ts'
export type { Network, NetworkSettings, NetworkState } from './driver/network.ts'
export type { Service } from './settings/network.ts'
export { edu33211aDeclarations, edu33212aDeclarations } from './settings.ts'
export type { GeneratorFunction } from './generator-function.ts'
export {
  arbitraryPoints, channelsOf, frequencyRanges, sampleRateRange, specifications, type Channel, type ChannelSpecifications,
  type Model,
} from './specifications.ts'
