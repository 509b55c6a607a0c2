import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { MeasurementSession } from '@lab/core'
import { ed25519Signer } from '@lab/core/integrity'
import { sqliteStore } from '@lab/store-sqlite'
import { describe, expect, it } from 'vitest'
import { lab, labFolder } from './run-lab.ts'
import { storeSweep, storeTwo } from './stored-sessions.ts'

describe('lab verify', () => {
  it('says that untouched sessions are intact', async () => {
    const folder = await labFolder()
    const id = await storeSweep(folder)
    const { stdout, code } = await lab(folder, ['verify'])
    expect(stdout).toMatch(new RegExp(`^${id.slice(0, 8)} {2}intact {2}28 records {2}Sweep, with a comma\n$`))
    expect(code).toBe(0)
  })

  it('names the record that another program has altered, and fails', async () => {
    const folder = await labFolder()
    const id = await storeSweep(folder)
    const other = await storeTwo(folder)
    const file = new DatabaseSync(path.join(folder, 'data.sqlite'))
    file.exec("UPDATE events SET body = replace(body, 'pass', 'fail') WHERE type = 'recorded'")
    file.close()
    const { stdout, stderr, code } = await lab(folder, ['verify'])
    expect(stdout).toMatch(new RegExp(`^${id.slice(0, 8)} {2}DAMAGED .*\n {2}! Record 26 is not what was written.\n`, 'm'))
    expect(stdout).toMatch(new RegExp(`^${other.slice(0, 8)} {2}intact`, 'm'))
    expect(stderr).toContain('1 of 2 sessions did not pass')
    expect(code).toBe(1)
    const json: unknown = JSON.parse((await lab(folder, ['verify', id, '--json'])).stdout)
    expect(json).toMatchObject([{ sessionId: id, intact: false, problems: [{ kind: 'altered', fromSeq: 26 }] }])
  })

  it('checks who has signed the last record', async () => {
    const folder = await labFolder()
    const [key, other] = ['key.pem', 'other.pem'].map((name) => {
      execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', path.join(folder, name)])
      execFileSync('openssl', ['pkey', '-in', path.join(folder, name), '-pubout', '-out', path.join(folder, `public-${name}`)])
      return readFileSync(path.join(folder, name), 'utf8')
    })
    expect(other).not.toBe(key)
    const store = sqliteStore(path.join(folder, 'data.sqlite'))
    const session = await MeasurementSession.open({ name: 'Signed', store, sign: { signer: await ed25519Signer(key ?? '', 'station 4') } })
    await session.record('a', 1)
    await session.close()
    await store.close()
    const passed = await lab(folder, ['verify', '--public-key', 'public-key.pem'])
    expect(passed.stdout).toMatch(/intact .*\n {2}signed by station 4 on .*: everything\n/)
    expect(passed.code).toBe(0)
    const failed = await lab(folder, ['verify', '--public-key', 'public-other.pem'])
    expect(failed.stdout).toContain('not signed by the key given')
    expect(failed.code).toBe(1)
    writeFileSync(path.join(folder, 'no.pem'), 'nothing')
    expect((await lab(folder, ['verify', '--public-key', 'no.pem'])).stderr).toContain('no PEM file with an Ed25519 public key')
  })
})

describe('lab note and lab tag', () => {
  it('add to a session without changing its record, and show what is there', async () => {
    const folder = await labFolder()
    const id = await storeSweep(folder)
    expect((await lab(folder, ['note', id.slice(0, 6), 'The lamp was on', '--author', 'B. Example'])).stdout).toMatch(/ {2}B\. Example {2}The lamp was on\n$/)
    expect((await lab(folder, ['tag', id, 'golden', 'repeat'])).stdout).toBe('golden repeat\n')
    expect((await lab(folder, ['tag', id, '--remove', 'repeat'])).stdout).toBe('golden\n')
    expect(JSON.parse((await lab(folder, ['note', id, '--json'])).stdout)).toMatchObject([{ author: 'B. Example', text: 'The lamp was on' }])
    expect((await lab(folder, ['verify'])).code).toBe(0)
    expect((await lab(folder, ['sessions', '--tag', 'golden'])).stdout).toContain(id.slice(0, 8))
    expect((await lab(folder, ['sessions', '--text', 'lamp', '--since', '2020-01-01'])).stdout).toContain(id.slice(0, 8))
    expect((await lab(folder, ['sessions', '--tag', 'repeat'])).stdout).toContain('No such sessions')
    expect((await lab(folder, ['note', id, ' '])).code).toBe(2)
  })
})

describe('lab convert', () => {
  it('copies sessions into another store, once', async () => {
    const folder = await labFolder()
    const id = await storeSweep(folder)
    await storeTwo(folder)
    const { stdout, code } = await lab(folder, ['convert', 'data.sqlite', 'copy.sqlite'])
    expect(stdout).toContain(`${id.slice(0, 8)}  copied  Sweep, with a comma\n`)
    expect(code).toBe(0)
    const [one, two] = await Promise.all(['data.sqlite', 'copy.sqlite'].map((store) => lab(folder, ['show', id, '--json', '--store', store])))
    expect(two?.stdout).toBe(one?.stdout)
    expect((await lab(folder, ['verify', '--store', 'copy.sqlite'])).code).toBe(0)
    const again = await lab(folder, ['convert', 'data.sqlite', 'copy.sqlite'])
    expect(again.stderr).toContain('--skip-existing')
    expect(again.code).toBe(1)
    expect((await lab(folder, ['convert', 'data.sqlite', 'copy.sqlite', '--skip-existing'])).stdout).toContain('already there')
    expect((await lab(folder, ['convert', 'data.sqlite', './data.sqlite'])).code).toBe(2)
  })
})
