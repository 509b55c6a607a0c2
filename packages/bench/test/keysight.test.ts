import { writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo, type Server } from 'node:net'
import path from 'node:path'
import { describe, expect, expectTypeOf, it, onTestFinished } from 'vitest'
import { ConnectionError, IdentityError, LimitError } from '@lab/core'
import { edu34450a, type Edu34450a } from '@lab/driver-keysight-edu34450a'
import { edu36311a } from '@lab/driver-keysight-edu36311a'
import { checkBench, loadBench, openBench, openInstrument, Registry, simulationPlan } from '../src/index.ts'
import { packageFolder, rejection, temporaryFolder } from './bench-folder.ts'

const simulated = `name: Zener
simulate: true
instruments:
  psu:
    driver: keysight/EDU36311A
    limits: { 1: { voltage: { max: 5 }, current: { max: 0.5 } } }
  dmm: { driver: keysight/EDU34450A, serial: CN12345678 }
simulation:
  seed: 1
  circuit:
    - { connect: psu.1, nodes: [in, gnd] }
    - { resistor: 100, nodes: [in, out] }
    - { diode: { breakdownVoltage: 3.3 }, nodes: [gnd, out] }
    - { connect: dmm.input, nodes: [out, gnd] }
store: { type: sqlite, path: data.sqlite }
`

/** Drivers are found from the folder of this package. */
const found = { searchFrom: [packageFolder] }

async function file(text: string): Promise<string> {
  const written = path.join(await temporaryFolder(), 'bench.yaml')
  await writeFile(written, text)
  return written
}

/** An instrument on a free port that answers every `*IDN?` with this. */
async function answering(identity: string): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined).on('data', (data) => {
      if (data.includes('*IDN?')) socket.write(`${identity}\n`)
    })
  })
  return `TCPIP::127.0.0.1::${await listen(server)}::SOCKET`
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise((resolve) => void server.close(() => resolve())))
  const address: string | AddressInfo | null = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

describe('a simulated bench of the Keysight drivers', () => {
  it('measures through the circuit what the supply drives', async () => {
    await using bench = await openBench(await file(simulated), { psu: edu36311a, dmm: edu34450a }, found)
    const { psu, dmm } = bench.instruments
    await psu.channel(1).set({ voltage: 2, currentLimit: 0.1 })
    await psu.channel(1).on()
    expect((await dmm.measureDcVoltage()).value).toBeCloseTo(2, 2)
    await psu.channel(1).set({ voltage: 5 })
    const clamped = (await dmm.measureDcVoltage()).value
    expect(clamped).toBeGreaterThan(3)
    expect(clamped).toBeLessThan(3.6)
    await psu.channel(1).off()
  })

  it('refuses what the limits of the file forbid, and names the file', async () => {
    const name = await file(simulated)
    await using bench = await openBench(name, { psu: edu36311a }, found)
    const error = await rejection(bench.instruments.psu.channel(1).set({ voltage: 6 }))
    expect(error).toBeInstanceOf(LimitError)
    expect(error.message).toContain(name)
    expect(error.message).toContain('psu')
  })

  it('has the serial of the file, and a type by its driver', async () => {
    await using bench = await openBench(await file(simulated), { dmm: edu34450a }, found)
    expect(bench.instruments.dmm.identity.serial).toBe('CN12345678')
    expectTypeOf(bench.instruments.dmm).toEqualTypeOf<Edu34450a>()
  })

  it('opens the same by names only', async () => {
    await using bench = await openBench(await file(simulated), undefined, found)
    expect(Object.values(bench.instruments).map(({ driver }) => driver)).toEqual(['keysight/EDU36311A', 'keysight/EDU34450A'])
    expect(bench.store.name).toBe('sqlite')
  })

  it('names the terminal that no instrument has, with its line', async () => {
    const name = await file(simulated.replace('dmm.input', 'dmm.inptu'))
    const error = await rejection(openBench(name, undefined, found))
    expect(error.message).toMatch(
      /bench\.yaml:14:7: simulation\.circuit\.3: The circuit connects 'dmm\.inptu', which no instrument/,
    )
    expect(error.hint).toContain('dmm.input')
  })

  it('gives the simulators of the file to a program that serves them', async () => {
    const bench = await loadBench(await file(simulated))
    const registry = new Registry([], found)
    await checkBench(bench, registry)
    const plan = await simulationPlan(bench, registry)
    expect(Object.keys(plan.instruments)).toEqual(['psu', 'dmm'])
    expect(plan.instruments['psu']?.simulator).toMatchObject({ model: 'EDU36311A' })
    expect(plan.circuit).toHaveLength(4)
  })
})

describe('openInstrument', () => {
  it('opens a simulated multimeter by its name, with its type', async () => {
    await using dmm = await openInstrument('keysight/EDU34450A', { simulate: true, ...found })
    expectTypeOf(dmm).toEqualTypeOf<Edu34450a>()
    expect(dmm.identity.model).toBe('EDU34450A')
    expect((await dmm.measureDcVoltage()).unit).toBe('V')
  })
})

describe('a real wire', () => {
  function wired(resource: string, rest = ''): string {
    return `name: b\ninstruments:\n  dmm: { driver: keysight/EDU34450A, resource: '${resource}'${rest} }\n`
  }

  it('names alias, resource and file when nothing is there', async () => {
    const name = await file(wired('TCPIP::127.0.0.1::1::SOCKET'))
    const error = await rejection(openBench(name, { dmm: edu34450a }, found))
    expect(error).toBeInstanceOf(ConnectionError)
    expect(error.message).toContain(`Instrument 'dmm' at TCPIP0::127.0.0.1::1::SOCKET (${name}): `)
    expect(error.code).toBe('LAB_CONNECTION_REFUSED')
  })

  it.each([
    ['another model', 'Keysight Technologies,EDU36311A,CN1,1.0', '', 'EDU36311A'],
    ['another serial', 'Keysight Technologies,EDU34450A,CN1,1.0', ', serial: CN2', 'CN1'],
  ])('names alias, resource, file and who answered for %s', async (_, identity, rest, answered) => {
    const resource = await answering(identity)
    const name = await file(wired(resource, rest))
    const error = await rejection(openBench(name, { dmm: edu34450a }, found))
    expect(error).toBeInstanceOf(IdentityError)
    expect(error.message).toContain(`Instrument 'dmm' at ${resource.replace('TCPIP', 'TCPIP0')} (${name}): `)
    expect(error.message).toContain(answered)
  })
})
