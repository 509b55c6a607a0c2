import { requestBit } from './status-model.ts'

/** The service request of one link (IEEE 488.2, 11.3). */
export class ServiceRequest {
  readonly #listeners = new Set<(statusByte: number) => void>()
  /** The enabled bits that were set when last looked at. */
  #reasons = 0
  #requested = false

  /** Whether there is a reason or a request that may have to be taken back. */
  get active(): boolean {
    return this.#reasons !== 0 || this.#requested
  }

  listen(listener: (statusByte: number) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Requests service when an enabled bit has newly come; takes the request back when no enabled bit is left. */
  update(summary: number, enable: number): void {
    const reasons = summary & enable
    const isNew = (reasons & ~this.#reasons) !== 0
    this.#reasons = reasons
    if (reasons === 0) this.#requested = false
    if (!isNew) return
    this.#requested = true
    for (const listener of this.#listeners) listener(summary | requestBit)
  }

  /** The status byte of a serial poll; the request has been seen. */
  poll(summary: number): number {
    const statusByte = this.#requested ? summary | requestBit : summary
    this.#requested = false
    return statusByte
  }

  /** The status byte with MSS, which no poll clears. */
  master(summary: number, enable: number): number {
    return (summary & enable) === 0 ? summary : summary | requestBit
  }
}
