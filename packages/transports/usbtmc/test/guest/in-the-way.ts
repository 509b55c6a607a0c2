/** Devices that cannot be had: another program has them, or this user may not open them. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync } from 'node:fs'
import { after, before, describe, it } from 'node:test'
import { ConnectionError, parseResourceName, type Connection } from '@lab/core'
import { usbInventory, usbtmc } from '../../src/index.ts'
import { DeviceProcess, type Plugged } from './plugged.ts'

/** Another program: says that it has the device, and gives it back when its input ends. */
const byKernel = 'exec 3<>"$0"; echo there; read end'
const byLibusb = `
import sys, usb.core, usb.util
device = usb.core.find(idVendor=0x2a8d)
device.detach_kernel_driver(0)
usb.util.claim_interface(device, 0)
print("there", flush=True)
sys.stdin.read()
`
const nobody = 65_534

/** Runs `body` while another program has the device; it is given the program's number. */
async function whileHeld(argv: readonly [string, ...string[]], body: (pid: number) => Promise<void>): Promise<void> {
  const [program, ...rest] = argv
  const child = spawn(program, rest, { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  try {
    const said = await Promise.race([once(child.stdout, 'data'), ended])
    assert.equal(String(said[0]).trim(), 'there', `${program} does not have the device`)
    await body(child.pid ?? 0)
  } finally {
    child.stdin.end()
    await ended
  }
}

async function refusalOf(opening: Promise<Connection>): Promise<ConnectionError> {
  const error: unknown = await opening.then((connection) => connection.close(), (reason: unknown) => reason)
  assert.ok(error instanceof ConnectionError, String(error))
  return error
}

void describe('a USB instrument that cannot be had', () => {
  const devices = new DeviceProcess()
  let plugged: Plugged

  before(async () => { plugged = await devices.plugIn('BUSY1') })
  after(async () => {
    await plugged[Symbol.asyncDispose]()
    await devices[Symbol.asyncDispose]()
  })
  const connect = (): Promise<Connection> => usbtmc().connect(parseResourceName(plugged.resource))

  void it('is busy while a program uses it by way of the kernel, and is not taken from it', async () => {
    const { file } = plugged.bound
    await whileHeld(['sh', '-c', byKernel, file], async (pid) => {
      const { reason, message } = await refusalOf(connect())
      assert.deepEqual([reason, message.endsWith(`is in use by sh (process ${pid}).`)], ['busy', true], message)
      assert.ok(existsSync(file))
    })
    await (await connect()).close()
  })

  void it('is busy while a program has claimed it', async () => {
    await whileHeld(['/usr/bin/python3', '-c', byLibusb], async (pid) => {
      const { reason, message } = await refusalOf(connect())
      assert.deepEqual([reason, message.endsWith(`is in use by python3 (process ${pid}).`)], ['busy', true], message)
      const { instruments: [instrument] } = await usbInventory()
      assert.deepEqual(instrument?.holders, [{ pid, command: 'python3' }])
    })
  })

  void it('is busy for a second connection of the program that has it, and free afterwards', async () => {
    const first = await connect()
    assert.match((await refusalOf(connect())).message, /is open in this program already/u)
    await first.close()
    await (await connect()).close()
  })

  void it('is denied to other users with the rule for udev', async () => {
    const { instruments: [instrument] } = await usbInventory()
    chmodSync(instrument?.node ?? '', 0o600)
    process.seteuid?.(nobody)
    const error = await refusalOf(connect())
    process.seteuid?.(0)
    assert.equal(error.reason, 'denied')
    const rule = 'SUBSYSTEM=="usb", ATTR{idVendor}=="2a8d", ATTR{idProduct}=="8f01", MODE="0660", TAG+="uaccess"'
    assert.ok(error.hint?.endsWith(rule), error.hint)
  })
})
