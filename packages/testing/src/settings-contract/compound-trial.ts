import assert from 'node:assert/strict'
import { diffSnapshots, SettingError, type Connection, type Driver, type Instrument, type Snapshot } from '@lab/core'
import { WatchedConnection } from '../driver-contract/watched-connection.ts'
import type { CompoundTrial } from './fixture.ts'

interface SnapshotsOf {
  readonly snapshot: () => Promise<Snapshot>
  readonly restore: (snapshot: Snapshot) => Promise<{ readonly skipped: readonly string[] }>
}

function snapshotsOf(instrument: Instrument): SnapshotsOf {
  const snapshot = instrument.snapshot?.bind(instrument)
  const restore = instrument.restore?.bind(instrument)
  assert.ok(snapshot !== undefined && restore !== undefined, 'the instrument has no snapshot() or no restore()')
  return { snapshot: () => snapshot(), restore: (given) => restore(given, { outputs: true }) }
}

/** A value of a snapshot is brought by a restore, is there in the next one, and goes back to what it was. */
export async function tryCompound(
  driver: Driver, connection: Connection, name: string, { taken, refused }: CompoundTrial,
): Promise<void> {
  const watched = new WatchedConnection(connection)
  const { snapshot, restore } = snapshotsOf(await driver.open({ connection: watched, alias: 'unit' }))
  const before = await snapshot()
  assert.ok(Object.hasOwn(before, name), `the snapshot has no ${name}`)
  assert.ok(taken.some((value) => value !== before[name]), `${name} is ${String(before[name])} at first: nothing is tested`)
  for (const value of refused) {
    const first = watched.sent.length
    const outcome: unknown = await restore({ ...before, [name]: value }).then(() => undefined, (reason: unknown) => reason)
    assert.ok(
      outcome instanceof SettingError, `${name} ${String(value)} was not refused with a SettingError but gave ${String(outcome)}`,
    )
    assert.deepStrictEqual(
      watched.sent.slice(first).filter((message) => !message.includes('?')), [], `${name} ${String(value)} was sent`,
    )
  }
  for (const value of taken) {
    await restore({ ...before, [name]: value })
    assert.equal((await snapshot())[name], value, `${name} after a restore`)
  }
  const { skipped } = await restore(before)
  const left = Object.entries(diffSnapshots(before, await snapshot())).filter(([key]) => !skipped.includes(key))
  assert.deepStrictEqual(Object.fromEntries(left), {}, `restore() did not bring back what was before ${name} was changed`)
}
