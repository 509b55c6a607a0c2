import { formatNr3, matchesWord } from '@lab/scpi'
import { DeviceError, type DeviceValue } from '@lab/scpi/device'
import { functionNames, type DmmFunction, type RangedFunction } from '../functions.ts'
import type { Speed } from '../specifications.ts'
import { isGraded, rangeKeyOf, resolutionOf, speedOf, type DisplaySetup } from './setup.ts'

function refuse(number: number): never {
  throw new DeviceError(number)
}

/** The finest resolution is the slowest. */
const speedOfWord: Readonly<Record<string, Speed>> = { MINimum: 'slow', DEFault: 'slow', MAXimum: 'fast', MEDium: 'medium' }

function wordSpeed(word: string, onlyWords: boolean): Speed {
  const spelling = Object.keys(speedOfWord).find((pattern) => matchesWord(pattern, word)) ?? refuse(-224)
  if (spelling === 'MEDium' && !onlyWords) refuse(-224)
  return speedOfWord[spelling] ?? refuse(-224)
}

function resolutionSpeed(resolution: DeviceValue, onlyWords: boolean): Speed {
  if (typeof resolution === 'string') return wordSpeed(resolution, onlyWords)
  return (onlyWords ? undefined : speedOf(Number(resolution))) ?? refuse(-222)
}

function isDefault(value: DeviceValue): boolean {
  return typeof value === 'string' && matchesWord('DEFault', value)
}

/** A resolution goes with a range only; with AUTO it must be DEF. */
function checkResolution(automatic: boolean, resolution: DeviceValue | undefined): void {
  if (automatic && resolution !== undefined && !isDefault(resolution)) refuse(-222)
}

/**
 * What `CONFigure:… [<range>|AUTO[,<resolution>]]` does to a display: the function, and its own range and speed.
 * @throws DeviceError -222 for a range or resolution that the meter does not have, or a resolution with AUTO; nothing is changed
 * then.
 */
export function configure(
  setup: DisplaySetup, name: DmmFunction, parameters: readonly (DeviceValue | undefined)[], onlyWords: boolean,
): void {
  const key = rangeKeyOf(name)
  if (isGraded(name) || name === 'capacitance') configureRange(setup, name, parameters, onlyWords)
  else if (key !== undefined) {
    setup.rangeSetup(key).reset()
    setup.aperture = 1
  }
  setup.function = name
}

function configureRange(
  setup: DisplaySetup, name: RangedFunction, [range, resolution]: readonly (DeviceValue | undefined)[],
  onlyWords: boolean,
): void {
  const automatic = range === undefined || typeof range === 'string'
  checkResolution(automatic, resolution)
  const speed = resolution === undefined || isDefault(resolution) ? 'slow' : resolutionSpeed(resolution, onlyWords)
  const own = setup.rangeSetup(name)
  if (automatic) own.auto = true
  else if (!own.select(Number(range))) refuse(-222)
  own.speed = speed
}

/**
 * Answer to `CONFigure?`: `"VOLT +1.000000E+01,+1.500000E-06"`. Four wires and capacitance answer the range alone and without its
 * sign, the others their name alone.
 */
export function describeConfiguration(setup: DisplaySetup): string {
  const name = setup.function ?? 'dc-voltage'
  const key = rangeKeyOf(name)
  if (key === undefined || name === 'frequency' || name === 'current-frequency') return `"${functionNames[name]}"`
  const { range, speed } = setup.rangeSetup(key)
  if (name === 'capacitance'
    || name === 'four-wire-resistance') return `"${functionNames[name]} ${formatNr3(range, 6).replace('+', '')}"`
  return `"${functionNames[name]} ${formatNr3(range, 6)},${formatNr3(resolutionOf[speed], 6)}"`
}
