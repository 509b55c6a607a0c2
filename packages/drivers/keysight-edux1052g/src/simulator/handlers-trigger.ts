import { DeviceError, type DeviceCall, type DeviceHandler } from '@lab/scpi/device'
import { channels, type Channel } from '../specifications.ts'
import { engineering, textBlock } from './format.ts'
import { asFlag, asNumber, asWord, remembered } from './handlers-acquisition.ts'
import type { SimulatedScope } from './scope.ts'
import { valuesOf } from './trace.ts'

type Handlers = Record<string, DeviceHandler>

const slopeWords = { positive: 'POS', negative: 'NEG' } as const
const channelWords = { channel1: 'CHAN1', channel2: 'CHAN2' } as const

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** The level of the source that is named, or of the one the trigger has. */
function edgeLevels(scope: SimulatedScope): Handlers {
  const own = (): string => scope.device.getString('edgeSource')
  return {
    setEdgeLevel: ({ device, parameters: [value, source] }) => {
      scope.levels.setLevel(text(source) || own(), Number(value), device)
      scope.acquirer.advance()
    },
    askEdgeLevel: ({ parameters: [source] }) => engineering(scope.levels.level(text(source) || own()), 6),
  }
}

function channelLevels({ levels }: SimulatedScope): Handlers {
  return {
    setHighLevel: ({ device, parameters: [value, source] }) => levels.setHigh(text(source), Number(value), device),
    highLevel: ({ parameters: [source] }) => engineering(levels.high(text(source)), 6),
    setLowLevel: ({ device, parameters: [value, source] }) => levels.setLevel(text(source), Number(value), device),
    lowLevel: ({ parameters: [source] }) => engineering(levels.level(text(source)), 6),
  }
}

function toMiddle(scope: SimulatedScope): void {
  const middle = (channel: Channel): number | undefined => {
    const trace = scope.sources.traceIfAny(`channel${channel}`)
    if (trace === undefined) return undefined
    const values = valuesOf(trace)
    return (values.reduce((most, value) => Math.max(most, value), -Infinity) + values.reduce((least, value) => Math.min(least, value), Infinity)) / 2
  }
  for (const channel of channels) {
    const level = middle(channel)
    if (level !== undefined) scope.levels.setLevel(`channel${channel}`, level, scope.device)
  }
}

/** Both bounds of the width, the smaller one first in what is kept. */
function bounds({ device, query, parameters: [one, other] }: DeviceCall): string | undefined {
  if (query) return `${engineering(device.getNumber('widthLessThan'))},${engineering(device.getNumber('widthGreaterThan'))}`
  const [low, high] = [Math.min(Number(one), Number(other)), Math.max(Number(one), Number(other))]
  if (low < 10e-9 || high > 10) throw new DeviceError(-222)
  device.set('widthGreaterThan', low)
  device.set('widthLessThan', high)
  return undefined
}

/** Buses that need a licence. */
const licensed: readonly unknown[] = ['spi', 'can', 'lin']

function serialMode(scope: SimulatedScope): DeviceHandler {
  const keep = remembered(scope, 'serialMode', 'iic', asWord({ iic: 'IIC', uart: 'UART' }))
  return (call) => {
    if (licensed.includes(call.parameters[0])) throw new DeviceError(-241)
    return keep(call)
  }
}

export function triggerHandlers(scope: SimulatedScope): Handlers {
  return {
    ...edgeLevels(scope), ...channelLevels(scope),
    levelToMiddle: () => toMiddle(scope),
    widthRange: bounds,
    setupHoldSlope: remembered(scope, 'setupHoldSlope', 'positive', asWord(slopeWords)),
    setupHoldClock: remembered(scope, 'setupHoldClock', 'channel1', asWord(channelWords)),
    setupHoldData: remembered(scope, 'setupHoldData', 'channel2', asWord(channelWords)),
    holdTime: remembered(scope, 'holdTime', 10e-9, asNumber),
    setupTime: remembered(scope, 'setupTime', 10e-9, asNumber),
    transitionQualifier: remembered(scope, 'transitionQualifier', 'greaterThan', asWord({ greaterThan: 'GRE', lessThan: 'LESS' })),
    transitionSlope: remembered(scope, 'transitionSlope', 'positive', asWord(slopeWords)),
    transitionSource: remembered(scope, 'transitionSource', 'channel1', asWord(channelWords)),
    transitionTime: remembered(scope, 'transitionTime', 10e-9, asNumber),
    serialMode: serialMode(scope),
    serialDisplay: remembered(scope, 'serialDisplay', false, asFlag),
    listerData: () => textBlock(''),
  }
}
