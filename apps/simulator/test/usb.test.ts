import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { promisify } from 'node:util'
import { parseResourceName } from '@lab/core'
import { lacksProgram, LineClient } from '@lab/counterparts'
import { lxi } from '@lab/transport-lxi'
import { decodeCapabilities } from '@lab/transport-usbtmc/codec'
import { describe, expect, it } from 'vitest'
import { benchFolder, serveBenchFile } from './served-bench.ts'
import { SimulatorProcess } from './simulator-process.ts'
import { UsbClient } from './usb-client.ts'

const run = promisify(execFile)

function descriptor(type: number, index: number, length: number) {
  return { requestType: 0x80, request: 6, value: (type << 8) | index, index: type === 3 ? 0x0409 : 0, length }
}

async function attach(bench: Awaited<ReturnType<typeof serveBenchFile>>, alias: string): Promise<UsbClient> {
  const { port = 0, busId = '' } = bench.wire(alias, 'usb')
  return await UsbClient.attach(port, busId)
}

describe('a simulated bench with --usb', () => {
  it('prints a resource name with the ids of the model, and how to plug it in', async () => {
    const bench = await serveBenchFile(['--usb'])
    const { port, ...wire } = bench.wire('psu', 'usb')
    expect(wire).toEqual({
      wire: 'usb', resource: 'USB0::0x2A8D::0x8F01::CN00000001::INSTR', host: '127.0.0.1', busId: '1-1',
      attach: `usbip --tcp-port ${port} attach -r 127.0.0.1 -b 1-1`,
    })
    expect(bench.wire('dmm', 'usb')).toMatchObject({ resource: 'USB0::0x2A8D::0x8E01::MY00000002::INSTR', port, busId: '1-2' })
  })

  it('prints the same in words, on the first line where USB is the first wire', async () => {
    const others = ['socket', 'telnet', 'vxi11', 'hislip', 'identification', 'mdns'].map((wire) => `--no-${wire}`)
    const simulator = await new SimulatorProcess(benchFolder(), '--usb', 'bench.yaml', '--free-ports', ...others).ready()
    expect(simulator.lines[0]).toMatch(
      /^psu USB0::0x2A8D::0x8F01::CN00000001::INSTR \(USB: usbip --tcp-port \d+ attach -r 127\.0\.0\.1 -b 1-1\)$/)
    expect(await simulator.end('SIGTERM')).toBe(0)
  })

  it('has no USB device unless it is asked for one', async () => {
    const bench = await serveBenchFile([])
    expect(bench.wiresOf('psu').map(({ wire }) => wire)).not.toContain('usb')
  })

  it('enumerates as the instrument: ids, names, serial number, USBTMC interface with three endpoints', async () => {
    await using usb = await attach(await serveBenchFile(['--usb']), 'dmm')
    const device = await usb.control(descriptor(1, 0, 18))
    expect([device.readUInt16LE(8), device.readUInt16LE(10)]).toEqual([0x2a8d, 0x8e01])
    const texts = []
    for (const index of [device[14] ?? 0, device[15] ?? 0, device[16] ?? 0]) {
      texts.push((await usb.control(descriptor(3, index, 255))).toString('utf16le', 2))
    }
    expect(texts).toEqual(['Keysight Technologies', 'EDU34450A', 'MY00000002'])
    const configuration = await usb.control(descriptor(2, 0, 255))
    expect([...configuration.subarray(9, 18)]).toEqual([9, 4, 0, 0, 3, 0xfe, 3, 1, 0])
    expect([20, 27, 34].map((at) => configuration[at])).toEqual([0x01, 0x82, 0x83])
  })

  it('says what it can do, with everything of USB488', async () => {
    await using usb = await attach(await serveBenchFile(['--usb']), 'psu')
    const reply = await usb.control({ requestType: 0xa1, request: 7, length: 24 })
    expect(decodeCapabilities(reply)).toMatchObject({ usb488Version: 0x0100, is4882: true, serviceRequest: true, trigger: true, scpi: true })
  })

  it('answers over bulk endpoints, and is the same instrument as on its other wires', async () => {
    const bench = await serveBenchFile(['--usb'])
    await using usb = await attach(bench, 'psu')
    expect(await usb.ask('*IDN?\n')).toMatch(/^Keysight Technologies,EDU36311A,CN00000001,.*\n$/)
    await usb.write('VOLT 3.5,(@1)\n')
    expect(Number(await usb.ask('VOLT? (@1)\n'))).toBe(3.5)
    await using raw = await LineClient.open(bench.wire('psu', 'socket').port ?? 0)
    expect(Number(await raw.ask('VOLT? (@1)'))).toBe(3.5)
  })

  it('sends a service request over its interrupt endpoint', async () => {
    await using usb = await attach(await serveBenchFile(['--usb']), 'psu')
    const notified = usb.notification()
    await usb.write('*SRE 32;*ESE 1;*OPC\n')
    const [kind = 0, statusByte = 0] = await notified
    expect([kind, statusByte & 0x60]).toEqual([0x81, 0x60])
  })

  it('waits while a client of another wire has locked the instrument, then goes on', async () => {
    const bench = await serveBenchFile(['--usb'])
    await using usb = await attach(bench, 'psu')
    await using holder = await lxi().connect(parseResourceName(bench.wire('psu', 'hislip').resource ?? ''))
    const lock = await holder.lock()
    await usb.write('VOLT 2,(@1)\n')
    await holder.write(Buffer.from('VOLT? (@1)\n'))
    expect(Number(Buffer.from((await holder.read()).data).toString())).toBe(0)
    await lock[Symbol.asyncDispose]()
    expect(Number(await usb.ask('VOLT? (@1)\n'))).toBe(2)
  })

  it('is in the trace', async () => {
    const bench = await serveBenchFile(['--usb', '--trace', 'trace.jsonl'])
    await using usb = await attach(bench, 'dmm')
    const identity = await usb.ask('*IDN?\n')
    const trace = readFileSync(path.join(bench.folder, 'trace.jsonl'), 'utf8')
    expect(trace.trim().split('\n').map((line): unknown => JSON.parse(line))).toMatchObject([
      { instrument: 'dmm', direction: 'received', data: '*IDN?\n' }, { instrument: 'dmm', direction: 'sent', data: identity },
    ])
  })

  it('is unplugged when the simulator ends', async () => {
    const bench = await serveBenchFile(['--usb'])
    await using usb = await attach(bench, 'psu')
    const gone = usb.notification()
    const [code] = await Promise.all([bench.simulator.end('SIGTERM'), expect(gone).rejects.toThrow('unplugged')])
    expect([code, bench.simulator.stderr]).toEqual([0, ''])
  })

  it('can be plugged in again after a host has let it go', async () => {
    const bench = await serveBenchFile(['--usb'])
    for (let time = 0; time < 3; time += 1) {
      await using usb = await attach(bench, 'psu')
      expect(await usb.ask('*IDN?\n')).toContain('CN00000001')
    }
  })

  it('says so when two instruments cannot be told apart', async () => {
    const meter = (port: number): string => `{ driver: keysight/EDU34450A, serial: MY1, resource: 'TCPIP::127.0.0.1::${port}::SOCKET' }`
    const twins = `name: twins\ninstruments:\n  a: ${meter(5025)}\n  b: ${meter(5026)}\n`
    const { notes } = await serveBenchFile(['--usb'], twins)
    expect(notes.join()).toContain("a and b have the same USB resource name USB0::0x2A8D::0x8E01::MY1::INSTR: give each a 'serial'")
  })

  it('ends with an error where the port that was asked for is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' ? address?.port ?? 0 : 0
    const simulator = new SimulatorProcess(benchFolder(), 'bench.yaml', '--free-ports', '--usb', String(port))
    expect(await simulator.exited).toBe(1)
    expect(simulator.stderr).toMatch(new RegExp(`Port ${port} of 127.0.0.1 cannot be served.*\n.*--usb number`))
    server.close()
    await once(server, 'close')
  })

  it.skipIf(lacksProgram('usbip', 'version'))('is found by the usbip program', async () => {
    const bench = await serveBenchFile(['--usb'])
    const { stdout } = await run('usbip', ['--tcp-port', String(bench.wire('psu', 'usb').port), 'list', '-r', '127.0.0.1'])
    expect(stdout).toMatch(/1-1:.*\(2a8d:8f01\)[^]*1-2:.*\(2a8d:8e01\)/)
    expect(stdout).toContain('(fe/03/01)')
  })
})
