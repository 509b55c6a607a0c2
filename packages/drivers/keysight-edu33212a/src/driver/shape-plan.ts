import { formatNumber } from '@lab/scpi'
import { settled } from '../levels.ts'
import type { GeneratorFunction } from '../generator-function.ts'
import { frequencyRanges, shortestPulse, unfilteredSampleRate } from '../specifications.ts'
import { largestDeviation, shortestBurstPeriod } from '../settings/ranges.ts'
import type { GeneratorSettings } from './channel-settings.ts'
import { presentFunction } from './level-plan.ts'
import { modeOf } from './mode-names.ts'
import { refuse, type Present } from './link.ts'

/** What a plan is for. */
export interface ShapeContext {
  readonly where: string
  readonly channel: number
  readonly present: Present
  readonly settings: GeneratorSettings
  /** As it is going to be. */
  readonly function: GeneratorFunction
}

/** Settings that only some functions have. */
const belongsTo: Readonly<Partial<Record<keyof GeneratorSettings, readonly GeneratorFunction[]>>> = {
  frequency: ['sine', 'square', 'triangle', 'ramp', 'pulse', 'arbitrary'],
  dutyCycle: ['square', 'pulse'],
  pulseWidth: ['pulse'], leadingEdge: ['pulse'], trailingEdge: ['pulse'], pulseHold: ['pulse'],
}

function checkBelongs({ where, settings, function: name }: ShapeContext): void {
  const given = new Map(Object.entries(settings))
  for (const [setting, functions] of Object.entries(belongsTo)) {
    if (given.get(setting) !== undefined && !functions.includes(name)) refuse(
      where, `${setting} belongs to ${functions.join(', ')}, not to ${name}`,
    )
  }
}

/** The frequency as it is going to be. */
function wantedFrequency({ where, present, settings, function: name }: ShapeContext): number {
  const frequency = settings.frequency ?? present.number('frequency')
  const { max } = frequencyRanges[name]
  if (name === 'arbitrary' || frequency <= max) return name === 'arbitrary' ? present.number('frequency') : frequency
  if (settings.frequency !== undefined) return refuse(
    where, `frequency ${frequency} Hz is outside 0.000001 … ${max} Hz for ${name}`,
  )
  return refuse(where, `the frequency ${frequency} Hz that is set is too high for ${name}; give a frequency of ${max} Hz or less`)
}

function checkModeFrequency({ where, present }: ShapeContext, frequency: number, name: GeneratorFunction): void {
  const mode = modeOf(present)
  if (mode === 'fm' && present.number('fmDeviation') > largestDeviation(name, frequency)) {
    refuse(
      where, `the deviation of ${present.number('fmDeviation')} Hz of the frequency modulation is too much at ${frequency} Hz`,
    )
  }
  if (mode !== 'burst' || present.word('burstMode') !== 'triggered' || present.word('triggerSource') !== 'immediate') return
  const least = shortestBurstPeriod(present.number('burstCycles'), frequency)
  if (least <= present.number('burstPeriod') && frequency >= 126e-6) return
  refuse(
    where,
    `${present.number('burstCycles')} cycles at ${frequency} Hz do not fit the burst period of `
    + `${present.number('burstPeriod')} s`,
  )
}

/** Square: neither half of the period shorter than 16 ns. */
function planSquare(context: ShapeContext, frequency: number): readonly string[] {
  const { where, channel, present, settings } = context
  const duty = settings.dutyCycle ?? present.number('squareDutyCycle')
  const least = Math.max(0.01, settled(shortestPulse * frequency * 100))
  if (duty < least - 1e-9 || duty > 100 - least + 1e-9) refuse(
    where, `a duty cycle of ${duty} % is outside ${least} … ${100 - least} % at ${frequency} Hz`,
  )
  const changesDuty = settings.dutyCycle !== undefined ? [`:SOUR${channel}:FUNC:SQU:DCYC ${formatNumber(duty)}`] : []
  const changesFrequency = frequencyUnit(context)
  return frequency > present.number('frequency') ? [...changesDuty, ...changesFrequency] : [...changesFrequency, ...changesDuty]
}

function frequencyUnit({ channel, settings }: ShapeContext): readonly string[] {
  return settings.frequency === undefined ? [] : [`:SOUR${channel}:FREQ ${formatNumber(settings.frequency)}`]
}

/** Width and edges of pulses as they are going to be. */
function wantedPulse({ present, settings }: ShapeContext, frequency: number) {
  const period = 1 / frequency
  const hold = settings.pulseHold ?? present.word('pulseHold')
  const held = hold === 'dutyCycle' ? present.number('pulseDutyCycle') / 100 * period : present.number('pulseWidth')
  const width = settings.pulseWidth ?? (settings.dutyCycle === undefined ? held : settings.dutyCycle / 100 * period)
  const lead = settings.leadingEdge ?? present.number('pulseLeadingEdge')
  const trail = settings.trailingEdge ?? present.number('pulseTrailingEdge')
  return { period, width, lead, trail }
}

