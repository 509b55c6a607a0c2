import { describe, expect, it } from 'vitest'
import { checkBench, loadBench, Registry } from '../src/index.ts'
import { benchFile, rejection } from './bench-folder.ts'
import { registerFakeLab } from './fake-lab.ts'

async function mistakeIn(text: string): Promise<Error & { readonly code?: string; readonly hint?: string }> {
  const bench = await loadBench(await benchFile(text))
  return rejection(checkBench(bench, new Registry()))
}

function bench(instrument: string, rest = ''): string {
  return `name: b\n${rest}instruments:\n  psu: { driver: acme/F1, simulate: true, ${instrument} }\n`
}

describe('checkBench', () => {
  it('gives the drivers of a bench without a mistake, by alias', async () => {
    registerFakeLab()
    const file = await loadBench(await benchFile(bench("limits: { 1: { voltage: { max: 5 } }, '*': { current: { max: 1 } } }")))
    expect((await checkBench(file, new Registry()))['psu']?.name).toBe('acme/F1')
  })

  it('says how to install a driver that is not there', async () => {
    const error = await mistakeIn('name: b\ninstruments:\n  psu: { driver: rigol/DP832A, simulate: true }\n')
    expect(error.message).toMatch(/bench\.yaml:3:18: instruments\.psu\.driver: The driver 'rigol\/DP832A' is not installed\.$/)
    expect(error.hint).toContain('npm install @lab/driver-rigol-dp832a')
    expect(error.code).toBe('LAB_PACKAGE_MISSING')
  })

  it('suggests the driver that is there', async () => {
    registerFakeLab()
    const error = await mistakeIn('name: b\ninstruments:\n  psu: { driver: acme/F2, simulate: true }\n')
    expect(error.message).toContain("The driver 'acme/F2' is not installed. Did you mean 'acme/F1'?")
  })

  it('refuses a limit for a channel that the driver has not', async () => {
    registerFakeLab()
    const error = await mistakeIn(bench('limits: { 3: { voltage: { max: 5 } } }'))
    expect(error.message).toMatch(
      /:3:53: instruments\.psu\.limits\.3: acme\/F1 has no channel 3; it has channels 1, 2, and '\*' stands/,
    )
    expect(error.code).toBe('LAB_BENCH_FILE')
  })

  it('refuses a limit for a quantity that the driver cannot limit', async () => {
    registerFakeLab()
    const error = await mistakeIn(bench('limits: { 1: { votlage: { max: 5 } } }'))
    expect(error.message).toMatch(
      /instruments\.psu\.limits\.1\.votlage: acme\/F1 cannot limit 'votlage'; it can limit voltage, current\. Did you mean 'voltage'\?$/,
    )
  })

  it('names transports that are not installed', async () => {
    registerFakeLab()
    const error = await mistakeIn(bench('transport: wier', 'transports: { gpip: {} }\n'))
    expect(error.message).toContain(":2:15: transports.gpip: The transport 'gpip' is not installed.")
    expect(error.message).toContain("instruments.psu.transport: The transport 'wier' is not installed. Did you mean 'wire'?")
    expect(error.hint).toContain('npm install @lab/transport-gpip')
  })

  it('says how to install a store that is not there', async () => {
    registerFakeLab()
    const error = await mistakeIn(bench('serial: A1', 'store: { type: mysqlite, path: x }\n'))
    expect(error.message).toMatch(/:2:16: store\.type: The store 'mysqlite' is not installed\./)
    expect(error.hint).toContain('npm install @lab/store-mysqlite')
    expect(error.code).toBe('LAB_PACKAGE_MISSING')
  })

  it('lists the mistakes of all instruments, and names the file for each', async () => {
    registerFakeLab()
    const error = await mistakeIn(`name: b
instruments:
  a: { driver: acme/F1, simulate: true, limits: { 9: {} } }
  b: { driver: none/X, simulate: true }
`)
    expect(error.message).toMatch(/bench\.yaml has 2 mistakes:\n.*:3:51: .*\n.*:4:16: /)
  })
})
