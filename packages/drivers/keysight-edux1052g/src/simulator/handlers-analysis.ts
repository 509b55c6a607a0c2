import { DeviceError, type DeviceCall, type DeviceControl, type DeviceHandler } from '@lab/scpi/device'
import { formatNr1 } from '@lab/scpi'
import { grid, references, type Reference } from '../specifications.ts'
import type { Commands } from './commands.ts'
import { engineering } from './format.ts'
import { asText, scaled } from './handlers-acquisition.ts'
import type { SimulatedScope } from './scope.ts'
import { learnString } from './setup.ts'

type Handlers = Record<string, DeviceHandler>

const cursorWords: Readonly<Record<string, string>> = {
  channel1: 'CHAN1', channel2: 'CHAN2', math: 'FUNC', fft: 'FFT', reference1: 'WMEM1', reference2: 'WMEM2', none: 'NONE',
}

function reference({ suffixes: [number] }: DeviceCall): Reference {
  const found = references.find((candidate) => candidate === number)
  if (found === undefined) throw new DeviceError(-114)
  return found
}

/** The same value under another name. */
function alias(setting: string, shift: (device: DeviceControl) => number = () => 0): DeviceHandler {
  return ({ query, device, parameters: [value] }) => {
    if (query) return engineering(device.getNumber(setting) + shift(device))
    device.set(setting, Number(value) - shift(device))
    return undefined
  }
}

function cursorSource(setting: string): DeviceHandler {
  return ({ query, device, parameters: [value] }) => {
    if (query) return cursorWords[device.getString(setting)] ?? 'NONE'
    if (typeof value === 'string') device.set(setting, value)
    return undefined
  }
}

function difference(one: string, other: string): DeviceHandler {
  return ({ device }) => engineering(device.getNumber(other) - device.getNumber(one))
}

/** Math, FFT, reference waveforms, cursors and the mask test. */
export function analysisHandlers(scope: SimulatedScope, commands: Commands): Handlers {
  const { mask, sources } = scope
  const topOf = (device: DeviceControl): number => (grid.rows / 2) * device.getNumber('fftScale')
  return {
    mathRange: scaled(scope, 'mathScale', grid.rows),
    mathReference: alias('mathOffset'),
    mathSetup: ({ device }) => learnString(device, commands, 'FUNC'),
    fftReference: alias('fftOffset', topOf),
    fftRange: scaled(scope, 'fftScale', grid.rows),
    fftSetup: ({ device }) => learnString(device, commands, 'FFT'),
    saveReference: (call) => {
      const [source] = call.parameters
      sources.saveReference(reference(call), typeof source === 'string' ? source : '')
    },
    clearReference: (call) => sources.clearReference(reference(call)),
    referenceSetup: (call) => learnString(call.device, commands, `WMEM${reference(call)}`),
    cursorSource1Short: cursorSource('cursorSource1'),
    cursorSource2Short: cursorSource('cursorSource2'),
    cursorDeltaX: difference('cursorX1', 'cursorX2'),
    cursorDeltaY: difference('cursorY1', 'cursorY2'),
    cursorSetup: ({ device }) => learnString(device, commands, 'MARK'),
    createMask: ({ device }) => mask.create(sources.trace(device.getString('maskSource')), device),
    deleteMask: () => mask.delete(),
    maskData: ({ query, parameters: [data] }) => {
      if (query) return mask.data()
      if (!(data instanceof Uint8Array)) throw new DeviceError(-109)
      mask.load(data)
      return undefined
    },
    maskTitle: () => asText(mask.title),
    maskCountReset: () => mask.resetCounts(),
    maskWaveforms: () => formatNr1(mask.waveforms),
    maskFailures: () => formatNr1(mask.failures),
    maskSeconds: () => engineering(mask.seconds),
  }
}