/** Pulse: the edges shrink first and grow last, the width gives way before the period does. */
function planPulse(context: ShapeContext, frequency: number): readonly string[] {
  const { where, channel, present, settings } = context
  const { period, width, lead, trail } = wantedPulse(context, frequency)
  const least = Math.max(shortestPulse, 0.625 * (lead + trail))
  if (width < least * (1 - 1e-9) || width > (period - least) * (1 + 1e-9)) {
    refuse(
      where,
      `a pulse width of ${width} s is outside ${least} … ${period - least} s at ${frequency} Hz with edges of `
      + `${lead} s and ${trail} s`,
    )
  }
  const node = `:SOUR${channel}:FUNC:PULS`
  const edge = (name: 'LEAD' | 'TRA', value: number | undefined, now: number) => {
    const unit = value === undefined ? [] : [`${node}:TRAN:${name} ${formatNumber(value)}`]
    return value !== undefined && value < now ? { first: unit, last: [] } : { first: [], last: unit }
  }
  const leading = edge('LEAD', settings.leadingEdge, present.number('pulseLeadingEdge'))
  const trailing = edge('TRA', settings.trailingEdge, present.number('pulseTrailingEdge'))
  const hold = settings.pulseHold === undefined ? [] : [`${node}:HOLD ${settings.pulseHold === 'width' ? 'WIDT' : 'DCYC'}`]
  const changesWidth = settings.pulseWidth !== undefined || settings.dutyCycle !== undefined ? [
    `${node}:WIDT ${formatNumber(settled(width))}`,
  ] : []
  const changesFrequency = frequencyUnit(context)
  // Where the duty cycle is held, a new period takes the width along: the width goes last.
  const grows = frequency < present.number('frequency') || (settings.pulseHold ?? present.word('pulseHold')) === 'dutyCycle'
  const middle = grows ? [...changesFrequency, ...changesWidth] : [...changesWidth, ...changesFrequency]
  return [...leading.first, ...trailing.first, ...hold, ...middle, ...leading.last, ...trailing.last]
}

function planArbitrary(context: ShapeContext): readonly string[] {
  const { where, channel, present, settings } = context
  const node = `:SOUR${channel}:FUNC:ARB`
  const filter = settings.filter ?? present.word('arbitraryFilter')
  const rate = settings.sampleRate ?? present.number('sampleRate')
  if (filter === 'off' && rate > unfilteredSampleRate) refuse(
    where, `sample rate ${rate} Hz is outside 0.000001 … ${unfilteredSampleRate} Hz without a filter`,
  )
  const units: string[] = []
  if (settings.waveform !== undefined) units.push(`${node} "${settings.waveform}"`)
  if (settings.sampleRate !== undefined) units.push(`${node}:SRAT ${formatNumber(settings.sampleRate)}`)
  if (settings.filter !== undefined) units.push(`${node}:FILT ${settings.filter.toUpperCase()}`)
  if (settings.advance !== undefined) units.push(`${node}:ADV ${settings.advance === 'trigger' ? 'TRIG' : 'SRAT'}`)
  if (settings.frequency !== undefined && context.function === 'arbitrary') units.push(
    `${node}:FREQ ${formatNumber(settings.frequency)}`,
  )
  return units
}

/** What sets the shape: before the function, or behind it where the former function does not allow it. */
export interface ShapePlan {
  readonly before: readonly string[]
  readonly after: readonly string[]
}

/**
 * Plans a change of shape and frequency.
 * @throws SettingError for what the function does not have, or that conflicts with a modulation or burst that is on.
 */
export function planShape(context: ShapeContext): ShapePlan {
  const { channel, present, settings, function: name } = context
  checkBelongs(context)
  const frequency = wantedFrequency(context)
  checkModeFrequency(context, frequency, name)
  const samples = planArbitrary(context)
  const own = name === 'square' ? planSquare(context, frequency)
    : name === 'pulse' ? planPulse(context, frequency)
      : name === 'arbitrary' ? [] : frequencyUnit(context)
  const others = planOthers(channel, settings)
  // A frequency that the present function does not reach waits for the new one.
  const early = frequency <= frequencyRanges[presentFunction(present)].max
  return early ? { before: [...others, ...samples, ...own], after: [] } : { before: [...others, ...samples], after: own }
}

function planOthers(channel: number, settings: GeneratorSettings): readonly string[] {
  const node = `:SOUR${channel}:FUNC`
  const units: string[] = []
  if (settings.symmetry !== undefined) units.push(`${node}:RAMP:SYMM ${formatNumber(settings.symmetry)}`)
  if (settings.noiseBandwidth !== undefined) units.push(`${node}:NOIS:BAND ${formatNumber(settings.noiseBandwidth)}`)
  if (settings.bitRate !== undefined) units.push(`${node}:PRBS:BRAT ${formatNumber(settings.bitRate)}`)
  if (settings.sequence !== undefined) units.push(`${node}:PRBS:DATA ${settings.sequence.toUpperCase()}`)
  if (settings.prbsEdges !== undefined) units.push(`${node}:PRBS:TRAN ${formatNumber(settings.prbsEdges)}`)
  if (settings.autorange !== undefined) units.push(`:SOUR${channel}:VOLT:RANG:AUTO ${settings.autorange ? 'ON' : 'OFF'}`)
  if (settings.polarity !== undefined) units.push(`:OUTP${channel}:POL ${settings.polarity === 'normal' ? 'NORM' : 'INV'}`)
  if (settings.outputMode !== undefined) units.push(`:OUTP${channel}:MODE ${settings.outputMode === 'normal' ? 'NORM' : 'GAT'}`)
  return units
}
