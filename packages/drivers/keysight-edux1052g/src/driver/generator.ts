import {
  SettingError, type FunctionGeneratorChannel, type FunctionGeneratorSettings, type OperationOptions, type Quantity,
  type StandardFunction,
} from '@lab/core'
import type { ScpiLink, SettingValues } from '@lab/scpi'
import type { edux1052gDeclarations } from '../settings.ts'
import type { GeneratorFunction } from '../specifications.ts'
import { checkNames } from './setting-group.ts'

/** The link of the G model. */
export type GeneratorLink = ScpiLink<typeof edux1052gDeclarations>

type Values = Partial<SettingValues<typeof edux1052gDeclarations>>

/** How the generator is modulated (`:WGEN:MODulation`); not with pulse, noise and DC. Frequencies in Hz. */
export interface GeneratorModulation {
  readonly enabled?: boolean
  readonly type?: 'am' | 'fm' | 'fsk'
  /** Shape of the modulation. */
  readonly function?: 'sine' | 'square' | 'ramp'
  /** Symmetry of a modulating ramp in percent. */
  readonly rampSymmetry?: number
  /** In percent, 0 … 100. */
  readonly amDepth?: number
  /** 0.1 Hz … 20 kHz. */
  readonly amFrequency?: Quantity<'Hz'>
  readonly fmDeviation?: Quantity<'Hz'>
  /** 0.1 Hz … 20 kHz. */
  readonly fmFrequency?: Quantity<'Hz'>
  /** The other frequency. */
  readonly fskFrequency?: Quantity<'Hz'>
  /** How often it changes, 0.1 Hz … 20 kHz. */
  readonly fskRate?: Quantity<'Hz'>
}

/** What can be set on the generator (`:WGEN`). */
export interface GeneratorSettings extends FunctionGeneratorSettings {
  /** `triangle` is a ramp of 50 % symmetry. */
  readonly function?: StandardFunction
  /** Sine 0.1 Hz … 20 MHz, square and pulse … 10 MHz, ramp … 100 kHz. */
  readonly frequency?: Quantity<'Hz'>
  /**
   * 50 Ω, or `high-impedance`: what amplitude and offset refer to. Not on an instrument with limits: it changes what they mean.
   */
  readonly load?: Quantity<'Ω'> | 'high-impedance'
  /**
   * Peak to peak, 20 mV … 12 V into high impedance, half of it into 50 Ω. Guides of the family differ on the upper end: the
   * instrument refuses what it does not have.
   */
  readonly amplitude?: Quantity<'Vpp'>
  /** −6 … 6 V into high impedance, half of it into 50 Ω. */
  readonly offset?: Quantity<'V'>
  /** Of a square wave in percent, 20 … 80. */
  readonly dutyCycle?: number
  /** Of a ramp in percent, 0 … 100. */
  readonly symmetry?: number
  /** Of a pulse in s, from 20 ns to 20 ns less than the period. */
  readonly pulseWidth?: Quantity<'s'>
  /** Noise added, in percent of the amplitude, 0 … 100. */
  readonly noise?: number
}

/** The generator of the EDUX1052G. Its output is switched by {@link on} and {@link off} only. */
export interface ScopeGenerator extends FunctionGeneratorChannel {
  /** @throws SettingError before anything is sent, LimitError where the bench limits `amplitude` or `offset`, InstrumentError. */
  set(settings: GeneratorSettings, options?: OperationOptions): Promise<void>
  settings(options?: OperationOptions): Promise<Required<GeneratorSettings>>
  setModulation(modulation: GeneratorModulation, options?: OperationOptions): Promise<void>
  modulation(options?: OperationOptions): Promise<Required<GeneratorModulation>>
  /** Puts it back to sine, 1 kHz, 500 mV, off (`:WGEN:RST`). */
  reset(options?: OperationOptions): Promise<void>
}

