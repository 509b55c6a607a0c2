import { encodeBlock, formatNr3, type Declarations, type ProgramUnit } from '@lab/scpi'
import {
  defineDevice, DeviceError, type DeviceCall, type DeviceControl, type DeviceDefinition, type DeviceHandler, type DeviceValue,
  type ScpiDevice,
} from '@lab/scpi/device'
import { gaussian, simulatorTiming, type SimulatedInstrument, type SimulatorContext } from '@lab/transport-sim'
import { fromPeakToPeak, toPeakToPeak } from '../levels.ts'
import { edu33211aInstrument, edu33212aInstrument } from '../settings.ts'
import { channelsOf, type Model } from '../specifications.ts'
import { appliedText, applyHandler } from './apply.ts'
import { ChannelMemory } from './channel-memory.ts'
import { ChannelOutput } from './channel-output.ts'
import { ChannelSettings } from './channel-settings.ts'
import type { Pair } from './coupling-rules.ts'
import { FileStore } from './file-store.ts'
import { SimulatedNetwork } from './network-handlers.ts'
import { calibrationHandlers } from './calibration-handlers.ts'
import { panelHandlers } from './panel-handlers.ts'
import { react, type Leaders } from './reactions.ts'
import { fileHandlers, stateHandlers } from './state-handlers.ts'
import { putState, takeState, type InstrumentState } from './state-snapshot.ts'
import { SyncOutput } from './sync-output.ts'
import { waveformHandlers } from './waveform-handlers.ts'

type Handlers = NonNullable<DeviceDefinition<typeof edu33211aInstrument>['handlers']>

/** Milliseconds that working scripts allow for. */
const latencies = { query: 12, command: 15 } as const

/** One channel: settings, memory and output. */
interface SimulatedChannel {
  readonly settings: ChannelSettings
  readonly output: ChannelOutput
}

function realisticLatency({ query }: ProgramUnit): number {
  return query ? latencies.query : latencies.command
}

/** A simulated generator of one or two channels. */
export class GeneratorSimulation implements SimulatedInstrument {
  readonly device: ScpiDevice
  readonly #context: SimulatorContext
  readonly #commands: Declarations
  readonly #memories: readonly ChannelMemory[]
  readonly #channels: readonly SimulatedChannel[]
  readonly #sync: SyncOutput
  readonly #files = new FileStore()
  readonly #leaders: Leaders = { frequencyCoupling: 1, sampleRateCoupling: 1 }
  /** The state after the last change that was taken. */
  #accepted: InstrumentState = { settings: [], memories: [] }

  constructor(model: Model, context: SimulatorContext) {
    this.#context = context
    const numbers = channelsOf[model]
    this.#commands = model === 'EDU33211A' ? edu33211aInstrument : edu33212aInstrument
    this.#memories = numbers.map(() => new ChannelMemory())
    this.device = this.#makeDevice(model)
    this.#channels = numbers.map((channel, index) => this.#makeChannel(channel, this.#memories[index] ?? new ChannelMemory()))
    this.#sync = new SyncOutput(context.circuit.port(`${context.alias}.sync`), this.#channels.map(({ settings }) => settings))
    this.#reset()
  }

  close(): void {
    for (const { output } of this.#channels) output.trigger.close()
  }

  #makeChannel(channel: number, memory: ChannelMemory): SimulatedChannel {
    const { alias, circuit, clock, random } = this.#context
    const settings = new ChannelSettings(channel, this.device, memory)
    const within = (limit: number): number => Math.max(-limit, Math.min(limit, gaussian(random) * limit / 3))
    const output = new ChannelOutput({
      settings, clock, port: circuit.port(`${alias}.${channel}`),
      errors: { gain: within(3e-3), offset: within(1e-3) },
      seed: Math.floor(random() * 2 ** 31), phase: random(),
      other: () => this.#channels.find((candidate) => candidate.settings !== settings)?.output,
    })
    return { settings, output }
  }

