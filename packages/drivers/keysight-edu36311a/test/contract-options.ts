import { parseResourceName, type OperationOptions } from '@lab/core'
import type { DriverContractOptions, DriverFixture, InstrumentCall } from '@lab/testing'
import { simBench, type CircuitElement } from '@lab/transport-sim'
import { channels, edu36311a, type Edu36311a } from '../src/index.ts'
import { edu36311aSimulator } from '../src/simulator.ts'

type Get = (setting: string, channel?: number) => unknown

/** How to serve a simulated EDU36311A, on any wire. */
export const servedSupply = {
  simulator: edu36311aSimulator,
  serial: 'SIM42',
  channels,
  /** Settings with channels that opening must not change. */
  settings: [
    'voltage', 'currentLimit', 'output', 'overVoltageLevel', 'overCurrentEnabled', 'outputFallDelay', 'voltageMode',
    'triggerSource',
  ],
  circuit: (alias: string): CircuitElement[] => [
    { connect: `${alias}.1`, nodes: ['a', 'gnd'] }, { resistor: 10, nodes: ['a', 'gnd'] },
  ],
  isSafe: (get: Get): boolean => channels.every((channel) => get('output', channel) === false),
} as const

type Call = InstrumentCall<Edu36311a>

const ofChannel = {
  set: (psu, options) => psu.channel(1).set({ voltage: 1 }, options),
  settings: (psu, options) => psu.channel(1).settings(options),
  range: (psu, options) => psu.channel(1).range('voltage', options),
  on: (psu, options) => psu.channel(1).on(options),
  off: (psu, options) => psu.channel(1).off(options),
  isOn: (psu, options) => psu.channel(1).isOn(options),
  voltage: (psu, options) => psu.channel(1).voltage(options),
  currentLimit: (psu, options) => psu.channel(1).currentLimit(options),
  measureVoltage: (psu, options) => psu.channel(1).measureVoltage(options),
  measureCurrent: (psu, options) => psu.channel(1).measureCurrent(options),
  measure: (psu, options) => psu.channel(1).measure(options),
  programmedVoltage: (psu, options) => psu.channel(1).programmedVoltage(options),
  programmedCurrent: (psu, options) => psu.channel(1).programmedCurrent(options),
  regulation: (psu, options) => psu.channel(1).regulation(options),
  regulationEvents: (psu, options) => psu.channel(1).regulationEvents(options),
  trips: (psu, options) => psu.channel(1).trips(options),
  clearTrips: (psu, options) => psu.channel(1).clearTrips(options),
  clearOverVoltage: (psu, options) => psu.channel(1).clearOverVoltage(options),
  clearOverCurrent: (psu, options) => psu.channel(1).clearOverCurrent(options),
  prepareStep: (psu, options) => psu.channel(1).prepareStep({ voltage: 1 }, options),
  initiateChannel: (psu, options) => psu.channel(1).initiate(options),
  abortChannel: (psu, options) => psu.channel(1).abort(options),
  setContinuous: (psu, options) => psu.channel(1).setContinuous(true, options),
  isContinuous: (psu, options) => psu.channel(1).isContinuous(options),
} satisfies Record<string, Call>

const ofInstrument = {
  allOff: (psu, options) => psu.allOff(options),
  setTracking: (psu, options) => psu.setTracking(true, options),
  isTracking: (psu, options) => psu.isTracking(options),
  initiate: (psu, options) => psu.initiate([2, 3], options),
  abort: (psu, options) => psu.abort([2, 3], options),
  trigger: (psu, options) => psu.trigger(options),
  untilTriggered: (psu, options) => psu.untilTriggered(options),
  reportRegulation: (psu, options) => psu.reportRegulation([1], options),
  snapshot: (psu, options) => psu.snapshot(options),
  reset: (psu, options) => psu.reset(options),
  selfTest: (psu, options) => psu.selfTest(options),
  calibrationRecord: (psu, options) => psu.calibrationRecord(options),
  save: (psu, options) => psu.states.save(1, options),
  recall: (psu, options) => psu.states.recall(1, options),
  readState: (psu, options) => psu.states.read(options),
  setPowerOn: (psu, options) => psu.states.setPowerOn('RST', options),
  powerOn: (psu, options) => psu.states.powerOn(options),
  setDisplay: (psu, options) => psu.panel.setDisplay(false, options),
  isDisplayOn: (psu, options) => psu.panel.isDisplayOn(options),
  setView: (psu, options) => psu.panel.setView('one', options),
  view: (psu, options) => psu.panel.view(options),
  screenshot: (psu, options) => psu.panel.screenshot(options),
  beep: (psu, options) => psu.panel.beep(options),
  setBeeper: (psu, options) => psu.panel.setBeeper(false, options),
  isBeeperOn: (psu, options) => psu.panel.isBeeperOn(options),
  setRemoteState: (psu, options) => psu.panel.setRemoteState('remote', options),
  remoteState: (psu, options) => psu.panel.remoteState(options),
  readClock: (psu, options) => psu.batteryClock.read(options),
  setClock: (psu, options) => psu.batteryClock.set(new Date('2026-01-01T00:00:00Z'), options),
  readLan: (psu, options) => psu.lan.read('current', options),
  configureLan: (psu, options) => psu.lan.configure({ hostName: 'supply' }, options),
  updateLan: (psu, options) => psu.lan.update(options),
  lanControlPort: (psu, options) => psu.lan.controlPort(options),
  identify: (psu, options) => psu.lxi.identify(true, options),
  isIdentifying: (psu, options) => psu.lxi.isIdentifying(options),
  setMdns: (psu, options) => psu.lxi.setMdns(true, options),
  isMdnsOn: (psu, options) => psu.lxi.isMdnsOn(options),
  mdnsHostName: (psu, options) => psu.lxi.mdnsHostName(options),
  mdnsServiceName: (psu, options) => psu.lxi.mdnsServiceName(options),
  setMdnsServiceName: (psu, options) => psu.lxi.setMdnsServiceName('supply', options),
  lxiReset: (psu, options) => psu.lxi.reset(options),
  lxiRestart: (psu, options) => psu.lxi.restart(options),
} satisfies Record<string, Call>

/** What `driverContract` has to know of the driver; `open` depends on the wire. */
export const supplyContract: Omit<DriverContractOptions<Edu36311a>, 'open'> = {
  driver: edu36311a,
  calls: { ...ofChannel, ...ofInstrument },
  queries: [
    (psu: Edu36311a, options: OperationOptions) => psu.channel(1).currentLimit(options),
    (psu: Edu36311a, options: OperationOptions) => psu.channel(2).currentLimit(options),
  ],
  energise: async (psu) => {
    await psu.channel(1).set({ voltage: 1 })
    await psu.channel(1).on()
  },
}

/** A supply in this process, with 10 Ω at output 1. */
export async function simulatedSupply(): Promise<DriverFixture & { bench: ReturnType<typeof simBench> }> {
  const { simulator, serial, settings } = servedSupply
  const bench = simBench({ instruments: { psu: { simulator, serial } }, circuit: servedSupply.circuit('psu') })
  const connection = await bench.transport().connect(parseResourceName('SIM::psu::INSTR'))
  const device = bench.device('psu')
  return {
    bench, connection, serial,
    settings: () => settings.map((name) => channels.map((channel) => device.get(name, channel))),
    isSafe: () => servedSupply.isSafe((name, channel) => device.get(name, channel)),
    async [Symbol.asyncDispose]() {
      await connection.close()
      bench.close()
    },
  }
}
