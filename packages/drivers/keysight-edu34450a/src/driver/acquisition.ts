import { ProtocolError, SettingError, type OperationOptions, type Reading } from '@lab/core'
import { functionNamed, type DmmFunction } from '../functions.ts'
import { readingRates } from '../specifications.ts'
import { memoryDepth } from '../settings/acquisition.ts'
import {
  completeConfiguration, isGradedFunction, parseConfiguration, type DmmConfiguration,
} from './configuration.ts'
import type { DmmLink } from './link.ts'
import type { DmmParts } from './measurements.ts'
import type { ToCelsius } from './temperature.ts'

/** What starts a reading, and how many there are. Left out: unchanged. */
export interface TriggerOptions {
  /**
   * `immediate`: `READ?` and `INITiate` at once; `bus`: `*TRG`, after `initiate()`; `external`: the trigger input, which this
   * model may not have.
   */
  readonly source?: 'immediate' | 'bus' | 'external'
  /** Time between the trigger and the reading in s, 0 … 3600. */
  readonly delay?: number
  /** Readings for one trigger, 1 … 5000. There is no trigger count: one `initiate()` takes one trigger. */
  readonly samples?: number
}

/** What both displays showed at once. */
export interface DmmSample {
  readonly primary: Reading
  /** Absent while the secondary display is off. */
  readonly secondary?: Reading
}

/** Everything that decides what the numbers of an answer are. */
interface Context {
  readonly configuration: DmmConfiguration
  /** What is calculated with the readings: null, db, dbm change them. */
  readonly calculation: string
  readonly samples: number
  readonly delay: number
  readonly toCelsius: ToCelsius
}

/** Longest time of one reading in s besides its rate: autorange and a change of function (34450A Programmer's Reference). */
const patienceMs = 15_000

/** Longest time for an answer out of the memory. Where there is nothing (-230) the meter answers nothing. */
const fetchMs = 3000

const contextQuery = ':CONF?;:SAMP:COUN?;:TRIG:DEL?;:CALC:STAT?;:CALC:FUNC?'

async function askContext({ temperature }: DmmParts, link: DmmLink): Promise<Context> {
  const reply = await link.query(contextQuery)
  const [shown = '', samples = '', delay = '', on = '', calculation = ''] = reply.split(';')
  const configuration = await completeConfiguration(link, parseConfiguration(link.alias, shown))
  const toCelsius = configuration.function === 'temperature' ? await temperature.ask(link) : (value: number) => value
  const calculating = Number(on) !== 0
  return {
    configuration, samples: Number(samples), delay: Number(delay), calculation: calculating ? calculation.trim() : '', toCelsius,
  }
}

function secondsPerReading({ function: name, resolution = 'slow' }: DmmConfiguration): number {
  return isGradedFunction(name) ? 1 / readingRates[name][resolution] : 1.2
}

/** Time for all of them, with a margin. */
function allowedMs({ configuration, samples, delay }: Context): number {
  return patienceMs + 2000 * (delay + samples * secondsPerReading(configuration))
}

function primaryReading({ readings }: DmmParts, { configuration, calculation, toCelsius }: Context, shown: number): Reading {
  const { function: name, range, resolution } = configuration
  if (calculation === 'DB') return readings.bare(name, 'dB', shown)
  if (calculation === 'DBM') return readings.bare(name, 'dBm', shown)
  if (calculation !== 'NULL') return readings.make(name, toCelsius(shown), { range, resolution })
  return readings.bare(name, readings.make(name, shown).unit, shown)
}

/** What the numbers of `READ?` and `FETCh?` are; those of the displays take turns. */
async function samplesOf(parts: DmmParts, link: DmmLink, context: Context, values: readonly number[]): Promise<DmmSample[]> {
  const { samples } = context
  if (values.length === samples) return values.map((value) => ({ primary: primaryReading(parts, context, value) }))
  if (values.length !== 2 * samples) {
    throw new ProtocolError(
      `${link.alias} answered ${values.length} numbers for ${samples} samples: neither one nor two displays.`,
    )
  }
  const secondary = functionNamed((await link.query(':SEC:FUNC?')).replaceAll('"', ''))
  const found: DmmSample[] = []
  for (let i = 0; i < values.length; i += 2) found.push(sampleOf(parts, context, secondary, values[i], values[i + 1]))
  return found
}

function sampleOf(
  parts: DmmParts, context: Context, secondary: DmmFunction | undefined, first = Number.NaN, second = Number.NaN,
): DmmSample {
  const primary = primaryReading(parts, context, first)
  return secondary === undefined ? { primary } : { primary, secondary: parts.readings.make(secondary, second) }
}

/** Reading, triggering, and the memory. */
export class Acquisitions {
  readonly #parts: DmmParts

  constructor(parts: DmmParts) {
    this.#parts = parts
  }

  async configureTrigger({ source, delay, samples }: TriggerOptions, options?: OperationOptions): Promise<void> {
    await this.#parts.link.set({
      ...(source === undefined ? {} : { triggerSource: source }), ...(delay === undefined ? {} : { triggerDelay: delay }),
      ...(samples === undefined ? {} : { sampleCount: samples }),
    }, options)
  }

  configuration(options?: OperationOptions): Promise<DmmConfiguration> {
    return this.#parts.link.transaction(async (link) =>
      completeConfiguration(link, parseConfiguration(link.alias, await link.query(':CONF?'))), options)
  }

  /** `READ?`. */
  readBoth(options?: OperationOptions): Promise<readonly DmmSample[]> {
    return this.#parts.link.transaction(async (link) => {
      const context = await askContext(this.#parts, link)
      const values = await link.queryNumbers('READ?', { timeoutMs: allowedMs(context) })
      return samplesOf(this.#parts, link, context, values)
    }, options)
  }

  /** `FETCh?`. */
  fetchBoth(options?: OperationOptions): Promise<readonly DmmSample[]> {
    return this.#parts.link.transaction(async (link) => {
      const context = await askContext(this.#parts, link)
      await link.query('*OPC?', { timeoutMs: allowedMs(context) })
      const values = await link.queryNumbers('FETC?', { timeoutMs: fetchMs })
      return samplesOf(this.#parts, link, context, values)
    }, options)
  }

  /** Fills the memory with so many samples and reads it. */
  async record(samples: number, options?: OperationOptions): Promise<readonly DmmSample[]> {
    requireSamples(this.#parts.base.alias, samples)
    return this.#parts.link.transaction(async (link) => {
      await link.set({ triggerSource: 'immediate', sampleCount: samples })
      await link.execute(':INIT')
      const context = await askContext(this.#parts, link)
      await link.query('*OPC?', { timeoutMs: allowedMs(context) })
      const values = await link.queryNumbers('FETC?', { timeoutMs: fetchMs })
      return samplesOf(this.#parts, link, context, values)
    }, options)
  }
}

function requireSamples(alias: string, samples: number): void {
  if (Number.isInteger(samples) && samples >= 1 && samples <= memoryDepth) return
  throw new SettingError(`${alias}: the memory takes 1 … ${memoryDepth} samples, not ${samples}; nothing was sent.`)
}
