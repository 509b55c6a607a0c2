import { SettingError } from '@lab/core'
import { lineFeed, questionMark } from './characters.ts'
import { parseProgramMessage } from './program-message-parser.ts'
import { quoteShort } from './quote-short.ts'

/** A program message ready to be sent. */
interface EncodedMessage {
  /** With its LF. */
  readonly bytes: Uint8Array
  /** Whether the instrument is going to answer; undefined where that cannot be told. */
  readonly answers: boolean | undefined
}

const carriageReturn = 13
const rememberedQueries = 512
const longestRemembered = 256

function refuse(message: string, problem: string): never {
  throw new SettingError(`${quoteShort(message)} cannot be sent: ${problem}.`)
}

/** A second message behind an LF would bring a second answer, which nobody reads. LF may stand in a block only. */
function refuseSecondMessage(message: string, end: boolean): void {
  const outside = parseProgramMessage(message, { end }).units.flatMap((unit) => unit.data)
    .reduce((text, data) => (data.kind === 'block' ? text.replace(data.text, '') : text), message)
  if (outside.includes('\n')) refuse(message, 'it has a line feed inside; send one message with each call')
}

function answersOf(message: string): boolean | undefined {
  const { units, problem } = parseProgramMessage(message, { end: true })
  return units.some((unit) => unit.query) ? true : problem === undefined ? false : undefined
}

/** The length up to the end of a definite block that is last: its bytes are no terminator. 0 where there is none. */
function lengthOfBlock(message: string): number {
  const text = parseProgramMessage(message, { end: true }).units.at(-1)?.data.at(-1)?.text ?? ''
  return /^#[1-9]/.test(text) ? message.lastIndexOf(text) + text.length : 0
}

function withoutTerminator(message: string): string {
  let length = message.length
  while (message.charCodeAt(length - 1) === lineFeed || message.charCodeAt(length - 1) === carriageReturn) length -= 1
  if (length === message.length) return message
  return message.slice(0, message.includes('#') ? Math.max(length, lengthOfBlock(message)) : length)
}

/** One pass over the characters; what needs a closer look is rare. */
function encode(message: string, end: boolean): EncodedMessage {
  const content = withoutTerminator(message)
  const bytes = new Uint8Array(content.length + 1)
  let isAsking = false
  let isBroken = false
  for (let index = 0; index < content.length; index += 1) {
    const code = content.charCodeAt(index)
    if (code > 0xff) refuse(message, `the character ${JSON.stringify(content.charAt(index))} does not fit in one byte`)
    if (code === questionMark) isAsking = true
    else if (code === lineFeed) isBroken = true
    bytes[index] = code
  }
  bytes[content.length] = lineFeed
  if (isBroken) refuseSecondMessage(content, end)
  return { bytes, answers: isAsking ? answersOf(content) : false }
}

/** Makes bytes of messages, and remembers those of short queries: a sweep sends the same few again and again. */
export class MessageEncoder {
  readonly #queries = new Map<string, Uint8Array>()
  readonly #end: boolean

  /** @param end whether the wire marks the end of a message; without, an LF ends an indefinite block. */
  constructor(end: boolean) {
    this.#end = end
  }

  /** A message to which there is no answer. @throws SettingError for a query, a character above U+00FF, or an LF inside. */
  command(message: string): Uint8Array {
    const { bytes, answers } = encode(message, this.#end)
    if (answers === true) refuse(message, 'it is a query, and nobody would read its answer; use query')
    return bytes
  }

  /** A message to which there is an answer. @throws SettingError for one without a query, and as `command` does. */
  query(message: string): Uint8Array {
    const known = this.#queries.get(message)
    if (known !== undefined) return known
    const { bytes, answers } = encode(message, this.#end)
    if (answers === false) refuse(message, 'it has no query, and nothing would answer; use write')
    this.#remember(message, bytes)
    return bytes
  }

  /** Checks a header that a definite block goes behind. @throws SettingError when the block would not be its last parameter. */
  blockHeader(header: string): void {
    if (header.includes('\n')) refuse(header, 'it has a line feed inside; send one message with each call')
    const { units, problem } = parseProgramMessage(`${header} #10`, { end: true })
    if (units.some((unit) => unit.query)) refuse(header, 'it is a query, and nobody would read its answer; use query')
    if (problem === undefined && units.at(-1)?.data.at(-1)?.text !== '#10') refuse(header, 'it takes in the block behind it')
  }

  #remember(message: string, bytes: Uint8Array): void {
    if (message.length > longestRemembered) return
    if (this.#queries.size >= rememberedQueries) this.#queries.clear()
    this.#queries.set(message, bytes)
  }
}
