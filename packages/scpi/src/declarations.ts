/**
 * The one declaration of a setting or command, from which come the typed accessors, the validation before I/O, the meaning that
 * the limit guard gives a compiled command, the snapshot, the simulator's command tree, and the documentation.
 */

/** Span of a number, in the base unit. */
export interface NumberRange {
  readonly min: number
  readonly max: number
  /** What `DEF` stands for. */
  readonly default?: number
}

/** Values that a dependent range looks at, by our names; those of the same channel where a setting has channels. */
export type DependencyValues = Readonly<Record<string, number | boolean | string>>

/** A span that other settings decide: of a frequency by the function, of an amplitude by load and frequency. */
export interface DependentRange {
  /** Our names of the settings that decide it. A script sets them first, or in the same call. */
  readonly dependsOn: readonly string[]
  /** The largest span there is: what is known without asking. */
  readonly widest: NumberRange
  /** The span for values of those settings. */
  readonly at: (values: DependencyValues, channel?: number) => NumberRange
}

/** One value for every channel, or one for each by {@link perChannel}. */
export type PerChannel<T> = T | ByChannel<T>

/** Values by channel. */
export interface ByChannel<T> {
  readonly byChannel: Readonly<Record<number, T>>
}

/** A value for each channel: `perChannel({ 1: …, 2: … })`. */
export function perChannel<T>(byChannel: Readonly<Record<number, T>>): ByChannel<T> {
  return { byChannel }
}

/** A number with MIN, MAX and DEF understood where there is a range. */
export interface NumberParameter {
  readonly kind: 'number'
  /** Base unit, such as `V`; none for a pure number. */
  readonly unit?: string
  readonly range?: PerChannel<NumberRange> | DependentRange
  /** The word for no limit, such as `INFinity`: a script gives and gets `Infinity` for it, the wire answers 9.9E+37. */
  readonly infinity?: string
  /** Whole numbers only. */
  readonly integer?: boolean
  /** Words taken in place of the number besides MIN, MAX and DEF, such as `AUTO`. */
  readonly words?: readonly string[]
  /** A block of binary numbers is taken in place of it, as for the samples of a waveform. Only for a parameter of an action. */
  readonly orBlock?: true
  /** How the instrument prints it; `nr3` (`+1.00000000E+00`) when absent. */
  readonly format?: 'nr1' | 'nr2' | 'nr3'
}

/** `ON | OFF | 1 | 0`. */
export interface BooleanParameter {
  readonly kind: 'boolean'
}

/** One of several words: our name for it, and its SCPI spelling with the short form in capitals (`FIXed`). */
export interface ChoiceParameter<Name extends string = string> {
  readonly kind: 'choice'
  readonly choices: Readonly<Record<Name, string>>
  /** Given and answered as a string, in which the spelling is one of a header: `FUNC "VOLT:AC"` for `VOLTage:AC`. */
  readonly quoted?: true
}

export interface StringParameter {
  readonly kind: 'string'
  readonly maxLength?: number
  /** Taken without quotes, too, as security codes are: `CAL:SEC:STAT OFF,CODE`. */
  readonly unquoted?: true
  /** A number is taken in its place, as the number of a place is in that of a file's name: `SAVE:SETup 3`. */
  readonly orNumber?: true
}

export interface BlockParameter {
  readonly kind: 'block'
}

export type ParameterDeclaration =
  | NumberParameter | BooleanParameter | ChoiceParameter | StringParameter | BlockParameter

/** The value a script gives or gets for a parameter. */
export type ParameterValue<P extends ParameterDeclaration> = P extends NumberParameter
  ? number
  : P extends BooleanParameter
    ? boolean
    : P extends ChoiceParameter<infer Name>
      ? Name
      : P extends StringParameter
        ? string
        : Uint8Array

/** What a setting does beyond holding its value; the limit guard acts on it. */
export type SettingEffect =
  /** A level that a bench can limit, such as `voltage`. `armed` levels take effect on a trigger. */
  | { readonly kind: 'level'; readonly quantity: string; readonly armed?: true }
  /** `true` switches outputs on. */
  | { readonly kind: 'energises' }
  /** Makes a level together with others, see `LevelModel`. */
  | { readonly kind: 'composes' }
  /** Chooses the channel of commands without a channel list, by our name of the choice or by number. */
  | { readonly kind: 'selects-channel'; readonly channels: Readonly<Record<string, number>> }
  /** While `true`, a level set on one of the channels holds for all of them; switching it on copies the first one's. */
  | { readonly kind: 'couples'; readonly quantity: string; readonly channels: readonly number[] }
  /** Values (by our name; all when absent) whose later effect cannot be known. */
  | { readonly kind: 'unknowable'; readonly choices?: readonly string[]; readonly why: string }

