export { edu36311a, type Edu36311a, type Edu36311aChannel, type Edu36311aSettings } from './driver.ts'
export { edu36311aDeclarations } from './settings.ts'
export {
  channels, currentRange, delayRange, overVoltageRange, readbackAccuracy, voltageRange, type Accuracy, type Channel,
} from './specifications.ts'
