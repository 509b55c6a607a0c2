import { ProtocolError, SettingError } from '@lab/core'
import { functionNamed, functionRanges, functionUnits, type DmmFunction, type GradedFunction } from '../functions.ts'
import type { Speed } from '../specifications.ts'
import type { Display } from '../settings/displays.ts'
import type { DmmLink } from './link.ts'
import type { ConfigureOptions } from './measure-options.ts'
import type { Resolutions } from './resolution.ts'

/** How the primary display is set up, as the instrument answers. */
export interface DmmConfiguration {
  readonly function: DmmFunction
  /** In the unit of the function; absent for a function that has none, and on autorange. */
  readonly range?: number
  readonly autoRange: boolean
  /** Absent for a function without a speed of its own, or where the meter does not say. */
  readonly resolution?: Speed
}

const paths: Readonly<Record<Display, string>> = { primary: ':CONF:', secondary: ':CONF:SEC:' }
const senses: Readonly<Record<Display, string>> = { primary: ':', secondary: ':SEC:' }

/** The nodes of functions, short. */
export const shortNodes: Readonly<Record<Exclude<DmmFunction, 'current-frequency'>, string>> = {
  'dc-voltage': 'VOLT:DC', 'ac-voltage': 'VOLT:AC', 'dc-current': 'CURR:DC', 'ac-current': 'CURR:AC', resistance: 'RES',
  'four-wire-resistance': 'FRES', frequency: 'FREQ', capacitance: 'CAP', temperature: 'TEMP', continuity: 'CONT', diode: 'DIOD',
}

/** Functions that have a speed. */
export function isGradedFunction(name: DmmFunction): name is GradedFunction {
  return Object.hasOwn(functionRanges, name) && name !== 'capacitance'
}

/** Ranges of a function, or of the input of a frequency; none where it has none. */
function rangesOf(name: DmmFunction): readonly number[] {
  if (name === 'frequency') return functionRanges['ac-voltage']
  if (name === 'current-frequency') return functionRanges['ac-current']
  return isGradedFunction(name) || name === 'capacitance' ? functionRanges[name] : []
}

function rangeUnit(name: DmmFunction): string {
  if (name === 'frequency') return 'V'
  return name === 'current-frequency' ? 'A' : functionUnits[name]
}

/**
 * The meter takes the value of a range and nothing between; what it does with another one is not documented. @throws SettingError
 */
export function requireRange(alias: string, name: DmmFunction, wanted: number): number {
  const ranges = rangesOf(name)
  if (ranges.includes(wanted)) return wanted
  const unit = rangeUnit(name)
  const told = typeof wanted === 'number' ? `${wanted} ${unit}` : JSON.stringify(wanted)
  throw new SettingError(`${alias} has no ${name} range of ${told}; nothing was sent.`, {
    hint: ranges.length === 0
      ? 'This function has one range.'
      : `Ranges: ${ranges.join(', ')} ${unit}. Leave it out for autorange.`,
  })
}

const gates: readonly number[] = [0.1, 1]

/** Refuses what a function does not have, before anything is sent. @throws SettingError */
export function checkConfigure(alias: string, name: DmmFunction, { range, resolution, aperture }: ConfigureOptions): void {
  if (!Object.hasOwn(functionUnits, name)) {
    throw new SettingError(`${alias} does not measure ${JSON.stringify(name)}; nothing was sent.`, {
      hint: `It measures ${Object.keys(functionUnits).join(', ')}.`,
    })
  }
  if (range !== undefined) requireRange(alias, name, range)
  if (resolution !== undefined) checkResolution(alias, name, resolution)
  if (aperture === undefined) return
  const isFrequency = name === 'frequency' || name === 'current-frequency'
  if (!isFrequency) throw new SettingError(`${alias}: ${name} has no gate; nothing was sent.`)
  if (gates.includes(aperture)) return
  throw new SettingError(`${alias}: a gate of ${String(aperture)} s is neither 0.1 nor 1 s; nothing was sent.`)
}

