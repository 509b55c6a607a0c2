import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { LineClient } from '@lab/counterparts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { killSimulators, SimulatorProcess } from './simulator-process.ts'

const benchFile = `
name: demo
instruments:
  psu: { driver: keysight/EDU36311A, resource: 'TCPIP::127.0.0.1::5025::SOCKET', serial: CN00000001 }
  dmm: { driver: keysight/EDU34450A, resource: 'TCPIP::127.0.0.1::5026::SOCKET' }
simulation:
  seed: 1
  circuit:
    - { connect: psu.1, nodes: [in, gnd] }
    - { resistor: 1000, nodes: [in, out] }
    - { resistor: 1000, nodes: [out, gnd] }
    - { connect: dmm.input, nodes: [out, gnd] }
`

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lab-simulator-'))
  writeFileSync(path.join(folder, 'bench.yaml'), benchFile)
})

afterEach(async () => {
  await killSimulators()
  rmSync(folder, { recursive: true })
})

describe('lab-simulator', () => {
  it('serves the instruments of a bench file, joined by its circuit', async () => {
    const simulator = await new SimulatorProcess(folder, 'bench.yaml', '--free-ports').ready()
    expect(simulator.lines.filter((line) => !line.startsWith(' '))).toEqual([
      expect.stringMatching(/^psu TCPIP0::127\.0\.0\.1::\d+::SOCKET$/),
      expect.stringMatching(/^dmm TCPIP0::127\.0\.0\.1::\d+::SOCKET$/),
      'ready',
    ])
    await using psu = await LineClient.open(simulator.portOf('psu'))
    await using dmm = await LineClient.open(simulator.portOf('dmm'))
    expect(await psu.ask('*IDN?')).toContain('EDU36311A,CN00000001,')
    expect(await dmm.ask('*IDN?')).toContain('EDU34450A,')
    await psu.ask('VOLT 5,(@1);:OUTP ON,(@1);*OPC?')
    expect(Number(await dmm.ask('MEAS:VOLT:DC?'))).toBeCloseTo(2.5, 1)
    await psu.ask('OUTP OFF,(@1);*OPC?')
    expect(Number(await dmm.ask('MEAS:VOLT:DC?'))).toBeCloseTo(0, 2)
    expect(await simulator.end('SIGTERM')).toBe(0)
    expect(simulator.stderr).toBe('')
  })

  it('gives the same readings every time for the same seed', async () => {
    const readings = async (): Promise<string> => {
      const simulator = await new SimulatorProcess(folder, 'bench.yaml', '--free-ports').ready()
      await using dmm = await LineClient.open(simulator.portOf('dmm'))
      const text = `${await dmm.ask('READ?')} ${await dmm.ask('READ?')}`
      await simulator.end('SIGTERM')
      return text
    }
    expect(await readings()).toBe(await readings())
  })

  it.each(['SIGTERM', 'SIGINT'] as const)('ends with 0 on %s, also while a client is connected', async (signal) => {
    const simulator = await new SimulatorProcess(folder, 'bench.yaml', '--free-ports').ready()
    await using client = await LineClient.open(simulator.portOf('psu'))
    await client.ask('*IDN?')
    const cutOff = once(client.socket, 'close')
    expect(await simulator.end(signal)).toBe(0)
    await cutOff
  })

  it('ends when standard input is closed, if told to', async () => {
    const simulator = await new SimulatorProcess(folder, 'bench.yaml', '--free-ports', '--exit-with-stdin').ready()
    simulator.child.stdin.end()
    expect(await simulator.exited).toBe(0)
  })

  it('does not end when standard input is closed otherwise', async () => {
    const simulator = await new SimulatorProcess(folder, 'bench.yaml', '--free-ports').ready()
    simulator.child.stdin.end()
    await using psu = await LineClient.open(simulator.portOf('psu'))
    expect(await psu.ask('*IDN?')).toContain('EDU36311A')
  })

  it('prints JSON lines on request', async () => {
    const simulator = await new SimulatorProcess(folder, 'bench.yaml', '--free-ports', '--json').ready('{"ready":true}')
    expect(simulator.lines.map((line): unknown => JSON.parse(line))).toEqual([
      { instrument: 'psu', resource: expect.stringMatching(/^TCPIP0::127\.0\.0\.1::\d+::SOCKET$/), wires: expect.any(Array) },
      { instrument: 'dmm', resource: expect.stringMatching(/SOCKET$/), wires: expect.any(Array) },
      { ready: true },
    ])
  })

  it('listens on the ports of the command line', async () => {
    const free = createServer().listen(0, '127.0.0.1')
    await once(free, 'listening')
    const address = free.address()
    const port = typeof address === 'object' ? address?.port ?? 0 : 0
    free.close()
    await once(free, 'close')
    const simulator = await new SimulatorProcess(folder, 'bench.yaml', '--port', `psu=${port}`, '--port', 'dmm=0').ready()
    expect(simulator.portOf('psu')).toBe(port)
    expect(simulator.portOf('dmm')).toBeGreaterThan(0)
  })

  it('writes every message to the trace before it is answered, and nothing where there was none', async () => {
    const trace = path.join(folder, 'trace.jsonl')
    const simulator = await new SimulatorProcess(folder, 'bench.yaml', '--free-ports', '--trace', trace).ready()
    await using psu = await LineClient.open(simulator.portOf('psu'))
    await using dmm = await LineClient.open(simulator.portOf('dmm'))
    expect(readFileSync(trace, 'utf8')).toBe('')
    const identity = await psu.ask('*IDN?')
    const entries = readFileSync(trace, 'utf8').trim().split('\n').map((line): unknown => JSON.parse(line))
    expect(entries).toEqual([
      { timeMs: expect.any(Number), instrument: 'psu', direction: 'received', data: '*IDN?\n' },
      { timeMs: expect.any(Number), instrument: 'psu', direction: 'sent', data: `${identity}\n` },
    ])
    expect(dmm.socket.readyState).toBe('open')
  })
})

