import { ByteSink } from './byte-sink.ts'

/** Bytes from here on are not copied. */
const largePart = 64 * 1024

/** Bytes that grow at their end, in parts: large ones stay where they are until they are written. */
export class PartSink {
  readonly #done: Uint8Array[] = []
  #open: ByteSink
  #length = 0

  constructor(capacity: number) {
    this.#open = new ByteSink(capacity)
  }

  get length(): number {
    return this.#length + this.#open.length
  }

  bytes(value: Uint8Array): void {
    if (value.length < largePart) return this.#open.bytes(value)
    this.#close()
    this.#done.push(value)
    this.#length += value.length
  }

  #close(): void {
    if (this.#open.length === 0) return
    this.#done.push(this.#open.view())
    this.#length += this.#open.length
    this.#open = new ByteSink(4096)
  }

  /** What was written. */
  parts(): readonly Uint8Array[] {
    this.#close()
    return this.#done
  }
}
