import assert from 'node:assert/strict'
import { TimeoutError, type Instrument, type OperationOptions } from '@lab/core'
import type { Obligation } from '../contract.ts'
import { quietly } from '../settling.ts'
import { rejects, settles, type DriverTrial, type OpenedInstrument } from './trial.ts'

const rounds = 100

async function assertSafe(trial: DriverTrial, instrument: Instrument): Promise<void> {
  const report = await settles(trial, instrument.makeSafe(), 'makeSafe()')
  assert.equal(await trial.fixture.isSafe(), true, 'the instrument is not safe after makeSafe()')
  assert.equal(report.verified, true, 'makeSafe() did not verify what it did')
  assert.ok(Array.isArray(report.actions), 'makeSafe() does not say what it did')
}

async function leaveSafeState(trial: DriverTrial, opened: OpenedInstrument): Promise<void> {
  if (opened.energise === undefined) return
  await settles(trial, opened.energise(), 'energise()')
  assert.equal(await trial.fixture.isSafe(), false, 'energise() of the options left the instrument safe: nothing is tested')
}

/** The calls of the options, and those that every instrument has. */
function everyCall({ instrument, calls }: OpenedInstrument): [string, (options: OperationOptions) => Promise<unknown>][] {
  const all: [string, (options: OperationOptions) => Promise<unknown>][] = Object.entries(calls)
  all.push(['makeSafe', (options) => instrument.makeSafe(options)])
  const snapshot = instrument.snapshot?.bind(instrument)
  if (snapshot !== undefined) all.push(['snapshot', snapshot])
  return all
}

/** An opened instrument at work. */
export const operatingObligations: readonly Obligation<DriverTrial>[] = [
  {
    fact: 'makeSafe makes the instrument safe, verifies it, and may be repeated',
    async check(trial) {
      const opened = await trial.open()
      await leaveSafeState(trial, opened)
      await assertSafe(trial, opened.instrument)
      await assertSafe(trial, opened.instrument)
    },
  },
  {
    fact: 'makeSafe goes before a query that hangs, which rejects',
    async check(trial) {
      const opened = await trial.open()
      await leaveSafeState(trial, opened)
      const waiting = opened.link.holdAnswers()
      const hanging = quietly(rejects(trial, opened.queries[0]({ timeoutMs: 60_000 }), 'the query that hangs'))
      await settles(trial, waiting, 'waiting for an answer')
      await assertSafe(trial, opened.instrument)
      await hanging
    },
  },
  {
    fact: 'every call with an aborted signal rejects with its reason and sends nothing',
    async check(trial) {
      const opened = await trial.open()
      const before = [...opened.link.sent]
      const reason = new Error('stop')
      for (const [name, call] of everyCall(opened)) {
        const signal = AbortSignal.abort(reason)
        assert.equal(await rejects(trial, call({ signal }), `${name} with an aborted signal`), reason, `the reason of ${name}`)
        assert.deepStrictEqual(opened.link.sent, before, `${name} with an aborted signal sent something`)
      }
    },
  },
  {
    fact: 'an overdue query rejects with a TimeoutError, and the next one gets its own answer',
    async check(trial) {
      const { link, queries: [first, second] } = await trial.open()
      const expected = await second()
      void link.holdAnswers()
      const error = await rejects(trial, first({ timeoutMs: 20 }), 'the overdue query')
      assert.ok(error instanceof TimeoutError, `expected a TimeoutError, got ${String(error)}`)
      assert.deepStrictEqual(await settles(trial, second(), 'the query after a time-out'), expected)
    },
  },
  {
    fact: 'two tasks that use one instrument get their own answers',
    async check(trial) {
      const { queries: [one, two] } = await trial.open()
      const expected = [await one(), await two()]
      assert.notDeepStrictEqual(expected[0], expected[1], 'both queries have the same answer: nothing is tested')
      const task = async (call: typeof one, answer: unknown): Promise<void> => {
        for (let i = 0; i < rounds; i++) assert.deepStrictEqual(await call(), answer, `answer ${i} of one task`)
      }
      await settles(trial, Promise.all([task(one, expected[0]), task(two, expected[1])]), 'two tasks at once')
    },
  },
]
