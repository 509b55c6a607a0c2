import { describe, expect, it } from 'vitest'
import type { SessionEvent, SessionOpened } from '@lab/core'
import type { SqliteStore } from '../src/index.ts'
import { closed, largeWaveform, opened, recorded } from './support/events.ts'
import { contentsOf, eventsOf, newStore } from './support/fixture.ts'
import { transferOf } from './support/transfer.ts'

async function finished(store: SqliteStore, changes: Partial<SessionOpened>): Promise<SessionOpened> {
  const first = opened(changes)
  const writer = await store.create(first)
  await writer.append(closed(2))
  await writer.close()
  return first
}

/** The bytes that were recorded, as text: that is compared much faster. */
function bytesOf(event: SessionEvent): string {
  if (event.type !== 'recorded' || !(event.value instanceof Uint8Array)) throw new Error(`${event.type} has no bytes`)
  return Buffer.from(event.value).toString('latin1')
}

describe('a search by words', () => {
  const name = 'LDO "Rev-B" – Größe 漢字 test_1 O\'Brien AND'
  const cases: readonly (readonly [text: string, found: boolean])[] = [
    ['ldo', true], ['LDO AND', true], ['AND', true], ['OR', false], ['NEAR(ldo rev)', false], ['rev*', true], ['re*', true], ['re', false], ['*', false], ['**', false],
    ['"Rev-B"', true], ['rev-b', true], ['"', false], ['""', false], ['grosse', false], ['Größe', true], ['große', true], ['GRÖSSE', false], ['grose', false], ['漢字', true],
    ["O'Brien", true], ["'; DROP TABLE sessions; --", false], ['name:LDO', false], ['^LDO', true], ['- LDO', true], ['(', false], ['{LDO}', true], ['test_1', true],
    ['\0', false], ['LDO\0test_1', true], ['\ud800', false], ['x'.repeat(100_000), false], ['   ', true], ['\u00a0LDO', true], ['%', false], ['\\', false],
  ]
  it('takes operators, quotes and anything else for what they are', async () => {
    const { store } = newStore()
    await finished(store, { name })
    const found: (readonly [string, boolean])[] = []
    for (const [text] of cases) found.push([text, (await store.find({ text })).length === 1])
    expect(found).toEqual(cases)
  })
})

describe('a session', () => {
  it.each<readonly [string, Partial<SessionOpened>]>([
    ['half a surrogate pair', { name: 'a\ud800b', metadata: { operator: '\udc00', dut: { serial: 'x\ud800' } } }],
    ['the character NUL', { name: 'a\0b', metadata: { operator: 'o\0p', dut: 'q\0r' } }],
    ['no name and no operator', { name: '', metadata: { operator: '' } }],
    ['an id that is a path', { sessionId: '../../etc/x' }],
    ['metadata of many megabytes', { metadata: { text: 'word '.repeat(2_000_000), bytes: new Uint8Array(300_000).fill(7) } }],
  ])('with %s is stored as it is and intact', async (_, changes) => {
    const { store, folder } = newStore()
    const first = await finished(store, changes)
    expect(await eventsOf(store, first.sessionId)).toEqual([first, closed(2)])
    expect(await store.verify(first.sessionId)).toMatchObject({ intact: true, problems: [] })
    expect(Object.keys(contentsOf(folder))).toEqual(['store.sqlite'])
  })

  it('whose id is a path has its samples in the folder beside the store, too', async () => {
    const { store, folder } = newStore()
    const first = opened({ sessionId: '../../../x' })
    const writer = await store.create(first)
    await writer.append(largeWaveform(2))
    await writer.close()
    expect(Object.keys(contentsOf(folder))).toEqual(['store.sqlite', 'store.sqlite-waveforms'])
    expect(await eventsOf(store, '../../../x')).toEqual([first, largeWaveform(2)])
  })

  it('with bytes of every length around what lies beside the store comes back', { timeout: 30_000 }, async () => {
    const { store } = newStore()
    const first = opened()
    const writer = await store.create(first)
    const lengths = [0, 1, 511, 512, 65_535, 65_536, 262_143, 262_144, 262_145, 3_000_001]
    const values = lengths.map((length, i) => recorded(i + 2, new Uint8Array(length).map((_, at) => at * (i + 1))))
    await Promise.all(values.map((event) => writer.append(event)))
    await writer.close()
    const read = await eventsOf(store, first.sessionId, 2)
    expect(read.map((event) => bytesOf(event))).toEqual(values.map((event) => bytesOf(event)))
    expect(read.map((event) => bytesOf(event).length)).toEqual(lengths)
    expect((await store.verify(first.sessionId)).intact).toBe(true)
  })

  it('is not copied into the file it is in, and stays as it is', async () => {
    const { store, folder } = newStore()
    const first = await finished(store, {})
    const before = contentsOf(folder)
    await expect(store.import(await transferOf(store, first.sessionId))).rejects.toMatchObject({ reason: 'write', message: expect.stringContaining('already') })
    expect(contentsOf(folder)).toEqual(before)
  })
})
