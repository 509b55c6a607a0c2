import { DeviceError, type DeviceValue } from '@lab/scpi/device'
import { functionNamed, functionNames, isFunction, type DmmFunction } from '../functions.ts'
import { camel } from '../settings/sense.ts'
import { isGraded, resolutionOf, speedOf, type DisplaySetup, type RangeKey, type RangeSetup } from './setup.ts'

/** How a declared setting is read from and written into the state of the meter. */
export interface Binding {
  read(): DeviceValue
  /** @throws DeviceError for a value that the meter does not have: the old one stays. */
  write(value: DeviceValue): void
}

/** What the bindings of a display act on. */
export interface BoundDisplay {
  readonly setup: DisplaySetup
  /** Our name of a setting: `dcVoltageRange`, or `secondaryDcVoltageRange`. */
  settingName(name: string): string
  select(name: DmmFunction): void
  /** Whether resolutions are words only. */
  readonly onlyWords: boolean
}

function refuse(number: number): never {
  throw new DeviceError(number)
}

function rangeBinding(own: () => RangeSetup): Binding {
  return {
    read: () => own().range,
    write: (value) => {
      if (!own().select(Number(value))) refuse(-222)
    },
  }
}

function autoBinding(own: () => RangeSetup): Binding {
  return {
    read: () => own().auto,
    write: (value) => {
      own().auto = value === true
    },
  }
}

function resolutionBinding(own: () => RangeSetup, onlyWords: boolean): Binding {
  return {
    read: () => resolutionOf[own().speed],
    write: (value) => {
      if (typeof value === 'string' && !onlyWords) refuse(-224)
      const speed = typeof value === 'string' ? 'medium' : speedOf(Number(value))
      if (speed === undefined || (speed === 'medium' && onlyWords && typeof value !== 'string')) return refuse(-222)
      own().speed = speed
    },
  }
}

/** The primary function is one of our names, the secondary one a text. */
function functionBinding(display: BoundDisplay): Binding {
  const { setup } = display
  const isText = setup.function === undefined
  return {
    read: () => (isText ? functionText(setup.function) : setup.function ?? ''),
    write: (value) => {
      const text = String(value)
      const found = isText ? functionNamed(text) : isFunction(text) ? text : undefined
      display.select(found ?? refuse(-224))
    },
  }
}

function functionText(name: DmmFunction | undefined): string {
  return name === undefined ? '' : functionNames[name]
}

function apertureBinding({ setup }: BoundDisplay): Binding {
  return {
    read: () => setup.aperture,
    write: (value) => {
      setup.aperture = value === 0.1 || value === 1 ? value : refuse(-222)
    },
  }
}

const keys: readonly RangeKey[] = [
  'dc-voltage', 'ac-voltage', 'dc-current', 'ac-current', 'resistance', 'four-wire-resistance', 'capacitance',
  'frequency-voltage',
  'frequency-current',
]

/** Everything below `SENSe` of one display, by our names of the settings. */
export function displayBindings(display: BoundDisplay): ReadonlyMap<string, Binding> {
  const bindings = new Map<string, Binding>()
  const add = (name: string, binding: Binding): void => void bindings.set(display.settingName(name), binding)
  for (const key of keys) {
    const own = (): RangeSetup => display.setup.rangeSetup(key)
    add(`${camel(key)}Range`, rangeBinding(own))
    add(`${camel(key)}AutoRange`, autoBinding(own))
    if (isGraded(key)) add(`${camel(key)}Resolution`, resolutionBinding(own, display.onlyWords))
  }
  add('function', functionBinding(display))
  add('frequencyAperture', apertureBinding(display))
  return bindings
}
