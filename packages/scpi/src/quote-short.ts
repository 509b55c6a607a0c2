const longest = 80

/** A message or reply in quotes for an error message, shortened in the middle when it is long. */
export function quoteShort(text: string): string {
  const short = text.length <= longest ? text : `${text.slice(0, longest - 20)}…${text.slice(-10)}`
  const quoted = JSON.stringify(short)
  return text.length <= longest ? quoted : `${quoted} (${text.length} characters)`
}
