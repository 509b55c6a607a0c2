import { once } from 'node:events'

/** Writes a line to standard output. */
export function printLine(line = ''): void {
  process.stdout.write(`${line}\n`)
}

/** Prints data as JSON. */
export function printJson(data: unknown): void {
  printLine(JSON.stringify(data, null, 2))
}

/** Writes pieces of text one after the other, as fast as the other end takes them. */
export async function writeAll(stream: NodeJS.WritableStream, pieces: Iterable<string>): Promise<void> {
  for (const piece of pieces) if (!stream.write(piece)) await once(stream, 'drain')
}
