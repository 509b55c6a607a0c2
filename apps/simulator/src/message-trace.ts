import { closeSync, openSync, writeSync } from 'node:fs'
import { SettingError } from '@lab/core'

/** A file with one JSON line for each piece of bytes that an instrument received or sent. */
export interface MessageTrace {
  /** Written when it returns. */
  add(instrument: string, direction: 'received' | 'sent', data: Uint8Array): void
  close(): void
}

function open(file: string): number {
  try {
    return openSync(file, 'w')
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new SettingError(`The trace file ${file} cannot be written: ${why}.`, {
      hint: 'Give --trace a file in a folder that exists.',
      cause,
    })
  }
}

/** Starts a trace; what the file held before is lost. `data` in it is latin-1, one character a byte. */
export function openMessageTrace(file: string): MessageTrace {
  const descriptor = open(file)
  return {
    add: (instrument, direction, data) => {
      const text = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('latin1')
      writeSync(descriptor, `${JSON.stringify({ timeMs: Date.now(), instrument, direction, data: text })}\n`)
    },
    close: () => closeSync(descriptor),
  }
}
