import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { LineClient } from '@lab/counterparts'
import { parseResourceName } from '@lab/core'
import { lxi } from '@lab/transport-lxi'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { killSimulators, SimulatorProcess } from './simulator-process.ts'

const benchFile = `
name: wires
instruments:
  psu: { driver: keysight/EDU36311A, resource: 'TCPIP::127.0.0.1::5025::SOCKET', serial: CN00000001 }
  dmm: { driver: keysight/EDU34450A, resource: 'TCPIP::127.0.0.1::5026::SOCKET', serial: MY00000002 }
`

interface Wire {
  readonly wire: string
  readonly resource?: string
  readonly host: string
  readonly port: number
  readonly portmapperPort?: number
  readonly address?: string
}

interface Announced {
  readonly instrument?: string
  readonly wires?: readonly Wire[]
  readonly note?: string
}

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lab-simulator-'))
  writeFileSync(path.join(folder, 'bench.yaml'), benchFile)
})

afterEach(async () => {
  await killSimulators()
  rmSync(folder, { recursive: true })
})

async function start(...argv: string[]) {
  const simulator = await new SimulatorProcess(folder, 'bench.yaml', '--json', ...argv).ready('{"ready":true}')
  const announced: readonly Announced[] = JSON.parse(`[${simulator.lines.join(',')}]`)
  const wiresOf = (alias: string): readonly Wire[] => announced.find(({ instrument }) => instrument === alias)?.wires ?? []
  return { simulator, wiresOf, notes: announced.flatMap(({ note }) => note ?? []) }
}

async function identityAt(resource: string, answerMs = 2000): Promise<string> {
  await using connection = await lxi().connect(parseResourceName(resource), { timeoutMs: 2000 })
  await connection.write(Buffer.from('*IDN?\n'))
  const { data } = await connection.read({ timeoutMs: answerMs })
  return Buffer.from(data).toString('latin1')
}

async function isOpen(host: string, port: number): Promise<boolean> {
  const socket = connect({ host, port })
  const isConnected = await Promise.race([
    once(socket, 'connect').then(() => true), new Promise<boolean>((resolve) => socket.once('error', () => resolve(false))),
  ]).catch(() => false)
  socket.destroy()
  return isConnected
}

describe('every printed resource name', () => {
  it('leads to its instrument', async () => {
    const { wiresOf } = await start('--free-ports')
    for (const [alias, identity] of [['psu', /EDU36311A,CN00000001/], ['dmm', /EDU34450A,MY00000002/]] as const) {
      const resources = wiresOf(alias).flatMap(({ resource }) => resource ?? [])
      expect(resources).toHaveLength(3)
      for (const resource of resources) expect(await identityAt(resource)).toMatch(identity)
    }
  })

  it('names one instrument on all its wires: they share settings', async () => {
    const { wiresOf } = await start('--free-ports')
    const [first = '', ...others] = wiresOf('psu').flatMap(({ resource }) => resource ?? [])
    await using writer = await lxi().connect(parseResourceName(first))
    await writer.write(Buffer.from('VOLT 3,(@1);*OPC?\n'))
    await writer.read()
    for (const resource of others) {
      await using reader = await lxi().connect(parseResourceName(resource))
      await reader.write(Buffer.from('VOLT? (@1)\n'))
      expect(Number(Buffer.from((await reader.read()).data).toString())).toBe(3)
    }
  })

  it('is printed indented below the first of its instrument where no JSON is asked for', async () => {
    const simulator = await new SimulatorProcess(folder, 'bench.yaml', '--free-ports').ready()
    expect(simulator.lines.slice(0, 6)).toEqual([
      expect.stringMatching(/^psu TCPIP0::127\.0\.0\.1::\d+::SOCKET$/),
      expect.stringMatching(/^ {2}telnet 127\.0\.0\.1 \d+$/),
      expect.stringMatching(/^ {2}TCPIP0::127\.0\.0\.1::inst0,\d+::INSTR \(VXI-11, portmapper on port \d+\)$/),
      expect.stringMatching(/^ {2}TCPIP0::127\.0\.0\.1::hislip0,\d+::INSTR \(HiSLIP\)$/),
      expect.stringMatching(/^ {2}http:\/\/127\.0\.0\.1:\d+\/lxi\/identification \(web\)$/),
      expect.stringMatching(/^dmm TCPIP0/),
    ])
  })
})

