import type { OperationOptions, Quantity } from '@lab/core'
import { onlyKeys, place, readPresent, refuse, shown, type Link } from './link.ts'
import { presentFunction } from './level-plan.ts'
import { endingOf, isPossible, modeOf, modeSettings } from './mode-names.ts'

/** Shape of the internal generator that modulates. `ramp` rises, `negativeRamp` falls. */
export type ModulationShape = 'sine' | 'square' | 'ramp' | 'negativeRamp' | 'triangle' | 'noise' | 'prbs' | 'arbitrary'

/** What modulates: the internal generator, or the other channel of an EDU33212A. There is no external input on this series. */
export type ModulationSource = 'internal' | 'channel1' | 'channel2'

/** What keys: the internal generator, or the Ext Trig input (high: shifted). */
export type KeyingSource = 'internal' | 'external'

/** What the analogue kinds have in common. */
interface InternalModulation {
  readonly shape?: ModulationShape
  /** Frequency of the modulating signal in Hz, from 1 µHz to the highest frequency of the shape. `…:INTernal:FREQuency`. */
  readonly frequency?: Quantity<'Hz'>
  /** `internal` unless it is said, or set already. */
  readonly source?: ModulationSource
}

/** Amplitude modulation; not of pulse and dc. At a depth of 100 % the amplitude runs from 0 to what is set. `AM`. */
export interface AmplitudeModulation extends InternalModulation {
  readonly kind: 'am'
  /** 0 … 120 %. */
  readonly depth?: Quantity<'%'>
  /** Double sideband without carrier. `AM:DSSC`. */
  readonly suppressedCarrier?: boolean
}

/** Frequency modulation; not of noise, pulse and dc. `FM`. */
export interface FrequencyModulation extends InternalModulation {
  readonly kind: 'fm'
  /** In Hz, 1 µHz to half of the carrier, and no more than 100 kHz beyond the range of the function. */
  readonly deviation?: Quantity<'Hz'>
}

/** Phase modulation; not of noise, pulse and dc. `PM`. */
export interface PhaseModulation extends InternalModulation {
  readonly kind: 'pm'
  /** 0 … 360°. */
  readonly deviation?: Quantity<'°'>
}

/** Pulse width modulation; of pulses only. `PWM`. */
export interface PulseWidthModulation extends InternalModulation {
  readonly kind: 'pwm'
  /** In s, up to what the width and the pause leave. Not together with `dutyDeviation`. */
  readonly deviation?: Quantity<'s'>
  /** The deviation in % of the period. */
  readonly dutyDeviation?: Quantity<'%'>
}

/** A signal added to the carrier; not of dc. `SUM`. */
export interface SumModulation extends InternalModulation {
  readonly kind: 'sum'
  /** In % of the amplitude of the carrier, 0 … 100. */
  readonly amplitude?: Quantity<'%'>
}

/** Frequency shift keying; not of noise, pulse and dc. `FSKey`. */
export interface FrequencyShiftKeying {
  readonly kind: 'fsk'
  /** In Hz, within the range of the function. */
  readonly hopFrequency?: Quantity<'Hz'>
  /** In Hz, 125 µHz … 1 MHz. */
  readonly rate?: Quantity<'Hz'>
  readonly source?: KeyingSource
}

/** Binary phase shift keying; not of noise, pulse and dc. `BPSK`. */
export interface BinaryPhaseShiftKeying {
  readonly kind: 'bpsk'
  /** 0 … 360°. */
  readonly phaseShift?: Quantity<'°'>
  /** In Hz, 125 µHz … 1 MHz. */
  readonly rate?: Quantity<'Hz'>
  readonly source?: KeyingSource
}

/** A modulation and its settings; what is left out stays as it is. */
export type Modulation =
  | AmplitudeModulation | FrequencyModulation | PhaseModulation | PulseWidthModulation | SumModulation | FrequencyShiftKeying
  | BinaryPhaseShiftKeying

