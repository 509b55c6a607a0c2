import {
  ProtocolError, SettingError, type FunctionGenerator, type OperationOptions, type RestoreOptions, type RestoreReport,
  type SafeStateReport,
  type Snapshot,
} from '@lab/core'
import type { InstrumentBase } from '@lab/scpi'
import type { Channel } from '../specifications.ts'
import { generatorChannel, type GeneratorChannel } from './channel.ts'
import { frontPanel, type FrontPanel } from './front-panel.ts'
import { fileSystem, storedStates, type Files, type StoredStates } from './instrument-state.ts'
import { onlyKeys, type Link } from './link.ts'
import { network, type Network } from './network.ts'

/** The Sync connector of the front panel. What is left out stays as it is. */
export interface SyncSettings {
  readonly on?: boolean
  /** Channel whose Sync signal it carries. */
  readonly channel?: Channel
}

/** The trigger of the instrument on the Sync connector. What is left out stays as it is. */
export interface TriggerOutputSettings {
  /** Off by itself while a trigger comes from outside. */
  readonly on?: boolean
  readonly slope?: 'positive' | 'negative'
  /** Channel whose trigger it is. */
  readonly channel?: Channel
}

/** What both models have. */
export interface Edu33210Series<C extends Channel> extends FunctionGenerator<C> {
  channel(channel: C): GeneratorChannel
  /** Every declared setting by name, per channel as `frequency@1`. */
  snapshot(options?: OperationOptions): Promise<Snapshot>
  /** Puts back what {@link snapshot} gave; outputs are switched on only with `outputs: true`. @throws as `Instrument.restore`. */
  restore(snapshot: Snapshot, options?: RestoreOptions): Promise<RestoreReport>
  /** Switches every output off. */
  allOff(options?: OperationOptions): Promise<void>
  /** Triggers every channel whose source is the bus. @throws InstrumentError (-211) when none waits. `*TRG`. */
  trigger(options?: OperationOptions): Promise<void>
  /** Arms the trigger of every channel once. `INITiate:ALL`. */
  initiate(options?: OperationOptions): Promise<void>
  /** Ends what triggers have started, on every channel. `ABORt`. */
  abort(options?: OperationOptions): Promise<void>
  /**
   * Resolves when what a trigger over the bus has started has ended. What runs on the internal trigger never ends, and is not
   * waited for. Give `timeoutMs`: bursts may take hours. `*OPC?`.
   */
  waitUntilDone(options?: OperationOptions): Promise<void>
  /** Makes every channel begin its period now, each with its phase. `PHASe:SYNChronize`. */
  synchronisePhases(options?: OperationOptions): Promise<void>
  setSync(sync: SyncSettings, options?: OperationOptions): Promise<void>
  setTriggerOutput(output: TriggerOutputSettings, options?: OperationOptions): Promise<void>
  /** Whether the self-test passed; it takes some 15 s, so that `timeoutMs` is 30 000 when absent. `*TST?`. */
  selfTest(options?: OperationOptions): Promise<boolean>
  /** Installed options. `*OPT?`. */
  options(options?: OperationOptions): Promise<readonly string[]>
  /** Takes every setting back to what `*RST` does: outputs off, sine of 1 kHz and 100 mVpp at 50 Ω. */
  reset(options?: OperationOptions): Promise<void>
  readonly states: StoredStates
  readonly files: Files
  readonly panel: FrontPanel
  readonly network: Network
}

const selfTestMs = 30_000

/** @throws SettingError for a channel that the model has not, in a script without types. */
function channelOf<C extends Channel>(alias: string, channels: ReadonlyMap<C, GeneratorChannel>, channel: C): GeneratorChannel {
  const found = channels.get(channel)
  if (found !== undefined) return found
  throw new SettingError(`${alias} has no channel ${String(channel)}; it has ${[...channels.keys()].join(', ')}.`)
}

function sourceWord(alias: string, channels: readonly Channel[], channel: Channel): 'channel1' | 'channel2' {
  if (channels.includes(channel)) return channel === 1 ? 'channel1' : 'channel2'
  throw new SettingError(`${alias} has no channel ${String(channel)}; it has ${channels.join(', ')}.`)
}

function syncMethods(link: Link, channels: readonly Channel[]) {
  const source = (channel: Channel): 'channel1' | 'channel2' => sourceWord(link.alias, channels, channel)
  return {
    async setSync(sync: SyncSettings, options?: OperationOptions) {
      onlyKeys(link.alias, sync, ['on', 'channel'])
      const { on, channel } = sync
      await link.set({
        ...(channel === undefined ? {} : { syncSource: source(channel) }), ...(on === undefined ? {} : { syncOutput: on }),
      }, options)
    },
    async setTriggerOutput(output: TriggerOutputSettings, options?: OperationOptions) {
      onlyKeys(link.alias, output, ['on', 'slope', 'channel'])
      const { on, slope, channel } = output
      await link.set({
        ...(slope === undefined ? {} : { triggerOutputSlope: slope }),
        ...(channel === undefined ? {} : { triggerOutputSource: source(channel) }),
        ...(on === undefined ? {} : { triggerOutput: on }),
      }, options)
    },
  }
}

/** What both models have, for the channels of one. */
export function generator<C extends Channel>(base: InstrumentBase, link: Link, channels: readonly C[]): Edu33210Series<C> {
  const outputs = new Map(channels.map((channel) => [channel, generatorChannel(base, link, channel)]))
  return {
    ...base,
    kind: 'function-generator',
    channels,
    channel: (channel) => channelOf(base.alias, outputs, channel),
    allOff: (options) => link.execute(channels.map((channel) => `:OUTP${channel} OFF`).join(';'), options),
    trigger: (options) => link.execute('*TRG', options),
    initiate: (options) => link.execute(':INIT:IMM:ALL', options),
    abort: (options) => link.execute(':ABOR', options),
    async waitUntilDone(options) {
      await link.query('*OPC?', options)
    },
    synchronisePhases: (options) => link.execute(':PHAS:SYNC', options),
    ...syncMethods(link, channels),
    selfTest: async (options) => await link.queryNumber('*TST?', { timeoutMs: selfTestMs, ...options }) === 0,
    async options(options) {
      return (await link.query('*OPT?', options)).replaceAll('"', '').split(',').filter((name) => name !== '' && name !== '0')
    },
    reset: (options) => link.execute('*RST', options),
    states: storedStates(link),
    files: fileSystem(link),
    panel: frontPanel(link),
    network: network(link),
  }
}

/** Switches every output off, then asks whether it is. Settings stay as they are. */
export async function outputsOff(link: Link, channels: readonly Channel[]): Promise<SafeStateReport> {
  await link.write([':ABOR', ...channels.map((channel) => `:OUTP${channel} OFF`)].join(';'))
  const states = await link.query(channels.map((channel) => `:OUTP${channel}?`).join(';'))
  const expected = channels.map(() => '0').join(';')
  if (states !== expected) throw new ProtocolError(
    `${link.alias} answers '${states}' for its outputs after all were switched off.`,
  )
  return { actions: channels.map((channel) => `output ${channel} off`), verified: true }
}
