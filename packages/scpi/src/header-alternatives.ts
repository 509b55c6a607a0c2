import { SettingError } from '@lab/core'
import { wordForms } from './word-pattern.ts'

/** One keyword of a header pattern. */
export interface PatternKeyword {
  readonly short: string
  readonly long: string
  /** `any`: `<n>` was written; a number: it is part of the name (`DNS2`). */
  readonly suffix: 'none' | 'any' | number
  /** Which `<n>` of the pattern it is, counted from 0; -1 for none. */
  readonly slot: number
}

/** One way to write a header: its optional keywords either there or left out. */
export type HeaderAlternative = readonly PatternKeyword[]

type PatternNode = PatternKeyword | { readonly optional: readonly PatternNode[] }

const keywordPattern = /^(\*?[A-Za-z][A-Za-z_]*(?:\d+[A-Za-z_]+)*)(\d+|<n>)?/

class PatternReader {
  readonly pattern: string
  rest: string
  slots = 0

  constructor(pattern: string) {
    this.pattern = pattern
    this.rest = pattern
  }

  /** Reads up to the end or the closing bracket. */
  sequence(nested: boolean): PatternNode[] {
    const nodes: PatternNode[] = []
    while (this.rest !== '' && !this.rest.startsWith(']')) {
      const first = this.rest.charAt(0)
      if (first === '[') nodes.push(this.optional())
      else if (first === ':') this.rest = this.rest.slice(1)
      else nodes.push(this.keyword())
    }
    if (nested !== this.rest.startsWith(']')) this.refuse()
    return nodes
  }

  private optional(): PatternNode {
    this.rest = this.rest.slice(1)
    const optional = this.sequence(true)
    this.rest = this.rest.slice(1)
    return { optional }
  }

  private keyword(): PatternKeyword {
    const match = keywordPattern.exec(this.rest)
    if (match?.[1] === undefined) return this.refuse()
    this.rest = this.rest.slice(match[0].length)
    const suffix = match[2] === undefined ? 'none' : match[2] === '<n>' ? 'any' : Number(match[2])
    const slot = suffix === 'any' ? this.slots : -1
    if (suffix === 'any') this.slots += 1
    return { ...wordForms(match[1]), suffix, slot }
  }

  private refuse(): never {
    throw new SettingError(
      `${JSON.stringify(this.pattern)} is not a header pattern, stopped before ${JSON.stringify(this.rest)}; `
      + 'write it as [SOURce:]VOLTage[:LEVel] or OUTPut<n>.',
    )
  }
}

function expand(nodes: readonly PatternNode[]): HeaderAlternative[] {
  let alternatives: HeaderAlternative[] = [[]]
  for (const node of nodes) {
    const tails = 'optional' in node ? [[], ...expand(node.optional)] : [[node]]
    alternatives = alternatives.flatMap((head) => tails.map((tail) => [...head, ...tail]))
  }
  return alternatives
}

export interface HeaderSpellings {
  readonly alternatives: readonly HeaderAlternative[]
  /** How many `<n>` the pattern has. */
  readonly slots: number
}

/** Every way to write a header. */
export function headerAlternatives(pattern: string): HeaderSpellings {
  const reader = new PatternReader(pattern)
  const nodes = reader.sequence(false)
  const alternatives = expand(nodes).filter((alternative) => alternative.length > 0)
  if (alternatives.length === 0) throw new SettingError(`${JSON.stringify(pattern)} is not a header pattern: it has no keyword.`)
  return { alternatives, slots: reader.slots }
}
