import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConnectionError, IdentityError, SettingError } from '@lab/core'
import { openBench, openedBenches } from '../src/index.ts'
import { benchFile, rejection } from './bench-folder.ts'
import { registerFakeLab, setEnvironment } from './fake-lab.ts'

const twoInstruments = `name: Two
instruments:
  psu: { driver: acme/F1, resource: TCPIP::host1::5025::SOCKET }
  dmm: { driver: acme/F1, resource: TCPIP::host2::5025::SOCKET }
`

describe('openBench', () => {
  it('opens every instrument of the file without needs, and closes all of them with the store', async () => {
    const lab = registerFakeLab()
    const file = await benchFile(`${twoInstruments}store: { type: fake, path: data.fake, cache: 5 }\n`)
    const bench = await openBench(file)
    expect(Object.keys(bench.instruments)).toEqual(['psu', 'dmm'])
    expect(bench.store.location).toBe(path.join(path.dirname(file), 'data.fake'))
    expect(lab.storeOptions).toEqual([{ path: path.join(path.dirname(file), 'data.fake'), cache: 5 }])
    expect(openedBenches()).toEqual([{ name: 'Two', file, store: bench.store.location }])
    await bench.close()
    await bench.close()
    expect(lab.log.slice(2)).toEqual(['close psu', 'disconnect host1', 'close dmm', 'disconnect host2', 'close store'])
  })

  it('opens only what a script needs, and closes it when the scope is left', async () => {
    const lab = registerFakeLab()
    const file = await benchFile(twoInstruments)
    {
      await using bench = await openBench(file, { dmm: lab.driver })
      expect(Object.keys(bench.instruments)).toEqual(['dmm'])
      expect(bench.instruments.dmm.context.alias).toBe('dmm')
      expect(bench.name).toBe('Two')
    }
    expect(lab.log).toEqual(['open dmm', 'close dmm', 'disconnect host2'])
  })

  it('hands limits with the file as their source, serial, time-out and error check to the driver', async () => {
    const lab = registerFakeLab()
    const file = await benchFile(`name: b
transports: { wire: { timeoutMs: 700 } }
instruments:
  psu: { driver: acme/F1, resource: TCPIP::h::1::SOCKET, serial: GOOD, timeoutMs: 1234, errorCheck: write, limits: { 2: { voltage: { max: 5 } } } }
  dmm: { driver: acme/F1, resource: TCPIP::h::2::SOCKET }
`)
    await using bench = await openBench(file, { psu: lab.driver, dmm: lab.driver })
    expect(bench.instruments.psu.context).toMatchObject({
      expectedSerial: 'GOOD', timeoutMs: 1234, errorCheck: 'write', limits: { source: file, channels: { 2: { voltage: { max: 5 } } } },
    })
    expect(bench.instruments.dmm.context).toMatchObject({ timeoutMs: 700, errorCheck: undefined })
  })

  it('names the nearest alias for one that the file has not', async () => {
    const lab = registerFakeLab()
    const file = await benchFile(twoInstruments)
    const error = await rejection(openBench(file, { pus: lab.driver }))
    expect(error).toBeInstanceOf(SettingError)
    expect(error.message).toBe(
      `${file}:2:1: instruments: The script needs 'pus' (acme/F1), which is not there. Did you mean 'psu'?`,
    )
    expect(lab.log).toEqual([])
  })

  it('refuses another driver than the script was written for', async () => {
    const lab = registerFakeLab()
    const file = await benchFile(twoInstruments)
    const error = await rejection(openBench(file, { psu: { ...lab.driver, name: 'acme/F2' } }))
    expect(error.message).toBe(`${file}:3:18: instruments.psu.driver is 'acme/F1', but the script needs 'acme/F2'.`)
  })

  it('names alias, resource and file when a connection is refused, and closes the others', async () => {
    const lab = registerFakeLab()
    const file = await benchFile(twoInstruments.replace('host2', 'off2'))
    const error = await rejection(openBench(file))
    expect(error).toBeInstanceOf(ConnectionError)
    expect(error.message).toBe(`Instrument 'dmm' at TCPIP0::off2::5025::SOCKET (${file}): off2 refused the connection.`)
    expect(error.hint).toBe('Switch it on.')
    expect(lab.log).toEqual(['open psu', 'close psu', 'disconnect host1'])
  })

  it('names every instrument that could not be opened', async () => {
    registerFakeLab()
    const file = await benchFile(twoInstruments.replaceAll('host', 'off'))
    const error = await rejection(openBench(file))
    expect(error.message).toContain("Instrument 'psu' at TCPIP0::off1::5025::SOCKET")
    expect(error.message).toContain("\n  and Instrument 'dmm' at TCPIP0::off2::5025::SOCKET")
  })

  it('closes the link and names the place when the wrong serial answers', async () => {
    const lab = registerFakeLab()
    const file = await benchFile(twoInstruments.replace('SOCKET }', 'SOCKET, serial: WRONG }'))
    const error = await rejection(openBench(file, { psu: lab.driver }))
    expect(error).toBeInstanceOf(IdentityError)
    expect(error.message).toBe(`Instrument 'psu' at TCPIP0::host1::5025::SOCKET (${file}): Serial GOOD answered, expected WRONG.`)
    expect(lab.log).toEqual(['disconnect host1'])
  })

  it('rejects with the reason of an aborted signal', async () => {
    const lab = registerFakeLab()
    const reason = new Error('enough')
    const file = await benchFile(twoInstruments)
    expect(await rejection(openBench(file, { psu: lab.driver }, { signal: AbortSignal.abort(reason) }))).toBe(reason)
  })

  it('says how to get a store where the file names none', async () => {
    registerFakeLab()
    await using bench = await openBench(await benchFile(twoInstruments))
    expect(() => bench.store).toThrow(/bench\.yaml names no store\.$/)
  })

  it('puts experiment and traceability into the metadata', async () => {
    registerFakeLab()
    const more = "experiment: { operator: A. Example }\ntraceability: { dut: { serial: '17' } }\n"
    const file = await benchFile(twoInstruments + more)
    await using bench = await openBench(file)
    expect(bench.metadata).toEqual({ bench: { name: 'Two', file }, operator: 'A. Example', dut: { serial: '17' } })
  })
})

