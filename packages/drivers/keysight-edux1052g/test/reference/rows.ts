/** One line of the walk: a header as manuals write it, and what the instrument makes of it. */
export type Row =
  /** Written, then read back. */
  | { readonly kind: 'setting'; readonly header: string; readonly write: string; readonly reads: string; readonly first?: string }
  /** Asked. */
  | {
    readonly kind: 'query'; readonly header: string; readonly parameters?: string
    readonly answers: RegExp; readonly first?: string
  }
  /** Carried out without an error. */
  | { readonly kind: 'command'; readonly header: string; readonly parameters?: string; readonly first?: string }

/** `[header, written, read back, sent before]`. */
export function settings(
  ...rows: readonly (readonly [header: string, write: string, reads: string, first?: string])[]
): readonly Row[] {
  return rows.map(([header, write, reads, first]) => ({
    kind: 'setting', header, write, reads, ...(first === undefined ? {} : { first }),
  }))
}

/** `[header, answer, parameters, sent before]`. */
export function queries(
  ...rows: readonly (readonly [header: string, answers: RegExp, parameters?: string | undefined, first?: string])[]
): readonly Row[] {
  return rows.map(([header, answers, parameters, first]) => (
    {
      kind: 'query', header, answers, ...(parameters === undefined ? {} : { parameters }),
      ...(first === undefined ? {} : { first }),
    }))
}

/** `[header, parameters, sent before]`. */
export function commands(
  ...rows: readonly (readonly [header: string, parameters?: string | undefined, first?: string])[]
): readonly Row[] {
  return rows.map(([header, parameters, first]) => (
    { kind: 'command', header, ...(parameters === undefined ? {} : { parameters }), ...(first === undefined ? {} : { first }) }))
}

/** Every spelling of a header: with and without its optional nodes, short and long, and in small letters. */
export function spellings(header: string): readonly string[] {
  const optional = /\[([^\]]*)\]/
  if (optional.test(header)) return [...spellings(header.replace(optional, '')), ...spellings(header.replace(optional, '$1'))]
  return [header.replaceAll(/[a-z]/g, ''), header.toUpperCase(), header.toLowerCase()]
}