describe('the wires of a simulated bench', () => {
  it('include telnet, with the model as its prompt', async () => {
    const { wiresOf } = await start('--free-ports')
    const port = wiresOf('dmm').find(({ wire }) => wire === 'telnet')?.port ?? 0
    await using client = await LineClient.open(port)
    expect(await client.line()).toBe('Welcome to the simulated Keysight Technologies EDU34450A\r')
    expect(await client.ask('*IDN?')).toMatch(/^EDU34450A> .*EDU34450A,MY00000002,.*\r$/)
  })

  it('can each be switched off', async () => {
    const off = ['--no-telnet', '--no-vxi11', '--no-hislip', '--no-identification', '--no-mdns']
    const { wiresOf } = await start('--free-ports', ...off)
    expect(wiresOf('psu').map(({ wire }) => wire)).toEqual(['socket'])
    const other = await start('--free-ports', '--no-socket', '--no-mdns')
    expect(other.wiresOf('psu').map(({ wire }) => wire)).toEqual(['telnet', 'vxi11', 'hislip', 'identification'])
  })

  it('are at an address of its own for an instrument that was given one, and there it is the first', async () => {
    const { wiresOf } = await start('--free-ports', '--host', '127.0.0.11', '--host', 'dmm=127.0.0.12')
    expect(wiresOf('psu').map(({ host }) => host)).toEqual(Array.from({ length: 5 }, () => '127.0.0.11'))
    const resources = wiresOf('dmm').flatMap(({ resource }) => resource ?? [])
    expect(resources[1]).toMatch(/^TCPIP0::127\.0\.0\.12::inst0,\d+::INSTR$/)
    expect(await identityAt(resources[1] ?? '')).toContain('EDU34450A')
  })

  it('honour a lock that a client of another wire holds', async () => {
    const { wiresOf } = await start('--free-ports')
    const [raw, ...lockable] = wiresOf('psu').filter(({ resource }) => resource !== undefined)
    const [other = ''] = lockable.map(({ resource }) => resource)
    for (const { resource = '' } of lockable) {
      await using holder = await lxi().connect(parseResourceName(resource))
      const lock = await holder.lock()
      await using client = await LineClient.open(raw?.port ?? 0)
      let answer: string | undefined
      const answered = client.ask('*IDN?').then((line) => {
        answer = line
      })
      // VXI-11 says that it is locked, HiSLIP waits.
      const asked = identityAt(other === resource ? lockable[1]?.resource ?? '' : other, 200)
      await expect(asked).rejects.toMatchObject({ code: expect.stringMatching(/LAB_CONNECTION_BUSY|LAB_TIMEOUT/) })
      expect(answer).toBeUndefined()
      await lock[Symbol.asyncDispose]()
      await answered
      expect(answer).toContain('EDU36311A')
    }
  })

  it('are on the ports of the command line', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' ? address?.port ?? 0 : 0
    server.close()
    await once(server, 'close')
    const { wiresOf, notes } = await start('--free-ports', '--hislip-port', String(port))
    expect(wiresOf('dmm').find(({ wire }) => wire === 'hislip')?.resource).toBe(`TCPIP0::127.0.0.1::hislip1,${port}::INSTR`)
    expect(notes).toEqual([])
  })

  it('have other ports where the usual ones are taken, and say so', async () => {
    await using blocked = await occupy('127.0.0.13', 4880)
    const { wiresOf, notes } = await start('--host', blocked.host, '--port', 'psu=0', '--port', 'dmm=0', '--no-mdns')
    expect(notes.join('\n')).toMatch(/HiSLIP is on port \d+ of 127\.0\.0\.13 instead of 4880: Port 4880 of 127\.0\.0\.13 cannot be served/)
    expect(await identityAt(wiresOf('psu').find(({ wire }) => wire === 'hislip')?.resource ?? '')).toContain('EDU36311A')
  })

  it('end with an error where a port that was asked for is taken, and leave nothing behind', async () => {
    await using blocked = await occupy('127.0.0.14', 0)
    const simulator = new SimulatorProcess(folder, 'bench.yaml', '--free-ports', '--host', blocked.host, '--hislip-port', String(blocked.port))
    expect(await simulator.exited).toBe(1)
    expect(simulator.stderr).toContain(`Port ${blocked.port} of 127.0.0.14 cannot be served`)
    expect(simulator.stderr).toContain('--hislip-port')
    expect(simulator.lines).toEqual([])
  })

  it('are all gone after SIGTERM', async () => {
    const { simulator, wiresOf } = await start('--free-ports')
    const ports = ['psu', 'dmm'].flatMap((alias) => wiresOf(alias).flatMap(({ port, portmapperPort }) => [port, portmapperPort ?? port]))
    for (const port of ports) expect(await isOpen('127.0.0.1', port)).toBe(true)
    expect(await simulator.end('SIGTERM')).toBe(0)
    for (const port of ports) expect(await isOpen('127.0.0.1', port)).toBe(false)
    expect(simulator.stderr).toBe('')
  })
})

/** Takes a port, as another program would. */
async function occupy(host: string, wanted: number) {
  const server = createServer().listen(wanted, host)
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port ?? 0 : 0
  return {
    host, port,
    [Symbol.asyncDispose]: async () => {
      server.close()
      await once(server, 'close')
    },
  }
}
