import assert from 'node:assert/strict'
import { readdirSync, readlinkSync } from 'node:fs'
import { after, describe, it } from 'node:test'
import { parseResourceName, type Connection } from '@lab/core'
import { usbtmc } from '../../src/index.ts'
import { Random } from '../support/random.ts'
import { mishaps, recover, type Mishap, type RecoveryRig } from '../support/recovery.ts'
import { points } from '../support/spoiler.ts'
import { DeviceProcess, type Plugged } from './plugged.ts'

const devices = new DeviceProcess()
const rounds = Number(process.env['RECOVERY_ROUNDS'] ?? 200)
const pulls: readonly Mishap[] = ['unplug', 'unplug-and-replug']
const rest = mishaps.filter((mishap) => !pulls.includes(mishap))

after(() => devices[Symbol.asyncDispose]())

function rigOf(plugged: Plugged): RecoveryRig {
  return {
    briefMs: 150,
    patienceMs: 20_000,
    open: () => usbtmc().connect(parseResourceName(plugged.resource), { settings: { mostRequested: 3000 } }),
    spoil: plugged.spoil,
    unplug: plugged.unplug,
    replug: plugged.replug,
  }
}

/** Files of USB devices that this process has open. */
function handles(): number {
  return readdirSync('/proc/self/fd').filter((number) => {
    try {
      return readlinkSync(`/proc/self/fd/${number}`).startsWith('/dev/bus/usb/')
    } catch {
      return false
    }
  }).length
}

void describe('USBTMC over a real kernel recovers', () => {
  void it('from every mishap at every point of a response', async () => {
    await using plugged = await devices.plugIn('RECOVER1')
    const rig = rigOf(plugged)
    let connection: Connection = await rig.open()
    for (const mishap of mishaps) {
      for (const point of points) {
        const start = performance.now()
        connection = await recover(rig, connection, mishap, point, false)
        console.log(`${mishap} ${point}: ${(performance.now() - start).toFixed(0)} ms`)
      }
    }
    await connection.close()
    assert.equal(handles(), 0)
  })

  void it(`from ${rounds} at random, without a transfer or a handle left`, async () => {
    await using plugged = await devices.plugIn('RECOVER2')
    const rig = rigOf(plugged)
    const random = new Random(4)
    const before = await plugged.waiting()
    let connection: Connection = await rig.open()
    for (let round = 0; round < rounds; round += 1) {
      const mishap = random.pick(random.below(20) === 0 ? pulls : rest)
      connection = await recover(rig, connection, mishap, random.pick(points), random.below(2) === 0)
      // The one that waits is that of interrupt-IN.
      assert.deepEqual({ round, handles: handles(), waiting: await plugged.waiting() }, { round, handles: 1, waiting: 1 })
    }
    await connection.close()
    assert.deepEqual({ handles: handles(), waiting: await plugged.waiting() }, { handles: 0, waiting: before })
  })
})
