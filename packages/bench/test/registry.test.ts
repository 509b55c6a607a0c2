import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parseResourceName } from '@lab/core'
import { Registry, searchPackagesFrom } from '../src/index.ts'
import { installPackage, packageFolder, rejection, temporaryFolder } from './bench-folder.ts'
import { forgetRegistrations, registerFakeLab, workIn } from './fake-lab.ts'

const acmeDriver = `export const fake = { name: 'acme/F1', models: ['F1'], channels: [], limitable: {}, open() {} }
export const simulator = { model: 'F1' }
export const wrong = 5`

function drivers(exportName = 'fake', simulator?: string): unknown {
  const entry = { module: '.', export: exportName }
  return { drivers: { 'acme/F1': simulator === undefined ? entry : { ...entry, simulator: { module: '.', export: simulator } } } }
}

describe('Registry', () => {
  it('finds packages in the node_modules of a folder and of every folder above it', async () => {
    const top = await temporaryFolder()
    await workIn(top)
    await installPackage(top, '@acme/lab-driver-f1', drivers('fake', 'simulator'), acmeDriver)
    const below = path.join(top, 'a/b/c')
    await mkdir(below, { recursive: true })
    const registry = new Registry([below])
    expect(registry.drivers).toEqual(['acme/F1'])
    expect((await registry.driver('acme/F1')).name).toBe('acme/F1')
    expect(await registry.simulator('acme/F1')).toEqual({ model: 'F1' })
  })

  it('takes the nearer of two packages with one name', async () => {
    const top = await temporaryFolder()
    const below = path.join(top, 'inner')
    await installPackage(top, 'lab-driver-f1', drivers(), acmeDriver)
    await installPackage(below, 'lab-driver-f1', drivers(), acmeDriver.replace("models: ['F1']", "models: ['nearer']"))
    expect((await new Registry([below]).driver('acme/F1')).models).toEqual(['nearer'])
  })

  it('searches where a host app says, by option or once for the whole process', async () => {
    const host = await temporaryFolder()
    await workIn(await temporaryFolder())
    await installPackage(host, 'lab-driver-f1', drivers(), acmeDriver)
    expect(new Registry().drivers).toEqual([])
    const module = pathToFileURL(path.join(host, 'app.js'))
    expect(new Registry([], { searchFrom: [module] }).drivers).toEqual(['acme/F1'])
    searchPackagesFrom(module)
    expect(new Registry().drivers).toEqual(['acme/F1'])
    forgetRegistrations()
  })

  it('prefers what was registered by hand', async () => {
    const top = await temporaryFolder()
    await installPackage(top, 'lab-driver-f1', drivers(), acmeDriver)
    const lab = registerFakeLab()
    expect(await new Registry([top]).driver('acme/F1')).toBe(lab.driver)
  })

  it('finds the drivers, transports, stores and the simulation that this repository has', async () => {
    const registry = new Registry([packageFolder])
    expect(registry.drivers).toEqual(expect.arrayContaining(['keysight/EDU34450A', 'keysight/EDU36311A']))
    expect(registry.transports).toEqual(['lxi'])
    expect(registry.stores).toEqual(['sqlite'])
    expect(await registry.simulation()).toBeTypeOf('function')
    expect((await registry.transportFor(parseResourceName('TCPIP::h::5025::SOCKET'), {})).name).toBe('lxi')
  })

  it('says which export of which package is missing', async () => {
    const top = await temporaryFolder()
    await installPackage(top, 'lab-driver-f1', drivers('gone'), acmeDriver)
    const error = await rejection(new Registry([top]).driver('acme/F1'))
    expect(error.message).toMatch(/^The package lab-driver-f1 in .* has no export 'gone', which its "lab" field names\.$/)
    expect(error).toMatchObject({ code: 'LAB_PACKAGE_MISSING', hint: 'Install a newer version: npm install lab-driver-f1' })
  })

  it('refuses an export that is no driver', async () => {
    const top = await temporaryFolder()
    await installPackage(top, 'lab-driver-f1', drivers('wrong'), acmeDriver)
    const error = await rejection(new Registry([top]).driver('acme/F1'))
    expect(error.message).toBe('The driver acme/F1 of lab-driver-f1 is not what its name promises.')
  })

  it('names a package that throws while it is loaded', async () => {
    const top = await temporaryFolder()
    await installPackage(top, 'lab-driver-f1', drivers(), "throw new Error('native part missing')")
    const error = await rejection(new Registry([top]).driver('acme/F1'))
    expect(error.message).toMatch(/^The package lab-driver-f1 in .* cannot be loaded: native part missing$/)
  })

  it('names a package whose declaration has a mistake', async () => {
    const top = await temporaryFolder()
    await installPackage(top, 'lab-driver-f1', { drivers: { 'acme/F1': { module: 5 } } }, acmeDriver)
    expect(() => new Registry([top])).toThrow(
      /lab-driver-f1\/package\.json: The "lab" field has a mistake: lab\.drivers\.acme\/F1\.module/,
    )
  })

  it('passes over folders that are no packages', async () => {
    const top = await temporaryFolder()
    await workIn(top)
    await mkdir(path.join(top, 'node_modules/empty'), { recursive: true })
    await mkdir(path.join(top, 'node_modules/broken'))
    await writeFile(path.join(top, 'node_modules/broken/package.json'), '{ "lab": ')
    expect(new Registry([top]).drivers).toEqual([])
  })

  it('says that a driver has no simulator', async () => {
    const top = await temporaryFolder()
    await installPackage(top, 'lab-driver-f1', drivers(), acmeDriver)
    const error = await rejection(new Registry([top]).simulator('acme/F1'))
    expect(error.message).toBe('The driver acme/F1 has no simulator.')
  })

  it.each([
    ['TCPIP::h::5025::SOCKET', 'lxi'], ['USB::1::2::3::INSTR', 'usbtmc'], ['ASRL1::INSTR', 'serial'], ['GPIB::5::INSTR', 'visa'],
  ])('says which transport to install for %s', async (resource, name) => {
    await workIn(await temporaryFolder())
    const error = await rejection(new Registry().transportFor(parseResourceName(resource), {}))
    expect(error.message).toMatch(/^No installed transport serves .* \(installed: none\)\.$/)
    expect(error.hint).toBe(`Install one: npm install @lab/transport-${name}`)
  })

  it('says how to install a store and the simulation', async () => {
    await workIn(await temporaryFolder())
    const store = await rejection(new Registry().store('parquet', { path: 'x' }))
    expect(store).toMatchObject(
      { message: "The store 'parquet' is not installed.", hint: 'Install it: npm install @lab/store-parquet' },
    )
    expect((await rejection(new Registry().simulation())).hint).toBe('Install it: npm install @lab/transport-sim')
  })
})
