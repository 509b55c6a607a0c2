import { DeviceError, type DeviceCall, type DeviceHandler } from '@lab/scpi/device'
import { measured } from './format.ts'
import type { SimulatedScope } from './scope.ts'

type Handlers = Record<string, DeviceHandler>

/** Labels of the measurements of one source, by the name of their declaration. */
const labels = {
  measurePeakToPeak: 'Pk-Pk', measureMaximum: 'Maximum', measureMinimum: 'Minimum', measureAmplitude: 'Amplitude',
  measureTop: 'Top',
  measureBase: 'Base', measureOvershoot: 'Overshoot', measurePreshoot: 'Preshoot', measureFrequency: 'Frequency',
  measurePeriod: 'Period',
  measurePositiveWidth: '+Width', measureNegativeWidth: '-Width', measureDutyCycle: 'Duty', measureRiseTime: 'Rise',
  measureFallTime: 'Fall',
  measureBitRate: 'Bit Rate', measureTimeOfMaximum: 'X at Max', measureTimeOfMinimum: 'X at Min',
} as const

const sourceWords: Readonly<Record<string, string>> = {
  channel1: 'CHAN1', channel2: 'CHAN2', math: 'FUNC', fft: 'FFT', reference1: 'WMEM1', reference2: 'WMEM2', external: 'EXT',
}

function sources(scope: SimulatedScope, { query, parameters: [first, second] }: DeviceCall): string | undefined {
  const { measurements } = scope
  if (query) return measurements.sourceNames.map((name) => sourceWords[name] ?? 'NONE').join(',')
  if (typeof first !== 'string') throw new DeviceError(-109)
  measurements.setSources(first, typeof second === 'string' ? second : undefined)
  return undefined
}

/** What the voltmeter shows: of the signal itself, three digits. */
function voltmeter(scope: SimulatedScope, { device }: DeviceCall): string {
  const { sources: traces } = scope
  if (!device.getBoolean('voltmeter')) return measured(Infinity)
  const source = device.getString('voltmeterSource')
  const mode = device.getString('voltmeterMode')
  if (mode === 'frequency') return frequency(scope, source)
  const { port, gain } = scope.inputs[source === 'channel2' ? 2 : 1]
  if (traces.traceIfAny(source) === undefined) return measured(Infinity)
  const mean = mode === 'acRms' ? 0 : port.voltage()
  return measured(gain * (mode === 'dc' ? mean : Math.hypot(mean, port.acRms())))
}

function frequency(scope: SimulatedScope, source: string): string {
  const value = scope.inputs[source === 'channel2' ? 2 : 1].port.frequency()
  return measured(value > 0 ? value : Infinity, 5)
}

/** `:MEASure` and `:DVM`. */
export function measurementHandlers(scope: SimulatedScope): Handlers {
  const { measurements } = scope
  const items = Object.entries(labels).map(([name, label]) => [name, measurements.item(name, label)] as const)
  return {
    ...Object.fromEntries(items),
    measureCounter: (call) => measurements.counter(call),
    measureAverage: (call) => measurements.average(call),
    measureRms: (call) => measurements.rms(call),
    measureDelay: (call) => measurements.delay(call),
    measurePhase: (call) => measurements.phase(call),
    timeOfEdge: (call) => measurements.timeOfEdge(call),
    timeOfValue: (call) => measurements.timeOfValue(call),
    valueAtTime: (call) => measurements.valueAtTime(call),
    measureSource: (call) => sources(scope, call),
    measureDefine: (call) => measurements.define(call),
    statisticsReset: () => measurements.clearStatistics(),
    measureResults: () => measurements.results(),
    measureClear: () => measurements.clear(),
    measureAll: () => undefined,
    voltmeterReading: (call) => voltmeter(scope, call),
    voltmeterFrequency: ({ device }) => frequency(scope, device.getString('voltmeterSource')),
  }
}
