export { Circuit } from './circuit.ts'
export type { CircuitPort } from './circuit-port.ts'
export type { PortElement, PortRegulation } from './circuit-branch.ts'
export type {
  CapacitorElement, CircuitElement, ConnectElement, DiodeElement, DiodeParameters, InductorElement, Netlist, ResistorElement,
  SourceElement,
} from './circuit-element.ts'
export type { Complex } from './complex-system.ts'
export type { Signal } from './signal.ts'
export { checkNetlist } from './netlist.ts'
export { gaussian, seededRandom, seedFor } from './random.ts'
export type { InstrumentSimulator, SimulatedInstrument, SimulatorContext, UsbIds } from './instrument-simulator.ts'
export { SimBench, simBench, type SimBenchInstrument, type SimBenchOptions } from './sim-bench.ts'
export type { SimFault } from './sim-fault.ts'
export { simTransport as sim } from './sim-transport.ts'
export { simulatorTiming, type SimulatorTiming } from './simulator-options.ts'
