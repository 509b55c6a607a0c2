import { parseResourceName, type OperationOptions } from '@lab/core'
import type { DriverContractOptions } from '@lab/testing'
import { simBench, type CircuitElement, type InstrumentSimulator } from '@lab/transport-sim'
import type { Edux1052a, Edux1052g } from '../src/index.ts'

/** A battery at both inputs of a unit called `unit`. */
export const circuitOfA: readonly CircuitElement[] = [
  { source: 1.5, resistance: 1, nodes: ['a', 'gnd'] }, { connect: 'unit.1', nodes: ['a', 'gnd'] },
  { connect: 'unit.2', nodes: ['a', 'gnd'] },
]

/** Its generator at both inputs. */
export const circuitOfG: readonly CircuitElement[] = [
  { connect: 'unit.wavegen', nodes: ['a', 'gnd'] }, { connect: 'unit.1', nodes: ['a', 'gnd'] },
  { connect: 'unit.2', nodes: ['a', 'gnd'] },
]

type Scope = Edux1052a | Edux1052g

const calls = {
  setChannel: (scope: Scope, options: OperationOptions) => scope.channel(1).set({ scale: 1 }, options),
  channelSettings: (scope: Scope, options: OperationOptions) => scope.channel(1).settings(options),
  fetchWaveform: (scope: Scope, options: OperationOptions) => scope.channel(1).fetchWaveform(options),
  timebase: (scope: Scope, options: OperationOptions) => scope.timebase.set({ scale: 1e-3 }, options),
  acquisition: (scope: Scope, options: OperationOptions) => scope.acquisition.settings(options),
  edge: (scope: Scope, options: OperationOptions) => scope.trigger.edge({ level: 0.1 }, options),
  measure: (scope: Scope, options: OperationOptions) => scope.measurements.measure('peak-to-peak', options),
  run: (scope: Scope, options: OperationOptions) => scope.run(options),
  stop: (scope: Scope, options: OperationOptions) => scope.stop(options),
  single: (scope: Scope, options: OperationOptions) => scope.single(options),
  untilStopped: (scope: Scope, options: OperationOptions) => scope.untilStopped(options),
  digitize: (scope: Scope, options: OperationOptions) => scope.digitize(options),
  autoscale: (scope: Scope, options: OperationOptions) => scope.autoscale(options),
  acquisitionState: (scope: Scope, options: OperationOptions) => scope.acquisitionState(options),
  takeEvents: (scope: Scope, options: OperationOptions) => scope.takeEvents(options),
  screenshot: (scope: Scope, options: OperationOptions) => scope.screenshot(options),
  readSetup: (scope: Scope, options: OperationOptions) => scope.readSetup(options),
  saveSetup: (scope: Scope, options: OperationOptions) => scope.saveSetup(3, options),
  recallSetup: (scope: Scope, options: OperationOptions) => scope.recallSetup(3, options),
  reset: (scope: Scope, options: OperationOptions) => scope.reset('factory', options),
  cursors: (scope: Scope, options: OperationOptions) => scope.cursors.delta(options),
  mask: (scope: Scope, options: OperationOptions) => scope.mask.counts(options),
  voltmeter: (scope: Scope, options: OperationOptions) => scope.voltmeter.read(options),
}

const generatorCalls = {
  setGenerator: (scope: Edux1052g, options: OperationOptions) => scope.generator.set({ frequency: 2000 }, options),
  generatorSettings: (scope: Edux1052g, options: OperationOptions) => scope.generator.settings(options),
  on: (scope: Edux1052g, options: OperationOptions) => scope.generator.on(options),
  off: (scope: Edux1052g, options: OperationOptions) => scope.generator.off(options),
  setResponse: (scope: Edux1052g, options: OperationOptions) => scope.frequencyResponse.set({ points: 5 }, options),
  runResponse: (scope: Edux1052g, options: OperationOptions) => scope.frequencyResponse.run(options),
}

/** What the contract of drivers needs besides driver and link. */
type ContractParts<I extends Scope> = Pick<DriverContractOptions<I>, 'calls' | 'queries' | 'energise'>

/** Settings to compare, in the words of the declarations; those of both channels under `channelSettings`. */
export const contractSettings = [
  'timebaseScale', 'triggerMode', 'edgeSource', 'sweep', 'acquisitionType', 'waveformFormat',
] as const

const queries: ContractParts<Scope>['queries'] = [
  (scope, options) => scope.scpi.query(':ACQ:COUN?', options), (scope, options) => scope.scpi.query(':WAV:FORM?', options),
]

export const contractOfA: ContractParts<Edux1052a> = { calls, queries }

export const contractOfG: ContractParts<Edux1052g> = {
  calls: { ...calls, ...generatorCalls }, queries, energise: (scope) => scope.generator.on(),
}

/** Whether the generator is off, asked at the instrument. */
export function generatorIsOff(get: (setting: string) => unknown): boolean {
  return get('generatorOutput') === false
}

/** A unit in memory. */
export async function simulatedUnit(simulator: InstrumentSimulator, circuit: readonly CircuitElement[]) {
  const bench = simBench({ instruments: { unit: { simulator, serial: 'SIM52' } }, circuit })
  const connection = await bench.transport().connect(parseResourceName('SIM::unit::INSTR'))
  const device = bench.device('unit')
  return {
    bench, connection, device, serial: 'SIM52',
    settings: () => contractSettings.map((name) => device.get(name)),
    async [Symbol.asyncDispose]() {
      await connection.close()
      bench.close()
    },
  }
}
