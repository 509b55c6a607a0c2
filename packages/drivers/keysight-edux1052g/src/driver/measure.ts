import { ProtocolError, SettingError, type OperationOptions, type Reading, type Unit } from '@lab/core'
import { parseNumber } from '@lab/scpi'
import { sourceWord, type MeasurementSource } from '../settings/sources.ts'
import { measurements, type MeasurementName, type MeasurementUnit } from './measurement-names.ts'
import { settingGroup, type ScopeLink, type SettingGroup } from './setting-group.ts'
import { askAbout, checkMeasured } from './sources.ts'

/** Options of a measurement. */
export interface MeasureSourceOptions extends OperationOptions {
  /** What is measured; `channel1` when absent. */
  readonly source?: MeasurementSource | undefined
}

/** Options of a measurement from one source to another. */
export interface MeasurePairOptions extends OperationOptions {
  /** `channel1` when absent. */
  readonly from?: MeasurementSource | undefined
  /** `channel2` when absent. */
  readonly to?: MeasurementSource | undefined
}

/** Statistics of one measurement that is on the screen (`:MEASure:RESults?`). What could not be measured is NaN. */
export interface MeasurementStatistics {
  readonly label: string
  readonly current: number
  readonly minimum: number
  readonly maximum: number
  readonly mean: number
  readonly deviation: number
  readonly count: number
}

/**
 * Levels that edges are made of (`:MEASure:DEFine THResholds`): in percent of the amplitude, 5 … 95, or in the unit of the
 * source.
 */
export interface MeasurementThresholds {
  readonly kind: 'percent' | 'absolute'
  readonly upper: number
  readonly middle: number
  readonly lower: number
}

/** How measurements are made. */
export interface MeasurementSettings {
  /** What part of the time base is measured (`:MEASure:WINDow`). */
  readonly window: 'auto' | 'main' | 'zoom'
  /** Whether statistics are shown (`:MEASure:STATistics:DISPlay`). */
  readonly statistics: boolean
  /** Number of values that statistics are made of, 2 … 2000, or `Infinity` (`:MEASure:STATistics:MCOunt`). */
  readonly statisticsCount: number
  /** Whether cursors show what is measured (`:MEASure:SHOW`). */
  readonly show: boolean
}

/**
 * Measurements (`:MEASure`). What cannot be measured, such as the frequency of less than a cycle or the amplitude of a signal
 * that leaves the range, is a reading of NaN whose condition is `invalid`: never 9.9E37. Readings have two or three digits.
 */
export interface ScopeMeasurements extends SettingGroup<MeasurementSettings> {
  /** Measures one source. @throws SettingError when the source is off. */
  measure<N extends MeasurementName>(name: N, options?: MeasureSourceOptions): Promise<Reading<MeasurementUnit<N>>>
  /** Time from an edge of one source to the next one of another, in s (`:DELay?`). */
  delay(options?: MeasurePairOptions): Promise<Reading<'s'>>
  /** Phase from one source to another, in degrees of the period of the first (`:PHASe?`). */
  phase(options?: MeasurePairOptions): Promise<Reading<'°'>>
  /** Time after the trigger of the n-th edge: 1 the first rising, −1 the first falling (`:TEDGe?`). */
  timeOfEdge(edge: number, options?: MeasureSourceOptions): Promise<Reading<'s'>>
  /** Time after the trigger at which a value is crossed for the n-th time, falling for negative n (`:TVALue?`). */
  timeOfValue(value: number, crossing: number, options?: MeasureSourceOptions): Promise<Reading<'s'>>
  /** Value at a time after the trigger (`:VTIMe?`). */
  valueAt(time: number, options?: MeasureSourceOptions): Promise<Reading>
  /** Sets the levels that edges are made of; the standard ones, 90, 50 and 10 %, when absent. */
  setThresholds(thresholds?: MeasurementThresholds, options?: OperationOptions): Promise<void>
  /** Puts a measurement on the screen, where statistics are made of it. */
  install(name: MeasurementName, options?: MeasureSourceOptions): Promise<void>
  /** Statistics of what is on the screen. */
  results(options?: OperationOptions): Promise<readonly MeasurementStatistics[]>
  /** Begins the statistics anew. */
  resetStatistics(options?: OperationOptions): Promise<void>
  /** Takes all measurements off the screen. */
  clear(options?: OperationOptions): Promise<void>
}

