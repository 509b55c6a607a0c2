import { parseResourceName, type OperationOptions } from '@lab/core'
import type { DriverContractOptions, DriverFixture, InstrumentCall } from '@lab/testing'
import { simBench, type CircuitElement } from '@lab/transport-sim'
import { edu34450a, type Edu34450a } from '../src/index.ts'
import { edu34450aSimulator } from '../src/simulator.ts'

/** How to serve a simulated EDU34450A, on any wire. */
export const servedMeter = {
  simulator: edu34450aSimulator,
  serial: 'SIM43',
  /** Settings that opening must not change. */
  settings: [
    'function', 'triggerSource', 'triggerDelay', 'sampleCount', 'calculation', 'calculating', 'nullOffset', 'temperatureUnit',
    'display',
  ],
  circuit: (alias: string): CircuitElement[] => [
    { source: 1.5, resistance: 0.001, nodes: ['a', 'gnd'] }, { connect: `${alias}.input`, nodes: ['a', 'gnd'] },
  ],
  isSafe: () => true,
} as const

type Call = InstrumentCall<Edu34450a>

const measuring = {
  measureDcVoltage: (dmm, options) => dmm.measureDcVoltage(options),
  measureFast: (dmm, options) => dmm.measureDcVoltage({ resolution: 'fast', ...options }),
  measureAcVoltage: (dmm, options) => dmm.measureAcVoltage(options),
  measureDcCurrent: (dmm, options) => dmm.measureDcCurrent(options),
  measureAcCurrent: (dmm, options) => dmm.measureAcCurrent(options),
  measureResistance: (dmm, options) => dmm.measureResistance(options),
  measureFourWireResistance: (dmm, options) => dmm.measureFourWireResistance(options),
  measureFrequency: (dmm, options) => dmm.measureFrequency(options),
  measureCurrentFrequency: (dmm, options) => dmm.measureFrequency({ input: 'current', ...options }),
  measureCapacitance: (dmm, options) => dmm.measureCapacitance(options),
  measureTemperature: (dmm, options) => dmm.measureTemperature(options),
  measureContinuity: (dmm, options) => dmm.measureContinuity(options),
  measureDiode: (dmm, options) => dmm.measureDiode(options),
} satisfies Record<string, Call>

const acquiring = {
  configure: (dmm, options) => dmm.configure('resistance', { range: 1e3, ...options }),
  configuration: (dmm, options) => dmm.configuration(options),
  configureTrigger: (dmm, options) => dmm.configureTrigger({ samples: 2 }, options),
  read: (dmm, options) => dmm.read(options),
  readBoth: (dmm, options) => dmm.readBoth(options),
  initiate: (dmm, options) => dmm.initiate(options),
  trigger: (dmm, options) => dmm.trigger(options),
  abort: (dmm, options) => dmm.abort(options),
  fetch: (dmm, options) => dmm.fetch(options),
  fetchBoth: (dmm, options) => dmm.fetchBoth(options),
  record: (dmm, options) => dmm.record(3, options),
  configureSecondary: (dmm, options) => dmm.secondaryDisplay.configure('ac-voltage', options),
  secondaryFunction: (dmm, options) => dmm.secondaryDisplay.function(options),
} satisfies Record<string, Call>

const rest = {
  calculation: (dmm, options) => dmm.calculation.state(options),
  null: (dmm, options) => dmm.calculation.null({ offset: 1 }, options),
  db: (dmm, options) => dmm.calculation.db({}, options),
  dbm: (dmm, options) => dmm.calculation.dbm({}, options),
  startStatistics: (dmm, options) => dmm.calculation.startStatistics(options),
  readStatistics: (dmm, options) => dmm.calculation.readStatistics(options),
  limits: (dmm, options) => dmm.calculation.limits({ lower: 0, upper: 1 }, options),
  readLimitResult: (dmm, options) => dmm.calculation.readLimitResult(options),
  hold: (dmm, options) => dmm.calculation.hold({}, options),
  calculationOff: (dmm, options) => dmm.calculation.off(options),
  startLog: (dmm, options) => dmm.dataLog.start(options),
  stopLog: (dmm, options) => dmm.dataLog.stop(options),
  isLogging: (dmm, options) => dmm.dataLog.isRunning(options),
  logged: (dmm, options) => dmm.dataLog.readings(options),
  clearLog: (dmm, options) => dmm.dataLog.clear(options),
  setDisplay: (dmm, options) => dmm.panel.setDisplay(false, options),
  isDisplayOn: (dmm, options) => dmm.panel.isDisplayOn(options),
  showText: (dmm, options) => dmm.panel.showText('hello', options),
  clearText: (dmm, options) => dmm.panel.clearText(options),
  beep: (dmm, options) => dmm.panel.beep(options),
  setBeeper: (dmm, options) => dmm.panel.setBeeper(false, options),
  isBeeperOn: (dmm, options) => dmm.panel.isBeeperOn(options),
  goToLocal: (dmm, options) => dmm.panel.goToLocal(options),
  readLan: (dmm, options) => dmm.lan.read(options),
  configureLan: (dmm, options) => dmm.lan.configure({ hostName: 'meter' }, options),
  updateLan: (dmm, options) => dmm.lan.update(options),
  setHighImpedance: (dmm, options) => dmm.setHighImpedance(true, options),
  isHighImpedance: (dmm, options) => dmm.isHighImpedance(options),
  reset: (dmm, options) => dmm.reset(options),
  selfTest: (dmm, options) => dmm.selfTest(options),
} satisfies Record<string, Call>

/** What `driverContract` has to know of the driver; `open` depends on the wire. */
export const meterContract: Omit<DriverContractOptions<Edu34450a>, 'open'> = {
  driver: edu34450a,
  calls: { ...measuring, ...acquiring, ...rest },
  queries: [
    (dmm: Edu34450a, options: OperationOptions) => dmm.scpi.query('SYST:VERS?', options),
    (dmm: Edu34450a, options: OperationOptions) => dmm.scpi.query('*ESE?', options),
  ],
}

/** A meter in this process, with a battery of 1.5 V at its input. */
export async function simulatedMeter(
  options?: Readonly<Record<string, unknown>>,
): Promise<DriverFixture & { bench: ReturnType<typeof simBench> }> {
  const { simulator, serial, settings } = servedMeter
  const bench = simBench({ instruments: { dmm: { simulator, serial, options } }, circuit: servedMeter.circuit('dmm') })
  const connection = await bench.transport().connect(parseResourceName('SIM::dmm::INSTR'))
  const device = bench.device('dmm')
  return {
    bench, connection, serial,
    settings: () => settings.map((name) => device.get(name)),
    isSafe: servedMeter.isSafe,
    async [Symbol.asyncDispose]() {
      await connection.close()
      bench.close()
    },
  }
}
