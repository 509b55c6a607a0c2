import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import {
  ConnectionError, IdentityError, type Connection, type Driver, type DriverContext, type Instrument, type ResourceName,
  type SessionStore, type Transport,
} from '@lab/core'
import { registerDriver, registerSimulation, registerStore, registerTransport, type SimulationPlan } from '../src/index.ts'
import { registrations } from '../src/registration.ts'

/** A link that only tells that it was closed. */
class FakeConnection implements Pick<Connection, 'close' | 'resource'> {
  readonly resource: ResourceName
  readonly log: string[]

  constructor(resource: ResourceName, log: string[]) {
    this.resource = resource
    this.log = log
  }

  async close(): Promise<void> {
    this.log.push(`disconnect ${hostOf(this.resource)}`)
  }
}

function hostOf(resource: ResourceName): string {
  if (resource.interface === 'TCPIP') return resource.host
  return resource.interface === 'SIM' ? resource.name : resource.interface
}

export interface FakeInstrument extends Instrument {
  readonly context: DriverContext
}

/** What tests see of the registered laboratory. */
export interface FakeLab {
  readonly driver: Driver<FakeInstrument>
  /** What happened, in order. */
  readonly log: string[]
  readonly transportOptions: unknown[]
  readonly storeOptions: unknown[]
  readonly plans: SimulationPlan[]
}

function fakeDriver(log: string[]): Driver<FakeInstrument> {
  return {
    name: 'acme/F1', kind: 'power-supply', models: ['F1'], channels: [1, 2], limitable: { voltage: 'V', current: 'A' },
    async open(context) {
      const { alias, connection, expectedSerial } = context
      if (expectedSerial === 'WRONG') {
        throw new IdentityError('Serial GOOD answered, expected WRONG.', { hint: 'Check the address.' })
      }
      log.push(`open ${alias}`)
      const close = async (): Promise<void> => {
        log.push(`close ${alias}`)
        await connection.close()
      }
      return {
        alias, driver: 'acme/F1', context, close, resource: hostOf(connection.resource),
        identity: { manufacturer: 'acme', model: 'F1', serial: 'GOOD', firmware: '1' },
        makeSafe: async () => ({ actions: [], verified: true }), [Symbol.asyncDispose]: close,
      }
    },
  }
}

function fakeTransport(name: string, log: string[]): Transport {
  return {
    name,
    handles: (resource) => resource.interface === 'TCPIP',
    connect: async (resource, options) => {
      options?.signal?.throwIfAborted()
      const host = hostOf(resource)
      if (host.startsWith('off')) {
        throw new ConnectionError('refused', `${host} refused the connection.`, { hint: 'Switch it on.' })
      }
      return asConnection(new FakeConnection(resource, log))
    },
  }
}

/** The fake driver uses nothing of a connection but what the fake has. */
function asConnection(fake: FakeConnection): Connection {
  return new Proxy(fake, {}) as unknown as Connection
}

function fakeStore(location: string, log: string[]): SessionStore {
  const unused = (): never => {
    throw new Error('not used')
  }
  const close = async (): Promise<void> => void log.push('close store')
  return {
    name: 'fake', location, create: unused, sessions: unused, session: unused, events: unused, close, [Symbol.asyncDispose]: close,
  }
}

/** Registers a driver `acme/F1`, a transport `wire`, a store `fake` and a simulation, for one test. */
export function registerFakeLab(): FakeLab {
  const lab: FakeLab = { log: [], transportOptions: [], storeOptions: [], plans: [], driver: fakeDriver([]) }
  const driver = fakeDriver(lab.log)
  registerDriver(driver, { simulator: 'the simulator of F1' })
  registerTransport('wire', (options) => {
    lab.transportOptions.push(options)
    return fakeTransport('wire', lab.log)
  })
  registerStore('fake', (options) => {
    lab.storeOptions.push(options)
    return fakeStore(options.path, lab.log)
  })
  registerSimulation((plan: SimulationPlan) => {
    lab.plans.push(plan)
    const transport = { ...fakeTransport('sim', lab.log), handles: () => true }
    return { transport: () => transport, close: () => void lab.log.push('close simulation') }
  })
  onTestFinished(forgetRegistrations)
  return { ...lab, driver }
}

/** Makes the process forget what was registered. */
export function forgetRegistrations(): void {
  const { drivers, transports, stores, folders, opened } = registrations()
  opened.length = 0
  for (const registered of [drivers, transports, stores, folders]) registered.clear()
  registerSimulation(undefined)
}

/** Changes the current folder for one test. */
export async function workIn(folder: string): Promise<void> {
  const before = process.cwd()
  await mkdir(path.resolve(folder), { recursive: true })
  process.chdir(folder)
  onTestFinished(() => process.chdir(before))
}

/** Sets a variable of the environment for one test. */
export function setEnvironment(name: string, value: string): void {
  const before = process.env[name]
  process.env[name] = value
  onTestFinished(() => {
    if (before === undefined) Reflect.deleteProperty(process.env, name)
    else process.env[name] = before
  })
}
