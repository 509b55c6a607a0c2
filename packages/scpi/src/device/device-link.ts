import type { Clock } from '@lab/core'
import type { CallingLink } from './device-definition.ts'
import { DeviceError } from './device-error.ts'
import type { CompiledMessage, Execution } from './execution.ts'
import { LinkErrors } from './link-errors.ts'
import { progressOf, type Progress } from './link-progress.ts'
import { MessageSplitter } from './message-splitter.ts'
import { responseMessage, type ResponseUnit } from './response-message.ts'
import { ServiceRequest } from './service-request.ts'
import type { StatusModel } from './status-model.ts'
import { mostWaitingBytes, sizeOf, type WaitingMessage } from './waiting-message.ts'

/** What a link needs of its device. */
export interface LinkHost {
  readonly status: StatusModel
  readonly clock: Clock
  readonly inputBufferBytes: number
  readonly outputQueueBytes: number
  /** Whether each link has an error queue of its own. */
  readonly ownErrorQueues: boolean
  compile(text: string, endMarked: boolean): CompiledMessage
  latencyMs(execution: Execution): number
  trigger(): void
  /** On a device clear of one of its links. */
  cleared(): void
  forget(link: DeviceLink): void
}

/** What the wire of a link has besides. */
export interface DeviceLinkOptions {
  /** Number of the link's control port, which listens from then on: the answer to `SYSTem:COMMunicate:TCPip:CONTrol?`. */
  readonly controlPort?: (() => number | Promise<number>) | undefined
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte <= 32)
}

/**
 * One client's link to a device: input buffer, execution, output queue and status byte after the message exchange protocol of
 * IEEE 488.2, chapter 6. What nothing holds back is executed before `receive` returns.
 */
export class DeviceLink implements CallingLink {
  /** The errors of its commands, and those that belong to no link. */
  readonly errors: LinkErrors
  readonly #host: LinkHost
  readonly #splitter: MessageSplitter
  readonly #request = new ServiceRequest()
  readonly #listeners = new Set<() => void>()
  readonly #options: DeviceLinkOptions
  #messages: WaitingMessage[] = []
  #waitingBytes = 0
  #onIdle: (() => void) | undefined
  #progress: Progress | undefined
  #output: Uint8Array | undefined
  /** Takes back what execution waits for; undefined while nothing is waited for. */
  #stopWaiting: (() => void) | undefined
  #closed = false

