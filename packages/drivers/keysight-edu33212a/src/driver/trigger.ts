import type { OperationOptions, Quantity } from '@lab/core'
import { onlyKeys, place, readPresent, refuse, type Link } from './link.ts'

/** What starts a sweep, a list or a burst. What is left out stays as it is. */
export interface TriggerSettings {
  /**
   * `immediate`: by itself; `external`: the Ext Trig input; `timer`: every `timer` seconds; `bus`: `trigger()` of the generator.
   * `TRIGger:SOURce`.
   */
  readonly source?: 'immediate' | 'external' | 'timer' | 'bus'
  /** Edge at the Ext Trig input. `TRIGger:SLOPe`. */
  readonly slope?: 'positive' | 'negative'
  /** From the trigger to what it starts, 0 … 1000 s. `TRIGger:DELay`. */
  readonly delay?: Quantity<'s'>
  /** How many triggers are taken after `initiate()`, 1 … 1 000 000; only while `continuous` is false. `TRIGger:COUNt`. */
  readonly count?: number
  /** Time between the triggers of `timer`, 1 µs … 8000 s. `TRIGger:TIMer`. */
  readonly timer?: Quantity<'s'>
  /** Whether the trigger starts itself again. `INITiate:CONTinuous`. */
  readonly continuous?: boolean
}

const names = {
  slope: 'triggerSlope', delay: 'triggerDelay', count: 'triggerCount', timer: 'triggerTimer', source: 'triggerSource',
  continuous: 'continuous',
} as const

/** Sets the trigger of a channel. @throws SettingError for a source that bursts without end cannot have. */
export async function setTrigger(
  link: Link, channel: number, settings: TriggerSettings, options?: OperationOptions,
): Promise<void> {
  const where = place(link, channel)
  onlyKeys(where, settings, Object.keys(names))
  const values = Object.fromEntries(Object.entries(names).map(([name, setting]) => [
    setting, settings[name as keyof TriggerSettings],
  ]))
  await link.transaction(async (held) => {
    const asked = ['burstState', 'burstMode', 'burstCycles', 'triggerOutput'] as const
    const present = await readPresent(held, channel, asked)
    const endless = present.is('burstState') && present.word('burstMode') === 'triggered'
      && present.number('burstCycles') === Infinity
    const { source } = settings
    if (endless && (source === 'immediate' || source === 'timer')) refuse(
      where, `bursts without end cannot be triggered by '${source}'`,
    )
    if (source === 'external' && present.is('triggerOutput')) refuse(
      where, 'the Sync connector puts out a trigger, and none can come in then',
    )
    await held.set(values, { channel })
  }, options)
}
