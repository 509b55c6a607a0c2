import type { Progress } from '@lab/core'
import { formatDuration } from './format.ts'

const barWidth = 24
/** Shortest time between two drawings of the line, in milliseconds. */
const interval = 100

/** `[██████░░░░] 42/100  42 %  120 points/s  ETA 0.5 s` */
export function progressText({ acknowledged, total, etaMs, rate }: Progress): string {
  const share = total > 0 ? Math.min(1, acknowledged / total) : 0
  const filled = Math.round(share * barWidth)
  const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled)
  const speed = `${rate >= 10 ? Math.round(rate) : rate.toFixed(1)} points/s`
  const rest = etaMs === undefined ? '' : `  ETA ${formatDuration(etaMs)}`
  return `[${bar}] ${acknowledged}/${total}  ${Math.floor(share * 100)} %  ${speed}${rest}`
}

/** One line of a terminal that is drawn again and again. Draws nothing elsewhere. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream
  #drawn = false
  #lastMs = -Infinity

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream
  }

  show(progress: Progress): void {
    const now = performance.now()
    const last = progress.acknowledged >= progress.total
    if (!this.#stream.isTTY || (now - this.#lastMs < interval && !last)) return
    this.#lastMs = now
    this.#drawn = true
    this.#stream.write(`\r\u001b[K${progressText(progress)}`)
  }

  /** Leaves the line as it is and goes to the next. */
  end(): void {
    if (this.#drawn) this.#stream.write('\n')
    this.#drawn = false
  }
}
