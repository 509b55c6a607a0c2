import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openMessageTrace } from '../src/message-trace.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'message-trace-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

describe('a message trace', () => {
  it('holds each message as a JSON line as soon as it has been added', () => {
    const file = path.join(folder, 'trace.jsonl')
    const trace = openMessageTrace(file)
    const before = Date.now()
    trace.add('psu', 'received', Buffer.from('*IDN?\n'))
    const [line = ''] = readFileSync(file, 'utf8').split('\n')
    const entry: unknown = JSON.parse(line)
    expect(entry).toMatchObject({ instrument: 'psu', direction: 'received', data: '*IDN?\n' })
    expect(entry).toHaveProperty('timeMs', expect.closeTo(before, -4))
    trace.close()
  })

  it('keeps every byte value', () => {
    const file = path.join(folder, 'trace.jsonl')
    const trace = openMessageTrace(file)
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i)
    trace.add('dmm', 'sent', bytes)
    trace.close()
    const entry: { data: string } = JSON.parse(readFileSync(file, 'utf8'))
    expect(Uint8Array.from(entry.data, (char) => char.charCodeAt(0))).toEqual(bytes)
  })

  it('says which file cannot be written', () => {
    const file = path.join(folder, 'missing', 'trace.jsonl')
    expect(() => openMessageTrace(file)).toThrow(/trace file .*missing.* cannot be written: ENOENT/)
  })
})
