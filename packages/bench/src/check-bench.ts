import { limitProblems, SettingError, type Driver } from '@lab/core'
import type { BenchFile, BenchInstrument } from './bench-file.ts'
import { correctionMistakes } from './calibration-field.ts'
import { missingStore } from './missing-package.ts'
import { benchFileError, type Mistake } from './mistake.ts'
import { nearestName, suggestion } from './nearest.ts'
import type { Registry } from './registry.ts'
import type { FilePath } from './yaml-source.ts'

/** Drivers by alias. */
export type BenchDrivers = Readonly<Record<string, Driver>>

export interface CheckOptions {
  /** Drivers to take as they are instead of loading them. */
  readonly drivers?: BenchDrivers | undefined
  /** Only these instruments; all of them when absent. */
  readonly aliases?: readonly string[] | undefined
}

/**
 * Loads the drivers of a bench and checks what only they know: channels and quantities of limits, functions and ranges
 * of calibrations.
 * @throws SettingError (LAB_BENCH_FILE, LAB_PACKAGE_MISSING) that lists every mistake with its place in the file.
 */
export async function checkBench(bench: BenchFile, registry: Registry, options: CheckOptions = {}): Promise<BenchDrivers> {
  const mistakes: Mistake[] = []
  const drivers: Record<string, Driver> = {}
  for (const instrument of Object.values(bench.instruments)) {
    if (options.aliases?.includes(instrument.alias) === false) continue
    const driver = options.drivers?.[instrument.alias] ?? (await loadDriver(bench, instrument, registry, mistakes))
    if (driver === undefined) continue
    drivers[instrument.alias] = driver
    mistakes.push(...limitMistakes(bench, instrument, driver), ...correctionMistakes(bench, instrument, driver.specifications))
  }
  mistakes.push(...unknownNames(bench, registry), ...unknownStore(bench, registry))
  if (mistakes.length > 0) throw benchFileError(bench.file, mistakes)
  return drivers
}

async function loadDriver(
  bench: BenchFile, instrument: BenchInstrument, registry: Registry, mistakes: Mistake[],
): Promise<Driver | undefined> {
  try {
    return await registry.driver(instrument.driver)
  } catch (error) {
    mistakes.push(asMistake(error, bench, ['instruments', instrument.alias, 'driver']))
    return undefined
  }
}

/** An error of the registry with its place in the file; any other is none of ours. */
function asMistake(error: unknown, bench: BenchFile, path: FilePath): Mistake {
  if (!(error instanceof SettingError)) throw error
  const text = `${path.join('.')}: ${error.message}`
  const { code, hint } = error
  return { position: bench.source.valueAt(path), text, code, ...(hint === undefined ? {} : { hint }) }
}

function unknownNames(bench: BenchFile, registry: Registry): Mistake[] {
  const wanted = Object.keys(bench.transports).map((name) => ({ name, path: ['transports', name] }))
  const chosen = Object.values(bench.instruments).flatMap(({ alias, transport }) =>
    transport === undefined ? [] : [{ name: transport, path: ['instruments', alias, 'transport'] }])
  return [...wanted, ...chosen].filter(({ name }) => !registry.transports.includes(name)).map(({ name, path }) => ({
    position: path[0] === 'transports' ? bench.source.keyAt(path) : bench.source.valueAt(path),
    text: `${path.join('.')}: The transport '${name}' is not installed.${suggestion(name, registry.transports)}`,
    hint: `Install it: npm install @lab/transport-${name}`,
    code: 'LAB_PACKAGE_MISSING',
  }))
}

function unknownStore({ store, source }: BenchFile, registry: Registry): Mistake[] {
  if (store === undefined || registry.stores.includes(store.type)) return []
  const { text, hint } = missingStore(store.type, registry.stores)
  return [{ position: source.valueAt(['store', 'type']), text: `store.type: ${text}`, hint, code: 'LAB_PACKAGE_MISSING' }]
}

function limitMistakes({ source }: BenchFile, { alias, limits }: BenchInstrument, driver: Driver): Mistake[] {
  return limitProblems(driver, limits?.channels ?? {}).map(({ channel, quantity, text }) => {
    const path = ['instruments', alias, 'limits', channel, ...(quantity === undefined ? [] : [quantity])]
    const meant = quantity === undefined ? undefined : nearestName(quantity, Object.keys(driver.limitable))
    const help = meant === undefined ? '' : ` Did you mean '${meant}'?`
    return { position: source.keyAt(path), text: `${path.join('.')}: ${text}${help}` }
  })
}
