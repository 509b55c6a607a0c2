import { formatNr3, matchesWord } from '@lab/scpi'
import { DeviceError, type DeviceValue } from '@lab/scpi/device'
import type { SimulatedMeter, Speed } from './simulator-meter.ts'
import type { DmmFunction } from './specifications.ts'

/** How the meter is set up. */
export interface MeterConfiguration {
  readonly function: DmmFunction
  readonly auto: boolean
  readonly speed: Speed
}

export const resetConfiguration: MeterConfiguration = { function: 'dc-voltage', auto: true, speed: 'slow' }

/** Resolutions as parts of the range, by which the family names its speeds. */
const resolutionOf: Readonly<Record<Speed, number>> = { slow: 1.5e-6, medium: 2e-5, fast: 3e-5 }

const speeds: readonly Speed[] = ['slow', 'medium', 'fast']

/** The finest resolution is the slowest. */
const speedOfWord: Readonly<Record<string, Speed>> = { MINimum: 'slow', DEFault: 'slow', MAXimum: 'fast' }

/** Names that `CONFigure?` answers. */
const scpiNames: Readonly<Record<DmmFunction, string>> = {
  'dc-voltage': 'VOLT', 'ac-voltage': 'VOLT:AC', 'dc-current': 'CURR', 'ac-current': 'CURR:AC', resistance: 'RES',
}

function speedOf(resolution: DeviceValue): Speed {
  if (typeof resolution === 'string') {
    const spelling = Object.keys(speedOfWord).find((pattern) => matchesWord(pattern, resolution))
    return speedOfWord[spelling ?? ''] ?? refuse(-224)
  }
  const speed = speeds.find((name) => Math.abs(resolutionOf[name] / Number(resolution) - 1) < 1e-6)
  return speed ?? refuse(-222)
}

function refuse(number: number): never {
  throw new DeviceError(number)
}

/**
 * What `CONFigure:… [<range>|AUTO[,<resolution>]]` asks for. A resolution goes with a range only; with AUTO it must be DEF.
 * @throws DeviceError -222 for a range or resolution that the meter has not, or a resolution with AUTO.
 */
export function configurationFor(
  name: DmmFunction, range: DeviceValue | undefined, resolution: DeviceValue | undefined, meter: SimulatedMeter,
): MeterConfiguration {
  const auto = range === undefined || typeof range === 'string'
  const isDefault = resolution === undefined || (typeof resolution === 'string' && matchesWord('DEFault', resolution))
  if (auto && !isDefault) refuse(-222)
  const speed = resolution === undefined ? 'slow' : speedOf(resolution)
  if (!auto && !meter.setRange(name, Number(range))) refuse(-222)
  return { function: name, auto, speed }
}

/** Answer to `CONFigure?`: `"VOLT +1.000000E+01,+1.500000E-06"`. */
export function describeConfiguration({ function: name, speed }: MeterConfiguration, meter: SimulatedMeter): string {
  return `"${scpiNames[name]} ${formatNr3(meter.rangeOf(name), 6)},${formatNr3(resolutionOf[speed], 6)}"`
}
