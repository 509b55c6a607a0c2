/** How far a run is. */
export interface Progress {
  /** Points measured. */
  readonly done: number
  /** Points that are durable: they survive `kill -9` and power loss. Never more than `done`. */
  readonly acknowledged: number
  readonly total: number
  readonly elapsedMs: number
  /** Estimated rest; undefined before the first point. */
  readonly etaMs: number | undefined
  /** Points a second, on average so far. */
  readonly rate: number
}

export function makeProgress(done: number, acknowledged: number, total: number, elapsedMs: number): Progress {
  const rate = elapsedMs > 0 ? (acknowledged * 1000) / elapsedMs : 0
  const rest = Math.max(0, total - acknowledged)
  return { done, acknowledged, total, elapsedMs, etaMs: rate > 0 ? (rest * 1000) / rate : undefined, rate }
}
