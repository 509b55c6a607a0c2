import type { DeviceControl } from '@lab/scpi/device'
import { channels, grid, scaleRange, timeRange, type Channel } from '../specifications.ts'
import type { SimulatedScope } from './scope.ts'

/** Least amplitude in V that counts as a signal. */
const leastSignal = 0.01

/** The next of 1, 2, 5 times a power of ten. */
function nextStep(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value))
  return ([1, 2, 5, 10].find((factor) => factor * decade >= value * 0.999) ?? 10) * decade
}

interface Seen {
  readonly low: number
  readonly high: number
  readonly frequency: number
}

function lookAt(scope: SimulatedScope, channel: Channel): Seen {
  const { port } = scope.inputs[channel]
  const wave = port.waveform()
  const span = wave.period ?? 0.1
  let [low, high] = [Infinity, -Infinity]
  for (let index = 0; index < 500; index++) {
    const value = wave.at(scope.now + (index * span) / 500)
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  return { low, high, frequency: port.frequency() }
}

function scaleTo(scope: SimulatedScope, channel: Channel, { low, high }: Seen, device: DeviceControl): void {
  const probe = device.getNumber('probe', channel)
  const scale = nextStep(Math.max(high - low, Math.abs(high), Math.abs(low), leastSignal) / (grid.rows - 2))
  device.set(
    'channelScale', Math.min(scaleRange.max * probe, Math.max(scaleRange.min * probe, Number(scale.toPrecision(3)))), channel,
  )
  device.set('channelOffset', Number(((high + low) / 2).toPrecision(3)), channel)
  scope.couplings.coerceChannel(channel, device)
}

/** Shows the channels with a signal so that it can be seen, two or so periods of it, and triggers on the first. */
export function autoscale(scope: SimulatedScope, names: readonly string[]): void {
  const { device } = scope
  device.set('mathDisplay', false)
  device.set('fftDisplay', false)
  device.set('cursorMode', 'off')
  scope.measurements.clear()
  const candidates = channels.filter((channel) => names.length === 0 || names.includes(`channel${channel}`))
  const seen = candidates.map((channel) => ({ channel, ...lookAt(scope, channel) }))
  const active = seen.filter(({ low, high }) => high - low > leastSignal || Math.abs(high) > leastSignal)
  const [first] = active
  if (first === undefined) return
  for (const one of seen) {
    device.set('channelDisplay', active.includes(one), one.channel)
    if (active.includes(one)) scaleTo(scope, one.channel, one, device)
  }
  if (first.frequency > 0) {
    const scale = nextStep(2.5 / first.frequency / grid.columns)
    device.set('timebaseScale', Math.min(timeRange.max, Math.max(timeRange.min, Number(scale.toPrecision(3)))))
  }
  device.set('timebasePosition', 0)
  device.set('triggerMode', 'edge')
  device.set('edgeSource', `channel${first.channel}`)
  scope.levels.setLevel(`channel${first.channel}`, (first.high + first.low) / 2, device)
  if (device.getString('autoscaleMode') === 'normal') device.set('acquisitionType', 'normal')
  scope.acquirer.run()
}
