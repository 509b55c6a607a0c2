import { expect, it } from 'vitest'
import { BulkIn } from '../src/bulk-in.ts'
import { BulkOut } from '../src/bulk-out.ts'
import { writeBulkInHeader } from '../src/codec/index.ts'
import { quirksOf, type Quirks } from '../src/quirks.ts'
import { ScriptedPort } from './support/scripted-port.ts'

/** A full packet that begins a transfer of 500 bytes. */
function firstPacket(): Uint8Array {
  const packet = new Uint8Array(64).fill(46)
  writeBulkInHeader({ tag: 1, size: 500, end: true, terminated: false }, packet)
  return packet
}

it.each<Quirks['sizes']>(['header', 'block', 'short-packet'])(
  'a packet that comes in spite of a cancel holds up nothing, with sizes: %s',
  async (sizes) => {
    const port = new ScriptedPort()
    const quirks = { ...quirksOf(0x2a8d, 0x8f01), sizes }
    const bulkIn = new BulkIn(port, new BulkOut(port, quirks, 255), quirks)
    const reading = bulkIn.read(undefined).catch(() => undefined)
    await new Promise((resolve) => { setImmediate(resolve) })
    port.late = firstPacket()
    await bulkIn.reset() // the device sends nothing more
    await reading
    expect(bulkIn.isOpen).toBe(false)
  },
)
