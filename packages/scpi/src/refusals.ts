import { UnsupportedError } from '@lab/core'
import type { CommandSet, CompiledCommand } from './command-set.ts'
import type { Admission, LimitGuard } from './guard.ts'
import { parseProgramMessage } from './program-message-parser.ts'
import { quoteShort } from './quote-short.ts'

function isRefused({ declaration }: CompiledCommand): boolean {
  return declaration.kind === 'action' && declaration.effect.kind === 'refused'
}

/** First keywords of the refused headers, short: what a message without them has cannot be refused. */
function keywordsOf(commands: readonly CompiledCommand[]): RegExp {
  const words = commands.map(({ header }) => /[A-Z]+/i.exec(header)?.[0] ?? '')
  return new RegExp([...new Set(words)].join('|'), 'i')
}

/** Keeps from the wire what a driver refuses, with limits of the bench and without: commands that change a calibration. */
export class Refusals {
  readonly #alias: string
  readonly #commands: CommandSet
  readonly #keywords: RegExp
  readonly #end: boolean

  private constructor(alias: string, commands: CommandSet, refused: readonly CompiledCommand[], end: boolean) {
    this.#alias = alias
    this.#commands = commands
    this.#keywords = keywordsOf(refused)
    this.#end = end
  }

  /**
   * Undefined for a driver that refuses nothing.
   * @param end whether the wire marks the end of a message, so that an indefinite block reaches up to it.
   */
  static of(alias: string, commands: CommandSet, end: boolean): Refusals | undefined {
    const refused = commands.commands.filter(isRefused)
    return refused.length === 0 ? undefined : new Refusals(alias, commands, refused, end)
  }

  /**
   * Looks at a whole message.
   * @param unguarded lets pass what is refused.
   * @returns whether it has passed for that reason only.
   * @throws UnsupportedError with the command and the reason.
   */
  check(message: string, unguarded = false): boolean {
    if (!this.#keywords.test(message)) return false
    const { units, problem } = parseProgramMessage(message, { end: this.#end })
    for (const unit of units) {
      const { declaration } = this.#commands.lookup(unit)?.value ?? {}
      if (declaration?.kind !== 'action' || declaration.effect.kind !== 'refused') continue
      if (unit.query && declaration.form !== 'query') continue // it only asks
      return unguarded || this.#refuse(unit.text, declaration.effect.why)
    }
    // Nobody knows what an instrument makes of the rest of a message with a mistake in it.
    return problem !== undefined && (unguarded || this.#refuse(message, `${problem.text} at character ${problem.position + 1}`))
  }

  #refuse(text: string, why: string): never {
    throw new UnsupportedError(`${this.#alias}: ${quoteShort(text)} is refused: ${why}. Nothing was sent.`, {
      hint: '{ unguarded: true } sends it all the same, and that is logged.',
    })
  }
}

/** Who decides on the messages of a link. */
export interface Judges {
  /** Judges by the limits of the bench; none on an instrument without. */
  readonly guard?: LimitGuard | undefined
  /** What is never sent; none where the driver refuses nothing. */
  readonly refusals?: Refusals | undefined
}

/** Decides on a message; a block that goes out in place of the one in the message comes apart from it. */
export type Admitting = (message: string, unguarded?: boolean, block?: Uint8Array) => Admission | undefined

/** Decides on whole messages. @throws UnsupportedError for one that is never sent, LimitError for one outside the limits. */
export function admitting({ guard, refusals }: Judges): Admitting {
  return (message, unguarded, block) => {
    const isPassed = refusals?.check(message, unguarded) === true
    return guard?.check(message, unguarded, block) ?? (isPassed ? { unguarded: true } : undefined)
  }
}
