import { describeRange, isInside, LimitError, type LimitRange } from '@lab/core'
import type { GuardModel } from './guard-model.ts'
import { GuardState, type ChannelKey } from './guard-state.ts'
import type { ProgramUnit } from './program-message.ts'
import { quoteShort } from './quote-short.ts'
import type { Span } from './span.ts'

function describeSpan(span: Span, unit: string): string {
  if (span.min === span.max) return `${span.min} ${unit}`
  if (span.min === -Infinity || span.max === Infinity) return 'a value that is not known'
  return `a value between ${span.min} and ${span.max} ${unit}`
}

function isWithin(range: LimitRange, span: Span): boolean {
  return isInside(range, span.min) && isInside(range, span.max)
}

function isOutside(range: LimitRange, span: Span): boolean {
  return span.min > (range.max ?? Infinity) || span.max < (range.min ?? -Infinity)
}

/** One message being judged: the state as it would be afterwards, and what speaks against sending it. */
export class Assessment {
  readonly model: GuardModel
  /** Whether the instrument is known to have carried the message out. */
  readonly assumed: boolean
  readonly message: string
  #state: GuardState
  #between: GuardState | undefined
  /** Whether everything so far is carried out for certain. */
  #certain = true
  #violation: LimitError | undefined
  #unknown: LimitError | undefined

  constructor(model: GuardModel, state: GuardState, message: string, assumed = false) {
    this.model = model
    this.assumed = assumed
    this.#state = state
    this.message = message
  }

  /** As it would be after the units so far. */
  get state(): GuardState {
    return this.#state
  }

  /** As it may be while the message is being carried out, or when it is cut short; undefined with less than two units. */
  get between(): GuardState | undefined {
    return this.#between
  }

  /** Works in one unit, which may be refused by the instrument unless `certain`, and then all the rest of the message, too. */
  add(certain: boolean, apply: () => void): void {
    this.#certain &&= certain || this.assumed
    if (this.#certain) return apply()
    const before = new GuardState(this.#state)
    apply()
    this.orStill(before)
  }

  /** What was true before may be true still. */
  orStill(before: GuardState): void {
    this.#state = before.either(this.#state)
  }

  /** Another unit follows. */
  separate(): void {
    this.#between = this.#between?.either(this.#state) ?? new GuardState(this.#state)
  }

  /** The reason to refuse the message: a limit it would break, or else an effect that cannot be known. */
  refusal(unguarded: boolean): LimitError | undefined {
    return this.#violation ?? (unguarded ? undefined : this.#unknown)
  }

  /** Whether all of it is carried out for certain. */
  get isCertain(): boolean {
    return this.#certain
  }

  /** Whether anything could not be understood. */
  get isUnknown(): boolean {
    return this.#unknown !== undefined
  }

  /** Refuses what cannot be known; nothing is known of the state afterwards. */
  refuseUnknown(text: string, why: string): void {
    this.#certain = false
    this.#state.forget()
    this.#state.triggered = true
    const { alias, limits, named } = this.model
    const [only] = named.length === 1 ? named : []
    const all = named.map(({ channel, quantity, range }) => `${place(channel)}${this.#limit(quantity, range)}`).join(', ')
    this.#unknown ??= new LimitError(
      `The effect of ${quoteShort(text)} on ${alias} cannot be known (${why}), `
      + `and ${limits.source} limits ${alias}: ${all}; nothing was sent.`,
      {
        ...this.#details(only?.channel, only?.quantity, only?.range),
        unknown: true,
        hint: 'Use a command that the driver declares. { unguarded: true } sends this one all the same, and that is logged.',
      },
    )
  }

  /** Refuses a level outside the limit. `undefined`: it cannot be known. */
  checkLevel(unit: ProgramUnit, quantity: string, channel: ChannelKey, value: number | undefined): void {
    const range = this.model.limit(quantity, channel)
    if (range === undefined || (value !== undefined && isInside(range, value))) return
    if (value === undefined) this.refuseUnknown(unit.text, `its ${quantity} cannot be told`)
    else this.#refuse(`${quoteShort(unit.text)} would set ${value} ${this.model.unit(quantity)}`, quantity, channel, range, value)
  }

  /** Refuses to make a level act that is outside the limit, or may be. */
  requireInside(unit: ProgramUnit, quantity: string, channel: ChannelKey, span: Span): void {
    const range = this.model.limit(quantity, channel)
    if (range === undefined || isWithin(range, span)) return
    const would = `${quoteShort(unit.text)} would act with ${describeSpan(span, this.model.unit(quantity))}`
    const value = span.min === span.max ? span.min : undefined
    this.#refuse(would, quantity, channel, range, value, !isOutside(range, span))
  }

  #refuse(would: string, quantity: string, channel: ChannelKey, range: LimitRange, value?: number, unknown = false): void {
    const { alias, limits } = this.model
    const error = new LimitError(
      `${limits.source} limits ${alias} ${place(channel)}to ${this.#limit(quantity, range)}; ${would}; nothing was sent.`,
      {
        ...this.#details(channel, quantity, range),
        ...(value === undefined ? {} : { value }),
        ...(unknown ? { unknown } : {}),
        hint: `Set the ${quantity} inside the limit first, or change the limit in ${limits.source}.`,
      },
    )
    if (unknown) this.#unknown ??= error
    else this.#violation ??= error
  }

  #limit(quantity: string, range: LimitRange): string {
    return `${quantity} ${describeRange(range, this.model.unit(quantity))}`
  }

  #details(channel: number | string | undefined, quantity: string | undefined, range: LimitRange | undefined) {
    const { alias, limits } = this.model
    const { min, max } = range ?? {}
    return { source: limits.source, instrument: alias, channel, quantity, min, max, command: this.message }
  }
}

function place(channel: number | string | undefined): string {
  return channel === undefined || channel === '*' ? '' : `channel ${channel} `
}
