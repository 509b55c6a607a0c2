import type { Driver, SessionStore, Transport } from '@lab/core'

/** Whether a value has these methods. */
function hasMethods(value: unknown, names: readonly string[]): value is object {
  return typeof value === 'object' && value !== null && names.every((name) => typeof Reflect.get(value, name) === 'function')
}

export function isFunction(value: unknown): value is (options: unknown) => unknown {
  return typeof value === 'function'
}

export function isDriver(value: unknown): value is Driver {
  return hasMethods(value, ['open']) && 'name' in value && 'models' in value && 'channels' in value && 'limitable' in value
}

export function isTransport(value: unknown): value is Transport {
  return hasMethods(value, ['handles', 'connect']) && 'name' in value
}

export function isStore(value: unknown): value is SessionStore {
  return hasMethods(value, ['create', 'sessions', 'session', 'events', 'close']) && 'location' in value
}

/** What a bench needs of the simulated bench. */
export interface Simulation {
  transport(): Transport
  /** Stops its timers. */
  close(): void
}

export function isSimulation(value: unknown): value is Simulation {
  return hasMethods(value, ['transport', 'close'])
}
