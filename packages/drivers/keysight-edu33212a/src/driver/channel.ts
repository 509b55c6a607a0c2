import type { FunctionGeneratorChannel, OperationOptions, Quantity, Reading } from '@lab/core'
import { SpecifiedFunction } from '@lab/core/uncertainty'
import type { InstrumentBase } from '@lab/scpi'
import { specifications, type Channel } from '../specifications.ts'
import { arbitraryMemory, type ArbitraryMemory } from './arbitrary.ts'
import { endMode, readChannel, setChannel } from './channel-set.ts'
import type { GeneratorSettings, GeneratorState } from './channel-settings.ts'
import { presentLevels } from './level-plan.ts'
import { onlyKeys, place, readPresent, refuse, within, type Link } from './link.ts'
import { modeOf, modeSettings, type Mode } from './mode-names.ts'
import { modulate, type Modulation } from './modulation.ts'
import { playBurst, playList, sweep, type Burst, type FrequencyList, type Sweep } from './modes.ts'
import { setTrigger, type TriggerSettings } from './trigger.ts'

/** The instrument's own bounds of the levels, in V into the load. */
export interface VoltageLimits {
  readonly low: Quantity<'V'>
  readonly high: Quantity<'V'>
}

/** What the Sync signal of a channel does. */
export interface ChannelSync {
  /**
   * `normal`: with the waveform, modulation or sweep; `carrier`: with the carrier; `marker`: with the marker frequency or cycle.
   */
  readonly mode?: 'normal' | 'carrier' | 'marker'
  readonly polarity?: 'normal' | 'inverted'
}

/** One output. Every call is one transaction and takes `{ signal, timeoutMs }` last. */
export interface GeneratorChannel extends FunctionGeneratorChannel {
  /**
   * Sets what is given in an order in which nothing conflicts, and does not switch the output. The instrument would clip what
   * does not fit and go on; this refuses it.
   * @throws SettingError before anything is set: outside the range of function and load, offset and amplitude that do not fit, a
   * function that a modulation, sweep or burst which is on does not allow. LimitError for a limit of the bench. InstrumentError
   * for what the instrument reports all the same.
   */
  set(settings: GeneratorSettings, options?: OperationOptions): Promise<void>
  /** What is set, levels as the load gets them. */
  state(options?: OperationOptions): Promise<GeneratorState>
  /** Frequency in Hz, with the accuracy of the time base. */
  programmedFrequency(options?: OperationOptions): Promise<Reading<'Hz'>>
  /** Amplitude in Vpp into the load, with the accuracy at 1 kHz. Frequencies above carry no uncertainty. */
  programmedAmplitude(options?: OperationOptions): Promise<Reading<'Vpp'>>
  /** Offset in V into the load. */
  programmedOffset(options?: OperationOptions): Promise<Reading<'V'>>
  /** Sets a modulation and switches it on. See {@link Modulation}. */
  modulate(modulation: Modulation, options?: OperationOptions): Promise<void>
  /** Sets a sweep and switches it on. See {@link Sweep}. */
  sweep(sweep: Sweep, options?: OperationOptions): Promise<void>
  /** Sets a list of frequencies and switches it on. See {@link FrequencyList}. */
  playList(list: FrequencyList, options?: OperationOptions): Promise<void>
  /** Sets bursts and switches them on. See {@link Burst}. */
  burst(burst: Burst, options?: OperationOptions): Promise<void>
  /** Ends modulation, sweep, list and burst: the waveform goes on by itself. */
  continuous(options?: OperationOptions): Promise<void>
  /** What it does besides generating its function; undefined for nothing. */
  mode(options?: OperationOptions): Promise<Mode | undefined>
  /** Sets what starts a sweep, a list or a burst. */
  setTrigger(settings: TriggerSettings, options?: OperationOptions): Promise<void>
  /** Triggers at once. `TRIGger`. */
  trigger(options?: OperationOptions): Promise<void>
  /** Arms the trigger once. @throws InstrumentError (-213) while it starts itself again. `INITiate`. */
  initiate(options?: OperationOptions): Promise<void>
  /** Sets what the Sync signal of this channel does. */
  setSync(sync: ChannelSync, options?: OperationOptions): Promise<void>
  /** Calls the present phase 0. `PHASe:REFerence`. */
  setPhaseReference(options?: OperationOptions): Promise<void>
  /**
   * Sets the instrument's own bounds of the levels and makes them hold; `false` ends them. They are not the limits of a bench.
   * `VOLTage:LIMit`.
   */
  setVoltageLimits(limits: VoltageLimits | false, options?: OperationOptions): Promise<void>
  /** Waveforms made of samples. */
  readonly arbitrary: ArbitraryMemory
}

