import path from 'node:path'
import { SettingError } from '@lab/core'
import { loadBench, Registry, simulationPlan, type BenchFile, type SimulationPlan } from '@lab/bench'
import { simBench, type InstrumentSimulator, type SimBench, type SimBenchInstrument } from '@lab/transport-sim'
import { openMessageTrace, type MessageTrace } from './message-trace.ts'
import { portOf, type PortRequest } from './port-choice.ts'
import { serveSocket, type ServedSocket } from './serve-socket.ts'

export interface ServeBenchOptions {
  /** Path of the bench file. */
  readonly file: string
  readonly host: string
  readonly ports: PortRequest
  /** File for the trace; none when absent. */
  readonly trace?: string | undefined
}

/** One instrument that is being served. */
export interface ServedInstrument {
  readonly alias: string
  /** VISA resource name by which clients reach it. */
  readonly resource: string
}

/** A simulated bench that is being served. */
export interface ServedBench {
  readonly instruments: readonly ServedInstrument[]
  /** Cuts clients off, frees the ports, stops the instruments. */
  close(): Promise<void>
}

function isSimulator(value: unknown): value is InstrumentSimulator {
  return typeof value === 'object' && value !== null && 'create' in value && typeof value.create === 'function'
}

function checkSimulators({ instruments }: SimulationPlan): Record<string, SimBenchInstrument> {
  return Object.fromEntries(Object.entries(instruments).map(([alias, { simulator, serial, options }]) => {
    if (isSimulator(simulator)) return [alias, { simulator, serial, options }]
    throw new SettingError(`The simulator of '${alias}' is not one: it has no 'create'.`, {
      code: 'LAB_PACKAGE_MISSING',
      hint: 'Install versions of the driver and of @lab/transport-sim that belong together.',
    })
  }))
}

function checkPortAliases(bench: BenchFile, { chosen }: PortRequest): void {
  const known = Object.keys(bench.instruments)
  const stray = [...chosen.keys()].find((alias) => !known.includes(alias))
  if (stray === undefined) return
  throw new SettingError(`--port ${stray}: there is no instrument '${stray}' in ${bench.file}.`, {
    hint: `It has ${known.join(', ')}.`,
  })
}

async function simulate(bench: BenchFile): Promise<SimBench> {
  const registry = new Registry([path.dirname(bench.file)], { searchFrom: [import.meta.url] })
  const plan = await simulationPlan(bench, registry)
  return simBench({ instruments: checkSimulators(plan), circuit: plan.circuit, seed: plan.seed })
}

async function serveAll(
  bench: BenchFile, simulated: SimBench, options: ServeBenchOptions, trace: MessageTrace | undefined, served: ServedSocket[],
): Promise<ServedInstrument[]> {
  const instruments: ServedInstrument[] = []
  for (const { alias, resource } of Object.values(bench.instruments)) {
    const tap = trace === undefined ? undefined : trace.add.bind(trace, alias)
    const port = portOf(alias, resource, options.ports)
    const socket = await serveSocket(simulated.device(alias), { host: options.host, port, tap })
    served.push(socket)
    const host = socket.host.includes(':') ? `[${socket.host}]` : socket.host
    instruments.push({ alias, resource: `TCPIP0::${host}::${socket.port}::SOCKET` })
  }
  return instruments
}

/**
 * Serves every instrument of a bench file, simulated, on a SCPI socket of its own.
 * @throws SettingError for a mistake in the file or the options, ConnectionError when a port cannot be had. Nothing is left
 * open then.
 */
export async function serveBench(options: ServeBenchOptions): Promise<ServedBench> {
  const bench = await loadBench(options.file)
  checkPortAliases(bench, options.ports)
  const simulated = await simulate(bench)
  const sockets: ServedSocket[] = []
  let trace: MessageTrace | undefined
  const close = async (): Promise<void> => {
    await Promise.all(sockets.map((socket) => socket.close()))
    simulated.close()
    trace?.close()
    trace = undefined
  }
  try {
    if (options.trace !== undefined) trace = openMessageTrace(options.trace)
    return { instruments: await serveAll(bench, simulated, options, trace, sockets), close }
  } catch (error) {
    await close()
    throw error
  }
}