const names = {
  window: 'measureWindow', statistics: 'statisticsDisplay', statisticsCount: 'statisticsCount', show: 'measureShow',
} as const

/** The instrument prints 9.9E37 for what it cannot measure. */
const invalidFrom = 9e37

function reading<U extends Unit>(link: ScopeLink, text: string, unit: U, what: string, channel: string): Reading<U> {
  const value = parseNumber(text)
  if (value === undefined) throw new ProtocolError(
    `${link.alias} answered ${what} of ${channel} with '${text}', which is no number.`,
  )
  const source = {
    instrument: link.alias, function: what, channel: channel.startsWith('channel') ? Number(channel.slice(-1)) : channel,
  }
  const timeMs = link.clock.now()
  if (Math.abs(value) < invalidFrom) return { value, unit, timeMs, source }
  return { value: Number.NaN, unit, timeMs, source, condition: 'invalid' }
}

function itemOf(alias: string, name: string): { readonly word: string; readonly before?: string; readonly unit: string } {
  const items: Readonly<Record<string, { word: string; before?: string; unit: string }>> = measurements
  const item = Object.hasOwn(items, name) ? items[name] : undefined
  if (item !== undefined) return item
  throw new SettingError(`${alias} cannot measure ${JSON.stringify(name)}; it can ${Object.keys(measurements).join(', ')}.`)
}

async function measure(
  link: ScopeLink, name: MeasurementName, { source = 'channel1', ...options }: MeasureSourceOptions,
): Promise<Reading> {
  const { word, before = '', unit } = itemOf(link.alias, name)
  checkMeasured(link.alias, source)
  const answer = await askAbout(link, source, `:MEAS:${word}? ${before}${sourceWord(source)}`, options)
  const horizontal = source === 'fft' ? 'Hz' : 's'
  return reading(link, answer.text, unit === 'vertical' ? answer.unit : unit === 'horizontal' ? horizontal : unit, name, source)
}

async function pair<U extends Unit>(
  link: ScopeLink, word: string, unit: U, { from = 'channel1', to = 'channel2', ...options }: MeasurePairOptions,
): Promise<Reading<U>> {
  checkMeasured(link.alias, from)
  checkMeasured(link.alias, to)
  const { text } = await askAbout(link, from, `:MEAS:${word}? ${sourceWord(from)},${sourceWord(to)}`, options)
  return reading(link, text, unit, word === 'PHAS' ? 'phase' : 'delay', from)
}

async function at(
  link: ScopeLink, word: string, numbers: readonly number[], what: string,
  { source = 'channel1', ...options }: MeasureSourceOptions,
): Promise<{ readonly text: string; readonly unit: string; readonly make: <U extends Unit>(unit: U) => Reading<U> }> {
  checkMeasured(link.alias, source)
  if (!numbers.every(Number.isFinite)) throw new SettingError(
    `${link.alias}: ${what} of ${numbers.join(', ')} is none; nothing was sent.`,
  )
  const { text, unit } = await askAbout(link, source, `:MEAS:${word}? ${[...numbers, sourceWord(source)].join(',')}`, options)
  return { text, unit, make: (own) => reading(link, text, own, what, source) }
}

function statisticsOf(fields: readonly string[]): MeasurementStatistics {
  const number = (index: number): number => {
    const value = Number(fields[index])
    return Math.abs(value) < invalidFrom ? value : Number.NaN
  }
  return {
    label: fields[0] ?? '', current: number(1), minimum: number(2), maximum: number(3), mean: number(4), deviation: number(5),
    count: number(6),
  }
}

