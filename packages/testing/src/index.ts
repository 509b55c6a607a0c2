export type { ContractRunner } from './contract.ts'
export { storeContract, type StoreContractOptions } from './store-contract.ts'
export type { StoreFixture } from './store-contract/fixture.ts'
export { transportContract, type TransportContractOptions } from './transport-contract.ts'
export type { TransportFixture } from './transport-contract/dialogue.ts'
export { ContractInstrument, type ContractLink, type ContractLinkOptions } from './transport-contract/contract-instrument.ts'
export { virtualClock, type VirtualClock, type VirtualClockOptions } from './virtual-clock.ts'
export {
  scriptedConnection, type ScriptedConnection, type ScriptedConnectionOptions, type ScriptedExchange, type ScriptedMessage,
} from './scripted-connection.ts'
export { driverContract } from './driver-contract.ts'
export type { DriverContractOptions, DriverFixture, InstrumentCall } from './driver-contract/fixture.ts'
