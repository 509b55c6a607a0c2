import { headerAlternatives, type HeaderAlternative, type PatternKeyword } from './header-alternatives.ts'
import type { HeaderKeyword } from './program-message.ts'

/** A header as manuals write it, ready to be compared with the headers of messages. */
export interface HeaderPattern {
  readonly pattern: string
  /** As a driver sends it: short forms, optional keywords left out unless they have an `<n>`: `STAT:QUES:INST:ISUM<n>:ENAB`. */
  readonly shortForm: string
  /** How many `<n>` it has. */
  readonly slots: number
  /** The numbers in place of `<n>`, in their order, 1 where left out; undefined when it is another header. */
  match(header: readonly HeaderKeyword[]): readonly number[] | undefined
}

/** Whether a numeric suffix is allowed at this keyword; a missing one stands for 1 (SCPI-99 vol. 1, 6.2.5.2). */
export function acceptsSuffix(allowed: PatternKeyword['suffix'], suffix: number | undefined): boolean {
  if (allowed === 'none') return suffix === undefined
  return allowed === 'any' || allowed === (suffix ?? 1)
}

function fits(keyword: PatternKeyword, written: HeaderKeyword | undefined): boolean {
  if (written === undefined || (written.name !== keyword.short && written.name !== keyword.long)) return false
  return acceptsSuffix(keyword.suffix, written.suffix)
}

function suffixesOf(alternative: HeaderAlternative, header: readonly HeaderKeyword[], slots: number): readonly number[] {
  const suffixes = new Array<number>(slots).fill(1)
  alternative.forEach((keyword, index) => {
    if (keyword.slot !== -1) suffixes[keyword.slot] = header[index]?.suffix ?? 1
  })
  return suffixes
}

function shortSpelling(alternative: HeaderAlternative): string {
  return alternative.map(({ short, suffix }) => `${short}${suffix === 'any' ? '<n>' : suffix === 'none' ? '' : suffix}`).join(':')
}

/**
 * Reads a header pattern: short forms in capitals, optional keywords in brackets, `<n>` for a numeric suffix.
 * @throws SettingError when it is not one.
 */
export function compileHeader(pattern: string): HeaderPattern {
  const { alternatives, slots } = headerAlternatives(pattern)
  const numbered = alternatives.filter((alternative) => alternative.filter(({ slot }) => slot !== -1).length === slots)
  const shortest = numbered.reduce((least, other) => (other.length < least.length ? other : least))
  return {
    pattern,
    shortForm: shortSpelling(shortest),
    slots,
    match(header) {
      const found = alternatives.find((alternative) =>
        alternative.length === header.length && alternative.every((keyword, index) => fits(keyword, header[index])))
      return found === undefined ? undefined : suffixesOf(found, header, slots)
    },
  }
}
