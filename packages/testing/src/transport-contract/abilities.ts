import assert from 'node:assert/strict'
import { UnsupportedError, formatResourceName, parseResourceName, type RemoteState, type ServiceRequests } from '@lab/core'
import type { Obligation } from '../contract.ts'
import type { Dialogue } from './dialogue.ts'

const rqs = 0x40

async function assertUnsupported(dialogue: Dialogue, use: Promise<unknown>, what: string): Promise<void> {
  const error = await dialogue.rejects(use, what)
  assert.ok(error instanceof UnsupportedError, `${what} is not supported: expected an UnsupportedError, got ${String(error)}`)
}

async function firstOf(requests: ServiceRequests): Promise<number | undefined> {
  for await (const status of requests) return status
  return undefined
}

/** What IEEE 488.1 knows besides bytes. What `supports` denies must be refused, not ignored. */
export const abilityObligations: readonly Obligation<Dialogue>[] = [
  {
    fact: 'names its resource in a form that parses to the same again',
    async check({ connection }) {
      assert.deepEqual(parseResourceName(formatResourceName(connection.resource)), connection.resource)
      await Promise.resolve()
    },
  },
  {
    fact: 'trigger reaches the instrument, or rejects with UnsupportedError',
    async check(dialogue) {
      const { connection } = dialogue
      if (!connection.supports.trigger) return await assertUnsupported(dialogue, connection.trigger(), 'trigger()')
      await dialogue.settles(connection.trigger(), 'trigger()')
      assert.equal(await dialogue.query('CONT:TRIG?'), '1', 'triggers that reached the instrument')
    },
  },
  {
    fact: 'readStatusByte gives a byte, or rejects with UnsupportedError',
    async check(dialogue) {
      const { connection } = dialogue
      const polling = connection.readStatusByte()
      if (!connection.supports.statusByte) return await assertUnsupported(dialogue, polling, 'readStatusByte()')
      const status = await dialogue.settles(polling, 'readStatusByte()')
      assert.ok(Number.isInteger(status) && status >= 0 && status <= 255, `the status byte is ${status}`)
    },
  },
  {
    fact: 'serviceRequests gives the status byte of a request, or rejects with UnsupportedError',
    async check(dialogue) {
      const listening = dialogue.connection.serviceRequests()
      if (!dialogue.connection.supports.serviceRequest) return await assertUnsupported(dialogue, listening, 'serviceRequests()')
      const requests = await dialogue.settles(listening, 'serviceRequests()')
      await dialogue.send('CONT:SRQ') // before anybody asks for the first one
      const status = await dialogue.settles(firstOf(requests), 'the first service request')
      assert.ok(status !== undefined, 'serviceRequests() ended without a request')
      assert.ok((status & rqs) !== 0, `the status byte of a request is ${status}, expected bit 6 to be set`)
    },
  },
  {
    fact: 'serviceRequests ends when the connection is closed, where it is supported',
    async check(dialogue) {
      if (!dialogue.connection.supports.serviceRequest) return
      const request = firstOf(await dialogue.settles(dialogue.connection.serviceRequests(), 'serviceRequests()'))
      await dialogue.settles(dialogue.connection.close(), 'close()')
      assert.equal(await dialogue.settles(request, 'the requests of a closed connection'), undefined)
    },
  },
  {
    fact: 'lock gives a lock that disposing releases, or rejects with UnsupportedError',
    async check(dialogue) {
      const { connection } = dialogue
      const locking = connection.lock()
      if (connection.supports.lock === 'none') return await assertUnsupported(dialogue, locking, 'lock()')
      const lock = await dialogue.settles(locking, 'lock()')
      await dialogue.settles(lock[Symbol.asyncDispose](), 'unlocking')
      const again = await dialogue.settles(connection.lock(), 'lock() after unlocking')
      await dialogue.settles(again[Symbol.asyncDispose](), 'unlocking again')
    },
  },
  {
    fact: 'setRemote takes every state, or rejects with UnsupportedError',
    async check(dialogue) {
      const { connection } = dialogue
      const states: readonly RemoteState[] = ['lockout', 'local', 'remote']
      for (const state of states) {
        const setting = connection.setRemote(state)
        if (connection.supports.remoteLocal) await dialogue.settles(setting, `setRemote('${state}')`)
        else await assertUnsupported(dialogue, setting, `setRemote('${state}')`)
      }
    },
  },
]
