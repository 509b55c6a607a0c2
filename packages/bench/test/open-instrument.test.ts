import { describe, expect, expectTypeOf, it } from 'vitest'
import { ConnectionError, ResourceNameError, SettingError, type Driver, type Instrument } from '@lab/core'
import { openBench, openInstrument, type Bench } from '../src/index.ts'
import { benchFile, rejection } from './bench-folder.ts'
import { registerFakeLab, type FakeInstrument } from './fake-lab.ts'

describe('openInstrument', () => {
  it('opens a driver by its value, under the model as its alias', async () => {
    const lab = registerFakeLab()
    await using instrument = await openInstrument(lab.driver, { resource: 'TCPIP::h::5025::SOCKET', serial: 'GOOD' })
    expect(instrument.alias).toBe('f1')
    expect(instrument.context.expectedSerial).toBe('GOOD')
  })

  it('opens a simulated one by the name of its driver', async () => {
    const lab = registerFakeLab()
    await using instrument = await openInstrument('acme/F1', { simulate: true, alias: 'psu', serial: 'S' })
    expect(instrument.resource).toBe('psu')
    expect(lab.plans).toEqual([{ instruments: { psu: { simulator: 'the simulator of F1', serial: 'S' } }, circuit: [] }])
  })

  it('hands limits over with the script as their source', async () => {
    const lab = registerFakeLab()
    const limits = { 1: { voltage: { max: 5 } } }
    await using instrument = await openInstrument(lab.driver, { simulate: true, limits })
    expect(instrument.context.limits).toEqual({ source: 'limits of the script', channels: limits })
  })

  it('hands over when the error queue is read', async () => {
    const lab = registerFakeLab()
    await using instrument = await openInstrument(lab.driver, { simulate: true, errorCheck: 'write' })
    expect(instrument.context.errorCheck).toBe('write')
  })

  it.each([
    [{ 3: { voltage: { max: 5 } } }, "limits of the script: channel 3 of f1: acme/F1 has no channel 3; it has channels 1, 2, and '*' stands for all."],
    [{ 1: { power: { max: 5 } } }, "limits of the script: channel 1 of f1: acme/F1 cannot limit 'power'; it can limit voltage, current."],
    [{ 1: { voltage: { min: 6, max: 5 } } }, 'limits of the script: channel 1 of f1: voltage has min 6 above max 5, so nothing would be allowed.'],
  ])('refuses the limits %j', async (limits, message) => {
    const lab = registerFakeLab()
    const error = await rejection(openInstrument(lab.driver, { simulate: true, limits }))
    expect(error).toBeInstanceOf(SettingError)
    expect(error.message).toBe(message)
    expect(lab.log).toEqual([])
  })

  it('asks for a resource name where nothing is simulated', async () => {
    const lab = registerFakeLab()
    const error = await rejection(openInstrument(lab.driver))
    expect(error.message).toBe("Instrument 'f1' (acme/F1) needs a resource name.")
    expect(error.hint).toContain('simulate: true')
  })

  it('refuses a resource name that cannot be understood', async () => {
    const lab = registerFakeLab()
    expect(await rejection(openInstrument(lab.driver, { resource: 'COM3' }))).toBeInstanceOf(ResourceNameError)
  })

  it('names alias and resource when the connection is refused', async () => {
    const lab = registerFakeLab()
    const error = await rejection(openInstrument(lab.driver, { resource: 'TCPIP::off::5025::SOCKET' }))
    expect(error).toBeInstanceOf(ConnectionError)
    expect(error.message).toBe("Instrument 'f1' at TCPIP0::off::5025::SOCKET: off refused the connection.")
  })

  it('says how to install a driver that is not there', async () => {
    const error = await rejection(openInstrument('nobody/X-1', { simulate: true }))
    expect(error.message).toBe("The driver 'nobody/X-1' is not installed.")
    expect(error.hint).toBe('Install it: npm install @lab/driver-nobody-x-1 (or lab-driver-nobody-x-1 from somebody else)')
  })
})

describe('types', () => {
  it('know each instrument of a bench by its driver', async () => {
    const lab = registerFakeLab()
    const file = await benchFile('name: b\ninstruments:\n  psu: { driver: acme/F1, simulate: true }\n')
    await using bench = await openBench(file, { psu: lab.driver })
    expectTypeOf(bench.instruments.psu).toEqualTypeOf<FakeInstrument>()
    // @ts-expect-error -- misspelt alias
    expect(bench.instruments.pus).toBeUndefined()
    await using untyped = await openBench(file)
    expectTypeOf(untyped).toEqualTypeOf<Bench>()
    expectTypeOf(untyped.instruments).toEqualTypeOf<Readonly<Record<string, Instrument>>>()
  })

  it('know an instrument by its driver, and any other as an instrument', () => {
    const byDriver = (driver: Driver<FakeInstrument>): Promise<FakeInstrument> => openInstrument(driver, { simulate: true })
    expectTypeOf(byDriver).returns.resolves.toEqualTypeOf<FakeInstrument>()
    const byName = (): Promise<Instrument> => openInstrument('somebody/X', { simulate: true })
    expectTypeOf(byName).returns.resolves.toEqualTypeOf<Instrument>()
    expectTypeOf<Driver<FakeInstrument>>().toExtend<Driver>()
  })
})