  #makeDevice(model: Model): ScpiDevice {
    const { serial = 'SIM0000001', clock, alias, options } = this.#context
    const realistic = simulatorTiming({ alias, options }) === 'realistic'
    const common = {
      identity: { manufacturer: 'Keysight Technologies', model, serial, firmware: 'K-01.03.04-01.00-01.04-01.00-01.00' },
      handlers: this.#handlers(model, serial), clock, overflowText: 'Error queue overflow', scpiVersion: '1999.0',
      outOfRange: 'clip', formatNumber: (_: string, value: number) => (value === Infinity ? '9.9E+37' : formatNr3(value, 15)),
      clipError: (_: string, bound: 'lower' | 'upper') => new DeviceError(
        -222, `Data out of range; value clipped to ${bound} limit`,
      ),
      convertUnit: (
        name: string, value: number, unit: string, channel: number | undefined
      ) => this.#converted(name, value, unit, channel),
      onSet: (
        name: string, channel: number | undefined, _: DeviceValue, device: DeviceControl
      ) => this.#set(name, channel, device),
      onReset: () => this.#reset(),
      onClear: () => this.#abort(),
      onTrigger: () => this.#busTrigger(),
      ...(realistic ? { latencyMs: realisticLatency } : {}),
    } as const
    return model === 'EDU33211A'
      ? defineDevice({ ...common, commands: edu33211aInstrument })
      : defineDevice({ ...common, commands: edu33212aInstrument })
  }

  #handlers(model: Model, serial: string): Handlers {
    const of = (call: DeviceCall): ChannelSettings => this.#channelOf(call).settings
    const changed = (settings: ChannelSettings, setting: string): void => this.#changed(setting, settings)
    const apply = (name: Parameters<typeof applyHandler>[0]): DeviceHandler => applyHandler(name, of, changed)
    return {
      ...waveformHandlers({ files: this.#files, settings: of, changed }),
      ...stateHandlers({
        files: this.#files, take: () => takeState(this.#commands, this.device, this.#memories),
        put: (state) => this.#recall(state),
      }),
      ...fileHandlers(this.#files, encodeBlock),
      ...panelHandlers(this.#context.clock), ...calibrationHandlers,
      ...new SimulatedNetwork(model, serial).handlers(),
      ...this.#triggerHandlers(),
      applied: (call) => appliedText(of(call)),
      applySine: apply('sine'), applySquare: apply('square'), applyRamp: apply('ramp'), applyTriangle: apply('triangle'),
      applyPulse: apply('pulse'), applyPrbs: apply('prbs'), applyNoise: apply('noise'), applyDc: apply('dc'),
      applyArbitrary: apply('arbitrary'),
      autorange: (call) => this.#autorange(call),
      phaseReference: (call) => this.#channelOf(call).output.referPhase(),
      synchronisePhases: () => this.#synchronise(),
      arbitrarySynchronise: () => this.#synchronise(),
    }
  }

  #triggerHandlers() {
    return {
      trigger: (call: DeviceCall) => {
        this.#channelOf(call).output.fire()
      },
      initiate: (call: DeviceCall) => this.#channelOf(call).output.trigger.initiate(),
      initiateAll: () => {
        for (const { output } of this.#channels) output.trigger.initiate()
      },
      continuousAll: ({ device, parameters: [on] }: DeviceCall) => {
        for (const { settings, output } of this.#channels) {
          device.set('continuous', on === true, settings.channel)
          output.adopt()
        }
        this.#showAll()
      },
      abort: () => this.#abort(),
    }
  }

  #channelOf({ suffixes }: DeviceCall): SimulatedChannel {
    const channel = this.#channels[(suffixes[0] ?? 1) - 1]
    if (channel === undefined) throw new DeviceError(-114)
    return channel
  }

  /** A setting was changed by a message. */
  #set(name: string, channel: number | undefined, device: DeviceControl): void {
    if (name === 'triggerOutput' && device.getBoolean(name)
      && this.#channels.some(({ settings }) => settings.word('triggerSource') === 'external')) {
      throw new DeviceError(-221, 'Settings conflict; trigger output disabled by trigger external')
    }
    const set = this.#channels.find(({ settings }) => settings.channel === channel)?.settings
    if (set === undefined) this.#drive()
    else this.#changed(name, set)
  }

  #changed(name: string, set: ChannelSettings): void {
    const other = this.#channels.find(({ settings }) => settings !== set)?.settings
    const pair: Pair | undefined = other === undefined ? undefined : { set, other, names: this.#channelSettingNames() }
    try {
      react(name, set, pair, this.#leaders)
      this.#drive()
    } catch (error) {
      // What was refused changes nothing else either.
      this.#recall(this.#accepted)
      throw error
    }
  }

  #channelSettingNames(): readonly string[] {
    return Object.entries(this.#commands).flatMap(([name, declaration]) =>
      (declaration.kind === 'setting' && declaration.channels !== undefined ? [name] : []))
  }

  #drive(): void {
    for (const { output } of this.#channels) output.adopt()
    this.#showAll()
    this.#sync.drive()
    this.#accepted = takeState(this.#commands, this.device, this.#memories)
  }

  #reset(): void {
    for (const memory of this.#memories) memory.reset()
    this.#drive()
  }

  #recall(state: InstrumentState): void {
    putState(state, this.device, this.#memories)
    this.#drive()
  }

  #abort(): void {
    for (const { output } of this.#channels) output.trigger.abort()
  }

  #busTrigger(): void {
    const waiting = this.#channels.filter(({ settings }) => settings.word('triggerSource') === 'bus')
    const fired = waiting.filter(({ output }) => output.fire())
    if (fired.length === 0) throw new DeviceError(-211)
  }

  #synchronise(): void {
    const time = this.#context.clock.monotonic() / 1000
    for (const { output } of this.#channels) output.synchronise(time)
    this.#showAll()
  }

  /** The signal of a channel may have that of the other one in it. */
  #showAll(): void {
    for (const { output } of this.#channels) output.drive()
  }

  #autorange({ query, parameters: [word], suffixes }: DeviceCall): string | undefined {
    const memory = this.#memories[(suffixes[0] ?? 1) - 1]
    if (memory === undefined) throw new DeviceError(-114)
    if (query) return memory.autorange ? '1' : '0'
    memory.autorange = word === 'ON' || (typeof word === 'number' && Math.round(word) !== 0)
    return undefined
  }

  /** Amplitudes come in three units whatever is set, angles in two. */
  #converted(name: string, value: number, unit: string, channel: number | undefined): number | undefined {
    const settings = this.#channels.find((candidate) => candidate.settings.channel === channel)?.settings
    if (settings === undefined) return undefined
    if (name === 'amplitude' && (unit === 'Vpp' || unit === 'Vrms' || unit === 'dBm')) {
      return fromPeakToPeak(toPeakToPeak(value, unit, settings), settings.amplitudeUnit, settings)
    }
    if (name !== 'phase' || (unit !== '°' && unit !== 'rad')) return undefined
    const radians = unit === '°' ? value / 180 * Math.PI : value
    return this.device.getString('angleUnit') === 'radian' ? radians : radians / Math.PI * 180
  }
}
