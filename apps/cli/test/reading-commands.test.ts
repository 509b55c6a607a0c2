import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { linspace, MeasurementSession, type SessionEvent } from '@lab/core'
import { ed25519Signer } from '@lab/core/integrity'
import { sqliteStore } from '@lab/store-sqlite'
import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { loadDuckDb } from '../src/query/duckdb.ts'
import { eventsBesidePoints } from '../src/sparse-events.ts'
import { collect } from './collect.ts'
import { picture, storeKept } from './kept-session.ts'
import { lab, labFolder, startLab } from './run-lab.ts'
import { storeOdd, storeSweep, storeTwo } from './stored-sessions.ts'

/** The command is started again and again. */
const manyRuns = { timeout: 90_000 }

describe('lab query', () => {
  it('answers in a table with units, and as JSON and CSV', manyRuns, async () => {
    const folder = await labFolder()
    const id = await storeSweep(folder)
    const table = await lab(folder, ['query', 'select "index", vin, vout, "u(vout)" from curve where passed order by vin desc limit 2'])
    expect(table.stdout).toBe('index  vin [V]  vout [V]  u(vout) [V]\n    9      4.5       1.5        0.001\n    8        4  1.333333        0.001\n')
    const json: unknown = JSON.parse((await lab(folder, ['query', 'select count(*) as n, max(vout) as vout from curve group by session', '--json'])).stdout)
    expect(json).toEqual({
      columns: [{ name: 'n', type: 'BIGINT' }, { name: 'vout', type: 'DOUBLE', unit: 'V' }], rows: [{ n: 21, vout: 3.3333333333333335 }],
    })
    const csv = await lab(folder, ['query', 'select id, name, points, operator from sessions', '--csv'])
    expect(csv.stdout).toBe(`id,name,points,operator\n${id},"Sweep, with a comma",21,A. Example\n`)
  })

  it('gives the same from a Parquet store, and takes chosen sessions only', manyRuns, async () => {
    const folder = await labFolder()
    const one = await storeOdd(folder)
    const other = await storeOdd(folder)
    await lab(folder, ['convert', 'data.sqlite', 'copy/'])
    const sql = 'select * from odd order by session, index'
    const [first, second] = await Promise.all(['data.sqlite', 'copy/'].map((store) => lab(folder, ['query', sql, '--json', '--store', store])))
    expect(second?.stdout).toBe(first?.stdout)
    expect(first?.stdout).toContain(other)
    const chosen = await lab(folder, ['query', 'select distinct session from odd', '--csv', '--session', one.slice(0, 13)])
    expect(chosen.stdout).toBe(`session\n${one}\n`)
  })

  it('shows so many rows only and says so', async () => {
    const folder = await labFolder()
    await storeSweep(folder)
    const { stdout, stderr } = await lab(folder, ['query', 'select vin from curve', '--limit', '3'])
    expect(stdout.trimEnd().split('\n')).toHaveLength(4)
    expect(stderr).toBe('note: only the first 3 rows; more with --limit, all with --csv or --json\n')
  })

  it('refuses what is no question, and leaves the store as it is', manyRuns, async () => {
    const folder = await labFolder()
    await storeTwo(folder)
    const before = await readFile(path.join(folder, 'data.sqlite'))
    const refused = [
      'drop table sessions', 'create table x as select 1', "copy sessions to 'data.sqlite'", "attach 'data.sqlite' as other", 'select 1; select 2', 'set threads = 1',
    ]
    for (const sql of refused) {
      const { code, stderr } = await lab(folder, ['query', sql])
      expect(stderr, sql).toContain(' hint: Give one SELECT')
      expect(code, sql).toBe(2)
    }
    const outside = await lab(folder, ['query', `select * from read_text('${path.join(folder, 'bench.yaml')}')`])
    expect(outside.stderr).toContain('disabled by configuration')
    expect(outside.code).toBe(2)
    expect(await readFile(path.join(folder, 'data.sqlite'))).toEqual(before)
  })

  it('names the views there are where one is not, and what is wrong with a statement', async () => {
    const folder = await labFolder()
    await storeTwo(folder)
    const { code, stderr } = await lab(folder, ['query', 'select * from third'])
    expect(stderr).toContain('Table with name third does not exist')
    expect(stderr).toContain('The views are: sessions, first, second.')
    expect(code).toBe(1)
    expect((await lab(folder, ['query', 'selct 1'])).stderr).toContain('syntax error')
  })

  it('says how to install DuckDB where it is missing', async () => {
    const missing = Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' })
    await expect(loadDuckDb(() => Promise.reject(missing))).rejects.toMatchObject({
      message: 'lab query needs DuckDB, which is not installed.', hint: expect.stringContaining('npm install @duckdb/node-api'),
    })
  })
})

