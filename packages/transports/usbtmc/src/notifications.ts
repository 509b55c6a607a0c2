import { ProtocolError, TimeoutError, type ConnectionError, type ServiceRequests } from '@lab/core'
import { ServiceRequestFeed } from '@lab/core/transport'
import { decodeNotification } from './codec/index.ts'
import { PortError, type UsbPort } from './usb-port.ts'

interface WaitingStatus {
  readonly timer: ReturnType<typeof setTimeout>
  readonly resolve: (statusByte: number) => void
  readonly reject: (reason: unknown) => void
}

/** How long the answer to READ_STATUS_BYTE may take, in ms. */
const statusByteMs = 2000
/** Failures in a row after which nobody listens any more. */
const mostFailures = 5
const afterFailureMs = 20
const notificationBytes = 2

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => { setTimeout(resolve, ms) })
}

/** Listens to interrupt-IN while a connection is open: service requests, and the answers to READ_STATUS_BYTE. */
export class Notifications {
  readonly #port: UsbPort
  readonly #requests = new ServiceRequestFeed()
  readonly #waiting = new Map<number, WaitingStatus>()
  #ended: Promise<void> | undefined
  /** Why nobody listens any more. */
  #over: Error | undefined

  constructor(port: UsbPort) {
    this.#port = port
  }

  /** Begins to listen; where there is no such endpoint, nothing happens. */
  start(): void {
    if (this.#port.interruptIn !== undefined) this.#ended = this.#listen()
  }

  /** The status byte that comes for a tag. To be called before the request is sent. @throws TimeoutError */
  statusByte(tag: number): Promise<number> {
    return new Promise((resolve, reject) => {
      if (this.#over !== undefined) return reject(this.#over)
      const timer = setTimeout(() => {
        this.#waiting.delete(tag)
        reject(new TimeoutError(`No status byte came over interrupt-IN within ${statusByteMs} ms.`, { hint: 'Ask *STB? instead.' }))
      }, statusByteMs)
      this.#waiting.set(tag, { timer, resolve, reject })
    })
  }

  /** The request for it failed: nothing will come. */
  forget(tag: number): void {
    clearTimeout(this.#waiting.get(tag)?.timer)
    this.#waiting.delete(tag)
  }

  subscribe(signal: AbortSignal | undefined): ServiceRequests {
    return this.#requests.subscribe(signal)
  }

  /** Ends what waits: a status byte with the reason, subscriptions without one. Resolves when nothing is received any more. */
  async end(reason: ConnectionError): Promise<void> {
    this.#finish(reason, undefined)
    this.#port.cancel('notification')
    await this.#ended
  }

  #finish(reason: Error, forSubscribers: Error | undefined): void {
    this.#over = reason
    for (const { timer, reject } of this.#waiting.values()) {
      clearTimeout(timer)
      reject(reason)
    }
    this.#waiting.clear()
    this.#requests.end(forSubscribers)
  }

  async #listen(): Promise<void> {
    for (let failures = 0; this.#over === undefined;) {
      try {
        const bytes = await this.#port.notification()
        failures = 0
        if (bytes !== undefined) await this.#take(bytes)
      } catch (error) {
        failures += 1
        if (await this.#isHopeless(error, failures)) return
      }
    }
  }

  /** What became of a failure: true where listening has ended with it. */
  async #isHopeless(error: unknown, failures: number): Promise<boolean> {
    // A link that is lost is told by the port, which ends this too.
    if (this.#over !== undefined || (error instanceof PortError && error.failure === 'lost')) return true
    if (failures >= mostFailures) {
      const over = new ProtocolError('The device does not send notifications over interrupt-IN any more.', { cause: error })
      this.#finish(over, over)
      return true
    }
    const { interruptIn } = this.#port
    const isHalted = error instanceof PortError && error.failure === 'stall'
    if (isHalted && interruptIn !== undefined) await this.#port.clearHalt(interruptIn).catch(() => undefined)
    if (error instanceof PortError) await pause(afterFailureMs)
    return false
  }

  async #take(bytes: Uint8Array): Promise<void> {
    // One that is too short says nothing. A device that sends nothing else is not asked as often as it would be.
    if (bytes.length < notificationBytes) return await pause(afterFailureMs)
    const notification = decodeNotification(bytes)
    if (notification.kind === 'service-request') {
      this.#requests.publish(notification.statusByte)
    } else if (notification.kind === 'status-byte') {
      const waiting = this.#waiting.get(notification.tag)
      this.forget(notification.tag)
      waiting?.resolve(notification.statusByte)
    }
  }
}
