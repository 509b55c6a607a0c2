import path from 'node:path'
import { eventSchemaVersion, type EventBody, type EventStamp, type SessionOpened } from '@lab/core'
import { sqliteStore } from '@lab/store-sqlite'

/** A file that is no text. */
export const picture = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 255, 10, 13)

/** Stores a session of exactly these events between its first and its last. */
async function storeEvents(folder: string, sessionId: string, bodies: readonly EventBody[]): Promise<void> {
  const store = sqliteStore(path.join(folder, 'data.sqlite'))
  let seq = 0
  const stamp = (): EventStamp => ({ seq: ++seq, timeMs: 1_780_000_000_000 + seq, monotonicMs: seq })
  const opened: SessionOpened = { type: 'session-opened', schemaVersion: eventSchemaVersion, sessionId, name: 'Kept', metadata: {}, instruments: [], ...stamp() }
  const writer = await store.create(opened)
  for (const body of [...bodies, { type: 'session-closed', outcome: 'completed' } satisfies EventBody]) void writer.append({ ...body, ...stamp() })
  await writer.close()
  await store.close()
}

/** Stores a session with snapshots of two instruments, attachments, and points among them; gives its id. */
export async function storeKept(folder: string, voltage = 1): Promise<string> {
  const sessionId = `7000000${voltage}-0000-4000-8000-000000000000`
  const points = (from: number, count: number): EventBody[] =>
    Array.from({ length: count }, (_, i) => ({ type: 'point', acquisition: 'a', index: from + i, cells: [from + i] }))
  await storeEvents(folder, sessionId, [
    { type: 'snapshot', instrument: 'psu', settings: { 'voltage@1': voltage, output: false, mode: 'fixed' } },
    { type: 'snapshot', instrument: 'dmm', settings: { range: 10 } },
    { type: 'columns-declared', acquisition: 'a', columns: [{ name: 'x', role: 'result', kind: 'number', unit: 'V' }] },
    ...points(0, 1500),
    { type: 'attached', name: 'screen.png', mediaType: 'image/png', data: picture },
    ...points(1500, 700),
    { type: 'snapshot', instrument: 'psu', label: 'after', settings: { 'voltage@1': 5, output: true, mode: 'fixed' } },
    { type: 'attached', name: 'notes.txt', mediaType: 'text/plain', data: new TextEncoder().encode('grüße\n') },
  ])
  return sessionId
}
