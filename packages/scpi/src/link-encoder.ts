import { SettingError } from '@lab/core'
import { encodeLatin1 } from './latin1.ts'
import { parseProgramMessage } from './program-message-parser.ts'
import { quoteShort } from './quote-short.ts'

/** A program message ready to be sent. */
export interface EncodedMessage {
  /** With its LF. */
  readonly bytes: Uint8Array
  /** Whether the instrument is going to answer; undefined where that cannot be told. */
  readonly answers: boolean | undefined
}

const rememberedMessages = 512
const longestRemembered = 256

function refuse(message: string, problem: string): never {
  throw new SettingError(`${quoteShort(message)} cannot be sent: ${problem}`)
}

/** A second message behind an LF would bring a second answer, which nobody reads. LF may stand in a block only. */
function refuseSecondMessage(message: string): void {
  const outside = parseProgramMessage(message, { end: true }).units.flatMap((unit) => unit.data)
    .reduce((text, data) => (data.kind === 'block' ? text.replace(data.text, '') : text), message)
  if (outside.includes('\n')) refuse(message, 'it has a line feed inside; send one message with each call')
}

function answersOf(message: string): boolean | undefined {
  if (!message.includes('?')) return false
  const { units, problem } = parseProgramMessage(message, { end: true })
  return units.some((unit) => unit.query) ? true : problem === undefined ? false : undefined
}

function encode(message: string): EncodedMessage {
  const content = message.replace(/[\r\n]+$/, '')
  if (content.includes('\n')) refuseSecondMessage(content)
  const bad = /[^\x00-\xff]/.exec(content)
  if (bad !== null) refuse(message, `the character ${JSON.stringify(bad[0])} does not fit in one byte`)
  return { bytes: encodeLatin1(`${content}\n`), answers: answersOf(content) }
}

/** Makes bytes of messages, and remembers those of short ones: a sweep sends the same few again and again. */
export class MessageEncoder {
  readonly #remembered = new Map<string, EncodedMessage>()

  /** @throws SettingError for a character above U+00FF, or an LF inside. */
  encode(message: string): EncodedMessage {
    const known = this.#remembered.get(message)
    if (known !== undefined) return known
    const encoded = encode(message)
    if (message.length <= longestRemembered) {
      if (this.#remembered.size >= rememberedMessages) this.#remembered.clear()
      this.#remembered.set(message, encoded)
    }
    return encoded
  }

  /** A message to which there is no answer. @throws SettingError for a query. */
  command(message: string): Uint8Array {
    const { bytes, answers } = this.encode(message)
    if (answers === true) refuse(message, 'it is a query, and nobody would read its answer; use query')
    return bytes
  }

  /** A message to which there is an answer. @throws SettingError for one without a query. */
  query(message: string): Uint8Array {
    const { bytes, answers } = this.encode(message)
    if (answers === false) refuse(message, 'it has no query, and nothing would answer; use write')
    return bytes
  }
}
