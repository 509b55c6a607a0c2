import { DeviceError, type DeviceCall, type DeviceHandler } from '@lab/scpi/device'
import { formatNr1 } from '@lab/scpi'
import { channels, grid, type Channel } from '../specifications.ts'
import { operationBits } from './acquirer.ts'
import { autoscale } from './autoscale.ts'
import { readTimebase } from './configuration.ts'
import { engineering } from './format.ts'
import type { SimulatedScope } from './scope.ts'
import { channelSetup, learnString, timebaseSetup } from './setup.ts'
import { channelOfSource } from './sources.ts'
import type { Commands } from './commands.ts'

type Handlers = Record<string, DeviceHandler>

/** A number that is another form of a setting: eight divisions of a scale. */
export function scaled(scope: SimulatedScope, setting: string, factor: number): DeviceHandler {
  return ({ query, device, suffixes, parameters: [value] }) => {
    const channel = suffixes[0]
    if (query) return engineering(device.getNumber(setting, channel) * factor)
    device.set(setting, Number(value) / factor, channel)
    scope.couplings.changed(setting, channel, Number(value) / factor, device)
    return undefined
  }
}

/** A value that nothing but its query depends on. */
export function remembered(
  scope: SimulatedScope, name: string, initial: string | number | boolean, format: (value: string | number | boolean) => string,
): DeviceHandler {
  return ({ query, parameters: [value] }) => {
    if (query) return format(scope.kept.get(name) ?? initial)
    if (value === undefined || value instanceof Uint8Array) throw new DeviceError(-109)
    scope.kept.set(name, value)
    return undefined
  }
}

export const asText = (value: string | number | boolean): string => `"${String(value)}"`

function channelNumber({ suffixes: [number] }: DeviceCall): Channel {
  const channel = channels.find((candidate) => candidate === number)
  if (channel === undefined) throw new DeviceError(-114)
  return channel
}

function onChannel(handler: (channel: Channel, call: DeviceCall) => ReturnType<DeviceHandler>): DeviceHandler {
  return (call) => handler(channelNumber(call), call)
}

function checkedChannel(handler: DeviceHandler): DeviceHandler {
  return (call) => {
    channelNumber(call)
    return handler(call)
  }
}

function namesOf({ parameters }: DeviceCall): readonly string[] {
  return parameters.filter((value) => typeof value === 'string')
}

/** Inputs that are overdriven now, by bit. */
function overloads(scope: SimulatedScope): number {
  return channels.reduce((bits, channel) =>
    Math.abs(scope.inputs[channel].port.voltage()) > 150 ? bits | (1 << (channel - 1)) : bits, 0)
}

function digitize(scope: SimulatedScope, call: DeviceCall): Promise<void> | undefined {
  const mode = call.device.getString('timebaseMode')
  if (mode === 'xy' || mode === 'roll') throw new DeviceError(-221)
  const names = namesOf(call)
  if (names.some((name) => channelOfSource(name) !== undefined)) {
    for (const channel of channels) call.device.set('channelDisplay', names.includes(`channel${channel}`), channel)
  }
  for (const name of names) scope.sources.show(name, true)
  return scope.acquirer.digitize()
}

function runControl(scope: SimulatedScope): Handlers {
  const { acquirer, sources } = scope
  return {
    run: () => acquirer.run(),
    stop: () => acquirer.stop(),
    single: () => acquirer.single(),
    digitize: (call) => digitize(scope, call),
    forceTrigger: () => acquirer.force(),
    autoscale: (call) => autoscale(scope, namesOf(call)),
    view: (call) => sources.show(namesOf(call)[0] ?? '', true),
    blank: (call) => {
      const names = namesOf(call)
      for (const name of names.length > 0 ? names : ['channel1', 'channel2', 'math', 'fft']) sources.show(name, false)
    },
    shown: (call) => (sources.isShown(namesOf(call)[0] ?? '') ? '1' : '0'),
  }
}

function registers(scope: SimulatedScope): Handlers {
  const { acquirer, mask: maskTest } = scope
  const { operation } = scope.device.status
  const condition = (): number => {
    acquirer.advance()
    const overload = (overloads(scope) & scope.device.getNumber('overloadEnable')) === 0 ? 0 : operationBits.overload
    operation.setCondition((operation.condition & ~operationBits.overload) | overload)
    return operation.condition
  }
  return {
    armedEvent: () => (acquirer.takeArmed() ? '1' : '0'),
    triggerEvent: () => (acquirer.takeTriggered() ? '1' : '0'),
    operationCondition: () => formatNr1(condition()),
    operationEvent: () => {
      condition()
      return formatNr1(operation.readEvent())
    },
    overloadEvent: () => formatNr1(overloads(scope)),
    maskEvent: () => formatNr1(maskTest.takeEvents()),
    serialNumber: () => scope.device.identity.serial,
    clearStatus: ({ device }) => {
      device.status.clear()
      device.operations.cancelNotification()
      acquirer.forgetEvents()
      maskTest.takeEvents()
    },
  }
}

/** The inputs of the bus that there are, by bit. */
const busBits = { analogBusBit0: 1, analogBusBit1: 2, analogBusBit4: 16 } as const

const analogBusMask: DeviceHandler = ({ query, device, parameters: [value] }) => {
  const all = Object.entries(busBits)
  if (query) return formatNr1(all.reduce((bits, [name, bit]) => bits | (device.getBoolean(name) ? bit : 0), 0))
  if (value === undefined) throw new DeviceError(-109)
  for (const [name, bit] of all) device.set(name, (Number(value) & bit) !== 0)
  return undefined
}

function vertical(scope: SimulatedScope): Handlers {
  return {
    channelRange: checkedChannel(scaled(scope, 'channelScale', grid.rows)),
    channelBandwidth: onChannel((channel, { device, query, parameters: [value] }) => {
      if (query) return engineering(device.getBoolean('bandwidthLimit', channel) ? 25e6 : 50e6)
      device.set('bandwidthLimit', Number(value) <= 25e6, channel)
      return undefined
    }),
    channelProtection: onChannel(() => 'NORM'),
    channelSetup: onChannel((channel, { device }) => channelSetup(device, channel)),
    probeId: onChannel(() => '0'),
    analogBusBit2: () => { throw new DeviceError(-241) },
    analogBusBit3: () => { throw new DeviceError(-241) },
    analogBusMask,
  }
}

function horizontal(scope: SimulatedScope, commands: Commands): Handlers {
  const points = (): string => formatNr1(scope.acquirer.frame()?.timebase.points ?? readTimebase(scope.device).points)
  return {
    timebaseRange: scaled(scope, 'timebaseScale', grid.columns),
    windowRange: scaled(scope, 'windowScale', grid.columns),
    timebaseSetup: ({ device }) => timebaseSetup(device),
    analyzeSegments: ({ device }) => {
      if (device.getString('acquisitionMode') !== 'segmented') throw new DeviceError(-221)
    },
    acquiredPoints: points,
    sampleRate: ({ device }) => engineering(Number((1 / readTimebase(device).step).toPrecision(9))),
    acquisitionSetup: ({ device }) => learnString(device, commands, 'ACQ'),
    externalSetup: ({ device }) => learnString(device, commands, 'EXT'),
    triggerSetup: ({ device }) => learnString(device, commands, 'TRIG'),
  }
}

/** Run control, registers, channels and time base. */
export function acquisitionHandlers(scope: SimulatedScope, commands: Commands): Handlers {
  return { ...runControl(scope), ...registers(scope), ...vertical(scope), ...horizontal(scope, commands) }
}