async function setVoltageLimits(
  link: Link, channel: Channel, limits: VoltageLimits | false, options?: OperationOptions,
): Promise<void> {
  if (limits === false) return await link.set({ limitsEnabled: false }, { ...options, channel })
  const where = place(link, channel)
  onlyKeys(where, limits, ['low', 'high'])
  const { low, high } = limits
  within(where, 'low', Number(low), -10, 10, 'V')
  within(where, 'high', Number(high), -10, 10, 'V')
  await link.transaction(async (held) => {
    const present = await readPresent(held, channel, ['low', 'high'])
    if (low > present.number('low') || high < present.number('high')) {
      refuse(
        where,
        `voltage limits ${low} … ${high} V do not hold the levels that are set, `
        + `${present.number('low')} … ${present.number('high')} V`,
      )
    }
    // While they hold, moving one past a level would be adjusted.
    await held.set({ limitsEnabled: false, highLimit: high, lowLimit: low }, { channel })
    await held.set({ limitsEnabled: true }, { channel })
  }, options)
}

function readings(base: InstrumentBase, link: Link, channel: Channel) {
  const made = specifications[channel]
  const frequency = new SpecifiedFunction(made.frequency, base)
  const amplitude = new SpecifiedFunction(made.amplitude, base)
  const offset = new SpecifiedFunction(made.offset, base)
  const levels = (options?: OperationOptions) =>
    readPresent(link, channel, ['function', 'load', 'amplitudeUnit', 'amplitude', 'offset', 'frequency'], options)
  return {
    async programmedFrequency(options?: OperationOptions) {
      return frequency.reading(await link.get('frequency', { ...options, channel }), base.clock.now())
    },
    async programmedAmplitude(options?: OperationOptions) {
      const present = await levels(options)
      return amplitude.reading(presentLevels(present).amplitude, base.clock.now(), { frequency: present.number('frequency') })
    },
    async programmedOffset(options?: OperationOptions) {
      return offset.reading((await levels(options)).number('offset'), base.clock.now())
    },
  }
}

/** One output of a generator. */
export function generatorChannel(base: InstrumentBase, link: Link, channel: Channel): GeneratorChannel {
  return {
    ...readings(base, link, channel),
    set: (settings, options) => setChannel(link, channel, settings, options),
    state: (options) => readChannel(link, channel, options),
    on: (options) => link.set({ output: true }, { ...options, channel }),
    off: (options) => link.set({ output: false }, { ...options, channel }),
    isOn: (options) => link.get('output', { ...options, channel }),
    modulate: (modulation, options) => modulate(link, channel, modulation, options),
    sweep: (wanted, options) => sweep(link, channel, wanted, options),
    playList: (list, options) => playList(link, channel, list, options),
    burst: (burst, options) => playBurst(link, channel, burst, options),
    continuous: (options) => endMode(link, channel, options),
    mode: async (options) => modeOf(await readPresent(link, channel, modeSettings, options)),
    setTrigger: (settings, options) => setTrigger(link, channel, settings, options),
    trigger: (options) => link.execute(`:TRIG${channel}`, options),
    initiate: (options) => link.execute(`:INIT${channel}`, options),
    async setSync(sync, options) {
      onlyKeys(place(link, channel), sync, ['mode', 'polarity'])
      const { mode, polarity } = sync
      await link.set(
        { ...(mode === undefined ? {} : { syncMode: mode }), ...(polarity === undefined ? {} : { syncPolarity: polarity }) },
        { ...options, channel },
      )
    },
    setPhaseReference: (options) => link.execute(`:SOUR${channel}:PHAS:REF`, options),
    setVoltageLimits: (limits, options) => setVoltageLimits(link, channel, limits, options),
    arbitrary: arbitraryMemory(link, channel),
  }
}
