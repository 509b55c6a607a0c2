import assert from 'node:assert/strict'
import { IdentityError, SettingError, formatResourceName, type InstrumentLimits } from '@lab/core'
import { parseProgramMessage } from '@lab/scpi'
import type { Obligation } from '../contract.ts'
import { changesNothing, rejects, settles, type DriverTrial } from './trial.ts'
import { WatchedConnection } from './watched-connection.ts'

/** Fails where anything but queries was sent. */
function assertOnlyQueries(sent: readonly string[], what: string): void {
  const others = sent.filter((message) => message === '<trigger>' || message !== '<clear>' && !isQuery(message))
  assert.deepStrictEqual(others, [], `${what} sent something that is not a query`)
}

function isQuery(message: string): boolean {
  const { units, problem } = parseProgramMessage(message)
  return problem === undefined && units.every((unit) => unit.query)
}

function wideLimits(trial: DriverTrial): InstrumentLimits {
  const quantities = Object.keys(trial.driver.limitable)
  return { source: 'contract', channels: { '*': Object.fromEntries(quantities.map((name) => [name, { min: -1e9, max: 1e9 }])) } }
}

async function assertIdentityError(trial: DriverTrial, opening: Promise<unknown>, what: string): Promise<void> {
  const error = await rejects(trial, opening, what)
  assert.ok(error instanceof IdentityError, `${what}: expected an IdentityError, got ${String(error)}`)
}

/** What a driver says of itself, and how it opens. */
export const openingObligations: readonly Obligation<DriverTrial>[] = [
  {
    fact: 'declares a name vendor/MODEL, its models, its channels once each, and a unit for each limitable quantity',
    async check({ driver }) {
      assert.match(driver.name, /^[a-z0-9-]+\/\S+$/, 'the name')
      assert.ok(driver.models.length > 0, 'no model is declared')
      assert.equal(new Set(driver.channels.map(String)).size, driver.channels.length, 'a channel is declared twice')
      for (const [quantity, unit] of Object.entries(driver.limitable)) assert.notEqual(unit, '', `the unit of ${quantity}`)
      await Promise.resolve()
    },
  },
  {
    fact: 'the instrument is what the driver declares',
    async check(trial) {
      const { driver } = trial
      const { instrument } = await trial.open()
      assert.equal(instrument.alias, 'unit')
      assert.equal(instrument.driver, driver.name)
      assert.equal(instrument.kind, driver.kind)
      assert.equal(instrument.resource, formatResourceName(trial.fixture.connection.resource))
      assert.equal(instrument.identity.serial, trial.fixture.serial)
      const { model } = instrument.identity
      assert.ok(driver.models.includes(model), `${model} is not one of the declared models`)
      const own = 'channels' in instrument ? instrument.channels : undefined
      if (driver.channels.length > 0) assert.deepStrictEqual(own, driver.channels, 'the channels of the instrument')
    },
  },
  {
    fact: 'a driver that declares no channels takes no limit for one',
    async check(trial) {
      const { driver } = trial
      const { instrument } = await trial.open()
      if (driver.channels.length > 0 || !('channels' in instrument) || !Array.isArray(instrument.channels)) return
      const [quantity = 'voltage'] = Object.keys(driver.limitable)
      for (const channel of instrument.channels) {
        const limits = { source: 'contract', channels: { [String(channel)]: { [quantity]: { max: 1e9 } } } }
        const error = await rejects(trial, trial.open({ limits }), `opening with a limit for channel ${String(channel)}`)
        assert.ok(
          error instanceof SettingError, `a limit for channel ${String(channel)}: expected a SettingError, got ${String(error)}`,
        )
      }
    },
  },
  {
    fact: 'opening sends only queries and changes nothing',
    async check(trial) {
      await changesNothing(trial, 'driver.open()', async () => {
        const { link } = await trial.open()
        assertOnlyQueries(link.sent, 'driver.open()')
      })
    },
  },
  {
    fact: 'opening with limits sends only queries and changes nothing',
    async check(trial) {
      await changesNothing(trial, 'driver.open() with limits', async () => {
        const { link } = await trial.open({ limits: wideLimits(trial) })
        assertOnlyQueries(link.sent, 'driver.open() with limits')
      })
    },
  },
  {
    fact: 'refuses another model with IdentityError',
    async check(trial) {
      const connection = new WatchedConnection(trial.fixture.connection, trial.driver.models)
      await assertIdentityError(trial, trial.driver.open({ connection, alias: 'unit' }), 'opening another model')
    },
  },
  {
    fact: 'refuses another serial number with IdentityError',
    async check(trial) {
      const opening = trial.driver.open({ connection: trial.fixture.connection, alias: 'unit', expectedSerial: 'another' })
      await assertIdentityError(trial, opening, 'opening with another serial number')
    },
  },
  {
    fact: 'opening with an aborted signal rejects with its reason and sends nothing',
    async check(trial) {
      const reason = new Error('stop')
      const link = new WatchedConnection(trial.fixture.connection)
      const opening = trial.driver.open({ connection: link, alias: 'unit', signal: AbortSignal.abort(reason) })
      assert.equal(await rejects(trial, opening, 'driver.open() with an aborted signal'), reason)
      assert.deepStrictEqual(link.sent, [])
    },
  },
  {
    fact: 'a snapshot sends only queries and changes nothing',
    async check(trial) {
      const { instrument, link } = await trial.open()
      if (instrument.snapshot === undefined) return
      const from = link.sent.length
      await changesNothing(trial, 'snapshot()', async () => {
        const snapshot = await settles(trial, instrument.snapshot?.() ?? Promise.resolve({}), 'snapshot()')
        for (const [name, value] of Object.entries(snapshot)) {
          assert.ok(['number', 'string', 'boolean'].includes(typeof value), `${name} in the snapshot is a ${typeof value}`)
        }
      })
      assertOnlyQueries(link.sent.slice(from), 'snapshot()')
    },
  },
  {
    fact: 'closing changes nothing, closes the link, and may be done twice',
    async check(trial) {
      const { instrument, energise } = await trial.open()
      if (energise !== undefined) await settles(trial, energise(), 'energise()')
      await changesNothing(trial, 'close()', async () => {
        await settles(trial, Promise.all([instrument.close(), instrument.close()]), 'close() twice at the same time')
        await settles(trial, instrument.close(), 'close() again')
        await settles(trial, instrument[Symbol.asyncDispose](), 'disposing of a closed instrument')
      })
      assert.equal(trial.fixture.connection.state, 'closed')
    },
  },
]