describe('lab-simulator says what is wrong', () => {
  async function failure(...argv: string[]): Promise<string> {
    const simulator = new SimulatorProcess(folder, ...argv)
    expect(await simulator.exited).toBe(1)
    expect(simulator.stderr).not.toContain('    at ')
    return simulator.stderr
  }

  it('when there is no such bench file', async () => {
    expect(await failure('nothing.yaml', '--free-ports')).toMatch(/^lab-simulator: .*nothing\.yaml/)
  })

  it('when a port is taken, with the way out, and leaves no port behind', async () => {
    const simulator = await new SimulatorProcess(folder, 'bench.yaml', '--free-ports').ready()
    const taken = simulator.portOf('dmm')
    const message = await failure('bench.yaml', '--port', 'psu=0', '--port', `dmm=${taken}`)
    expect(message).toContain(`Port ${taken} of 127.0.0.1 cannot be served`)
    expect(message).toContain('--free-ports')
  })

  it('when a port is given to an instrument that is not there', async () => {
    const message = await failure('bench.yaml', '--port', 'pus=0')
    expect(message).toContain("there is no instrument 'pus'")
    expect(message).toContain('It has psu, dmm.')
  })

  it('when the bench file has a mistake in its circuit', async () => {
    writeFileSync(path.join(folder, 'bench.yaml'), benchFile.replace('connect: dmm.input', 'connect: dmm.inptu'))
    const message = await failure('bench.yaml', '--free-ports')
    expect(message).toContain("'dmm.inptu'")
    expect(message).toContain('dmm.input')
  })

  it('when an option of a simulator is not known', async () => {
    const options = '  instruments: { dmm: { timing: slow } }'
    writeFileSync(path.join(folder, 'bench.yaml'), benchFile.replace('  seed: 1', `  seed: 1\n${options}`))
    expect(await failure('bench.yaml', '--free-ports')).toContain('\'dmm\': timing is "slow"')
  })
})
