import { ProgressLine } from './progress-line.ts'

/** What is done before shows no progress, in milliseconds. */
const patience = 1000

/** Shows on a terminal how far a long command is; not in a log, and not where `isShown` says that something else goes to the terminal. */
export class PatientProgress {
  readonly #line: ProgressLine
  readonly #isShown: boolean
  #started = performance.now()

  /** @param counted what is counted, in the plural */
  constructor(counted: string, isShown = true, stream: NodeJS.WriteStream = process.stderr) {
    this.#line = new ProgressLine(stream, counted)
    this.#isShown = isShown && stream.isTTY
  }

  show(done: number, total: number): void {
    const elapsedMs = performance.now() - this.#started
    if (!this.#isShown || elapsedMs < patience) return
    const rate = (1000 * done) / elapsedMs
    this.#line.show({ done, acknowledged: done, total, elapsedMs, etaMs: (1000 * (total - done)) / rate, rate })
  }

  /** Ends the line; what comes next begins anew. */
  end(): void {
    this.#line.end()
    this.#started = performance.now()
  }
}
