/** Where a level is known to be. Both ends are the same when it is known exactly. */
export interface Span {
  readonly min: number
  readonly max: number
}

/** A level that nothing is known of. */
export const anySpan: Span = { min: -Infinity, max: Infinity }

export function exactly(value: number): Span {
  return Number.isNaN(value) ? anySpan : { min: value, max: value }
}

export function hull(a: Span, b: Span): Span {
  return { min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) }
}

/** `undefined` where the level belongs to the whole instrument. */
export type ChannelKey = number | undefined

function levelKey(name: string, channel: ChannelKey): string {
  return channel === undefined ? name : `${name}@${channel}`
}

/** What the guard believes of the instrument: what a command is going to do depends on it. */
export class GuardState {
  /** Channel of commands without a channel list; undefined when it is not known. */
  selected: number | undefined
  readonly #coupled: Map<string, boolean>
  readonly #levels: Map<string, Span>

  constructor(from?: GuardState) {
    this.selected = from?.selected
    this.#coupled = new Map(from === undefined ? undefined : from.#coupled)
    this.#levels = new Map(from === undefined ? undefined : from.#levels)
  }

  /** Whether a coupling is on; undefined when it is not known. */
  isCoupled(name: string): boolean | undefined {
    return this.#coupled.get(name)
  }

  setCoupled(name: string, on: boolean): void {
    this.#coupled.set(name, on)
  }

  level(name: string, channel: ChannelKey): Span {
    return this.#levels.get(levelKey(name, channel)) ?? anySpan
  }

  setLevel(name: string, channel: ChannelKey, span: Span): void {
    this.#levels.set(levelKey(name, channel), span)
  }

  /** Everything becomes unknown. */
  forget(): void {
    this.selected = undefined
    this.#coupled.clear()
    this.#levels.clear()
  }

  /** What is true when either of two states may hold. */
  either(other: GuardState): GuardState {
    const result = new GuardState()
    if (this.selected === other.selected) result.selected = this.selected
    for (const [name, on] of this.#coupled) if (other.#coupled.get(name) === on) result.#coupled.set(name, on)
    for (const [key, span] of this.#levels) result.#levels.set(key, hull(span, other.#levels.get(key) ?? anySpan))
    return result
  }
}
