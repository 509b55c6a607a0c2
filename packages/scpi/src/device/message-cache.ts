import type { CompiledMessage } from './execution.ts'

const messagesPerGeneration = 256
const longestText = 200

/**
 * Compiled messages by their text, so that a repeated one is not parsed again. A message is kept when it comes for the second
 * time, so that the ever new messages of a sweep fill nothing; what was not used for a generation is dropped.
 */
export class MessageCache {
  readonly #compile: (text: string, endMarked: boolean) => CompiledMessage
  readonly #seenOnce = new Set<string>()
  #young = new Map<string, CompiledMessage>()
  #old = new Map<string, CompiledMessage>()

  constructor(compile: (text: string, endMarked: boolean) => CompiledMessage) {
    this.#compile = compile
  }

  /** The compiled message. Long ones and blocks are not kept: they hardly come twice. */
  get(text: string, endMarked: boolean): CompiledMessage {
    return this.#young.get(text) ?? this.#remember(text, endMarked)
  }

  #remember(text: string, endMarked: boolean): CompiledMessage {
    const known = this.#old.get(text)
    const compiled = known ?? this.#compile(text, endMarked)
    if (text.length > longestText || text.includes('#')) return compiled
    if (known !== undefined || this.#seenOnce.delete(text)) this.#keep(text, compiled)
    else this.#note(text)
    return compiled
  }

  #note(text: string): void {
    if (this.#seenOnce.size >= messagesPerGeneration) this.#seenOnce.clear()
    this.#seenOnce.add(text)
  }

  #keep(text: string, compiled: CompiledMessage): void {
    if (this.#young.size >= messagesPerGeneration) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(text, compiled)
  }
}