/** Fields of the results for one measurement. */
const resultFields = 7

function parseResults(alias: string, text: string): readonly MeasurementStatistics[] {
  const fields = text === '' ? [] : text.split(',')
  if (fields.length % resultFields !== 0) {
    const expected = `${resultFields} for each measurement`
    throw new ProtocolError(`${alias} answered ':MEAS:RES?' with ${fields.length} fields, expected ${expected}.`, {
      hint: 'It gives other fields while statistics are not shown. Set { statistics: true } first.',
    })
  }
  return Array.from({ length: fields.length / resultFields }, (_, index) =>
    statisticsOf(fields.slice(index * resultFields, (index + 1) * resultFields)))
}

const thresholdKinds: readonly string[] = ['percent', 'absolute']

function thresholdMessage(alias: string, thresholds: MeasurementThresholds | undefined): string {
  if (thresholds === undefined) return ':MEAS:DEF THR,STAN'
  const { kind, upper, middle, lower } = thresholds
  const isPercent = kind === 'percent'
  if (!thresholdKinds.includes(kind)) {
    throw new SettingError(`${alias}: thresholds are 'percent' or 'absolute', not ${JSON.stringify(kind)}; nothing was sent.`)
  }
  const inRange = isPercent ? upper <= 95 && lower >= 5 : Number.isFinite(upper) && Number.isFinite(lower)
  if (!(upper > middle && middle > lower && inRange)) {
    const within = isPercent ? ' and lie within 5 … 95 %' : ''
    throw new SettingError(`Thresholds ${upper}, ${middle}, ${lower} of ${alias} must fall${within}; nothing was sent.`)
  }
  return `:MEAS:DEF THR,${isPercent ? 'PERC' : 'ABS'},${upper},${middle},${lower}`
}

/** @throws SettingError for what counts nothing: 0, or a part. */
function requireOccurrence(alias: string, count: number): void {
  if (Number.isInteger(count) && count !== 0) return
  throw new SettingError(
    `${alias}: there is no edge ${count}; 1 is the first rising one, -1 the first falling one. Nothing was sent.`,
  )
}

/** Measurements of either model. */
export function scopeMeasurements(link: ScopeLink): ScopeMeasurements {
  return {
    ...settingGroup(link, names),
    measure: <N extends MeasurementName>(name: N, options: MeasureSourceOptions = {}) =>
      measure(link, name, options) as Promise<Reading<MeasurementUnit<N>>>, // its unit is that of the table the type is made of
    delay: (options = {}) => pair(link, 'DEL', 's', options),
    phase: (options = {}) => pair(link, 'PHAS', '°', options),
    async timeOfEdge(edge, options = {}) {
      requireOccurrence(link.alias, edge)
      return (await at(link, 'TEDG', [edge], 'time-of-edge', options)).make('s')
    },
    async timeOfValue(value, crossing, options = {}) {
      requireOccurrence(link.alias, crossing)
      return (await at(link, 'TVAL', [value, crossing], 'time-of-value', options)).make('s')
    },
    async valueAt(time, options = {}) {
      const { unit, make } = await at(link, 'VTIM', [time], 'value-at-time', options)
      return make(unit)
    },
    setThresholds: async (thresholds, options) => await link.execute(thresholdMessage(link.alias, thresholds), options),
    async install(name, { source = 'channel1', ...options } = {}) {
      const { word, before = '' } = itemOf(link.alias, name)
      checkMeasured(link.alias, source)
      await link.execute(`:MEAS:${word} ${before}${sourceWord(source)}`, options)
    },
    results: async (options) => parseResults(link.alias, await link.query(':MEAS:RES?', options)),
    resetStatistics: (options) => link.execute(':MEAS:STAT:RES', options),
    clear: (options) => link.execute(':MEAS:CLE', options),
  }
}
