import { describeRange, SettingError, type OperationOptions, type Quantity } from '@lab/core'
import { grid, triggerReach } from '../specifications.ts'
import { checkNames, readGroup, renamed, type ScopeLink, type SettingGroup } from './setting-group.ts'

/** A source of triggers that is an input. */
export type TriggerInput = 'channel1' | 'channel2' | 'external'

/** What holds for every kind of trigger (`:TRIGger`). */
export interface TriggerSettings {
  /** What makes a trigger (`:MODE`). `none` is read with the XY and the rolling time base. */
  readonly type: 'edge' | 'pulseWidth' | 'pattern' | 'setupHold' | 'transition' | 'tv' | 'serial' | 'none'
  /** Whether it acquires without a trigger after a while (`:SWEep`). */
  readonly sweep: 'auto' | 'normal'
  /** Time after a trigger before the next one counts in s, 60 ns … 10 s (`:HOLDoff`). */
  readonly holdoff: Quantity<'s'>
  /** Whether the hysteresis is larger (`:NREJect`). */
  readonly noiseReject: boolean
  /** Whether the trigger leaves out what is above 50 kHz (`:HFReject`). */
  readonly highFrequencyReject: boolean
}

/** An edge (`:TRIGger:EDGE`). */
export interface EdgeTrigger<Source extends string = TriggerInput | 'line'> {
  readonly source?: Source
  /** `positive` when it was never set. */
  readonly slope?: 'positive' | 'negative' | 'either' | 'alternate'
  /** In V, or A with a current probe; up to three quarters of the screen's height from its middle. */
  readonly level?: Quantity<'V' | 'A'>
  /** Everything, above 10 Hz, or above 50 kHz. */
  readonly coupling?: 'dc' | 'ac' | 'lowFrequencyReject'
  /** What is left out: coupled to `coupling`. */
  readonly reject?: 'off' | 'lowFrequency' | 'highFrequency'
}

/** A pulse that is longer or shorter than a time (`:TRIGger:GLITch`). */
export interface PulseWidthTrigger {
  readonly source?: TriggerInput
  readonly polarity?: 'positive' | 'negative'
  /** Least width in s, 10 ns … 10 s. With `lessThan` besides, a range. */
  readonly greaterThan?: Quantity<'s'>
  /** Greatest width in s, 10 ns … 10 s. */
  readonly lessThan?: Quantity<'s'>
  readonly level?: Quantity<'V' | 'A'>
}

/** An edge that takes longer or less long than a time between two levels (`:TRIGger:TRANsition`, after the 3000 X-Series). */
export interface TransitionTrigger {
  readonly source: 'channel1' | 'channel2'
  readonly slope: 'positive' | 'negative'
  readonly qualifier: 'greaterThan' | 'lessThan'
  /** In s. */
  readonly time: Quantity<'s'>
  readonly high: Quantity<'V' | 'A'>
  readonly low: Quantity<'V' | 'A'>
}

/** Data that change too near to an edge of a clock (`:TRIGger:SHOLd`, after the 3000 X-Series). */
export interface SetupHoldTrigger {
  readonly clock: 'channel1' | 'channel2'
  readonly data: 'channel1' | 'channel2'
  readonly slope: 'positive' | 'negative'
  /** In s. */
  readonly setup: Quantity<'s'>
  /** In s. */
  readonly hold: Quantity<'s'>
}

/** A line or field of a video signal (`:TRIGger:TV`). */
export interface TvTrigger {
  readonly source?: 'channel1' | 'channel2'
  readonly standard?: 'ntsc' | 'pal' | 'palM' | 'secam'
  readonly mode?: 'field1' | 'field2' | 'allFields' | 'allLines' | 'lineOfField1' | 'lineOfField2' | 'lineAlternate'
  /** NTSC 1 … 263 and 1 … 262 by field; PAL and SECAM 1 … 313 and 314 … 625. */
  readonly line?: number
  readonly polarity?: 'positive' | 'negative'
}

