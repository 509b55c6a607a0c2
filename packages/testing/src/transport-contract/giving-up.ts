import assert from 'node:assert/strict'
import { TimeoutError, type OperationOptions } from '@lab/core'
import type { Obligation } from '../contract.ts'
import { quietly } from '../settling.ts'
import { bytesOf } from '../bytes.ts'
import type { Dialogue } from './dialogue.ts'

/** Asks for an answer that is held back, and gives the read up. */
async function giveUp(dialogue: Dialogue, options: OperationOptions): Promise<unknown> {
  await dialogue.send('CONT:HOLD? old')
  return await dialogue.rejects(dialogue.connection.read(options), 'the read that was given up')
}

/** Lets the late answer go, so that it would be read if it could be. */
async function freeLateAnswer(dialogue: Dialogue): Promise<void> {
  await dialogue.send('CONT:FREE')
  await dialogue.inStep()
}

/** Time-outs, aborts, and the way back from them. */
export const givingUpObligations: readonly Obligation<Dialogue>[] = [
  {
    fact: 'an operation whose signal is aborted already rejects with its reason and sends nothing',
    async check(dialogue) {
      const reason = new Error('stop')
      const signal = AbortSignal.abort(reason)
      const write = dialogue.connection.write(bytesOf('CONT:LEV 5\n'), { signal })
      assert.equal(await dialogue.rejects(write, 'write() with an aborted signal'), reason)
      assert.equal(await dialogue.rejects(dialogue.connection.read({ signal }), 'read() with an aborted signal'), reason)
      await dialogue.clear()
      assert.equal(await dialogue.query('CONT:LEV?'), '0', 'the message was sent all the same')
    },
  },
  {
    fact: 'an aborted read rejects with the reason of the signal',
    async check(dialogue) {
      const controller = new AbortController()
      const reason = { text: 'any value' }
      const read = quietly(dialogue.connection.read({ signal: controller.signal }))
      setTimeout(() => controller.abort(reason), 10)
      assert.equal(await dialogue.rejects(read, 'the aborted read'), reason)
    },
  },
  {
    fact: 'an overdue read rejects with a TimeoutError',
    async check(dialogue) {
      const error = await dialogue.rejects(dialogue.connection.read({ timeoutMs: 10 }), 'the overdue read')
      assert.ok(error instanceof TimeoutError, `expected a TimeoutError, got ${String(error)}`)
    },
  },
  {
    fact: 'a read that is answered in time is not disturbed by its signal later',
    async check(dialogue) {
      const controller = new AbortController()
      await dialogue.send('CONT:ECHO? in time')
      assert.equal(await dialogue.line({ signal: controller.signal }), 'in time')
      await dialogue.send('CONT:LATE? 60,still here')
      const waiting = quietly(dialogue.line())
      controller.abort(new Error('too late to matter'))
      assert.equal(await waiting, 'still here')
    },
  },
  {
    fact: 'the time-out of a read that was answered does not touch the next one',
    async check(dialogue) {
      await dialogue.send('CONT:ECHO? in time')
      assert.equal(await dialogue.line({ timeoutMs: 300 }), 'in time')
      assert.equal(await dialogue.query('CONT:LATE? 350,still here'), 'still here')
    },
  },
  {
    fact: 'a late answer is never read after a time-out and clear',
    async check(dialogue) {
      await giveUp(dialogue, { timeoutMs: 10 })
      await dialogue.clear()
      await freeLateAnswer(dialogue)
    },
  },
  {
    fact: 'a late answer is never read after an abort and clear',
    async check(dialogue) {
      const controller = new AbortController()
      setTimeout(() => controller.abort(new Error('stop')), 10)
      await giveUp(dialogue, { signal: controller.signal })
      await dialogue.clear()
      await freeLateAnswer(dialogue)
    },
  },
  {
    fact: 'clear forgets an answer that has arrived and was read in part',
    async check(dialogue) {
      await dialogue.send('CONT:ECHO? abandoned')
      await dialogue.read({ maxBytes: 1 })
      await dialogue.clear()
      await dialogue.inStep()
    },
  },
  {
    fact: 'clear makes the instrument forget a message that was sent in part',
    async check(dialogue) {
      await dialogue.write(bytesOf('CONT:LEV 5;'), { end: false })
      await dialogue.clear()
      await dialogue.inStep()
    },
  },
  {
    fact: 'clear changes no setting',
    async check(dialogue) {
      await dialogue.send('CONT:LEV 7')
      assert.equal(await dialogue.query('CONT:LEV?'), '7')
      await dialogue.clear()
      assert.equal(await dialogue.query('CONT:LEV?'), '7', 'the setting is another after clear()')
    },
  },
  {
    fact: 'clear rejects with the reason of a signal that is aborted already',
    async check(dialogue) {
      const reason = new Error('stop')
      const clearing = dialogue.connection.clear({ signal: AbortSignal.abort(reason) })
      assert.equal(await dialogue.rejects(clearing, 'clear() with an aborted signal'), reason)
    },
  },
]