/** A value that the instrument keeps: written with `HEADER value`, read with `HEADER?`. */
export interface Setting<P extends ParameterDeclaration = ParameterDeclaration> {
  readonly kind: 'setting'
  /** With short forms in capitals and optional nodes in brackets: `[SOURce:]VOLTage[:LEVel]`. */
  readonly header: string
  readonly parameter: P
  /** Channels of its trailing channel list; absent: one value for the whole instrument, no list taken. */
  readonly channels?: readonly number[]
  /** Value after `*RST`; absent: not touched by it. */
  readonly reset?: PerChannel<ParameterValue<P>>
  /** `false`: can only be read. */
  readonly writable?: false
  readonly effect?: SettingEffect
  /** Our names of settings that a restore writes before this one, besides those its range depends on. Couplings are written last anyway. */
  readonly restoreAfter?: readonly string[]
  /** A restore writes and compares it only while another setting of the snapshot has one of these values: a range while autorange is off. */
  readonly restoreOnlyWhile?: { readonly setting: string; readonly is: readonly (number | boolean | string)[] }
  /** `false`: a restore leaves it out. */
  readonly restorable?: false
  /** No document confirms it for the model: a snapshot leaves it out where the instrument does not know the header. */
  readonly unconfirmed?: true
  /** One sentence for the reference. */
  readonly description: string
}

/** What a command without a value of its own does; the limit guard acts on it. */
export type ActionEffect =
  /** Changes nothing that can be limited. */
  | { readonly kind: 'none' }
  /** All settings take their reset values, outputs go off. */
  | { readonly kind: 'reset' }
  /** May switch outputs on, as clearing a trip does. */
  | { readonly kind: 'energises' }
  /** Armed levels take effect. */
  | { readonly kind: 'triggers' }
  /** Makes a level together with others, see `LevelModel`. */
  | { readonly kind: 'composes' }
  /** Sets levels of the channel that parameter 0 chooses, and selects it: `APPLy P6V,5,1`. */
  | { readonly kind: 'applies'; readonly channels: Readonly<Record<string, number>>; readonly levels: Readonly<Record<string, number>> }
  | { readonly kind: 'unknowable'; readonly why: string }
  /**
   * Never sent, with limits of the bench or without, unless the script says so: what changes a calibration. Queries of it pass, but for
   * that of an action which is nothing but a query: it acts.
   */
  | { readonly kind: 'refused'; readonly why: string }

/** A parameter of an action. */
export interface ActionParameter {
  readonly parameter: ParameterDeclaration
  readonly optional?: boolean
  /** Only for the last one: it may come any number of times, once at least unless it is optional. */
  readonly repeated?: true
}

/** A command that does something, or a query that computes its answer. */
export interface Action {
  readonly kind: 'action'
  readonly header: string
  /** `command`: `HEADER …`; `query`: `HEADER? …`; `both`. */
  readonly form: 'command' | 'query' | 'both'
  readonly parameters: readonly ActionParameter[]
  /** Channels of its trailing channel list, if it takes one. */
  readonly channels?: readonly number[]
  readonly effect: ActionEffect
  readonly description: string
}

/** Everything an instrument understands, by our names. */
export type Declarations = Readonly<Record<string, Setting | Action>>

type WithoutKind<T> = Omit<T, 'kind'>

/** Declares a numeric setting. */
export function numberSetting(
  declaration: WithoutKind<Omit<Setting<NumberParameter>, 'parameter'>> & WithoutKind<NumberParameter>,
): Setting<NumberParameter> {
  const { unit, range, infinity, integer, words, format, ...setting } = declaration
  return {
    kind: 'setting',
    parameter: {
      kind: 'number',
      ...(unit === undefined ? {} : { unit }),
      ...(range === undefined ? {} : { range }),
      ...(infinity === undefined ? {} : { infinity }),
      ...(integer === undefined ? {} : { integer }),
      ...(words === undefined ? {} : { words }),
      ...(format === undefined ? {} : { format }),
    },
    ...setting,
  }
}

/** Declares an on/off setting. */
export function booleanSetting(declaration: WithoutKind<Omit<Setting<BooleanParameter>, 'parameter'>>): Setting<BooleanParameter> {
  return { kind: 'setting', parameter: { kind: 'boolean' }, ...declaration }
}

/** Declares a setting that is one of several words. */
export function choiceSetting<const Name extends string>(
  declaration: WithoutKind<Omit<Setting<ChoiceParameter<NoInfer<Name>>>, 'parameter'>> & { readonly choices: Readonly<Record<Name, string>>; readonly quoted?: true },
): Setting<ChoiceParameter<Name>> {
  const { choices, quoted, ...setting } = declaration
  return { kind: 'setting', parameter: { kind: 'choice', choices, ...(quoted === undefined ? {} : { quoted }) }, ...setting }
}

/** Declares a command or a computed query. */
export function action(declaration: WithoutKind<Omit<Action, 'parameters'>> & { readonly parameters?: readonly ActionParameter[] }): Action {
  return { kind: 'action', parameters: [], ...declaration }
}

function isByChannel<T>(value: PerChannel<T>): value is ByChannel<T> {
  return typeof value === 'object' && value !== null && 'byChannel' in value
}

/** The value that holds for a channel, undefined where none was given for it. */
export function forChannel<T>(value: PerChannel<T> | undefined, channel: number | undefined): T | undefined {
  if (value === undefined || !isByChannel(value)) return value
  return channel === undefined ? undefined : value.byChannel[channel]
}
