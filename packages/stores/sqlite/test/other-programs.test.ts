import { waveform } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { closed, opened, point, recorded } from './support/events.ts'
import { eventsOf, lacks, newStore, openStore, python } from './support/fixture.ts'

const query = `db = sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True)
print(json.dumps(db.execute(sys.argv[2]).fetchall()))`

describe.skipIf(lacks('python3', '-c', 'import sqlite3'))('another SQLite', () => {
  it('reads the documented tables while the session is written', async () => {
    const { store, path } = newStore()
    const first = opened()
    const writer = await store.create(first)
    await Promise.all([writer.append(point(2)), writer.append(point(3))])
    const columns = 'uuid, name, opened_ms, closed_ms, outcome, operator, points, writer_pid'
    expect(python(query, path, `SELECT ${columns} FROM sessions`)).toEqual(
      [[first.sessionId, 'regulation', first.timeMs, null, null, 'A. Example', 2, process.pid]],
    )
    expect(python(query, path, 'SELECT seq, type, time_ms, monotonic_ms FROM events ORDER BY seq')).toEqual(
      [first, point(2), point(3)].map(({ seq, type, timeMs, monotonicMs }) => [seq, type, timeMs, monotonicMs]),
    )
    const [[body = ''] = []] = python(query, path, 'SELECT body FROM events WHERE seq = 3') as string[][]
    expect(JSON.parse(body)).toEqual(point(3))
    await writer.append(closed(4))
    expect(python(query, path, 'SELECT closed_ms, outcome FROM sessions')).toEqual([[closed(4).timeMs, 'completed']])
  })

  it('finds every cell of a point bit for bit in the view of points', async () => {
    const { store, path } = newStore()
    const writer = await store.create(opened())
    await Promise.all([2, 3, 4].map(async (seq) => await writer.append(point(seq))))
    expect(python(query, path, `SELECT acquisition, idx, cells ->> '$[0]', cells ->> '$[1]' FROM points ORDER BY seq`)).toEqual(
      [2, 3, 4].map((seq) => ['regulation', seq - 2, ...point(seq).cells]),
    )
  })

  it('finds the bytes of a waveform as the instrument sent them', async () => {
    const { store, path } = newStore()
    const writer = await store.create(opened())
    await writer.append(recorded(2, waveform({ raw: new Int16Array([1, -2]), unit: 'V', step: 1, timeMs: 0 })))
    expect(python(query, path, 'SELECT seq, idx, hex(data) FROM blobs')).toEqual([[2, 0, '0100FEFF']])
  })

  it('tells a store by its application id and version', async () => {
    const { store, path } = newStore()
    await store.create(opened())
    expect(python(query, path, 'SELECT * FROM pragma_application_id, pragma_user_version')).toEqual([[0x4c616253, 3]])
  })

  it('or a reader may keep the file open when a session is closed; the next session and reader work on', async () => {
    const { store, path } = newStore()
    const first = opened()
    const writer = await store.create(first)
    const reading = store.events(first.sessionId)[Symbol.asyncIterator]()
    await reading.next()
    await writer.append(closed(2))
    await writer.close()
    expect(await reading.next()).toEqual({ done: false, value: closed(2) })
    expect(await reading.next()).toEqual({ done: true, value: undefined })
    const again = opened()
    await (await openStore(path).create(again)).close()
    expect(await eventsOf(store, again.sessionId)).toEqual([again])
    expect(await store.sessions()).toHaveLength(2)
  })

  it('that died in the middle of a change of the file itself does not keep a reader out', async () => {
    const { store, path } = newStore()
    const first = opened()
    await (await store.create(first)).close()
    python(`db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute('PRAGMA cache_size = 1')
db.execute('BEGIN')
db.execute("UPDATE sessions SET name = 'changed'")
db.execute('CREATE TABLE spill AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 20000) SELECT i FROM n')
os._exit(0)`, path)
    expect((await store.sessions()).map(({ name }) => name)).toEqual(['regulation'])
    expect(await eventsOf(store, first.sessionId)).toEqual([first])
  })
})
