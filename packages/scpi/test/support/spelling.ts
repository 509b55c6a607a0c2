import fc from 'fast-check'

/** One keyword of a header: its short form and the rest of its long form. */
interface Keyword {
  readonly short: string
  readonly rest: string
  readonly optional: boolean
}

/** Reads `[SOURce:]VOLTage[:LEVel]` into its keywords, apart from the code under test. */
function keywordsOf(pattern: string): Keyword[] {
  const keywords = pattern.matchAll(/(\[?):?([A-Z]+)([a-z]*)/g)
  return [...keywords].map(([, bracket, short = '', rest = '']) => ({ short, rest, optional: bracket === '[' }))
}

const randomCase = (text: string): fc.Arbitrary<string> =>
  fc.array(fc.boolean(), { minLength: text.length, maxLength: text.length })
    .map((upper) => [...text].map((letter, index) => (upper[index] === true ? letter : letter.toLowerCase())).join(''))

/** A header as it is written, keyword by keyword: what stands there, and which keyword it is. */
export type WrittenHeader = readonly { readonly written: string; readonly short: string }[]

/** Every way to write a header: short and long forms, optional keywords there or not, any letter case. */
export function spelledHeader(pattern: string): fc.Arbitrary<WrittenHeader> {
  return fc.tuple(...keywordsOf(pattern).map(({ short, rest, optional }) =>
    fc.tuple(fc.constantFrom(short, short + rest).chain(randomCase), optional ? fc.boolean() : fc.constant(true))
      .map(([written, there]) => (there ? [{ written, short }] : []))))
    .map((parts) => parts.flat())
}

/** A word in any letter case. */
export function spelledWord(short: string, long = short): fc.Arbitrary<string> {
  return fc.constantFrom(short, long).chain(randomCase)
}

/** Every way to write thousandths of a unit as a number, with or without the unit. */
export function spelledThousandths(thousandths: number, unit: string): fc.Arbitrary<string> {
  const sign = thousandths < 0 ? '-' : ''
  const whole = String(Math.abs(thousandths))
  const decimal = (Math.abs(thousandths) / 1000).toFixed(3)
  const space = fc.constantFrom('', ' ', '  ')
  const suffixed = (number: string, suffix: string): fc.Arbitrary<string> =>
    fc.tuple(space, randomCase(suffix)).map(([gap, text]) => `${sign}${number}${gap}${text}`)
  return fc.oneof(
    fc.constantFrom(`${sign}${decimal}`, `${sign}00${decimal}`, `${sign}${decimal}00`, `${sign}${whole}E-3`),
    fc.constantFrom(`${sign}${decimal}E0`, `${sign}${decimal}e+00`, `${sign}0.${whole.padStart(9, '0')}E+6`),
    fc.constantFrom(`${sign}${whole}00.E-5`, `${sign}${whole}e-03`),
    suffixed(decimal, unit), suffixed(`${decimal}E0`, unit), suffixed(whole, `M${unit}`), suffixed(`${whole}000`, `U${unit}`),
    suffixed((Math.abs(thousandths) / 1000).toFixed(3) + 'E-3', `K${unit}`),
  ).map((text) => (sign === '' && text.length % 2 === 0 ? `+${text}` : text))
}

/** Every way to write a channel list. */
export function spelledChannels(channels: readonly number[]): fc.Arbitrary<string> {
  const [first = 0] = channels
  const last = channels[channels.length - 1] ?? 0
  const isRange = channels.length > 1 && channels.every((channel, index) => channel === first + index)
  return fc.constantFrom(
    `(@${channels.join(',')})`, `(@ ${channels.join(' , ')} )`, isRange ? `(@${first}:${last})` : `(@${channels.join(', ')})`,
  )
}

/** One unit as it is written: its header, and what stands behind it. */
export interface WrittenUnit {
  readonly header: WrittenHeader
  readonly query?: boolean
  readonly data: readonly string[]
}

const space = fc.constantFrom('', ' ')
const gap = fc.constantFrom(' ', '  ', '\t')

/** Puts units together: relative to the path of the one before where they can be, from the root otherwise. */
export function spelledMessage(units: readonly WrittenUnit[]): fc.Arbitrary<string> {
  return fc.tuple(...units.map(() => fc.tuple(space, space, gap, fc.boolean()))).map((choices) => {
    let path: readonly string[] = []
    let message = ''
    units.forEach(({ header, query, data }, index) => {
      const [before = '', after = '', between = ' ', fromRoot = true] = choices[index] ?? []
      const isRelative = path.every((keyword, at) => header.length > at + 1 && header[at]?.short === keyword)
      const written = header.map((keyword) => keyword.written)
      const text = isRelative && !(fromRoot && path.length > 0) ? written.slice(path.length).join(':') : `:${written.join(':')}`
      const parameters = data.length === 0 ? '' : between + data.join(`${after},${before}`)
      message += `${index === 0 ? '' : `${after};${before}`}${text}${query === true ? '?' : ''}${parameters}`
      path = header.slice(0, -1).map((keyword) => keyword.short)
    })
    return message
  })
}
