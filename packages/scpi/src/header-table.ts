import { SettingError } from '@lab/core'
import { headerAlternatives, type HeaderAlternative, type PatternKeyword } from './header-alternatives.ts'
import { acceptsSuffix } from './header-pattern.ts'
import type { HeaderKeyword } from './program-message.ts'

/** What a header was found to be. */
export interface HeaderMatch<T> {
  readonly value: T
  /** The numbers in place of `<n>`, in their order, 1 where left out. */
  readonly suffixes: readonly number[]
}

/** Whether an entry answers to the header with `?`, without it, or both. */
export type HeaderForm = 'command' | 'query' | 'both'

interface Leaf<T> {
  readonly pattern: string
  readonly match: HeaderMatch<T>
  /** For every `<n>`, the place of its keyword in the header; -1 where it was left out. */
  readonly places: readonly number[]
}

interface Branch<T> {
  readonly keyword: PatternKeyword
  readonly node: Node<T>
}

interface Node<T> {
  readonly branches: Map<string, Branch<T>[]>
  command?: Leaf<T>
  query?: Leaf<T>
}

function emptyNode<T>(): Node<T> {
  return { branches: new Map() }
}

function isSame(one: PatternKeyword, other: PatternKeyword): boolean {
  return one.short === other.short && one.long === other.long && one.suffix === other.suffix
}

function grow<T>(node: Node<T>, keyword: PatternKeyword): Node<T> {
  const known = node.branches.get(keyword.short)?.find((branch) => isSame(branch.keyword, keyword))
  if (known !== undefined) return known.node
  const branch = { keyword, node: emptyNode<T>() }
  for (const name of new Set([keyword.short, keyword.long])) {
    node.branches.set(name, [...node.branches.get(name) ?? [], branch])
  }
  return branch.node
}

/** Looks up headers among many patterns: a few map accesses each, whatever their number. */
export class HeaderTable<T> {
  readonly #root: Node<T> = emptyNode()

  /**
   * Adds a header.
   * @throws SettingError when one of its spellings is taken for the same form.
   */
  add(pattern: string, value: T, form: HeaderForm = 'both'): void {
    this.#insert(pattern, value, form, true)
  }

  /** Adds a header, leaving alone the spellings that are taken. */
  addWhereFree(pattern: string, value: T, form: HeaderForm = 'both'): void {
    this.#insert(pattern, value, form, false)
  }

  /** The entry that a header of a message belongs to. */
  find(header: readonly HeaderKeyword[], query: boolean): HeaderMatch<T> | undefined {
    const leaf = descend(this.#root, header, 0, query, false)
    if (leaf === undefined) return undefined
    if (leaf.places.length === 0) return leaf.match
    return { value: leaf.match.value, suffixes: leaf.places.map((place) => header[place]?.suffix ?? 1) }
  }

  /** Whether there is an entry, were it not for the numeric suffixes. Tells -114 from -113. */
  findsIgnoringSuffixes(header: readonly HeaderKeyword[], query: boolean): boolean {
    return descend(this.#root, header, 0, query, true) !== undefined
  }

  #insert(pattern: string, value: T, form: HeaderForm, strict: boolean): void {
    const { alternatives, slots } = headerAlternatives(pattern)
    for (const alternative of alternatives) {
      const leaf = leafOf(pattern, alternative, slots, value)
      const node = alternative.reduce(grow, this.#root)
      if (form !== 'query' && this.#isFree(alternative, leaf, false, strict)) node.command = leaf
      if (form !== 'command' && this.#isFree(alternative, leaf, true, strict)) node.query = leaf
    }
  }

  #isFree(alternative: HeaderAlternative, leaf: Leaf<T>, query: boolean, strict: boolean): boolean {
    const taken = spellings(alternative).map((header) => descend(this.#root, header, 0, query, false))
      .find((other) => other !== undefined && other.match.value !== leaf.match.value)
    if (taken !== undefined && strict) {
      throw new SettingError(`${leaf.pattern} and ${taken.pattern} cannot be told apart: both answer to the same header.`)
    }
    return taken === undefined
  }
}

/** The headers with all keywords short and with all of them long. */
function spellings(alternative: HeaderAlternative): HeaderKeyword[][] {
  const spell = (form: 'short' | 'long'): HeaderKeyword[] => alternative.map((keyword) =>
    typeof keyword.suffix === 'number' ? { name: keyword[form], suffix: keyword.suffix } : { name: keyword[form] })
  return [spell('short'), spell('long')]
}

function leafOf<T>(pattern: string, alternative: HeaderAlternative, slots: number, value: T): Leaf<T> {
  const places = new Array<number>(slots).fill(-1)
  alternative.forEach(({ slot }, index) => {
    if (slot !== -1) places[slot] = index
  })
  return { pattern, match: { value, suffixes: [] }, places }
}

function descend<T>(
  node: Node<T>, header: readonly HeaderKeyword[], depth: number, query: boolean, anySuffix: boolean,
): Leaf<T> | undefined {
  const keyword = header[depth]
  if (keyword === undefined) return query ? node.query : node.command
  for (const branch of node.branches.get(keyword.name) ?? []) {
    if (!anySuffix && !acceptsSuffix(branch.keyword.suffix, keyword.suffix)) continue
    const leaf = descend(branch.node, header, depth + 1, query, anySuffix)
    if (leaf !== undefined) return leaf
  }
  return undefined
}
