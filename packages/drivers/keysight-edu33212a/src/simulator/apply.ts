import { formatNr3 } from '@lab/scpi'
import { DeviceError, type DeviceCall, type DeviceHandler, type DeviceValue } from '@lab/scpi/device'
import { fromPeakToPeak, settled } from '../levels.ts'
import type { GeneratorFunction } from '../generator-function.ts'
import { amplitudeRange, frequencyRanges, peakLimit, sampleRateRange } from '../specifications.ts'
import { functionWords } from '../settings/waveform.ts'
import type { ChannelSettings } from './channel-settings.ts'
import { endModes } from './mode-rules.ts'

interface Bounds {
  readonly min: number
  readonly max: number
  readonly default: number
}

/** A parameter: a bound by its word, or a number, clipped like those of settings. */
function taken(
  settings: ChannelSettings, value: DeviceValue | undefined, { min, max, default: fallback }: Bounds, present: number,
): number {
  if (value === undefined) return Math.max(min, Math.min(max, present))
  if (value === 'MIN') return min
  if (value === 'MAX') return max
  if (value === 'DEF') return fallback
  if (typeof value !== 'number') throw new DeviceError(-104)
  if (value > max) settings.device.addError(-222, 'Data out of range; value clipped to upper limit')
  if (value < min) settings.device.addError(-222, 'Data out of range; value clipped to lower limit')
  return Math.max(min, Math.min(max, value))
}

/** What `APPLy` does before it sets anything: ends every mode, and puts back the shape. */
function prepare(settings: ChannelSettings, name: GeneratorFunction): void {
  endModes(settings)
  settings.put('function', name)
  settings.put('triggerSource', 'immediate')
  settings.memory.autorange = true
  if (name === 'square') settings.put('squareDutyCycle', 50)
  if (name === 'ramp') settings.put('rampSymmetry', 100)
}

/** The setting that the first parameter is for, and its bounds. */
function rateOf(name: GeneratorFunction): { setting: string; bounds: Bounds } {
  if (name === 'arbitrary') return { setting: 'sampleRate', bounds: { default: 40e3, ...sampleRateRange } }
  if (name === 'prbs') return { setting: 'prbsBitRate', bounds: { min: 1e-3, max: 50e6, default: 1000 } }
  return { setting: 'frequency', bounds: { default: 1000, ...frequencyRanges[name] } }
}

/** `changed` runs what follows from a setting. */
export function applyHandler(
  name: GeneratorFunction, of: (call: DeviceCall) => ChannelSettings,
  changed: (settings: ChannelSettings, setting: string) => void,
): DeviceHandler {
  return (call) => {
    const settings = of(call)
    const [rate, amplitude, offset] = call.parameters
    prepare(settings, name)
    const { setting, bounds } = rateOf(name)
    settings.put(setting, taken(settings, rate, bounds, settings.number(setting)))
    changed(settings, setting)
    const inUnit = (volts: number): number => settled(fromPeakToPeak(volts, settings.amplitudeUnit, settings))
    const { min, max } = amplitudeRange(settings.load)
    settings.put(
      'amplitude',
      taken(settings, amplitude, { min: inUnit(min), max: inUnit(max), default: inUnit(0.1) }, settings.number('amplitude')),
    )
    changed(settings, 'amplitude')
    const peak = peakLimit(settings.load)
    settings.put('offset', taken(settings, offset, { min: -peak, max: peak, default: 0 }, settings.number('offset')))
    changed(settings, 'offset')
    settings.put('output', true)
    changed(settings, 'output')
  }
}

/** `APPLy?`: 15 decimals for the frequency, 13 for levels. */
export function appliedText(settings: ChannelSettings): string {
  const { function: name } = settings
  const word = functionWords[name].replaceAll(/[a-z]/g, '')
  const rate = settings.number(rateOf(name).setting)
  const levels = (['amplitude', 'offset'] as const).map((level) => formatNr3(settings.number(level), 13))
  return `"${word} ${formatNr3(rate, 15)},${levels.join(',')}"`
}
