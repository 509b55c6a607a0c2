import { after, describe, it } from 'node:test'
import { transportContract, type TransportFixture } from '@lab/testing'
import { serial } from '../../src/index.ts'
import { serialInstrument } from '../support/contract-end.ts'
import { cdcAcm, ftdi, plug, unplug, type GuestDevice } from './devices.ts'

const plugged = new Set<GuestDevice>()

async function open(device: GuestDevice): Promise<TransportFixture> {
  if (!plugged.has(device)) await plug(device)
  plugged.add(device)
  const end = await device.openFarEnd((bytes) => receive(bytes))
  const receive = serialInstrument((bytes) => end.send(bytes))
  const settings = { baudRate: 921_600 }
  const connection = await serial().connect({ interface: 'ASRL', class: 'INSTR', port: device.path }, { settings })
  return {
    connection,
    breakLink: async () => {
      plugged.delete(device)
      await unplug(device)
    },
    [Symbol.asyncDispose]: async () => {
      await connection.close()
      await end[Symbol.asyncDispose]()
    },
  }
}

for (const device of [cdcAcm, ftdi]) {
  void describe(`serial over USB, ${device.kind}`, () => {
    // Of this suite: what is plugged in still when others run cannot be plugged in by them.
    after(async () => {
      if (plugged.delete(device)) await unplug(device)
    })
    transportContract({ describe, it }, { name: 'contract', open: () => open(device), patienceMs: 60_000 })
  })
}
