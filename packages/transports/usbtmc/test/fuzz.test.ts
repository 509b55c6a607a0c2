import { LabError, ProtocolError } from '@lab/core'
import { servedContract } from '@lab/testing'
import { describe, expect, it } from 'vitest'
import { BulkIn } from '../src/bulk-in.ts'
import { BulkOut } from '../src/bulk-out.ts'
import {
  checkedStatus, controlRequests, decodeBulkInHeader, decodeBulkOutHeader, decodeCapabilities, decodeNotification, encodeBulkOutHeader,
  encodeDataOut, largestTransfer, paddedTransfer, writeBulkInHeader,
} from '../src/codec/index.ts'
import { UsbDevice } from '../src/device/usb-device.ts'
import { quirksOf } from '../src/quirks.ts'
import { PortError } from '../src/usb-port.ts'
import { identity } from './support/memory-rig.ts'
import { mutated } from './support/mutate.ts'
import { Random } from './support/random.ts'
import { ScriptedPort } from './support/scripted-port.ts'

const count = 100_000
const quirks = quirksOf(0x2a8d, 0x8f01)

/** Memory outside the heap that is in use, in MB. */
function arrayMegabytes(): number {
  return process.memoryUsage().arrayBuffers / 1e6
}

function responseTransfer(tag: number, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(paddedTransfer(data.length))
  writeBulkInHeader({ tag, size: data.length, end: true, terminated: false }, bytes)
  bytes.set(data, 12)
  return bytes
}

describe('100,000 mutated frames', () => {
  it('to the host are read for what they announce, or refused', { timeout: 60_000 }, async () => {
    const random = new Random(11)
    const port = new ScriptedPort()
    const out = new BulkOut(port, quirks, 255)
    const bulkIn = new BulkIn(port, out, quirks)
    const before = arrayMegabytes()
    let accepted = 0
    for (let round = 0; round < count; round += 1) {
      const frame = mutated(random, responseTransfer((round % 255) + 1, new Uint8Array(random.below(200)).fill(65)))
      port.incoming = frame
      const reading = bulkIn.read(undefined)
      const giveUp = setImmediate(() => port.cancel())
      try {
        const { data } = await reading
        const { size } = decodeBulkInHeader(frame, out.requestTag)
        expect(data.length).toBeLessThanOrEqual(size)
        accepted += 1
      } catch (error) {
        if (!(error instanceof ProtocolError) && !(error instanceof PortError)) throw error
      }
      clearImmediate(giveUp)
      port.incoming = new Uint8Array(0)
      await bulkIn.reset()
    }
    expect(accepted).toBeGreaterThan(1000)
    expect(arrayMegabytes() - before).toBeLessThan(100)
  })

  it('to the device leave it able to take the next message after a device clear', { timeout: 60_000 }, () => {
    const random = new Random(12)
    const device = new UsbDevice({ instrument: servedContract(), identity }, () => undefined)
    const query = encodeDataOut(1, new TextEncoder().encode('CONT:ECHO? fuzz\n'), true)
    const request = encodeBulkOutHeader({ kind: 'request', tag: 2, size: 1000, terminationCharacter: undefined })
    const before = arrayMegabytes()
    for (let round = 0; round < count; round += 1) {
      device.write(1, mutated(random, random.below(2) === 0 ? query : request))
      device.read(2, 512)
      if (round % 1000 !== 999) continue
      clear(device)
      expect(device.write(1, query)).toBe(true)
      expect(device.write(1, request)).toBe(true)
      const answer = device.read(2, 512)
      expect(new TextDecoder().decode((answer as Uint8Array).subarray(12, 17))).toBe('fuzz\n')
      clear(device)
    }
    expect(arrayMegabytes() - before).toBeLessThan(100)
    device.close()
  })

  it('to the control endpoint are answered or stalled', () => {
    const random = new Random(13)
    const device = new UsbDevice({ instrument: servedContract(), identity }, () => undefined)
    for (let round = 0; round < count; round += 1) {
      const setup = {
        requestType: random.below(256), request: random.below(256), value: random.below(65_536), index: random.below(65_536), length: random.below(65_536),
      }
      const answer = device.control(setup)
      expect((answer?.length ?? 0) <= setup.length).toBe(true)
    }
    device.close()
  })

  it('to the decoders are values or a ProtocolError', () => {
    const random = new Random(14)
    const decoders: readonly ((bytes: Uint8Array) => unknown)[] = [
      decodeBulkOutHeader, (bytes) => decodeBulkInHeader(bytes, 1), decodeCapabilities, decodeNotification,
      (bytes) => checkedStatus(controlRequests.checkClear(0), bytes),
    ]
    for (let round = 0; round < count; round += 1) {
      const bytes = Uint8Array.from({ length: random.below(30) }, () => random.below(256))
      try {
        random.pick(decoders)(bytes)
      } catch (error) {
        if (!(error instanceof LabError)) throw error
      }
    }
  })
})

describe('a transfer that announces 4 GiB', () => {
  it('is refused by the host, which asked for less, without memory for it', async () => {
    const port = new ScriptedPort()
    const out = new BulkOut(port, quirks, 255)
    const bulkIn = new BulkIn(port, out, quirks)
    const frame = new Uint8Array(64)
    writeBulkInHeader({ tag: 1, size: largestTransfer, end: true, terminated: false }, frame)
    port.incoming = frame
    const before = arrayMegabytes()
    await expect(bulkIn.read(undefined)).rejects.toThrow('announces 4294967295 bytes')
    expect(arrayMegabytes() - before).toBeLessThan(2)
  })

  it('is taken in by the device as it comes, without memory for it', () => {
    const device = new UsbDevice({ instrument: servedContract(), identity }, () => undefined)
    const before = arrayMegabytes()
    const frame = encodeDataOut(1, new Uint8Array(500), true)
    new DataView(frame.buffer).setUint32(4, largestTransfer, true)
    expect(device.write(1, frame)).toBe(true)
    expect(device.write(1, encodeBulkOutHeader({ kind: 'request', tag: 2, size: largestTransfer, terminationCharacter: undefined }))).toBe(false)
    expect(arrayMegabytes() - before).toBeLessThan(2)
    device.close()
  })
})

/** INITIATE_CLEAR, and both halts cleared. */
function clear(device: UsbDevice): void {
  device.control({ requestType: 0xa1, request: 5, value: 0, index: 0, length: 1 })
  for (const index of [0x01, 0x82]) device.control({ requestType: 0x02, request: 1, value: 0, index, length: 0 })
}
