import type { DeviceControl } from '@lab/scpi/device'
import type { Channel } from '../specifications.ts'
import type { TriggerLook } from './acquirer.ts'
import { readChannel } from './configuration.ts'
import { triggerWave, type InputHistory, type SimulatedInput, type TriggerFilter } from './input.ts'
import type { TriggerLevels } from './levels.ts'
import { channelOfSource } from './sources.ts'
import type { TriggerCondition, TriggerInput } from './trigger.ts'

/** Hysteresis in divisions: usual, and with noise rejection. */
const hysteresisDivisions = { usual: 0.3, noiseReject: 0.8 } as const

/** Hysteresis of the external trigger input in V. */
const externalHysteresis = 0.1

/** Period of the mains in s. */
const linePeriod = 1 / 50

/** What the trigger needs of an oscilloscope. */
interface TriggeredScope {
  readonly device: DeviceControl
  readonly inputs: Readonly<Record<Channel, SimulatedInput>>
  readonly external: SimulatedInput
  readonly levels: TriggerLevels
}

interface Looked {
  readonly input: TriggerInput
  readonly history: InputHistory
  readonly changes: readonly number[]
}

/** Looks at no input. */
function blind(condition: TriggerCondition): TriggerLook {
  return { condition, history: undefined, changes: [] }
}

function filterOf(device: DeviceControl): TriggerFilter {
  const reject = device.getString('edgeReject')
  if (reject === 'lowFrequency') return 'low-frequency-reject'
  if (reject === 'highFrequency') return 'high-frequency-reject'
  return device.getString('edgeCoupling') === 'ac' ? 'ac' : 'none'
}

/** What the trigger looks at for a source. */
function lookAt(scope: TriggeredScope, source: string, filter: TriggerFilter = 'none'): Looked {
  const { device, levels } = scope
  const channel = channelOfSource(source)
  const outer = { level: levels.level(source), low: levels.level(source), high: levels.high(source) }
  const wide = device.getBoolean('noiseReject') ? hysteresisDivisions.noiseReject : hysteresisDivisions.usual
  if (channel === undefined) {
    const { history, changes } = scope.external
    const wave = triggerWave(history, { coupling: 'dc', limited: false, inverted: false }, filter)
    return { input: { wave, hysteresis: externalHysteresis, ...outer }, history, changes }
  }
  const { frontEnd, scale } = readChannel(device, channel)
  const { history, changes, gain, offset } = scope.inputs[channel]
  const own = triggerWave(history, frontEnd, filter)
  const shift = offset * scale
  return { input: { wave: (time) => own(time) * gain + shift, hysteresis: wide * scale, ...outer }, history, changes }
}

function edge(scope: TriggeredScope): TriggerLook {
  const { device } = scope
  const source = device.getString('edgeSource')
  if (source === 'none') return blind({ kind: 'never' })
  if (source === 'line') return blind({ kind: 'periodic', period: linePeriod })
  if (source === 'generator') return blind({ kind: 'periodic', period: 1 / device.getNumber('generatorFrequency') })
  const { input, ...looked } = lookAt(scope, source, filterOf(device))
  const slope = device.getString('edgeSlope')
  return {
    condition: { kind: 'edge', input, slope: slope === 'positive' ? 'positive' : slope === 'negative' ? 'negative' : 'either' },
    ...looked,
  }
}

function width(scope: TriggeredScope): TriggerLook {
  const { device } = scope
  const { input, ...looked } = lookAt(scope, device.getString('widthSource'))
  const qualifier = device.getString('widthQualifier')
  return {
    condition: {
      kind: 'width', input, positive: device.getString('widthPolarity') === 'positive',
      min: qualifier === 'lessThan' ? 0 : device.getNumber('widthGreaterThan'),
      max: qualifier === 'greaterThan' ? Infinity : device.getNumber('widthLessThan'),
    },
    ...looked,
  }
}

/** The characters of the pattern: first channel 2, then channel 1. */
function pattern(scope: TriggeredScope): TriggerLook {
  const text = scope.device.getString('pattern').toUpperCase()
  const inputs = text.slice(0, 2).split('').map((wanted, index) => ({
    wanted, ...lookAt(scope, index === 0 ? 'channel2' : 'channel1'),
  }))
  const busiest = inputs.find(({ wanted }) => wanted !== 'X') ?? inputs[0]
  const changes = inputs.flatMap((input) => input.changes).sort((one, other) => one - other)
  return { condition: { kind: 'pattern', inputs }, history: busiest?.history, changes }
}

function transition(scope: TriggeredScope): TriggerLook {
  const { device } = scope
  const { input, ...looked } = lookAt(scope, device.getString('transitionSource'))
  return {
    condition: {
      kind: 'transition', input, rising: device.getString('transitionSlope') === 'positive',
      longer: device.getString('transitionQualifier') === 'greaterThan', time: device.getNumber('transitionTime'),
    },
    ...looked,
  }
}

function setupHold(scope: TriggeredScope): TriggerLook {
  const { device } = scope
  const clock = lookAt(scope, device.getString('setupHoldClock'))
  const data = lookAt(scope, device.getString('setupHoldData'))
  return {
    condition: {
      kind: 'setup-hold', clock: clock.input, data: data.input, rising: device.getString('setupHoldSlope') === 'positive',
      setup: device.getNumber('setupTime'), hold: device.getNumber('holdTime'),
    },
    history: clock.history, changes: clock.changes,
  }
}

/** What makes a trigger now. */
export function readTrigger(scope: TriggeredScope): TriggerLook {
  switch (scope.device.getString('triggerMode')) {
    case 'edge': return edge(scope)
    case 'pulseWidth': return width(scope)
    case 'pattern': return pattern(scope)
    case 'transition': return transition(scope)
    case 'setupHold': return setupHold(scope)
    default: return blind({ kind: 'never' })
  }
}
