import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { SettingError, type ResourceName } from '@lab/core'
import type { BenchFile, BenchInstrument, BenchSigning, BenchSimulation, BenchStore, CircuitElement, DiodeParameters } from './bench-file.ts'
import { benchSchema, type BenchData } from './bench-schema.ts'
import { readCalibration } from './calibration-field.ts'
import { checkNames } from './check-names.ts'
import { benchMetadata } from './metadata.ts'
import { benchFileError, displayPath, type Mistake } from './mistake.ts'
import { optional } from './optional.ts'
import { readResource } from './resource-field.ts'
import { schemaMistakes } from './schema-mistakes.ts'
import { parseYaml, type YamlSource } from './yaml-source.ts'

/**
 * Reads and checks a bench file: keys, types, resource names, limits, names that must exist. Opens nothing, loads no driver.
 * Relative paths in it belong to its folder.
 * @throws SettingError (LAB_BENCH_FILE) that lists every mistake with file, line, column and what was expected.
 */
export async function loadBench(file: string | URL): Promise<BenchFile> {
  const absolute = path.resolve(file instanceof URL ? fileURLToPath(file) : file)
  const source = parseYaml(absolute, await readText(absolute))
  const parsed = benchSchema.safeParse(source.data)
  if (!parsed.success) throw benchFileError(absolute, schemaMistakes(parsed.error.issues, source))
  return build(absolute, parsed.data, source)
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new SettingError(`${displayPath(file)}: ${readFailure(cause)}`, {
      code: 'LAB_BENCH_FILE', hint: `Looked for ${file}. Give the path of a bench.yaml, or set LAB_BENCH.`, cause,
    })
  }
}

function readFailure(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  const missing = 'code' in cause && cause.code === 'ENOENT'
  return missing ? 'There is no such bench file.' : `The bench file cannot be read: ${cause.message}.`
}

function build(file: string, data: BenchData, source: YamlSource): BenchFile {
  const mistakes: Mistake[] = []
  const instruments = buildInstruments(file, data, source, mistakes)
  const metadata = benchMetadata(file, data, source, mistakes)
  mistakes.push(...checkNames(data, source))
  if (mistakes.length > 0) throw benchFileError(file, mistakes)
  return {
    file,
    name: data.name,
    ...optional('description', data.description),
    instruments,
    transports: data.transports ?? {},
    simulation: buildSimulation(data),
    ...optional('environment', data.environment && { ...optional('temperature', data.environment.temperature) }),
    metadata,
    ...optional('store', data.store && buildStore(file, data.store)),
    ...optional('signing', data.signing && buildSigning(file, data.signing)),
    source,
  }
}

function buildInstruments(
  file: string, data: BenchData, source: YamlSource, mistakes: Mistake[],
): Record<string, BenchInstrument> {
  return Object.fromEntries(Object.entries(data.instruments).map(([alias, written]) => {
    const simulate = data.simulate === true || written.simulate === true
    const resource = readResource(alias, written.resource, simulate, source, mistakes)
    const calibration = readCalibration(alias, written.calibration, source, mistakes)
    const instrument = buildInstrument(alias, written, simulate, resource, displayPath(file))
    return [alias, { ...instrument, ...optional('calibration', calibration) }]
  }))
}

function buildInstrument(
  alias: string, written: BenchData['instruments'][string], simulate: boolean, resource: ResourceName | undefined, file: string,
): BenchInstrument {
  const { driver, serial, timeoutMs, reconnect, errorCheck, transport, connection, options, limits } = written
  return {
    alias, driver, simulate,
    ...optional('resource', resource),
    ...optional('serial', serial),
    ...optional('timeoutMs', timeoutMs),
    ...optional('reconnect', reconnect),
    ...optional('errorCheck', errorCheck),
    ...optional('transport', transport),
    ...optional('connection', connection),
    ...optional('options', options),
    ...optional('limits', limits && { source: file, channels: limits }),
  }
}

type WrittenElement = NonNullable<NonNullable<BenchData['simulation']>['circuit']>[number]

function buildSimulation(data: BenchData): BenchSimulation {
  return {
    ...optional('seed', data.simulation?.seed),
    circuit: (data.simulation?.circuit ?? []).flatMap(circuitElement),
    options: data.simulation?.instruments ?? {},
  }
}

/** Exactly one kind is there: that was checked. */
function circuitElement(written: WrittenElement): CircuitElement[] {
  const { connect, resistor, capacitor, inductor, source, resistance, diode, nodes } = written
  if (connect !== undefined) return [{ connect, nodes }]
  if (resistor !== undefined) return [{ resistor, nodes }]
  if (capacitor !== undefined) return [{ capacitor, nodes }]
  if (inductor !== undefined) return [{ inductor, nodes }]
  if (source !== undefined) return [{ source, ...optional('resistance', resistance), nodes }]
  return diode === undefined ? [] : [{ diode: withoutUndefined(diode), nodes }]
}

function withoutUndefined(diode: NonNullable<WrittenElement['diode']>): DiodeParameters {
  return {
    ...optional('saturationCurrent', diode.saturationCurrent),
    ...optional('ideality', diode.ideality),
    ...optional('breakdownVoltage', diode.breakdownVoltage),
    ...optional('breakdownCurrent', diode.breakdownCurrent),
    ...optional('seriesResistance', diode.seriesResistance),
  }
}

function buildSigning(file: string, { key, name, everyMs }: NonNullable<BenchData['signing']>): BenchSigning {
  return { key: path.resolve(path.dirname(file), key), ...optional('name', name), ...optional('everyMs', everyMs) }
}

function buildStore(file: string, written: NonNullable<BenchData['store']>): BenchStore {
  const { type, path: storePath, ...options } = written
  return { type, path: path.resolve(path.dirname(file), storePath), options }
}