/** The trigger. Each kind is set by a method, which chooses it, too. */
export interface ScopeTrigger<Source extends string = TriggerInput | 'line'> extends SettingGroup<TriggerSettings> {
  /** Triggers on edges. @throws SettingError for a level that the source cannot have, before anything is set. */
  edge(settings: EdgeTrigger<Source>, options?: OperationOptions): Promise<void>
  /** Triggers on pulses. @throws SettingError as for {@link edge}. */
  pulseWidth(settings: PulseWidthTrigger, options?: OperationOptions): Promise<void>
  /** Triggers when a pattern is entered: first channel 2, then channel 1, each 0, 1, X, R or F. */
  pattern(pattern: string, options?: OperationOptions): Promise<void>
  transition(settings: TransitionTrigger, options?: OperationOptions): Promise<void>
  setupHold(settings: SetupHoldTrigger, options?: OperationOptions): Promise<void>
  tv(settings: TvTrigger, options?: OperationOptions): Promise<void>
  /** What the edge trigger is set to; the level of its source. */
  edgeSettings(options?: OperationOptions): Promise<Required<EdgeTrigger<Source | 'none'>>>
  /** Puts the levels into the middle of the signals (`:TRIGger:LEVel:ASETup`). */
  levelToMiddle(options?: OperationOptions): Promise<void>
}

const names = {
  type: 'triggerMode', sweep: 'sweep', holdoff: 'holdoff', noiseReject: 'noiseReject', highFrequencyReject: 'highFrequencyReject',
} as const

const edgeNames = {
  source: 'edgeSource', slope: 'edgeSlope', level: 'edgeLevel', coupling: 'edgeCoupling', reject: 'edgeReject',
} as const
const tvNames = { source: 'tvSource', standard: 'tvStandard', mode: 'tvMode', line: 'tvLine', polarity: 'tvPolarity' } as const
const words = {
  channel1: 'CHAN1', channel2: 'CHAN2', positive: 'POS', negative: 'NEG', greaterThan: 'GRE', lessThan: 'LESS',
} as const

/** @throws SettingError for a level that is too far from the middle of the screen, which is asked first. */
async function checkLevel(link: ScopeLink, source: string, level: number | undefined): Promise<void> {
  const channel = source === 'channel1' ? 1 : source === 'channel2' ? 2 : undefined
  if (level === undefined || channel === undefined) return
  const [scale = Number.NaN, offset = Number.NaN] = (await link.query(
    `:CHAN${channel}:SCAL?;:CHAN${channel}:OFFS?`,
  )).split(';').map(Number)
  const reach = triggerReach * grid.rows * scale
  if (Math.abs(level - offset) <= reach * (1 + 1e-9)) return
  const range = describeRange({ min: offset - reach, max: offset + reach })
  throw new SettingError(
    `The trigger level ${level} of ${link.alias} is outside ${range}, where channel ${channel} can have it at ${scale} per `
    + 'division; nothing was set.',
    { hint: 'Set the scale and the offset of the channel first.' },
  )
}

async function setEdge(link: ScopeLink, settings: EdgeTrigger<string>): Promise<void> {
  await checkLevel(link, settings.source ?? await link.get('edgeSource'), settings.level)
  const values = renamed(
    link.alias, edgeNames, settings as Parameters<typeof renamed<typeof edgeNames>>[2],
  ) // words that are none are refused below
  await link.set({ triggerMode: 'edge', ...values })
}

async function setPulseWidth(link: ScopeLink, settings: PulseWidthTrigger): Promise<void> {
  checkNames(link.alias, settings, ['source', 'polarity', 'greaterThan', 'lessThan', 'level'])
  const { source, polarity, greaterThan, lessThan, level } = settings
  await checkLevel(link, source ?? await link.get('widthSource'), level)
  const qualifier = greaterThan === undefined
    ? (lessThan === undefined ? undefined : 'lessThan')
    : lessThan === undefined ? 'greaterThan' : 'range'
  if (qualifier === 'range' && Number(greaterThan) >= Number(lessThan)) {
    throw new SettingError(
      `A pulse of ${link.alias} cannot be longer than ${String(greaterThan)} s and shorter than ${String(lessThan)} s; `
      + 'nothing was set.',
    )
  }
  await link.set({
    triggerMode: 'pulseWidth', widthSource: source, widthPolarity: polarity, widthGreaterThan: greaterThan,
    widthLessThan: lessThan,
    widthQualifier: qualifier, widthLevel: level,
  } as Parameters<ScopeLink['set']>[0]) // undefined values are left out
}

