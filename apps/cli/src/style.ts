import type { WriteStream } from 'node:tty'

/** Colours for a terminal; for everything else the text as it is. */
export interface Style {
  bold(text: string): string
  dim(text: string): string
  red(text: string): string
  green(text: string): string
  yellow(text: string): string
}

const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const

/** Colours where the stream is a terminal and NO_COLOR (no-color.org) is not set. */
export function styleFor(stream: Pick<WriteStream, 'isTTY'>): Style {
  const coloured = stream.isTTY && (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb'
  const paint = (code: number) => (text: string): string => (coloured ? `\u001b[${code}m${text}\u001b[0m` : text)
  const { bold, dim, red, green, yellow } = codes
  return { bold: paint(bold), dim: paint(dim), red: paint(red), green: paint(green), yellow: paint(yellow) }
}