describe('a simulated bench', () => {
  const simulated = `${twoInstruments.replace('SOCKET }', 'SOCKET, simulate: true, serial: S1 }')}simulation:
  seed: 7
  instruments: { psu: { noise: 0 } }
  circuit: [ { connect: psu.1, nodes: [a, gnd] }, { connect: dmm.input, nodes: [a, gnd] } ]
`

  it('has the simulated instruments only, and leaves the terminals of real ones open', async () => {
    const lab = registerFakeLab()
    await using bench = await openBench(await benchFile(simulated))
    expect(bench.instruments['psu']?.resource).toBe('psu')
    expect(bench.instruments['dmm']?.resource).toBe('host2')
    expect(lab.plans).toEqual([{
      seed: 7, circuit: [{ connect: 'psu.1', nodes: ['a', 'gnd'] }],
      instruments: { psu: { simulator: 'the simulator of F1', serial: 'S1', options: { noise: 0 } } },
    }])
  })

  it('has all of them with LAB_SIMULATE=1, and no real wire is touched', async () => {
    const lab = registerFakeLab()
    setEnvironment('LAB_SIMULATE', '1')
    const bench = await openBench(await benchFile(simulated.replaceAll('host', 'off')))
    expect(Object.values(bench.instruments).map(({ resource }) => resource)).toEqual(['psu', 'dmm'])
    expect(lab.transportOptions).toEqual([])
    await bench.close()
    expect(lab.log.at(-1)).toBe('close simulation')
  })

  it('is whole when the script needs but one instrument', async () => {
    const lab = registerFakeLab()
    await using bench = await openBench(await benchFile(`simulate: true\n${simulated}`), { dmm: lab.driver })
    expect(Object.keys(bench.instruments)).toEqual(['dmm'])
    expect(Object.keys(lab.plans[0]?.instruments ?? {})).toEqual(['psu', 'dmm'])
  })
})

describe('the environment', () => {
  it('names another bench file by LAB_BENCH', async () => {
    registerFakeLab()
    setEnvironment('LAB_BENCH', await benchFile(twoInstruments.replace('name: Two', 'name: Other')))
    await using bench = await openBench('none.yaml')
    expect(bench.name).toBe('Other')
  })

  it('names another store by LAB_STORE, of the type that the file names', async () => {
    const lab = registerFakeLab()
    setEnvironment('LAB_STORE', 'elsewhere.fake')
    await using bench = await openBench(await benchFile(`${twoInstruments}store: { type: fake, path: data.fake }\n`))
    expect(bench.store.location).toBe(path.resolve('elsewhere.fake'))
    expect(lab.storeOptions).toHaveLength(1)
  })

  it('refuses LAB_SIMULATE that is neither 0 nor 1 instead of guessing', async () => {
    setEnvironment('LAB_SIMULATE', 'yes')
    expect((await rejection(openBench('bench.yaml'))).message).toBe("LAB_SIMULATE is 'yes', expected 1 or 0.")
  })
})
