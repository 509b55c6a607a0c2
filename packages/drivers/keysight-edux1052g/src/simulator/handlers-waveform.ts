import { formatNr1, matchesWord } from '@lab/scpi'
import { DeviceError, type DeviceCall, type DeviceControl, type DeviceHandler } from '@lab/scpi/device'
import { readTimebase } from './configuration.ts'
import { block, engineering } from './format.ts'
import type { Commands } from './commands.ts'
import type { SimulatedScope } from './scope.ts'
import { learnString } from './setup.ts'
import {
  dataOf, formatPreamble, pointsOnGrid, preambleOf, readTransferSettings, thinned, type Preamble, type TransferSettings,
} from './transfer.ts'
import type { Trace } from './trace.ts'

type Handlers = Record<string, DeviceHandler>

/** Points after `*RST`. */
const usualPoints = 1000

const typeWords = { normal: 'NORM', average: 'AVER', highResolution: 'HRES', peak: 'PEAK' } as const

interface Transfer {
  readonly trace: Trace
  readonly settings: TransferSettings
}

/** What is transferred now. */
function transferOf(scope: SimulatedScope, device: DeviceControl): Transfer {
  const points = Number(scope.kept.get('waveformPoints') ?? usualPoints)
  const settings = readTransferSettings(device, points, !scope.acquirer.isRunning)
  const whole = scope.sources.trace(device.getString('waveformSource'))
  return { trace: thinned(whole, settings), settings }
}

/** Most points that can be had in the mode that is set. */
function mostPoints(scope: SimulatedScope, device: DeviceControl): number {
  const { points } = scope.acquirer.frame()?.timebase ?? readTimebase(device)
  return device.getString('waveformPointsMode') === 'normal' ? Math.min(points, 62_500) : points
}

function points(scope: SimulatedScope, { device, query, parameters: [value] }: DeviceCall): string | undefined {
  const isMost = typeof value === 'string' && matchesWord('MAXimum', value)
  if (query) {
    if (isMost) return formatNr1(mostPoints(scope, device))
    if (value !== undefined) return formatNr1(100)
    return formatNr1(Math.min(Number(scope.kept.get('waveformPoints') ?? usualPoints), mostPoints(scope, device)))
  }
  if (value === undefined) throw new DeviceError(-109)
  const wanted = isMost ? 2e6 : typeof value === 'string' ? 100 : Number(value)
  scope.kept.set('waveformPoints', isMost ? wanted : pointsOnGrid(wanted))
  return undefined
}

export function waveformHandlers(scope: SimulatedScope, commands: Commands): Handlers {
  const preamble = (device: DeviceControl): Preamble => {
    const { trace, settings } = transferOf(scope, device)
    return preambleOf(trace, settings)
  }
  const field = (name: keyof Preamble): DeviceHandler => ({ device }) => {
    const value = preamble(device)[name]
    return name.endsWith('Reference') ? formatNr1(value) : engineering(value, 9)
  }
  return {
    waveformPoints: (call) => points(scope, call),
    waveformPreamble: ({ device }) => formatPreamble(preamble(device)),
    waveformData: ({ device }) => {
      const { trace, settings } = transferOf(scope, device)
      return block(dataOf(trace, settings))
    },
    waveformType: ({ device }) => typeWords[transferOf(scope, device).trace.type],
    waveformCount: ({ device }) => formatNr1(preamble(device).count),
    waveformXIncrement: field('xIncrement'),
    waveformXOrigin: field('xOrigin'),
    waveformXReference: field('xReference'),
    waveformYIncrement: field('yIncrement'),
    waveformYOrigin: field('yOrigin'),
    waveformYReference: field('yReference'),
    segmentsAcquired: ({ device }) => {
      const segments = device.getString('acquisitionMode') === 'segmented' ? device.getNumber('segmentCount') : 0
      return formatNr1(scope.acquirer.frame() === undefined ? 0 : segments)
    },
    segmentTime: ({ device }) => engineering((device.getNumber('segmentIndex') - 1) * readTimebase(device).range),
    waveformSetup: ({ device }) => learnString(device, commands, 'WAV'),
  }
}
