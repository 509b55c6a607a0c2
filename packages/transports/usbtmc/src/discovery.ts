import type { DiscoveredInstrument, OperationOptions } from '@lab/core'
import { libusbThread } from './thread/libusb-thread.ts'
import type { ListedInstrument } from './listed-instrument.ts'

/** Something was plugged in or unplugged. */
export interface UsbChange {
  readonly change: 'attached' | 'detached'
  readonly instrument: DiscoveredInstrument
}

/**
 * USB instruments as they are plugged in and unplugged, beginning with those that are there. Ends after `timeoutMs`, or never without
 * one; an aborted `signal` throws its reason. No device is opened for it on Linux.
 *
 * ```ts
 * for await (const { change, instrument } of watchUsbtmc({ timeoutMs: 60_000 })) console.log(change, instrument.resources[0])
 * ```
 */
export async function* watchUsbtmc({ signal, timeoutMs }: OperationOptions = {}): AsyncGenerator<UsbChange> {
  signal?.throwIfAborted()
  const there = new Map<string, DiscoveredInstrument>()
  const news = new News(timeoutMs, signal)
  try {
    do {
      yield* changes(there, await libusbThread.request('list', {}))
    } while (await news.next())
    signal?.throwIfAborted()
  } finally {
    news.stop()
  }
}

/** What is plugged in, and what is plugged in until the time is over. Without a time, what is there now. */
export async function* discover({ signal, timeoutMs = 0 }: OperationOptions = {}): AsyncGenerator<DiscoveredInstrument> {
  for await (const { change, instrument } of watchUsbtmc({ signal, timeoutMs })) if (change === 'attached') yield instrument
}

function* changes(there: Map<string, DiscoveredInstrument>, listed: readonly ListedInstrument[]): Generator<UsbChange> {
  const found = new Map(listed.map(({ key, instrument }) => [key, instrument]))
  for (const [key, instrument] of [...there]) {
    if (found.has(key)) continue
    there.delete(key)
    yield { change: 'detached', instrument }
  }
  for (const [key, instrument] of found) {
    if (there.has(key)) continue
    there.set(key, instrument)
    yield { change: 'attached', instrument }
  }
}

/** Longest time of a timer of Node, in ms. */
const longestTimer = 2 ** 31 - 1

/** Waits for devices to come and go. Keeps the process alive meanwhile. */
class News {
  readonly #timer: NodeJS.Timeout
  readonly #signal: AbortSignal | undefined
  readonly #stopListening: (() => void) | undefined
  #isOver = false
  #hasNews = false
  #wake: (() => void) | undefined

  constructor(timeoutMs: number | undefined, signal: AbortSignal | undefined) {
    this.#signal = signal
    this.#timer = timeoutMs === undefined || timeoutMs > longestTimer
      ? setInterval(() => undefined, longestTimer)
      : setTimeout(this.#end, timeoutMs)
    signal?.addEventListener('abort', this.#end, { once: true })
    this.#stopListening = timeoutMs === 0 ? undefined : libusbThread.watch(this.#onNews)
  }

  /** True when something has changed, false when the time is over. */
  async next(): Promise<boolean> {
    if (!this.#isOver && !this.#hasNews) await new Promise<void>((resolve) => { this.#wake = resolve })
    this.#hasNews = false
    return !this.#isOver
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#signal?.removeEventListener('abort', this.#end)
    this.#stopListening?.()
  }

  readonly #onNews = (): void => {
    this.#hasNews = true
    this.#wake?.()
  }

  readonly #end = (): void => {
    this.#isOver = true
    this.#wake?.()
  }
}