describe('lab follow', () => {
  it('prints what another process measures while it does, and ends when the session is closed', async () => {
    const folder = await labFolder()
    const store = sqliteStore(path.join(folder, 'data.sqlite'))
    const session = await MeasurementSession.open({ name: 'Live', store, guardProcess: false })
    const following = startLab(folder, ['follow', session.id])
    await following.said("opened 'Live'")
    const v = session.parameter('v', linspace(0, 1, 3), { unit: 'V' })
    session.acquire('curve', ({ at }) => ({ i: { value: at(v) / 3, unit: 'A', timeMs: 1, uncertainty: { standard: 0.001 } } }))
    await session.run()
    await following.said('0.3333(10)')
    await session.close()
    await store.close()
    const { code, stdout } = await following.ended
    expect(stdout).toMatch(/\ncurve\n +point +v \[V\] +i \[A\]\n +0 +0 +0\.0000\(10\)\n +1 +0\.5 +0\.1667\(10\)\n +2 +1 +0\.3333\(10\)\n/)
    expect(stdout).toMatch(/closed: completed\n$/)
    expect(code).toBe(0)
  })

  it('gives events as lines of JSON, from any one on', async () => {
    const folder = await labFolder()
    const id = await storeSweep(folder)
    const { stdout } = await lab(folder, ['follow', id, '--from', '24', '--json'])
    const events = stdout.trim().split('\n').map((line): unknown => JSON.parse(line))
    expect(events[0]).toMatchObject({ seq: 24, type: 'point', cells: [10, 3.3333333333333335, null, false] })
    expect(events.at(-1)).toMatchObject({ type: 'session-closed', outcome: 'completed' })
  })

  it('ends with 130 after Ctrl-C', async () => {
    const folder = await labFolder()
    const store = sqliteStore(path.join(folder, 'data.sqlite'))
    const session = await MeasurementSession.open({ name: 'Live', store, guardProcess: false })
    const following = startLab(folder, ['follow', session.id, '--json'])
    await following.said('session-opened')
    following.child.kill('SIGINT')
    expect(await following.ended).toMatchObject({ code: 130, stderr: '' })
    await session.close()
    await store.close()
  })
})

describe('lab attachments', () => {
  it('lists files and writes one byte for byte', async () => {
    const folder = await labFolder()
    const id = await storeKept(folder)
    expect((await lab(folder, ['attachments', id])).stdout).toMatch(/^name +type +bytes +time\nscreen\.png +image\/png +8 .*\nnotes\.txt +text\/plain +8 /)
    await lab(folder, ['attachments', id, 'screen.png', '-o', 'out.png'])
    expect(new Uint8Array(await readFile(path.join(folder, 'out.png')))).toEqual(picture)
    expect((await lab(folder, ['attachments', id, 'notes.txt'])).stdout).toBe('grüße\n')
    const { code, stderr } = await lab(folder, ['attachments', id, 'none'])
    expect(stderr).toContain(' hint: It has: screen.png, notes.txt.')
    expect(code).toBe(1)
  })
})

