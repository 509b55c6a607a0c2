import { encodeBlock } from '@lab/scpi'
import { bytesOf, concatenate, textOf } from '../bytes.ts'

/** How an instrument's side of a wire reaches the other end. */
export interface ContractLinkOptions {
  /** Sends a response message, complete with its LF. END belongs behind it where the wire has END. */
  send(response: Uint8Array): void
  /** Requests service, where the wire can. */
  requestService?(): void
}

/** The instrument's end of one link. */
export interface ContractLink {
  /** Takes bytes as they come. `end`: the wire marked the last one as the end of a message. */
  receive(bytes: Uint8Array, end?: boolean): void
  trigger(): void
  /** Device clear: what was received and not finished, and what was not sent yet, is forgotten. */
  clear(): void
  /** The link is gone. */
  close(): void
}

/**
 * The instrument at the other end of {@link transportContract}: settings and triggers belong to it, input and answers to a link.
 * A wire serves it with a few lines: bytes to `receive`, what it sends to the wire.
 */
export class ContractInstrument {
  level = '0'
  data: Uint8Array = new Uint8Array(0)
  triggers = 0
  readonly #held: (() => void)[] = []

  /** Resolves at the next {@link free}. */
  hold(): Promise<void> {
    return new Promise((resolve) => this.#held.push(resolve))
  }

  /** Lets every answer that is held go, over whatever link it was asked for. */
  free(): void {
    for (const resolve of this.#held.splice(0)) resolve()
  }

  link(options: ContractLinkOptions): ContractLink {
    return new InstrumentLink(this, options)
  }
}

/** The bytes of `CONT:BLOC? n`; every value comes, also LF. */
export function contractPattern(length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let i = 0; i < length; i++) bytes[i] = (i * 7 + (i >> 8)) & 0xff
  return bytes
}

const lineFeed = 10
const linefeedBytes = Uint8Array.of(lineFeed)
const dataHeader = 'CONT:DATA #'

type Answer = string | Uint8Array | undefined

class InstrumentLink implements ContractLink {
  readonly #instrument: ContractInstrument
  readonly #options: ContractLinkOptions
  #parts: Uint8Array[] = []
  #received = 0
  #pending: Promise<void> | undefined
  #generation = 0

  constructor(instrument: ContractInstrument, options: ContractLinkOptions) {
    this.#instrument = instrument
    this.#options = options
  }

  receive(bytes: Uint8Array, end = false): void {
    this.#parts.push(bytes.slice())
    if (!end && bytes.at(-1) !== lineFeed) return
    const input = concatenate(this.#parts)
    const rest = this.#runMessages(input, end)
    this.#parts = rest.length === 0 ? [] : [rest]
  }

  trigger(): void {
    this.#instrument.triggers++
  }

  clear(): void {
    this.#generation++
    this.#parts = []
    this.#pending = undefined
  }

  close(): void {
    this.clear()
  }

  /** Runs the complete messages and gives back what is left. */
  #runMessages(input: Uint8Array, end: boolean): Uint8Array {
    let start = 0
    while (start < input.length) {
      const length = messageLength(input.subarray(start), end)
      if (length === undefined) break
      this.#run(input.subarray(start, start + length))
      start += length
    }
    return input.slice(start)
  }

  #run(message: Uint8Array): void {
    const answer = this.#answer(message)
    this.#received++
    if (answer instanceof Promise || this.#pending !== undefined) this.#answerInTurn(answer)
    else this.#send(answer)
  }

  #answerInTurn(answer: Answer | Promise<Answer>): void {
    const generation = this.#generation
    const turn = Promise.all([answer, this.#pending]).then(([text]) => {
      if (generation !== this.#generation) return
      this.#send(text)
      if (this.#pending === turn) this.#pending = undefined
    })
    this.#pending = turn
  }

  #send(answer: Answer): void {
    if (answer === undefined) return
    this.#options.send(concatenate([typeof answer === 'string' ? bytesOf(answer) : answer, linefeedBytes]))
  }

  #answer(message: Uint8Array): Answer | Promise<Answer> {
    const [header = '', rest = ''] = splitHeader(message)
    switch (header) {
      case '*IDN?': return 'LAB,CONTRACT,1,1.0'
      case 'CONT:ECHO?': return rest
      case 'CONT:LATE?': return later(rest)
      case 'CONT:HOLD?': return this.#instrument.hold().then(() => rest)
      case 'CONT:BLOC?': return encodeBlock(contractPattern(Number(rest)))
      case 'CONT:DATA?': return encodeBlock(this.#instrument.data)
      case 'CONT:LEV?': return this.#instrument.level
      case 'CONT:COUN?': return String(this.#received)
      case 'CONT:TRIG?': return String(this.#instrument.triggers)
      default: return this.#command(header, rest, message)
    }
  }

  #command(header: string, rest: string, message: Uint8Array): undefined {
    if (header === 'CONT:LEV') this.#instrument.level = rest
    if (header === 'CONT:DATA') this.#instrument.data = blockIn(message)
    if (header === 'CONT:FREE') this.#instrument.free()
    if (header === 'CONT:SRQ') this.#options.requestService?.()
  }
}

/** Header and short parameters as text. A block is not looked at here. */
function splitHeader(message: Uint8Array): readonly string[] {
  const text = textOf(message.subarray(0, 4096)).trimEnd()
  const space = text.indexOf(' ')
  return space < 0 ? [text] : [text.slice(0, space), text.slice(space + 1)]
}

async function later(parameters: string): Promise<string> {
  const [ms, text = ''] = parameters.split(',')
  await new Promise((resolve) => setTimeout(resolve, Number(ms)))
  return text
}

/** Where the data of a block message begins and ends. */
function blockSpan(message: Uint8Array): readonly [from: number, to: number] {
  const digits = Number(textOf(message.subarray(dataHeader.length, dataHeader.length + 1)))
  const from = dataHeader.length + 1 + digits
  return [from, from + Number(textOf(message.subarray(dataHeader.length + 1, from)))]
}

function blockIn(message: Uint8Array): Uint8Array {
  const [from, to] = blockSpan(message)
  return message.slice(from, to)
}

/** Length of the first message with its LF; undefined while it is not complete. */
function messageLength(input: Uint8Array, end: boolean): number | undefined {
  const isBlock = textOf(input.subarray(0, dataHeader.length)) === dataHeader
  const searchFrom = isBlock ? blockSpan(input)[1] : 0
  const position = input.indexOf(lineFeed, searchFrom)
  if (position >= 0 && searchFrom <= input.length) return position + 1
  return end && searchFrom <= input.length ? input.length : undefined
}