  constructor(host: LinkHost, options: DeviceLinkOptions = {}) {
    this.#host = host
    this.#options = options
    this.errors = new LinkErrors(host.status, host.ownErrorQueues ? host.status.ownQueue() : undefined)
    this.#splitter = new MessageSplitter({
      message: (text, endMarked) => this.#enqueue({ text, endMarked }),
      overrun: () => this.#report(-363),
    }, host.inputBufferBytes)
  }

  /**
   * Takes in bytes of program messages. A response that was not read is discarded with -410.
   * @param end whether END came with the last byte. Leave it out on a wire that has no END: an LF then ends a message always.
   */
  receive(bytes: Uint8Array, end?: boolean): void {
    if (this.#closed) return
    if (this.#output !== undefined && !isBlank(bytes)) this.#interrupt()
    this.#splitter.push(bytes, end)
    this.#run()
  }

  /** The next response message with its LF, or undefined when there is none. Asking reports nothing. */
  read(): Uint8Array | undefined {
    const output = this.#output
    if (output !== undefined) {
      this.#output = undefined
      this.refresh()
    }
    return output
  }

  /**
   * The same for a wire on which the controller addresses the device to talk: -420 when there is nothing to say and nothing
   * under way.
   */
  talk(): Uint8Array | undefined {
    if (this.#output === undefined && this.#progress === undefined) this.#report(-420)
    return this.read()
  }

  /** Calls back whenever a response has become readable. Returns the function that ends it. */
  onResponse(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Calls back with the status byte (RQS set) when the device begins to request service. Returns the function that ends it. */
  onServiceRequest(listener: (statusByte: number) => void): () => void {
    return this.#request.listen(listener)
  }

  /** Calls back once when every message that has come in was executed: now, if that is so. Never after it was closed. */
  whenIdle(listener: () => void): void {
    if (this.#progress === undefined && this.#messages.length === 0) listener()
    else this.#onIdle = listener
  }

  /** Device clear: empties input and output, drops what is being executed. Settings, status and error queue stay. */
  clear(): void {
    this.#dropAll()
    this.#host.cleared()
    this.refresh()
  }

  /** For a wire that sends responses on at once: reports -410, since the next message came before the last one was read. */
  interrupted(): void {
    this.#report(-410)
  }

  /** Group execute trigger. */
  trigger(): void {
    try {
      this.#host.trigger()
    } catch (error) {
      this.#fail(error)
    }
  }

  /** Serial poll: the status byte with RQS in bit 6, which is cleared by it. */
  statusByte(): number {
    return this.#request.poll(this.#summary())
  }

  masterSummary(): number {
    return this.#request.master(this.#summary(), this.#host.status.requestEnable)
  }

  /** The number of this link's control port; 0 where its wire has none. */
  controlPort(): number | Promise<number> {
    return this.#options.controlPort?.() ?? 0
  }

  /** Looks whether a reason for a service request has come. The device calls it when its status has changed. */
  refresh(): void {
    const { requestEnable } = this.#host.status
    if (requestEnable !== 0 || this.#request.active) this.#request.update(this.#summary(), requestEnable)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#dropAll()
    this.#listeners.clear()
    this.#onIdle = undefined
    this.#host.forget(this)
  }

  #summary(): number {
    return this.#host.status.summary(this.#output !== undefined, this.errors.length)
  }

  #dropAll(): void {
    this.#stopWaiting?.()
    this.#stopWaiting = undefined
    this.#splitter.reset()
    this.#messages = []
    this.#waitingBytes = 0
    this.#progress = undefined
    this.#output = undefined
  }

  #enqueue(message: WaitingMessage): void {
    const bytes = this.#waitingBytes + sizeOf(message)
    if (bytes > mostWaitingBytes && this.#messages.length > 0) return this.#report(-363)
    this.#waitingBytes = bytes
    this.#messages.push(message)
  }

  #run(): void {
    while (this.#stopWaiting === undefined) {
      const progress = this.#progress ?? this.#startNext()
      if (progress === undefined) return this.#becomeIdle()
      const execution = progress.executions[progress.next]
      progress.next += 1
      if (execution === undefined) this.#finish(progress)
      else this.#begin(progress, execution)
    }
  }

  #becomeIdle(): void {
    const listener = this.#onIdle
    this.#onIdle = undefined
    listener?.()
  }

  #startNext(): Progress | undefined {
    const message = this.#messages.shift()
    if (message === undefined) return undefined
    this.#waitingBytes -= sizeOf(message)
    const executions = this.#host.compile(message.text, message.endMarked)
    if (executions.length > 0 && this.#output !== undefined) this.#interrupt()
    this.#progress = progressOf(executions)
    return this.#progress
  }

  #begin(progress: Progress, execution: Execution): void {
    if (progress.indefinite && execution.unit.query) return this.#report(-440)
    const latencyMs = this.#host.latencyMs(execution)
    if (latencyMs <= 0) return this.#execute(progress, execution)
    this.#stopWaiting = this.#host.clock.after(latencyMs, () => {
      this.#stopWaiting = undefined
      this.#execute(progress, execution)
      this.#run()
    })
  }

  #execute(progress: Progress, execution: Execution): void {
    try {
      const answer = this.errors.during(() => execution.run(this))
      if (answer instanceof Promise) this.#await(progress, execution, answer)
      else this.#accept(progress, execution, answer)
    } catch (error) {
      this.#fail(error)
    }
  }

  #await(progress: Progress, execution: Execution, answer: Promise<ResponseUnit | void>): void {
    let dropped = false
    this.#stopWaiting = () => { dropped = true }
    const resume = (settle: () => void): void => {
      if (dropped) return
      this.#stopWaiting = undefined
      settle()
      this.#run()
    }
    answer.then(
      (value) => resume(() => this.#accept(progress, execution, value)),
      (error: unknown) => resume(() => this.#fail(error)),
    )
  }

  #accept(progress: Progress, execution: Execution, answer: ResponseUnit | void): void {
    if (answer === undefined || !execution.unit.query || progress.deadlocked) return
    progress.answers.push(answer)
    progress.answerBytes += answer.length + 1
    progress.indefinite ||= execution.indefinite
    if (progress.answerBytes > this.#host.outputQueueBytes && this.#inputIsFull(progress)) this.#deadlock(progress)
  }

  /** Whether what has not been executed fills the input buffer, so that neither side can go on. */
  #inputIsFull({ executions, next }: Progress): boolean {
    const rest = executions.slice(next).reduce((length, { unit }) => length + unit.text.length + 1, 0)
    const waiting = this.#messages.reduce((length, { text }) => length + text.length, 0)
    return rest + waiting + this.#splitter.length > this.#host.inputBufferBytes
  }

  #deadlock(progress: Progress): void {
    progress.deadlocked = true
    progress.answers.length = 0
    this.#report(-430)
  }

  #finish({ answers }: Progress): void {
    this.#progress = undefined
    if (answers.length === 0) return
    this.#output = responseMessage(answers)
    this.refresh()
    for (const listener of this.#listeners) listener()
  }

  #interrupt(): void {
    this.#output = undefined
    this.#report(-410)
  }

  /** A command error ends the message; after any other error the next unit has its turn. */
  #fail(error: unknown): void {
    const { number, text } = error instanceof DeviceError ? error : { number: -310, text: `System error;${String(error)}` }
    this.#report(number, text)
    if (number <= -100 && number > -200 && this.#progress !== undefined) this.#progress.next = this.#progress.executions.length
  }

  #report(number: number, text?: string): void {
    this.errors.report(number, text)
  }
}
