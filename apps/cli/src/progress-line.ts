import type { Progress } from '@lab/core'
import { formatDuration } from './format.ts'

const barWidth = 24
/** Shortest time between two drawings of the line, in milliseconds. */
const interval = 100

/** `[██████░░░░] 42/100  42 %  120 points/s  ETA 0.5 s` */
export function progressText({ acknowledged, total, etaMs, rate }: Progress, counted = 'points'): string {
  const share = total > 0 ? Math.min(1, acknowledged / total) : 0
  const filled = Math.round(share * barWidth)
  const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled)
  const speed = `${rate >= 10 ? Math.round(rate) : rate.toFixed(1)} ${counted}/s`
  const rest = etaMs === undefined ? '' : `  ETA ${formatDuration(etaMs)}`
  return `[${bar}] ${acknowledged}/${total}  ${Math.floor(share * 100)} %  ${speed}${rest}`
}

/** One line of a terminal that is drawn again and again; elsewhere, such as in a log, a line for each quarter. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream
  readonly #counted: string
  #drawn = false
  #lastMs = -Infinity
  #quarters = 0

  /** @param counted what is counted, in the plural */
  constructor(stream: NodeJS.WriteStream, counted = 'points') {
    this.#stream = stream
    this.#counted = counted
  }

  show(progress: Progress): void {
    if (this.#stream.isTTY) this.#draw(progress)
    else this.#print(progress)
  }

  #draw(progress: Progress): void {
    const now = performance.now()
    const last = progress.acknowledged >= progress.total
    if (now - this.#lastMs < interval && !last) return
    this.#lastMs = now
    this.#drawn = true
    this.#stream.write(`\r\u001b[K${progressText(progress, this.#counted)}`)
  }

  #print(progress: Progress): void {
    const quarters = Math.floor((4 * progress.acknowledged) / Math.max(1, progress.total))
    if (quarters === this.#quarters) return
    this.#quarters = quarters
    if (quarters > 0) this.#stream.write(`${progressText(progress, this.#counted)}\n`)
  }

  /** Leaves the line as it is and goes to the next. */
  end(): void {
    if (this.#drawn) this.#stream.write('\n')
    this.#drawn = false
    this.#quarters = 0
  }
}
