/** What goes wrong with the next reply of an instrument, for tests. */
export type SimFault =
  /** It never comes. */
  | { readonly kind: 'drop-reply' }
  /** It comes late, by the bench's clock. */
  | { readonly kind: 'delay-reply'; readonly delayMs: number }
  /** Something else comes in its place: latin-1 text, with the terminator it shall have. */
  | { readonly kind: 'replace-reply'; readonly data: string }
  /** The link breaks after so many bytes of it. */
  | { readonly kind: 'lose-link'; readonly afterBytes: number }
  /** Not the next reply but the next connection: nothing accepts it. */
  | { readonly kind: 'refuse-connection' }

/** The faults that wait for one instrument, in the order they were injected. */
export class FaultQueue {
  readonly #waiting: SimFault[] = []

  /** Puts a fault behind those that wait, `count` times. */
  add(fault: SimFault, count: number): void {
    for (let i = 0; i < count; i++) this.#waiting.push(fault)
  }

  /** The fault for the next reply, taken off the queue. */
  forReply(): SimFault | undefined {
    return this.#waiting.length > 0 ? this.#take((fault) => fault.kind !== 'refuse-connection') : undefined
  }

  /** Whether the next connection shall be refused. */
  refusesConnection(): boolean {
    return this.#take((fault) => fault.kind === 'refuse-connection') !== undefined
  }

  #take(fits: (fault: SimFault) => boolean): SimFault | undefined {
    const index = this.#waiting.findIndex(fits)
    return index < 0 ? undefined : this.#waiting.splice(index, 1)[0]
  }
}
