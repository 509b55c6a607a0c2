import { edgeRange, frequencyRanges, loadRange, sampleRateRange } from '../specifications.ts'
import { functionWords } from '../settings/waveform.ts'
import { settingNames, type GeneratorSettings } from './channel-settings.ts'
import { oneOf, onlyKeys, refuse, shown, within } from './link.ts'

/** Settings of which at most one may be given. */
const exclusive: readonly (readonly (keyof GeneratorSettings)[])[] = [
  ['amplitude', 'amplitudeRms', 'power'],
  ['amplitude', 'high'], ['amplitude', 'low'], ['amplitudeRms', 'high'], ['amplitudeRms', 'low'], ['power', 'high'],
  ['power', 'low'],
  ['offset', 'high'], ['offset', 'low'], ['pulseWidth', 'dutyCycle'], ['sampleRate', 'frequency'],
]

const words: Readonly<Partial<Record<keyof GeneratorSettings, readonly string[]>>> = {
  function: Object.keys(functionWords),
  polarity: ['normal', 'inverted'],
  pulseHold: ['width', 'dutyCycle'],
  sequence: ['pn7', 'pn9', 'pn11', 'pn15', 'pn20', 'pn23'],
  filter: ['normal', 'step', 'off'],
  advance: ['sampleRate', 'trigger'],
  outputMode: ['normal', 'gated'],
}

type Bounds = readonly [min: number, max: number, unit: string]

const edges: Bounds = [edgeRange.min, edgeRange.max, 's']

/** What holds whatever else is set. */
const bounds: Readonly<Partial<Record<keyof GeneratorSettings, Bounds>>> = {
  frequency: [1e-6, frequencyRanges.sine.max, 'Hz'],
  amplitude: [0, 20, 'Vpp'], amplitudeRms: [0, 10, 'Vrms'], power: [-200, 50, 'dBm'], offset: [-10, 10, 'V'],
  high: [-10, 10, 'V'], low: [-10, 10, 'V'],
  phase: [-360, 360, '°'], dutyCycle: [0.01, 99.99, '%'], symmetry: [0, 100, '%'],
  pulseWidth: [16e-9, 1e6, 's'], leadingEdge: edges, trailingEdge: edges, prbsEdges: edges,
  noiseBandwidth: [1e-3, 20e6, 'Hz'], bitRate: [1e-3, 50e6, 'Hz'], sampleRate: [sampleRateRange.min, sampleRateRange.max, 'Hz'],
}

function isKey(name: string): name is keyof GeneratorSettings {
  return settingNames.some((known) => known === name)
}

function checkOne(where: string, name: keyof GeneratorSettings, value: unknown): void {
  const span = bounds[name]
  const choices = words[name]
  if (span !== undefined) {
    if (typeof value !== 'number') refuse(where, `${name} ${shown(value)} is not a number`)
    within(where, name, value, ...span)
  } else if (choices !== undefined) oneOf(where, name, value, choices)
  else if (name === 'autorange' && typeof value !== 'boolean') refuse(
    where, `autorange ${shown(value)} is neither true nor false`,
  )
  else if (name === 'waveform' && typeof value !== 'string') refuse(where, `waveform ${shown(value)} is not a name`)
  else if (name === 'load' && value !== 'high-impedance') checkLoad(where, value)
}

function checkLoad(where: string, value: unknown): void {
  if (typeof value !== 'number') refuse(where, `load ${shown(value)} is neither a resistance nor 'high-impedance'`)
  if (value === Infinity) refuse(where, "load Infinity is given as 'high-impedance'")
  within(where, 'load', value, loadRange.min, loadRange.max, 'Ω')
}

/** Checks what can be checked without asking: names, kinds, words, and what contradicts each other. */
export function checkSettings(where: string, settings: GeneratorSettings): void {
  onlyKeys(where, settings, settingNames)
  for (const [name, value] of Object.entries(settings)) {
    if (value !== undefined && isKey(name)) checkOne(where, name, value)
  }
  for (const names of exclusive) {
    const given = names.filter((name) => settings[name] !== undefined)
    if (given.length > 1) refuse(where, `${given.join(' and ')} contradict each other; give one of them`)
  }
}
