export { openBench, type OpenBenchOptions } from './open-bench.ts'
export { openInstrument, type OpenInstrumentOptions } from './open-instrument.ts'
export type { AnyInstruments, Bench, InstrumentsOf, Needs } from './bench.ts'
export { loadBench } from './load-bench.ts'
export type {
  BenchFile, BenchInstrument, BenchSigning, BenchSimulation, BenchStore, CircuitElement, DiodeParameters, TransportDefaults,
} from './bench-file.ts'
export type { FilePath, YamlSource } from './yaml-source.ts'
export type { Position } from './mistake.ts'
export { checkBench, type BenchDrivers, type CheckOptions } from './check-bench.ts'
export { simulationPlan, type SimulatedPart, type SimulationPlan } from './simulate-bench.ts'
export { Registry, type RegistryOptions } from './registry.ts'
export {
  openedBenches, registerDriver, registerSimulation, registerStore, registerTransport, searchPackagesFrom, type OpenedRecord,
  type StoreFactory, type TransportFactory,
} from './registration.ts'
export type { OpeningOptions } from './bench-opening.ts'
export { benchJsonSchema } from './bench-schema.ts'
export { commandSigner, fileSigner, type CommandSignerOptions } from './signers.ts'
