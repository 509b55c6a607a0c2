/** What is not bytes: break and modem lines, as the kernel sends them to the adapter (seen by usbmon), and ports that cannot be opened. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readlinkSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { ConnectionError, UnsupportedError } from '@lab/core'
import { serial, type SerialConnection, type SerialSettings } from '../../src/index.ts'
import { cdcAcm, ftdi, plug, unplug, type GuestDevice } from './devices.ts'

const everyBus = '/sys/kernel/debug/usb/usbmon/0u'

/** Control requests of a vendor to a device: microseconds, bRequest, wValue. */
interface Request {
  readonly time: number
  readonly request: number
  readonly value: number
}

/** What is sent to adapters while `body` runs. */
async function requestsDuring(body: () => Promise<void>): Promise<readonly Request[]> {
  const monitor = spawn('cat', [everyBus], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  monitor.stdout.setEncoding('latin1').on('data', (piece: string) => { text += piece })
  try {
    while (!hasOpen(monitor.pid ?? 0, everyBus)) await new Promise((resolve) => setTimeout(resolve, 10))
    await body()
    // What was sent is in the monitor when the call that sends it has returned; it is given a moment to come here.
    await new Promise((resolve) => setTimeout(resolve, 300))
  } finally {
    const closed = once(monitor, 'close')
    monitor.kill()
    await closed
  }
  return [...text.matchAll(/^\S+ (\d+) S Co:\S+ s 40 (\w\w) (\w{4}) /gmu)].map(([, time, request, value]) => (
    { time: Number(time), request: Number.parseInt(request ?? '', 16), value: Number.parseInt(value ?? '', 16) }))
}

/** Files are opened and closed while they are looked at. */
function hasOpen(pid: number, file: string): boolean {
  return readdirSync(`/proc/${pid}/fd`).some((descriptor) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${descriptor}`) === file
    } catch {
      return false
    }
  })
}

async function opened({ path }: GuestDevice, settings: SerialSettings): Promise<SerialConnection> {
  return await serial().connect({ interface: 'ASRL', class: 'INSTR', port: path }, { settings: { ...settings } })
}

/** FTDI's SIO_SET_DATA, whose bit 14 is the break, and SIO_SET_MODEM_CTRL (ftdi_sio.h of Linux). */
const setData = 4
const breakBit = 0x4000
const setModemLines = 1

/** The runner awaits its suites itself. */
void describe('lines of an FTDI adapter', () => {
  before(() => plug(ftdi))
  after(() => unplug(ftdi))

  void it('hold a break for 250 ms as device clear', async () => {
    await using connection = await opened(ftdi, { deviceClear: 'break' })
    const requests = await requestsDuring(() => connection.clear())
    const breaks = requests.filter(({ request }) => request === setData)
    assert.deepEqual(breaks.map(({ value }) => (value & breakBit) !== 0), [true, false])
    const [begun, ended] = breaks
    assert.ok(begun !== undefined && ended !== undefined && ended.time - begun.time >= 250_000, JSON.stringify(breaks))
  })

  void it('are set as the settings say, and read', async () => {
    const requests = await requestsDuring(async () => {
      await using connection = await opened(ftdi, { dtr: false, rts: true })
      const lines = await connection.modemLines()
      assert.deepEqual(Object.keys(lines ?? {}), ['cts', 'dsr', 'dcd'])
    })
    // Which lines a request means is in its high byte, DTR being bit 0 and RTS bit 1; their state in the low byte.
    const dtr = requests.filter(({ request, value }) => request === setModemLines && (value & 0x100) !== 0)
    assert.ok(dtr.some(({ value }) => (value & 1) === 0), JSON.stringify(requests))
  })

  void it('is denied to other users with the rule for udev and the group', async () => {
    process.seteuid?.(65_534)
    const error: unknown = await opened(ftdi, {}).catch((reason: unknown) => reason)
    process.seteuid?.(0)
    assert.ok(error instanceof ConnectionError && error.reason === 'denied', String(error))
    assert.match(error.hint ?? '', /Join the group dialout \('sudo usermod -aG dialout \$USER'\)/u)
    assert.ok(error.hint?.includes('SUBSYSTEM=="tty", ATTRS{idVendor}=="0403", ATTRS{idProduct}=="6001", MODE="0660", TAG+="uaccess"'), error.hint)
  })

  void it('is busy for a second program, which is told of the first', async () => {
    await using connection = await opened(ftdi, {})
    await assert.rejects(opened(ftdi, {}), { reason: 'busy', message: `The serial port ${connection.path} is in use by this program (process ${process.pid}).` })
  })
})

void describe('lines of a CDC-ACM device', () => {
  before(() => plug(cdcAcm))
  after(() => unplug(cdcAcm))

  void it('cannot be held at a break where the device says that it has none', async () => {
    await using connection = await opened(cdcAcm, { deviceClear: 'break' })
    await assert.rejects(connection.clear(), UnsupportedError)
    assert.deepEqual(Object.keys(await connection.modemLines() ?? {}), ['cts', 'dsr', 'dcd'])
  })
})
