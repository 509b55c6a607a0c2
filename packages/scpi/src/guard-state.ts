import type { LevelState } from './level-model.ts'
import { anySpan, hull, type Span } from './span.ts'

/** `undefined` where the level belongs to the whole instrument. */
export type ChannelKey = number | undefined

/**
 * What the guard believes of the instrument: what a command is going to do depends on it. Copied for every message that may
 * change it, so it is made of short lists; the places in them are common to all copies.
 */
export class GuardState {
  /** Channel of commands without a channel list; undefined when it is not known. */
  selected: number | undefined
  /** Whether a trigger may have been given whose delay is not over: armed levels may still take effect. */
  triggered: boolean
  /** The level that several settings make together. */
  composed: LevelState | undefined
  readonly #places: Map<string, number>
  readonly #coupled: (boolean | undefined)[]
  readonly #levels: (Span | undefined)[]

  constructor(from?: GuardState) {
    this.selected = from?.selected
    this.triggered = from?.triggered ?? false
    this.composed = from?.composed
    this.#places = from === undefined ? new Map<string, number>() : from.#places
    this.#coupled = from === undefined ? [] : from.#coupled.slice()
    this.#levels = from === undefined ? [] : from.#levels.slice()
  }

  /** Whether a coupling is on; undefined when it is not known. */
  isCoupled(name: string): boolean | undefined {
    return this.#coupled[this.#place(name)]
  }

  setCoupled(name: string, on: boolean): void {
    this.#coupled[this.#place(name)] = on
  }

  level(name: string, channel: ChannelKey): Span {
    return this.#levels[this.#place(name, channel)] ?? anySpan
  }

  setLevel(name: string, channel: ChannelKey, span: Span): void {
    this.#levels[this.#place(name, channel)] = span
  }

  /** Everything that can be read from the instrument becomes unknown. */
  forget(): void {
    this.selected = undefined
    this.composed = this.composed?.forgotten()
    this.#coupled.length = 0
    this.#levels.length = 0
  }

  /** What is true when either of two states of one instrument may hold. */
  either(other: GuardState): GuardState {
    const result = new GuardState(this)
    if (this.selected !== other.selected) result.selected = undefined
    result.triggered ||= other.triggered
    if (this.composed !== other.composed && other.composed !== undefined) result.composed = this.composed?.either(other.composed)
    this.#coupled.forEach((on, place) => { if (other.#coupled[place] !== on) result.#coupled[place] = undefined })
    this.#levels.forEach((span, place) => { result.#levels[place] = hull(span ?? anySpan, other.#levels[place] ?? anySpan) })
    return result
  }

  #place(name: string, channel?: ChannelKey): number {
    const key = channel === undefined ? name : `${name}@${channel}`
    let place = this.#places.get(key)
    if (place === undefined) {
      place = this.#places.size
      this.#places.set(key, place)
    }
    return place
  }
}
