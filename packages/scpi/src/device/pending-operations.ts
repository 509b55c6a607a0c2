/** Operations that go on after their command has been parsed (IEEE 488.2, 12.5). `*OPC`, `*OPC?` and `*WAI` wait for them. */
export class PendingOperations {
  #count = 0
  #waiting: (() => void)[] = []
  #onIdle: (() => void) | undefined

  get idle(): boolean {
    return this.#count === 0
  }

  /** Begins one. The returned function ends it; calling it again does nothing. */
  start(): () => void {
    this.#count += 1
    let running = true
    return () => {
      if (!running) return
      running = false
      this.#count -= 1
      if (this.#count === 0) this.#settle()
    }
  }

  /** Resolves when none is pending. */
  whenIdle(): Promise<void> {
    return this.idle ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve))
  }

  /** `*OPC`: calls back once when none is pending, at once if none is. */
  notifyIdle(callback: () => void): void {
    if (this.idle) callback()
    else this.#onIdle = callback
  }

  /** Forgets what `*OPC` asked for: `*CLS`, `*RST` and device clear do. */
  cancelNotification(): void {
    this.#onIdle = undefined
  }

  #settle(): void {
    const waiting = this.#waiting
    const onIdle = this.#onIdle
    this.#waiting = []
    this.#onIdle = undefined
    onIdle?.()
    for (const resolve of waiting) resolve()
  }
}
