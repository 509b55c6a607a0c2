import {
  ProtocolError, SettingError, type OperationOptions, type Oscilloscope, type RestoreOptions, type RestoreReport,
  type SafeStateReport, type Snapshot,
  type Waveform,
} from '@lab/core'
import { defineCommands, scpiDriver, type InstrumentBase, type ScpiLink } from '@lab/scpi'
import {
  scopeCursors, scopeFft, scopeMask, scopeMath, scopeReference, type FftSettings, type MathSettings, type ScopeCursors,
  type ScopeMask,
  type ScopeReference,
} from './driver/analysis.ts'
import { scopeChannel, type ScopeChannel } from './driver/channel.ts'
import { scopeFrequencyResponse, type ScopeFrequencyResponse } from './driver/frequency-response.ts'
import { scopeGenerator, type GeneratorLink, type ScopeGenerator } from './driver/generator.ts'
import { scopeMeasurements, type ScopeMeasurements } from './driver/measure.ts'
import { scopeClock, type ScopeClock } from './driver/clock.ts'
import type { DigitizeOptions } from './driver/digitize.ts'
import { scopePeripherals, type ScopePeripherals } from './driver/peripherals.ts'
import { runControl, type RunControl } from './driver/run-control.ts'
import type { ScopeLink, SettingGroup } from './driver/setting-group.ts'
import { restoreSnapshot, takeSnapshot } from './driver/snapshots.ts'
import {
  scopeDisplay, scopeSystem, scopeVoltmeter, type ScopeDisplay, type ScopeSystem, type ScopeVoltmeter,
} from './driver/system.ts'
import { scopeAcquisition, scopeTimebase, type ScopeAcquisition, type TimebaseSettings } from './driver/timebase.ts'
import { scopeTrigger, type ScopeTrigger, type TriggerInput } from './driver/trigger.ts'
import { fetchWaveform, type FetchOptions } from './driver/waveform.ts'
import { edux1052aDeclarations, edux1052gDeclarations } from './settings.ts'
import type { WaveformSource } from './settings/sources.ts'
import { channels, references, type Channel, type Reference } from './specifications.ts'

/** What both models have. */
export interface ScopeParts extends RunControl, ScopeSystem, ScopePeripherals, ScopeClock {
  /**
   * Every setting by name, per channel as `channelScale@1`: those declared, and `triggerHighLevel@1`, `triggerLowLevel@1`,
   * `persistence`,
   * `measureSources`, `measureThresholds`, `delayEdges` and `waveformPoints`, in the words of the instrument. Not in it: the
   * clock, what is installed on the screen, reference waveforms and masks.
   */
  snapshot(options?: OperationOptions): Promise<Snapshot>
  /**
   * Puts back what {@link snapshot} gave; the generator is switched on only with `outputs: true`. @throws as
   * `Instrument.restore`.
   */
  restore(snapshot: Snapshot, options?: RestoreOptions): Promise<RestoreReport>
  /** The inputs. */
  readonly channels: readonly Channel[]
  /** @throws SettingError for another channel. */
  channel(channel: Channel): ScopeChannel
  readonly timebase: SettingGroup<TimebaseSettings>
  readonly acquisition: ScopeAcquisition
  readonly measurements: ScopeMeasurements
  readonly cursors: ScopeCursors
  readonly math: SettingGroup<MathSettings>
  readonly fft: SettingGroup<FftSettings>
  /** @throws SettingError for another reference waveform. */
  reference(reference: Reference): ScopeReference
  readonly mask: ScopeMask
  readonly voltmeter: ScopeVoltmeter
  readonly display: ScopeDisplay
  /**
   * The samples of any source, as the instrument sent them. Values of an FFT are in dBV or Vrms over Hz.
   * @throws SettingError when the source is off.
   */
  fetchWaveform(source: WaveformSource, options?: FetchOptions): Promise<Waveform>
}

/** An opened oscilloscope of either model. */
interface OpenedScope extends Oscilloscope<Channel>, ScopeParts {
  readonly kind: 'oscilloscope'
  readonly channels: readonly Channel[]
  channel(channel: Channel): ScopeChannel
  digitize(options?: DigitizeOptions): Promise<void>
  snapshot(options?: OperationOptions): Promise<Snapshot>
  restore(snapshot: Snapshot, options?: RestoreOptions): Promise<RestoreReport>
}

/** An opened EDUX1052A. */
export interface Edux1052a extends OpenedScope {
  /** Messages of your own, through the same guard, trace and queue as everything else. */
  readonly scpi: ScpiLink<typeof edux1052aDeclarations>
  readonly trigger: ScopeTrigger
}

/**
 * An opened EDUX1052G: what the A model has, its generator as a source of triggers, the generator, and frequency response
 * analysis.
 */
