import { fileURLToPath } from 'node:url'
import type { Driver, SessionStore, Transport } from '@lab/core'

/** Options as a bench file has them. */
export type Options = Readonly<Record<string, unknown>>

/** Makes a transport of its options in the bench file: `lxi`. */
export type TransportFactory = (options: Options) => Transport

/** Makes a store of its options in the bench file, `path` being absolute: `sqliteStore`. */
export type StoreFactory = (options: Options & { readonly path: string }) => SessionStore | Promise<SessionStore>

export interface RegisteredDriver {
  readonly driver: Driver
  /** What its package hands to the simulated bench, such as `edu36311aSimulator`. */
  readonly simulator?: unknown
}

/** What was registered by hand; it goes before what installed packages declare. */
export interface Registrations {
  readonly drivers: Map<string, RegisteredDriver>
  readonly transports: Map<string, TransportFactory>
  readonly stores: Map<string, StoreFactory>
  /** Makes the simulated bench: `simBench`. */
  simulation: unknown
  readonly folders: Set<string>
  readonly opened: OpenedRecord[]
}

/** A bench that was opened in this process. */
export interface OpenedRecord {
  readonly name: string
  readonly file: string
  /** Where its store is, if it has one. */
  readonly store: string | undefined
}

const registryKey = Symbol.for('@lab/bench/registrations/1')

/** One for the whole process, so that an app and a script with a copy of this package each agree. */
export function registrations(): Registrations {
  const existing: unknown = Reflect.get(globalThis, registryKey)
  if (isRegistrations(existing)) return existing
  const fresh: Registrations = {
    drivers: new Map(), transports: new Map(), stores: new Map(), simulation: undefined, folders: new Set(), opened: [],
  }
  Object.assign(globalThis, { [registryKey]: fresh })
  return fresh
}

function isRegistrations(value: unknown): value is Registrations {
  return typeof value === 'object' && value !== null && 'drivers' in value && 'folders' in value
}

/** Makes a driver known by its name without a package that declares it: for bundled programs and drivers of one's own. */
export function registerDriver(driver: Driver, options: { readonly simulator?: unknown } = {}): void {
  registrations().drivers.set(driver.name, { driver, ...options })
}

/** Makes a transport known by the name that bench files have it by. */
export function registerTransport(name: string, factory: TransportFactory): void {
  registrations().transports.set(name, factory)
}

/** Makes a store known by its `type` in bench files. */
export function registerStore(type: string, factory: StoreFactory): void {
  registrations().stores.set(type, factory)
}

/** Makes the simulated bench known: `registerSimulation(simBench)`. */
export function registerSimulation(simBench: unknown): void {
  registrations().simulation = simBench
}

/**
 * Searches for packages from this folder or module too, after the bench file's and the current folder. For host apps, which
 * bring drivers of their own: `searchPackagesFrom(import.meta.url)`.
 */
export function searchPackagesFrom(place: string | URL): void {
  registrations().folders.add(folderOf(place))
}

/** The benches that this process has opened, oldest first: how a host knows what a script has used. */
export function openedBenches(): readonly OpenedRecord[] {
  return registrations().opened
}

/** The path of a folder or file given as path or `file:` URL. */
export function folderOf(place: string | URL): string {
  return place instanceof URL || place.startsWith('file:') ? fileURLToPath(place) : place
}