const modulationNames = {
  type: 'modulationType', function: 'modulationFunction', rampSymmetry: 'modulationRampSymmetry', amDepth: 'amDepth',
  amFrequency: 'amFrequency',
  fmDeviation: 'fmDeviation', fmFrequency: 'fmFrequency', fskFrequency: 'fskFrequency', fskRate: 'fskRate', enabled: 'modulation',
} as const

function loadName(alias: string, load: number | 'high-impedance'): 'open' | 'fifty' {
  if (load === 'high-impedance') return 'open'
  if (load === 50) return 'fifty'
  throw new SettingError(`The generator of ${alias} knows a load of 50 Ω and 'high-impedance', not ${load} Ω; nothing was sent.`)
}

function functionName(name: StandardFunction): GeneratorFunction {
  return name === 'triangle' ? 'ramp' : name
}

const settingKeys = ['load', 'function', 'frequency', 'amplitude', 'offset', 'dutyCycle', 'symmetry', 'pulseWidth', 'noise']

/** Ordered so that ranges are known: load and function before what depends on them. */
function valuesOf(alias: string, settings: GeneratorSettings): Values {
  checkNames(alias, settings, settingKeys)
  const { load, function: name, frequency, amplitude, offset, dutyCycle, symmetry, pulseWidth, noise } = settings
  const rampSymmetry = name === 'triangle' ? 50 : symmetry
  return {
    ...(load === undefined ? {} : { generatorLoad: loadName(alias, load) }),
    ...(name === undefined ? {} : { generatorFunction: functionName(name) }),
    ...(frequency === undefined ? {} : { generatorFrequency: frequency }),
    ...(amplitude === undefined ? {} : { generatorAmplitude: amplitude }),
    ...(offset === undefined ? {} : { generatorOffset: offset }),
    ...(dutyCycle === undefined ? {} : { squareDutyCycle: dutyCycle }),
    ...(rampSymmetry === undefined ? {} : { rampSymmetry }),
    ...(pulseWidth === undefined ? {} : { pulseWidth }),
    ...(noise === undefined ? {} : { noiseAdded: noise }),
  }
}

async function readSettings(link: GeneratorLink): Promise<Required<GeneratorSettings>> {
  return {
    load: await link.get('generatorLoad') === 'fifty' ? 50 : 'high-impedance',
    function: await link.get('generatorFunction'),
    frequency: await link.get('generatorFrequency'),
    amplitude: await link.get('generatorAmplitude'),
    offset: await link.get('generatorOffset'),
    dutyCycle: await link.get('squareDutyCycle'),
    symmetry: await link.get('rampSymmetry'),
    pulseWidth: await link.get('pulseWidth'),
    noise: await link.get('noiseAdded'),
  }
}

async function readModulation(link: GeneratorLink): Promise<Required<GeneratorModulation>> {
  const entries: [string, unknown][] = []
  for (const [key, name] of Object.entries(modulationNames)) entries.push([key, await link.get(name)])
  return Object.fromEntries(entries) as Required<GeneratorModulation> // each key got the value of the setting it is a name for
}

export function scopeGenerator(link: GeneratorLink): ScopeGenerator {
  return {
    set: async (settings, options) => await link.set(valuesOf(link.alias, settings), options),
    settings: (options) => link.transaction(readSettings, options),
    on: (options) => link.set({ generatorOutput: true }, options),
    off: (options) => link.set({ generatorOutput: false }, options),
    isOn: (options) => link.get('generatorOutput', options),
    async setModulation(modulation, options) {
      checkNames(link.alias, modulation, Object.keys(modulationNames))
      const given = Object.entries(modulationNames).flatMap(([key, name]) => {
        const value: unknown = Object.entries(modulation).find(([candidate]) => candidate === key)?.[1]
        return value === undefined ? [] : [[name, value] as const]
      })
      await link.set(Object.fromEntries(given), options)
    },
    modulation: (options) => link.transaction(readModulation, options),
    reset: (options) => link.execute(':WGEN:RST', options),
  }
}
