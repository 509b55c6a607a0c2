import { DeviceError, type DeviceCall, type DeviceHandler } from '@lab/scpi/device'
import { channels, type Channel } from '../specifications.ts'
import { engineering, textBlock } from './format.ts'
import type { SimulatedScope } from './scope.ts'
import { valuesOf } from './trace.ts'

type Handlers = Record<string, DeviceHandler>

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
    return (values.reduce((most, value) => Math.max(most, value), -Infinity) + values.reduce(
      (least, value) => Math.min(least, value), Infinity,
    )) / 2
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

export function triggerHandlers(scope: SimulatedScope): Handlers {
  return {
    ...edgeLevels(scope), ...channelLevels(scope),
    levelToMiddle: () => toMiddle(scope),
    widthRange: bounds,
    listerData: () => textBlock(''),
  }
}