const kinds = ['am', 'fm', 'pm', 'pwm', 'sum', 'fsk', 'bpsk'] as const

/** Settings of each kind by our names: that of the modulation, and that of the declaration. */
const named: Readonly<Record<Modulation['kind'], Readonly<Record<string, string>>>> = {
  am: {
    shape: 'amShape', frequency: 'amFrequency', source: 'amSource', depth: 'amDepth', suppressedCarrier: 'amSuppressedCarrier',
  },
  fm: { shape: 'fmShape', frequency: 'fmFrequency', source: 'fmSource', deviation: 'fmDeviation' },
  pm: { shape: 'pmShape', frequency: 'pmFrequency', source: 'pmSource', deviation: 'pmDeviation' },
  pwm: {
    shape: 'pwmShape', frequency: 'pwmFrequency', source: 'pwmSource', deviation: 'pwmDeviation',
    dutyDeviation: 'pwmDutyDeviation',
  },
  sum: { shape: 'sumShape', frequency: 'sumFrequency', source: 'sumSource', amplitude: 'sumAmplitude' },
  fsk: { hopFrequency: 'fskFrequency', rate: 'fskRate', source: 'fskSource' },
  bpsk: { phaseShift: 'bpskPhase', rate: 'bpskRate', source: 'bpskSource' },
}

const self: readonly string[] = ['arbitrary', 'noise', 'prbs']

/** @throws SettingError for what cannot be in a modulation at all. */
function checkGiven(where: string, channel: number, modulation: Modulation): void {
  onlyKeys(where, modulation, ['kind', ...Object.values(named).flatMap((names) => Object.keys(names))])
  if (!kinds.includes(modulation.kind)) refuse(where, `kind ${shown(modulation.kind)} is not one of ${kinds.join(', ')}`)
  onlyKeys(where, modulation, ['kind', ...Object.keys(named[modulation.kind])])
  if (modulation.source === `channel${channel}`) refuse(where, 'a channel cannot modulate itself')
  if (modulation.kind === 'pwm' && modulation.deviation !== undefined && modulation.dutyDeviation !== undefined) {
    refuse(where, 'deviation and dutyDeviation contradict each other; give one of them')
  }
}

async function checkCarrier(link: Link, channel: number, modulation: Modulation) {
  const where = place(link, channel)
  const { kind } = modulation
  const shape = named[kind]['shape']
  const present = await readPresent(
    link, channel, ['function', ...modeSettings, ...(shape === undefined ? [] : [shape]), `${kind}Source`],
  )
  const name = presentFunction(present)
  if (!isPossible(kind, name, '')) refuse(where, `${kind} is not possible with ${name}`)
  const given = 'shape' in modulation ? modulation.shape : undefined
  const modulating = given ?? (shape === undefined ? '' : present.word(shape))
  const source = modulation.source ?? present.word(`${kind}Source`)
  if (source === 'internal' && modulating === name && self.includes(name)) refuse(where, `${name} cannot modulate itself`)
  return modeOf(present)
}

/**
 * Sets a modulation and switches it on; another one, a sweep, a list or a burst ends with it. The output is not switched.
 * @throws SettingError for a carrier or a value that is not possible, before anything is sent.
 */
export async function modulate(link: Link, channel: number, modulation: Modulation, options?: OperationOptions): Promise<void> {
  const where = place(link, channel)
  checkGiven(where, channel, modulation)
  const { kind } = modulation
  const given = Object.entries(modulation).filter(([name, value]) => name !== 'kind' && value !== undefined)
  const values = Object.fromEntries(given.map(([name, value]) => [named[kind][name] ?? name, value as unknown]))
  await link.transaction(async (held) => {
    const mode = await checkCarrier(held, channel, modulation)
    await held.set(values, { channel })
    if (mode !== undefined && mode !== kind) await held.execute(endingOf(mode, channel))
    await held.set({ [`${kind}State`]: true }, { channel })
  }, options)
}
