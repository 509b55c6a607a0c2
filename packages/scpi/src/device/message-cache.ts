import type { CompiledMessage } from './execution.ts'

const messagesPerGeneration = 256
const longestText = 200

/** Compiled messages by their text, so that a repeated one is not parsed again. What was not used for a generation is dropped. */
export class MessageCache {
  readonly #compile: (text: string, endMarked: boolean) => CompiledMessage
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
    const compiled = this.#old.get(text) ?? this.#compile(text, endMarked)
    if (text.length <= longestText && !text.includes('#')) this.#keep(text, compiled)
    return compiled
  }

  #keep(text: string, compiled: CompiledMessage): void {
    if (this.#young.size >= messagesPerGeneration) {
      this.#old = this.#young
      this.#young = new Map()
    }
    this.#young.set(text, compiled)
  }
}
