import type { StoredRecord } from './stored-record.ts'

/** What a record says of itself; whatever it is. */
export interface RecordHeader {
  readonly type?: unknown
  readonly seq?: unknown
}

const utf8 = new TextDecoder()

/** Reads it from the JSON; says nothing where that is not the JSON of an object. */
export function recordHeader({ json }: StoredRecord): RecordHeader {
  const event = parsed(utf8.decode(json))
  return typeof event === 'object' && event !== null ? event : {}
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // no JSON at all: then it says nothing
  }
}
