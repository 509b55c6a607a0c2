import assert from 'node:assert/strict'
import { ConnectionError, type Connection, type ConnectionFailure } from '@lab/core'
import type { Obligation } from '../contract.ts'
import { quietly } from '../settling.ts'
import { bytesOf } from '../bytes.ts'
import type { Dialogue } from './dialogue.ts'

function assertConnectionError(error: unknown, reason: ConnectionFailure, what: string): void {
  assert.ok(error instanceof ConnectionError, `${what}: expected a ConnectionError, got ${String(error)}`)
  assert.equal(error.reason, reason, `${what}: the reason of the ConnectionError`)
}

/** Every further use of a dead link rejects for the same reason. */
async function assertDead(dialogue: Dialogue, reason: ConnectionFailure): Promise<void> {
  const { connection } = dialogue
  const uses: Readonly<Record<string, (dead: Connection) => Promise<unknown>>> = {
    'write()': (dead) => dead.write(bytesOf('*IDN?\n')),
    'read()': (dead) => dead.read(),
    'clear()': (dead) => dead.clear(),
  }
  for (const [what, use] of Object.entries(uses)) {
    assertConnectionError(await dialogue.rejects(use(connection), `${what} of a dead link`), reason, `${what} of a dead link`)
  }
}


/** A read that is waiting: the link has answered before, and nothing has been asked since. */
async function startRead(dialogue: Dialogue): Promise<{ readonly rejection: Promise<unknown> }> {
  await dialogue.query('*IDN?')
  return { rejection: quietly(dialogue.rejects(dialogue.connection.read(), 'the read that was pending')) }
}

/** Opening, losing and closing. */
export const endingObligations: readonly Obligation<Dialogue>[] = [
  {
    fact: 'a fresh connection is open and has sent no message',
    async check(dialogue) {
      assert.equal(dialogue.connection.state, 'open')
      assert.equal(await dialogue.query('CONT:COUN?'), '0', 'messages were sent before the first one of the caller')
    },
  },
  {
    fact: 'a broken link rejects the pending read with ConnectionError (lost) at once',
    async check(dialogue) {
      const reading = await startRead(dialogue)
      await dialogue.fixture.breakLink()
      assertConnectionError(await reading.rejection, 'lost', 'the pending read')
    },
  },
  {
    fact: 'a broken link is lost for every further operation',
    async check(dialogue) {
      const reading = await startRead(dialogue)
      await dialogue.fixture.breakLink()
      await reading.rejection
      assert.equal(dialogue.connection.state, 'lost')
      await assertDead(dialogue, 'lost')
    },
  },
  {
    fact: 'a lost connection can be closed',
    async check(dialogue) {
      const reading = await startRead(dialogue)
      await dialogue.fixture.breakLink()
      await reading.rejection
      await dialogue.settles(dialogue.connection.close(), 'close() of a lost link')
      assert.equal(dialogue.connection.state, 'closed')
    },
  },
  {
    fact: 'close rejects the pending read with ConnectionError (closed)',
    async check(dialogue) {
      const reading = await startRead(dialogue)
      await dialogue.settles(dialogue.connection.close(), 'close()')
      assertConnectionError(await reading.rejection, 'closed', 'the pending read')
    },
  },
  {
    fact: 'a closed connection rejects every further operation with ConnectionError (closed)',
    async check(dialogue) {
      await dialogue.settles(dialogue.connection.close(), 'close()')
      assert.equal(dialogue.connection.state, 'closed')
      await assertDead(dialogue, 'closed')
    },
  },
  {
    fact: 'close may be called twice, also at the same time, and disposing closes',
    async check(dialogue) {
      const { connection } = dialogue
      await dialogue.settles(Promise.all([connection.close(), connection.close()]), 'close() twice at the same time')
      await dialogue.settles(connection.close(), 'close() again')
      await dialogue.settles(connection[Symbol.asyncDispose](), 'disposing of a closed connection')
    },
  },
]