function checkResolution(alias: string, name: DmmFunction, resolution: Speed): void {
  if (!isGradedFunction(name)) throw new SettingError(`${alias}: ${name} has no resolution to choose; nothing was sent.`)
  if (['slow', 'medium', 'fast'].includes(resolution)) return
  throw new SettingError(
    `${alias}: the resolution ${JSON.stringify(resolution)} is not one of slow, medium, fast; nothing was sent.`,
  )
}

/**
 * Sends what {@link checkConfigure} let pass. Every message is followed by a look into the error queue: a refused CONFigure
 * leaves the old function, and readings that look right.
 */
export async function sendConfigure(
  link: DmmLink, resolutions: Resolutions, display: Display, name: DmmFunction, { range, resolution, aperture }: ConfigureOptions,
): Promise<void> {
  if (name === 'frequency' || name === 'current-frequency') return configureFrequency(link, display, name, { range, aperture })
  await link.execute(`${paths[display]}${shortNodes[name]}${range === undefined ? '' : ` ${range}`}`)
  if (resolution !== undefined && isGradedFunction(name)) await resolutions.set(link, display, name, resolution)
}

interface FrequencySetup {
  readonly range: number | undefined
  readonly aperture: number | undefined
}

async function configureFrequency(
  link: DmmLink, display: Display, name: 'frequency' | 'current-frequency', { range, aperture }: FrequencySetup,
): Promise<void> {
  const sense = senses[display]
  await link.execute(`${paths[display]}FREQ`)
  if (name === 'current-frequency') await link.execute(`${sense}FUNC "FREQ:ACI"`)
  if (range !== undefined) await link.execute(`${sense}FREQ:${name === 'frequency' ? 'VOLT' : 'CURR'}:RANG ${range}`)
  if (aperture !== undefined) await link.execute(`${sense}FREQ:APER ${aperture}`)
}

const speeds: readonly (readonly [number, Speed])[] = [[1.5e-6, 'slow'], [2e-5, 'medium'], [3e-5, 'fast']]

function speedOf(resolution: number): Speed | undefined {
  return speeds.find(([value]) => Math.abs(resolution / value - 1) < 0.01)?.[1]
}

const configurationPattern = /^"?([A-Z:]+)(?:\s+([^,"]+))?(?:,\s*([^,"]+))?"?$/i

/** What `CONFigure?` says: `"VOLT +1.000000E+01,+1.500000E-06"`. */
export interface ShownConfiguration {
  readonly function: DmmFunction
  readonly range: number | undefined
  readonly resolution: Speed | undefined
}

/** @throws ProtocolError for another answer. */
export function parseConfiguration(alias: string, reply: string): ShownConfiguration {
  const [, name = '', range, resolution] = configurationPattern.exec(reply.trim()) ?? []
  const found = functionNamed(name)
  if (found === undefined) throw new ProtocolError(
    `${alias} answered "CONF?" with ${JSON.stringify(reply)}, which names no function.`,
  )
  const hasRange = isGradedFunction(found) || found === 'capacitance'
  return {
    function: found, range: hasRange && range !== undefined ? Number(range) : undefined,
    resolution: isGradedFunction(found) && resolution !== undefined ? speedOf(Number(resolution)) : undefined,
  }
}

/** Asks whether the range of a function follows the reading. */
async function asksAutoRange(link: DmmLink, name: DmmFunction): Promise<boolean> {
  if (!isGradedFunction(name) && name !== 'capacitance') return false
  return (await link.queryNumber(`:${shortNodes[name]}:RANG:AUTO?`)) !== 0
}

/** The range that is certain: none on autorange. */
export async function completeConfiguration(link: DmmLink, shown: ShownConfiguration): Promise<DmmConfiguration> {
  const { function: name, range, resolution } = shown
  const autoRange = await asksAutoRange(link, name)
  return {
    function: name, autoRange,
    ...(range === undefined || autoRange ? {} : { range }), ...(resolution === undefined ? {} : { resolution }),
  }
}