/** @throws SettingError for a name that is misspelt or missing: all of these belong together. */
function requireAll(link: ScopeLink, settings: object, known: readonly string[]): void {
  checkNames(link.alias, settings, known)
  const missing = known.find((name) => !Object.hasOwn(settings, name))
  if (missing !== undefined) throw new SettingError(`The trigger of ${link.alias} needs ${missing}, too; nothing was set.`)
}

async function setTransition(link: ScopeLink, settings: TransitionTrigger): Promise<void> {
  requireAll(link, settings, ['source', 'slope', 'qualifier', 'time', 'high', 'low'])
  const { source, slope, qualifier, time, high, low } = settings
  if (!(high > low)) throw new SettingError(
    `The upper level ${high} of ${link.alias} must be above the lower one, ${low}; nothing was set.`,
  )
  requirePositive(link, 'time', time)
  await checkLevel(link, source, high)
  await checkLevel(link, source, low)
  await link.set({
    triggerMode: 'transition', transitionSource: source, transitionSlope: slope, transitionQualifier: qualifier,
    transitionTime: time,
  })
  await link.execute(`:TRIG:LEV:HIGH ${high},${words[source]};:TRIG:LEV:LOW ${low},${words[source]}`)
}

async function setSetupHold(link: ScopeLink, settings: SetupHoldTrigger): Promise<void> {
  requireAll(link, settings, ['clock', 'data', 'slope', 'setup', 'hold'])
  const { clock, data, slope, setup, hold } = settings
  if (clock === data) throw new SettingError(`Clock and data of ${link.alias} are both ${clock}; nothing was set.`)
  requirePositive(link, 'setup time', setup)
  requirePositive(link, 'hold time', hold)
  await link.set({
    triggerMode: 'setupHold', setupHoldClock: clock, setupHoldData: data, setupHoldSlope: slope, setupTime: setup, holdTime: hold,
  })
}

function requirePositive(link: ScopeLink, what: string, value: number): void {
  if (!(value > 0 && Number.isFinite(value))) throw new SettingError(
    `The ${what} ${value} s of ${link.alias} is not above 0; nothing was set.`,
  )
}

async function setPattern(link: ScopeLink, pattern: string, options?: OperationOptions): Promise<void> {
  if (!/^[01XRF]{2}$/i.test(pattern) || /[RF].*[RF]/i.test(pattern)) {
    throw new SettingError(
      `The pattern ${JSON.stringify(pattern)} of ${link.alias} is none: two of 0, 1, X, R and F, first channel 2, one edge at `
      + 'most; nothing was sent.',
    )
  }
  await link.set({ triggerMode: 'pattern', patternFormat: 'ascii', pattern: pattern.toUpperCase() }, options)
}

/** The trigger of either model; `Source` is what the edge trigger of the model has. */
export function scopeTrigger<Source extends string>(link: ScopeLink): ScopeTrigger<Source> {
  return {
    set: async (settings, options) => await link.set(renamed(link.alias, names, settings), options),
    settings: (options) => link.transaction((inner) => readGroup(inner, names), options),
    edge: (settings, options) => link.transaction((inner) => setEdge(inner, settings), options),
    pulseWidth: (settings, options) => link.transaction((inner) => setPulseWidth(inner, settings), options),
    pattern: (pattern, options) => setPattern(link, pattern, options),
    transition: (settings, options) => link.transaction((inner) => setTransition(inner, settings), options),
    setupHold: (settings, options) => link.transaction((inner) => setSetupHold(inner, settings), options),
    tv: async (settings, options) => await link.set({ triggerMode: 'tv', ...renamed(link.alias, tvNames, settings) }, options),
    edgeSettings: (options) => link.transaction(
      async (inner) => await readGroup(inner, edgeNames) as Required<EdgeTrigger<Source
        | 'none'>>, options), // of the words this model declares
    levelToMiddle: (options) => link.execute(':TRIG:LEV:ASET', options),
  }
}
