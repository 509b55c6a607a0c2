import { ErrorQueue } from './error-queue.ts'
import { EventRegister } from './event-register.ts'

/** Bits of the standard event register (IEEE 488.2, 11.5.1). */
export const standardEvent = {
  operationComplete: 1, queryError: 4, deviceError: 8, executionError: 16, commandError: 32, userRequest: 64, powerOn: 128,
} as const

/** Bits of the status byte (IEEE 488.2, 11.2; SCPI-99 vol. 1, 9.1). */
const statusByte = {
  errorQueue: 4, questionable: 8, messageAvailable: 16, standardEvent: 32, request: 64, operation: 128,
} as const

/** Bits that IEEE 488.2 leaves to the maker of a device (11.2.1), below those of SCPI. */
const lowMask = 7

/** Bit of the questionable register that sums up the instruments (SCPI-99 vol. 1, 9.4). */
const instrumentBit = 13

export interface StatusOptions {
  readonly errorQueueDepth: number
  readonly overflowText: string
  /** Channels with a questionable register of their own. */
  readonly instruments: readonly number[]
  /** Bits 0 to 2 of the status byte, where they do not say whether there are errors. */
  readonly lowBits?: (() => number) | undefined
}

function classBit(number: number): number {
  if (number <= -100 && number > -200) return standardEvent.commandError
  if (number <= -200 && number > -300) return standardEvent.executionError
  if (number <= -400 && number > -500) return standardEvent.queryError
  return standardEvent.deviceError
}

/** What a device reports about itself: status registers after IEEE 488.2, chapter 11, and SCPI-99, chapter 9. */
export class StatusModel {
  readonly errors: ErrorQueue
  readonly operation: EventRegister
  readonly questionable: EventRegister
  /** `STATus:QUEStionable:INSTrument`, whose bit n sums up channel n. */
  readonly questionableInstrument: EventRegister
  /** Whether power-on clears the enable registers (`*PSC`). */
  powerOnClear = true
  readonly #onChange: () => void
  readonly #options: StatusOptions
  #reporting: ErrorQueue | undefined
  readonly #instruments = new Map<number, EventRegister>()
  #standard: number = standardEvent.powerOn
  #standardEnable = 0
  #requestEnable = 0

  constructor(options: StatusOptions, onChange: () => void) {
    this.#onChange = onChange
    this.#options = options
    this.errors = new ErrorQueue(options.errorQueueDepth, options.overflowText)
    this.operation = new EventRegister(onChange)
    this.questionable = new EventRegister(onChange)
    this.questionableInstrument = new EventRegister(onChange, { register: this.questionable, bit: instrumentBit })
    for (const channel of options.instruments) {
      this.#instruments.set(channel, new EventRegister(onChange, { register: this.questionableInstrument, bit: channel }))
    }
  }

  /** `STATus:QUEStionable:INSTrument:ISUMmary<channel>`, undefined for a channel that has none. */
  instrumentSummary(channel: number): EventRegister | undefined {
    return this.#instruments.get(channel)
  }

  get standardEnable(): number {
    return this.#standardEnable
  }

  set standardEnable(bits: number) {
    this.#standardEnable = bits & 0xff
    this.#onChange()
  }

  get requestEnable(): number {
    return this.#requestEnable
  }

  /** Bit 6 cannot be enabled. */
  set requestEnable(bits: number) {
    this.#requestEnable = bits & 0xff & ~statusByte.request
    this.#onChange()
  }

  /** Raises bits of the standard event register. */
  raiseStandard(bits: number): void {
    this.#standard |= bits
    this.#onChange()
  }

  /** The standard events since the last reading, and forgets them. */
  readStandard(): number {
    const events = this.#standard
    this.#standard = 0
    this.#onChange()
    return events
  }

  /** A queue for one link; see {@link reportingTo}. */
  ownQueue(): ErrorQueue {
    return new ErrorQueue(this.#options.errorQueueDepth, this.#options.overflowText)
  }

  /** Runs something whose errors go into a queue of its own. */
  reportingTo<T>(queue: ErrorQueue, body: () => T): T {
    const before = this.#reporting
    this.#reporting = queue
    try {
      return body()
    } finally {
      this.#reporting = before
    }
  }

  /** Puts an error into a queue, that of the link being served where it has one, and raises the bit of its class. */
  addError(number: number, text: string, queue = this.#reporting ?? this.errors): void {
    queue.push({ number, text })
    this.raiseStandard(classBit(number))
  }

  /** The status byte without bit 6. @param errorCount how many entries the asking link can read. */
  summary(messageAvailable: boolean, errorCount = this.errors.length): number {
    return (this.#options.lowBits === undefined ? (errorCount > 0 ? statusByte.errorQueue : 0) : this.#options.lowBits() & lowMask)
      | (this.questionable.summary ? statusByte.questionable : 0)
      | (messageAvailable ? statusByte.messageAvailable : 0)
      | ((this.#standard & this.#standardEnable) === 0 ? 0 : statusByte.standardEvent)
      | (this.operation.summary ? statusByte.operation : 0)
  }

  /** `*CLS`: event registers and error queue. */
  clear(): void {
    this.errors.clear()
    for (const register of this.#instruments.values()) register.clearEvent()
    for (const register of [this.questionableInstrument, this.questionable, this.operation]) register.clearEvent()
    this.readStandard()
  }

  /** `STATus:PRESet`. */
  preset(): void {
    this.operation.enable = 0
    this.questionable.enable = 0
  }

  /** What switching on does. */
  powerOn(): void {
    this.clear()
    if (this.powerOnClear) {
      this.standardEnable = 0
      this.requestEnable = 0
    }
    this.preset()
    this.raiseStandard(standardEvent.powerOn)
  }
}

/** Bit 6 of the status byte: RQS in a serial poll, MSS in `*STB?`. */
export const requestBit = statusByte.request
