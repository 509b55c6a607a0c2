export { edu36311a } from './driver.ts'
export type { Edu36311a, Edu36311aCalibrationRecord, Edu36311aSelfTest } from './driver/instrument-types.ts'
export type {
  Edu36311aChannelState, Edu36311aNumberName, Edu36311aSettingName, Edu36311aSettings,
} from './driver/channel-settings.ts'
export type {
  Edu36311aChannel, Edu36311aMeasurement, Edu36311aRange, Edu36311aRegulationEvents, Edu36311aStep, Edu36311aTrips,
} from './driver/channel-types.ts'
export type { Edu36311aClock } from './driver/clock.ts'
export type { Edu36311aLan, Edu36311aLanSettings, Edu36311aLanState } from './driver/lan.ts'
export type { Edu36311aLxi } from './driver/lxi.ts'
export type { Edu36311aPanel, Edu36311aRemoteState } from './driver/panel.ts'
export type { Edu36311aPowerOnState, Edu36311aSlot, Edu36311aStates } from './driver/states.ts'
export { outputNames, type OutputName } from './output-names.ts'
export { edu36311aDeclarations } from './settings.ts'
export {
  channels, currentRange, delayRange, overVoltageRange, programmingAccuracy, readbackAccuracy, specifications, voltageRange,
  type Accuracy, type Channel, type OutputAccuracy, type OutputSpecifications,
} from './specifications.ts'