export interface Edux1052g extends OpenedScope {
  /** Messages of your own, through the same guard, trace and queue as everything else. */
  readonly scpi: ScpiLink<typeof edux1052gDeclarations>
  readonly trigger: ScopeTrigger<TriggerInput | 'line' | 'generator'>
  /** The generator. Its amplitude and offset can be limited by the bench, under the channel `*`. */
  readonly generator: ScopeGenerator
  readonly frequencyResponse: ScopeFrequencyResponse
}

function partsOf(link: ScopeLink, { alias }: InstrumentBase): ScopeParts {
  const inputs = { 1: scopeChannel(link, 1), 2: scopeChannel(link, 2) }
  const memories = { 1: scopeReference(link, 1), 2: scopeReference(link, 2) }
  return {
    snapshot: (options) => takeSnapshot(link, options),
    restore: (snapshot, options) => restoreSnapshot(link, snapshot, options),
    channels,
    channel: (channel) => numbered(inputs, channel, alias, 'channel', channels),
    timebase: scopeTimebase(link),
    acquisition: scopeAcquisition(link),
    measurements: scopeMeasurements(link),
    cursors: scopeCursors(link),
    math: scopeMath(link),
    fft: scopeFft(link),
    reference: (reference) => numbered(memories, reference, alias, 'reference waveform', references),
    mask: scopeMask(link),
    voltmeter: scopeVoltmeter(link),
    display: scopeDisplay(link),
    fetchWaveform: (source, options) => fetchWaveform(link, source, options),
    ...runControl(link), ...scopeSystem(link), ...scopePeripherals(link), ...scopeClock(link),
  }
}

/** The types refuse another number; a script without types gets an error that names those there are. */
function numbered<N extends number, T>(
  all: Readonly<Record<N, T>>, number: N, alias: string, what: string, known: readonly N[],
): T {
  if (Object.hasOwn(all, number)) return all[number]
  throw new SettingError(`${alias} has no ${what} ${String(number)}; it has ${known.join(', ')}.`)
}

/** Ends the analysis and switches the generator off, then asks whether it is. */
async function generatorOff(link: GeneratorLink): Promise<SafeStateReport> {
  await link.write(':FRAN:ENAB 0;:WGEN:OUTP 0')
  const state = await link.query(':WGEN:OUTP?')
  if (state !== '0') throw new ProtocolError(
    `${link.alias} answers '${state}' to ':WGEN:OUTP?' after the generator was switched off.`,
  )
  return { actions: ['frequency response analysis off', 'generator off'], verified: true }
}

/**
 * Keysight EDUX1052A oscilloscope: two channels, 50 MHz. It puts nothing out: it is always in its safe state.
 *
 * ```ts
 * await using scope = await openInstrument(edux1052a, { resource: 'TCPIP::192.168.1.30::inst0::INSTR' })
 * await scope.channel(1).set({ enabled: true, probe: 10, scale: 1 })
 * await scope.trigger.edge({ source: 'channel1', level: 1.5 })
 * await scope.digitize()
 * const wave = await scope.channel(1).fetchWaveform({ record: 'raw' })
 * ```
 */
export const edux1052a = scpiDriver({
  name: 'keysight/EDUX1052A',
  kind: 'oscilloscope',
  models: ['EDUX1052A'],
  commands: defineCommands(edux1052aDeclarations),
  safeState: () => Promise.resolve({ actions: [], verified: true }),
  create: ({ link, base }): Edux1052a => ({
    ...base, ...partsOf(link, base), kind: 'oscilloscope', scpi: link, trigger: scopeTrigger(link),
  }),
})

/**
 * Keysight EDUX1052G oscilloscope: the EDUX1052A with a generator and frequency response analysis. Safe state: generator off.
 *
 * ```ts
 * await using scope = await openInstrument(edux1052g, { resource: 'TCPIP::192.168.1.30::inst0::INSTR' })
 * await scope.generator.set({ function: 'sine', frequency: 1000, amplitude: 2 })
 * await scope.generator.on()
 * ```
 */
export const edux1052g = scpiDriver({
  name: 'keysight/EDUX1052G',
  kind: 'oscilloscope',
  models: ['EDUX1052G'],
  commands: defineCommands(edux1052gDeclarations),
  safeState: generatorOff,
  create: ({ link, base }): Edux1052g => ({
    ...base, ...partsOf(link, base), kind: 'oscilloscope', scpi: link, trigger: scopeTrigger(link),
    generator: scopeGenerator(link), frequencyResponse: scopeFrequencyResponse(link),
  }),
})

declare module '@lab/core' {
  interface DriverTypes {
    'keysight/EDUX1052A': Edux1052a
    'keysight/EDUX1052G': Edux1052g
  }
}
