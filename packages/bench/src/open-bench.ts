import path from 'node:path'
import { systemClock, type SessionStore } from '@lab/core'
import { OpenedBench, type Bench, type InstrumentsOf, type Needs } from './bench.ts'
import type { BenchFile } from './bench-file.ts'
import { expiredMistakes } from './calibration-field.ts'
import { checkBench } from './check-bench.ts'
import { checkNeeds } from './check-needs.ts'
import { benchEnvironment, type BenchEnvironment } from './environment.ts'
import { loadBench } from './load-bench.ts'
import { benchFileError } from './mistake.ts'
import { BenchOpening, type OpeningOptions } from './bench-opening.ts'
import { openSigning } from './open-signing.ts'
import { registrations } from './registration.ts'
import { Registry, type RegistryOptions } from './registry.ts'

export interface OpenBenchOptions extends OpeningOptions, RegistryOptions {}

/**
 * Opens the instruments of a bench file. With `needs`, those that the script names: the file must have each of them with that
 * driver, and their types are known from there on. Without, all of them.
 *
 * Everything is checked before anything is opened; opening changes nothing on an instrument. When one cannot be opened the others
 * are closed again. The limits of the file hold on every way to an instrument. Simulated instruments share one circuit.
 * `LAB_BENCH`, `LAB_SIMULATE=1` and `LAB_STORE` in the environment go before the file; see {@link BenchEnvironment}.
 *
 * ```ts
 * await using bench = await openBench('bench.yaml', { psu: edu36311a, dmm: edu34450a })
 * await bench.instruments.psu.channel(1).set({ voltage: 3.3 })
 * ```
 *
 * `timeoutMs` bounds the opening of each instrument and goes before that of the file.
 * @throws SettingError (LAB_BENCH_FILE, LAB_PACKAGE_MISSING) with every mistake of the file; (LAB_CALIBRATION_EXPIRED) for a
 * calibration that has run out and asks for a refusal; ConnectionError, TimeoutError and
 * IdentityError that name alias, resource and file; `signal.reason` when aborted.
 */
export async function openBench<const N extends Needs>(
  file: string | URL, needs: N, options?: OpenBenchOptions,
): Promise<Bench<InstrumentsOf<N>>>
export async function openBench(file: string | URL, needs?: undefined, options?: OpenBenchOptions): Promise<Bench>
export async function openBench(file: string | URL, needs?: Needs, options: OpenBenchOptions = {}): Promise<Bench> {
  const environment = benchEnvironment()
  const bench = await loadBench(environment.bench ?? file)
  checkNeeds(bench, needs ?? {})
  const registry = new Registry([path.dirname(bench.file)], options)
  const drivers = await checkBench(bench, registry, { drivers: needs, aliases: needs && Object.keys(needs) })
  const expired = expiredMistakes(bench, Object.keys(drivers), (options.clock ?? systemClock).now())
  if (expired.length > 0) throw benchFileError(bench.file, expired)
  const signing = await openSigning(bench)
  const store = await openStore(bench, registry, environment)
  const opening = new BenchOpening(bench, registry, environment.simulate, options)
  const { name, description, metadata } = bench
  const { instruments, simulation } = await opening.open(drivers)
  registrations().opened.push({ name, file: bench.file, store: store?.location })
  return new OpenedBench({ name, description, file: bench.file, instruments, simulation, store, signing, metadata })
}

async function openStore(bench: BenchFile, registry: Registry, environment: BenchEnvironment): Promise<SessionStore | undefined> {
  const location = environment.store ?? bench.store?.path
  if (location === undefined) return undefined
  return registry.store(bench.store?.type ?? 'sqlite', { ...bench.store?.options, path: location })
}
