import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SessionEvent } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { annotateFolder } from '../src/reading/annotations.ts'
import type { VerificationProblem } from '@lab/core/integrity'
import { closed, mixed, opened } from './support/events.ts'
import { batchOf, beginSession, openStore, temporaryFolder } from './support/fixture.ts'
import { Places } from './support/places.ts'

/** How often each kind of damage is done. */
const rounds = Number(process.env['LAB_DAMAGES'] ?? 2000)

/** A number generator with a seed: a failure can be repeated. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

type Damage = (bytes: Buffer, random: (below: number) => number) => Buffer

const damages: Record<string, Damage> = {
  'flipped bits': (bytes, random) => {
    const at = random(bytes.length)
    const copy = Buffer.from(bytes)
    copy[at] = (copy[at] ?? 0) ^ (1 + random(255))
    return copy
  },
  'swapped bytes': (bytes, random) => {
    const copy = Buffer.from(bytes)
    for (let tries = 0; tries < 1000; tries++) {
      const [a, b] = [random(bytes.length), random(bytes.length)]
      if (copy[a] === copy[b]) continue
      ;[copy[a], copy[b]] = [copy[b] ?? 0, copy[a] ?? 0]
      return copy
    }
    return Buffer.from(bytes.subarray(1))
  },
  'removed bytes': (bytes, random) => {
    const at = random(bytes.length)
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random(20))])
  },
  'a file that was cut': (bytes, random) => Buffer.from(bytes.subarray(0, random(bytes.length))),
}

interface Session {
  readonly root: string
  readonly folder: string
  readonly id: string
}

/** A session of 600 events in several files, with notes; without its end where it is interrupted. */
async function session(isClosed: boolean): Promise<Session> {
  const root = join(temporaryFolder(), 'lab')
  const first = opened()
  const life = beginSession(root, first)
  const events: SessionEvent[] = Array.from({ length: 600 }, (_, i) => mixed(i + 2))
  for (let i = 0; i < events.length; i += 50) life.engine.commit(batchOf(events.slice(i, i + 50)))
  if (isClosed) life.engine.commit(batchOf([closed(602)]))
  if (isClosed) life.end()
  else life.engine.close()
  await annotateFolder(life.folder, { note: { timeMs: 5, text: 'a note' }, addTags: ['tag'] }, 1000, {})
  return { root, folder: life.folder, id: first.sessionId }
}

/** The first byte that is another one. */
function firstChange(before: Buffer, after: Buffer): number {
  const end = Math.min(before.length, after.length)
  for (let i = 0; i < end; i++) if (before[i] !== after[i]) return i
  return end
}

/** Whether one of the problems is about some of these records, and about no others where only their bytes have changed. */
function names(problems: readonly VerificationProblem[], [from, to]: readonly [number, number], isLocal: boolean): boolean {
  return problems.some(({ fromSeq = Infinity, toSeq = 0 }) => isLocal ? fromSeq >= from && toSeq <= to : fromSeq <= to && toSeq >= from)
}

async function problemsOf(root: string, id: string): Promise<readonly string[]> {
  const store = openStore(root)
  try {
    return (await store.verify(id)).problems.map(({ text }) => text)
  } finally {
    await store.close()
  }
}

describe('verify', () => {
  it('finds nothing in a session that nobody has touched, closed or not', async () => {
    for (const isClosed of [true, false]) {
      const { root, id } = await session(isClosed)
      expect(await problemsOf(root, id)).toEqual([])
    }
  })

  it.each([['closed', true], ['interrupted', false]] as const)('reports every damage in any file of a session that was %s, at the record that it is in', { timeout: 900_000 }, async (_, isClosed) => {
    const { root, folder, id } = await session(isClosed)
    const random = randomNumbers(isClosed ? 1 : 2)
    const whole = join(temporaryFolder(), 'whole')
    cpSync(folder, whole, { recursive: true })
    const files = readdirSync(folder).filter((name) => name !== '_reserve' && (isClosed || name !== '_session.json'))
    const missed: string[] = []
    const places = new Places(whole)
    const store = openStore(root)
    for (let round = 0; round < rounds / 2; round++) {
      const file = files[random(files.length)] ?? ''
      const [what, damage] = Object.entries(damages)[random(4)] ?? ['', (bytes: Buffer) => bytes]
      const bytes = readFileSync(join(whole, file))
      const torn = damage(bytes, random)
      writeFileSync(join(folder, file), torn)
      const { intact, problems } = await store.verify(id).catch((error: unknown) => { throw new Error(`round ${round}: ${what} in ${file}`, { cause: error }) })
      rmSync(join(folder, file))
      writeFileSync(join(folder, file), bytes)
      const seqs = places.at(whole, file, firstChange(bytes, torn))
      const isNamed = seqs === undefined || names(problems, seqs, what === 'flipped bits')
      if (!intact && isNamed) continue
      const found = problems.map(({ text }) => text).join(' ')
      missed.push(`round ${round}: ${what} in ${file} (${bytes.length} bytes, then ${torn.length}), record ${seqs?.join(' to ') ?? 'none'}: ${found}`)
    }
    expect(missed).toEqual([])
  })
})
