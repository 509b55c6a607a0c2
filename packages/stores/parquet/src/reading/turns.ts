import { setImmediate as nextTurn } from 'node:timers/promises'

/** After so many milliseconds others get their turn. */
const patienceMs = 5

/** Long work on the caller's thread, in pieces: its event loop goes on between them. */
export class Turns {
  #since = performance.now()

  /** Lets others go first where it is time. */
  async pause(): Promise<void> {
    if (performance.now() - this.#since < patienceMs) return
    await nextTurn()
    this.#since = performance.now()
  }
}
