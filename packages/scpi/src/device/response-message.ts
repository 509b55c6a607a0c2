import { encodeLatin1 } from '../latin1.ts'

export type ResponseUnit = string | Uint8Array

const lineFeed = 10
const semicolon = 59

function bytesOf(unit: ResponseUnit): Uint8Array {
  return typeof unit === 'string' ? encodeLatin1(unit) : unit
}

/** The usual response: one line of text, its LF written at once. */
function line(text: string): Uint8Array {
  return encodeLatin1(`${text}\n`)
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const response = new Uint8Array(parts.reduce((length, part) => length + part.length + 1, 0))
  let place = 0
  for (const part of parts) {
    response.set(part, place)
    place += part.length
    response[place] = semicolon
    place += 1
  }
  response[place - 1] = lineFeed
  return response
}

/** The response message of a program message: the answers of its queries joined by `;`, ended by LF (IEEE 488.2, 8.4). */
export function responseMessage(units: readonly ResponseUnit[]): Uint8Array {
  const [first] = units
  if (units.length === 1 && typeof first === 'string') return line(first)
  return join(units.map(bytesOf))
}