describe('lab snapshot', () => {
  it('shows settings and what changed, within a session and between two', manyRuns, async () => {
    const folder = await labFolder()
    const one = await storeKept(folder, 1)
    const two = await storeKept(folder, 2)
    const { stdout } = await lab(folder, ['snapshot', one, '--instrument', 'psu'])
    expect(stdout).toMatch(/^psu .*\n {2}voltage@1 +1\n {2}output +false\n {2}mode +fixed\n\npsu 'after' .*\n {2}voltage@1 +5\n/)
    const after = await lab(folder, ['snapshot', 'diff', one, 'after', '--instrument', 'psu'])
    expect(after.stdout).toBe('psu\n  setting    from   to\n  voltage@1  1      5\n  output     false  true\n')
    const between: unknown = JSON.parse((await lab(folder, ['snapshot', 'diff', one, two, '--json'])).stdout)
    expect(between).toEqual([{ instrument: 'psu', changes: { 'voltage@1': { from: 1, to: 2 } } }, { instrument: 'dmm', changes: {} }])
    const wrong = await lab(folder, ['snapshot', `${one}:before`])
    expect(wrong.stderr).toContain(" hint: It has: psu, dmm, psu 'after'.")
    expect(wrong.code).toBe(1)
  })
})

describe('lab store', () => {
  it('counts, backs up, vacuums and upgrades an SQLite store, and says what a Parquet store has instead', manyRuns, async () => {
    const folder = await labFolder()
    const id = await storeSweep(folder)
    expect((await lab(folder, ['store', 'info'])).stdout).toMatch(/^store .*data\.sqlite \(sqlite\)\nsessions +1 \(1 completed\)\nevents +28\npoints +21\n/)
    expect(JSON.parse((await lab(folder, ['store', 'info', '--json'])).stdout)).toMatchObject({ type: 'sqlite', sessions: 1, points: 21 })
    expect((await lab(folder, ['store', 'backup', 'copy.sqlite'])).code).toBe(0)
    expect((await lab(folder, ['verify', id, '--store', 'copy.sqlite'])).code).toBe(0)
    expect((await lab(folder, ['store', 'backup', 'copy.sqlite'])).stderr).toContain(' hint: Choose another file')
    expect((await lab(folder, ['store', 'vacuum'])).stdout).toMatch(/before, .* now\.\n$/)
    expect((await lab(folder, ['store', 'upgrade'])).stdout).toContain('is up to date')
    await lab(folder, ['convert', 'data.sqlite', 'set/'])
    const backup = await lab(folder, ['store', 'backup', 'x', '--store', 'set/'])
    expect(backup.stderr).toContain('A store of type parquet cannot be backed up by this command.\n hint: Copy its folder')
    expect(backup.code).toBe(2)
    expect((await lab(folder, ['store', 'compact', id, '--store', 'set/'])).stdout).toBe(`Compacted ${id.slice(0, 8)}.\n`)
    expect((await lab(folder, ['store', 'compact', id])).stderr).toContain('lab store vacuum')
  })
})

describe('lab show', () => {
  it('also shows notes, tags, attachments, snapshots and who has signed', async () => {
    const folder = await labFolder()
    const key = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })
    const store = sqliteStore(path.join(folder, 'data.sqlite'))
    const session = await MeasurementSession.open({ name: 'Signed', store, guardProcess: false, sign: { signer: await ed25519Signer(String(key), 'station 4') } })
    await session.attach('screen.png', picture, { mediaType: 'image/png' })
    await session.close()
    await store.close()
    await lab(folder, ['note', session.id, 'The lamp was on', '--author', 'B'])
    await lab(folder, ['tag', session.id, 'golden'])
    const { stdout } = await lab(folder, ['show', session.id])
    expect(stdout).toContain('  tags    golden\n')
    expect(stdout).toMatch(/ {2}signed {2}by station 4 on .*: everything; check it with lab verify\n/)
    expect(stdout).toContain('  attachments\n    screen.png: image/png, 8 bytes\n')
    expect(stdout).toMatch(/ {2}notes\n {4}.* B: The lamp was on\n/)
  })
})

describe('eventsBesidePoints', () => {
  it('finds every event that is no point, wherever it is', async () => {
    const folder = await labFolder()
    const id = await storeKept(folder)
    const store = sqliteStore(path.join(folder, 'data.sqlite'))
    const all = (await collect(store.events(id))).filter(({ type }) => type !== 'point')
    const found: SessionEvent[] = await collect(eventsBesidePoints(store, id))
    expect(found).toEqual(all)
    expect(found.map(({ type }) => type)).toContain('attached')
    await store.close()
  })
})
