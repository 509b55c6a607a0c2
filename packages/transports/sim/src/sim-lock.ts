/** The locks on one instrument: held by links, exclusively or shared under a key. */
export class LockTable {
  #exclusive: object | undefined
  #sharedKey: string | undefined
  readonly #sharers = new Set<object>()
  readonly #waiting = new Set<() => void>()

  /** Whether a link may use the instrument now. */
  allows(link: object): boolean {
    if (this.#exclusive !== undefined) return this.#exclusive === link
    return this.#sharers.size === 0 || this.#sharers.has(link)
  }

  /** Takes the lock if it is free for this link. */
  acquire(link: object, sharedKey: string | undefined): boolean {
    if (this.#exclusive !== undefined && this.#exclusive !== link) return false
    if (sharedKey === undefined) {
      if ([...this.#sharers].some((sharer) => sharer !== link)) return false
      this.#exclusive = link
      return true
    }
    if (this.#sharers.size > 0 && this.#sharedKey !== sharedKey) return false
    this.#sharedKey = sharedKey
    this.#sharers.add(link)
    return true
  }

  /** Gives back what `acquire` with the same key took. */
  release(link: object, sharedKey: string | undefined): void {
    if (sharedKey !== undefined) this.#sharers.delete(link)
    else if (this.#exclusive === link) this.#exclusive = undefined
    this.#wake()
  }

  /** Gives back everything a link holds. */
  releaseAll(link: object): void {
    this.#sharers.delete(link)
    if (this.#exclusive === link) this.#exclusive = undefined
    this.#wake()
  }

  /** Calls back after each release, until the returned function is called. */
  onRelease(listener: () => void): () => void {
    this.#waiting.add(listener)
    return () => this.#waiting.delete(listener)
  }

  #wake(): void {
    for (const listener of [...this.#waiting]) listener()
  }
}
