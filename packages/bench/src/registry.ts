import path from 'node:path'
import { SettingError, type Driver, type ResourceName, type SessionStore, type Transport } from '@lab/core'
import { isDriver, isFunction, isStore, isTransport } from './guards.ts'
import { missingDriver, missingStore, missingTransport, packageMissing } from './missing-package.ts'
import { findPackages, loadEntry, type LabPackage, type PackageEntry } from './packages.ts'
import { folderOf, registrations, type Options } from './registration.ts'

export interface RegistryOptions {
  /** Folders or modules to search from too, nearest first; for a host app, its own `import.meta.url`. */
  readonly searchFrom?: readonly (string | URL)[] | undefined
}

type Section = 'drivers' | 'transports' | 'stores' | 'simulations'

/** What is installed: drivers, transports, stores and the simulated bench by name. Loads only what is asked for. */
export class Registry {
  readonly #packages: readonly LabPackage[]

  /**
   * Searches upwards from these folders, then from the current one, `searchFrom`, and what {@link searchPackagesFrom} named.
   * @throws SettingError (LAB_PACKAGE_MISSING) where a package's declaration has a mistake.
   */
  constructor(folders: readonly string[] = [], options: RegistryOptions = {}) {
    const given = (options.searchFrom ?? []).map(folderOf)
    this.#packages = findPackages([...folders, process.cwd(), ...given, ...registrations().folders])
  }

  /** Names of every driver there is. */
  get drivers(): string[] {
    return this.#names('drivers', registrations().drivers)
  }

  /** Names of every transport there is. */
  get transports(): string[] {
    return this.#names('transports', registrations().transports)
  }

  /** Types of every store there is. */
  get stores(): string[] {
    return this.#names('stores', registrations().stores)
  }

  /** @throws SettingError (LAB_PACKAGE_MISSING) that says how to install it. */
  async driver(name: string): Promise<Driver> {
    const registered = registrations().drivers.get(name)
    if (registered !== undefined) return registered.driver
    const found = this.#find('drivers', name)
    if (found === undefined) throw packageMissing(missingDriver(name, this.drivers))
    return checked(await loadEntry(found.owner, found.entry), isDriver, `driver ${name} of ${found.owner.name}`)
  }

  /**
   * The simulator of a driver, as the simulated bench takes it.
   * @throws SettingError (LAB_PACKAGE_MISSING) where the driver is not installed or has none.
   */
  async simulator(name: string): Promise<unknown> {
    const registered = registrations().drivers.get(name)
    if (registered?.simulator !== undefined) return registered.simulator
    for (const owner of this.#packages) {
      const entry = Object.hasOwn(owner.drivers, name) ? owner.drivers[name] : undefined
      if (entry?.simulator !== undefined) return loadEntry(owner, entry.simulator)
    }
    if (!this.drivers.includes(name)) throw packageMissing(missingDriver(name, this.drivers))
    const hint = "Take 'simulate' off, or install a driver that has one."
    throw packageMissing({ text: `The driver ${name} has no simulator.`, hint })
  }

  /**
   * A transport by its name, made of its options.
   * @throws SettingError (LAB_PACKAGE_MISSING) that says how to install it.
   */
  async transport(name: string, options: Options = {}): Promise<Transport> {
    const registered = registrations().transports.get(name)
    if (registered !== undefined) return registered(options)
    const found = this.#find('transports', name)
    if (found === undefined) throw packageMissing(missingTransport(name, this.transports))
    const factory = checked(await loadEntry(found.owner, found.entry), isFunction, `transport ${name} of ${found.owner.name}`)
    return checked(factory(options), isTransport, `transport ${name} of ${found.owner.name}`)
  }

  /**
   * Makes a store of its options; `path` is made absolute against the current folder.
   * @throws SettingError (LAB_PACKAGE_MISSING) that says how to install it; StoreError.
   */
  async store(type: string, options: Options & { readonly path: string }): Promise<SessionStore> {
    const complete = { ...options, path: path.resolve(options.path) }
    const registered = registrations().stores.get(type)
    if (registered !== undefined) return registered(complete)
    const found = this.#find('stores', type)
    if (found === undefined) throw packageMissing(missingStore(type, this.stores))
    const factory = checked(await loadEntry(found.owner, found.entry), isFunction, `store ${type} of ${found.owner.name}`)
    return checked(await factory(complete), isStore, `store ${type} of ${found.owner.name}`)
  }

  /** What makes the simulated bench: `simBench`. */
  async simulation(): Promise<(options: unknown) => unknown> {
    const registered: unknown = registrations().simulation
    if (registered !== undefined) return checked(registered, isFunction, 'simulation')
    const found = this.#find('simulations', 'sim')
    if (found === undefined) {
      throw packageMissing({ text: 'The simulated bench is not installed.', hint: 'Install it: npm install @lab/transport-sim' })
    }
    return checked(await loadEntry(found.owner, found.entry), isFunction, `simulation of ${found.owner.name}`)
  }

  /**
   * The transport `chosen`, or the first that serves the resource: those with options come first, in their order.
   * @throws SettingError (LAB_PACKAGE_MISSING) where none does.
   */
  async transportFor(resource: ResourceName, options: Readonly<Record<string, Options>>, chosen?: string): Promise<Transport> {
    if (chosen !== undefined) return this.transport(chosen, options[chosen])
    for (const name of new Set([...Object.keys(options), ...this.transports])) {
      const transport = await this.transport(name, options[name])
      if (transport.handles(resource)) return transport
    }
    throw packageMissing(missingTransport(resource, this.transports))
  }

  #names(section: Section, registered: ReadonlyMap<string, unknown>): string[] {
    return [...new Set([...registered.keys(), ...this.#packages.flatMap((owner) => Object.keys(owner[section]))])]
  }

  #find(section: Section, name: string): { owner: LabPackage; entry: PackageEntry } | undefined {
    for (const owner of this.#packages) {
      const entry = Object.hasOwn(owner[section], name) ? owner[section][name] : undefined
      if (entry !== undefined) return { owner, entry }
    }
    return undefined
  }
}

function checked<T>(value: unknown, guard: (value: unknown) => value is T, what: string): T {
  if (guard(value)) return value
  throw new SettingError(`The ${what} is not what its name promises.`, {
    code: 'LAB_PACKAGE_MISSING', hint: 'Install versions of @lab packages that belong together.',
  })
}
