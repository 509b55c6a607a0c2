export { defineDevice, ScpiDevice } from './scpi-device.ts'
export type { DeviceLink } from './device-link.ts'
export { DeviceError } from './device-error.ts'
export type {
  CallingLink, DeviceAnswer, DeviceCall, DeviceControl, DeviceDefinition, DeviceHandler, DeviceReader, DeviceValue,
} from './device-definition.ts'
export { numberFor, type LimitWord } from './parameter-value.ts'
export { formatValue } from './value-format.ts'
export { standardEvent, type StatusModel } from './status-model.ts'
export type { EventRegister } from './event-register.ts'
export { type ErrorQueue } from './error-queue.ts'
export type { ErrorSource } from './link-errors.ts'
export type { PendingOperations } from './pending-operations.ts'
