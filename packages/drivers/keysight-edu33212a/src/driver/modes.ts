import type { OperationOptions, Quantity } from '@lab/core'
import { formatNumber } from '@lab/scpi'
import { burstPeriodRange, frequencyRanges, listLength, slowestBurst } from '../specifications.ts'
import { shortestBurstPeriod } from '../settings/ranges.ts'
import { presentFunction } from './level-plan.ts'
import { finite, given, oneOf, onlyKeys, place, readPresent, refuse, within, type Link, type Present } from './link.ts'
import { endingOf, isPossible, modeOf, modeSettings, type Mode } from './mode-names.ts'

/** A sweep of the frequency; not of prbs, noise and dc. What is left out stays as it is. */
export interface Sweep {
  /**
   * In Hz, within the range of the function; not together with `center` and `span`. Above `stop` for a sweep downwards.
   * `FREQuency:STARt`.
   */
  readonly start?: Quantity<'Hz'>
  /** In Hz. `FREQuency:STOP`. */
  readonly stop?: Quantity<'Hz'>
  /** Middle in Hz, instead of `start` and `stop`. */
  readonly center?: Quantity<'Hz'>
  /** Stop less start in Hz, negative downwards. */
  readonly span?: Quantity<'Hz'>
  /**
   * From start to stop in s: 1 ms … 250 000 s, logarithmic up to 500 s; with hold and return 8000 s at most on the internal
   * trigger. `SWEep:TIME`.
   */
  readonly time?: Quantity<'s'>
  /** At the end, 0 … 3600 s. `SWEep:HTIMe`. */
  readonly holdTime?: Quantity<'s'>
  /** Back to the start, 0 … 3600 s. `SWEep:RTIMe`. */
  readonly returnTime?: Quantity<'s'>
  readonly spacing?: 'linear' | 'logarithmic'
  /** Frequency in Hz at which the Sync signal falls, in marker mode. `MARKer:FREQuency`. */
  readonly marker?: Quantity<'Hz'>
}

/** Bursts; not of dc, and of noise only gated. What is left out stays as it is. */
export interface Burst {
  /** `triggered`: so many cycles for each trigger. `gated`: as long as the Ext Trig input says. `BURSt:MODE`. */
  readonly mode?: 'triggered' | 'gated'
  /** 1 … 100 000 000, or `Infinity`, which needs a trigger from outside or over the bus. `BURSt:NCYCles`. */
  readonly cycles?: number
  /** Of the internal trigger in s, 1 µs … 8000 s: longer than the cycles by 1 µs at least. `BURSt:INTernal:PERiod`. */
  readonly period?: Quantity<'s'>
  /** Phase a burst begins with, −360° … 360°. `BURSt:PHASe`. */
  readonly phase?: Quantity<'°'>
  /** `inverted`: a low level opens the gate. `BURSt:GATE:POLarity`. */
  readonly gatePolarity?: 'normal' | 'inverted'
  /** Cycle at which the Sync signal falls, in marker mode. `MARKer:CYCLe`. */
  readonly markerCycle?: number
}

/** A list of frequencies that is stepped through by triggers, or by its dwell time on the internal trigger. */
export interface FrequencyList {
  /** In Hz, 1 … 128 of them, within the range of the function. `LIST:FREQuency`. */
  readonly frequencies: readonly Quantity<'Hz'>[]
  /** How long each one is held, 1 µs … 1000 s. `LIST:DWELl`. */
  readonly dwell?: Quantity<'s'>
}

/** Asks for what a mode has to fit, and refuses a function that it is not possible with. */
async function presentFor(
  link: Link, channel: number, mode: Mode, burstMode: string, names: readonly string[] = [],
): Promise<Present> {
  const present = await readPresent(link, channel, ['function', ...modeSettings, ...names])
  const name = presentFunction(present)
  if (!isPossible(mode, name, burstMode)) refuse(place(link, channel), `${mode} is not possible with ${name}`)
  return present
}

/** Ends another mode, and switches this one on. */
async function switchOn(link: Link, channel: number, present: Present, mode: Mode, on: string): Promise<void> {
  const active = modeOf(present)
  if (active !== undefined && active !== mode) await link.execute(endingOf(active, channel))
  if (active !== mode) await link.execute(on)
}

const sweepNames = {
  center: 'centerFrequency', span: 'frequencySpan', start: 'startFrequency', stop: 'stopFrequency', spacing: 'sweepSpacing',
  holdTime: 'sweepHoldTime', returnTime: 'sweepReturnTime', time: 'sweepTime', marker: 'markerFrequency',
} as const

function checkSweep(where: string, sweep: Sweep): void {
  onlyKeys(where, sweep, Object.keys(sweepNames))
  const byEnds = sweep.start !== undefined || sweep.stop !== undefined
  const byMiddle = sweep.center !== undefined || sweep.span !== undefined
  if (byEnds && byMiddle) refuse(where, 'start and stop contradict center and span; give one of the pairs')
  for (const name of ['start', 'stop', 'center', 'span', 'time'] as const) finite(where, name, sweep[name])
}

/** Center and span as start and stop: the instrument would cut a span that leaves the range. */
function endsOf({ center, span, ...sweep }: Sweep, present: Present): Sweep {
  if (center === undefined && span === undefined) return sweep
  const middle = center ?? (present.number('startFrequency') + present.number('stopFrequency')) / 2
  const width = span ?? present.number('stopFrequency') - present.number('startFrequency')
  return { ...sweep, start: middle - width / 2, stop: middle + width / 2 }
}

/** Sets a sweep and switches it on; a modulation, list or burst ends with it. */
export async function sweep(link: Link, channel: number, wanted: Sweep, options?: OperationOptions): Promise<void> {
  checkSweep(place(link, channel), wanted)
  await link.transaction(async (held) => {
    const present = await presentFor(held, channel, 'sweep', '', ['startFrequency', 'stopFrequency'])
    const ends = endsOf(wanted, present)
    const values = Object.entries(sweepNames).flatMap(([name, setting]): [string, unknown][] => {
      const value = ends[name as keyof Sweep]
      return value === undefined ? [] : [[setting, value]]
    })
    await held.set(Object.fromEntries(values), { channel })
    await switchOn(held, channel, present, 'sweep', `:SOUR${channel}:SWE:STAT ON`)
  }, options)
}

/** Sets a list of frequencies and switches it on; a modulation, sweep or burst ends with it. */
export async function playList(link: Link, channel: number, list: FrequencyList, options?: OperationOptions): Promise<void> {
  const where = place(link, channel)
  onlyKeys(where, list, ['frequencies', 'dwell'])
  const { frequencies, dwell } = list
  if (typeof frequencies !== 'object') refuse(where, 'frequencies is no list of numbers')
  if (frequencies.length < 1 || frequencies.length > listLength) refuse(
    where, `a list of ${frequencies.length} frequencies; it has 1 … ${listLength}`,
  )
  within(where, 'dwell', dwell, 1e-6, 1000, 's')
  await link.transaction(async (held) => {
    const present = await presentFor(held, channel, 'list', '')
    const { min, max } = frequencyRanges[presentFunction(present)]
    for (const frequency of frequencies) within(where, 'frequency of the list', frequency, min, max, 'Hz')
    await held.set(given({ listDwell: dwell }), { channel })
    await held.execute(`:SOUR${channel}:LIST:FREQ ${frequencies.map(formatNumber).join(',')}`)
    await switchOn(held, channel, present, 'list', `:SOUR${channel}:FREQ:MODE LIST`)
  }, options)
}

function checkBurst(where: string, burst: Burst): void {
  onlyKeys(where, burst, ['mode', 'cycles', 'period', 'phase', 'gatePolarity', 'markerCycle'])
  oneOf(where, 'mode', burst.mode, ['triggered', 'gated'])
  const { cycles } = burst
  if (cycles !== undefined && cycles !== Infinity) {
    within(where, 'cycles', cycles, 1, 1e8)
    if (!Number.isInteger(cycles)) refuse(where, `cycles ${cycles} is not a whole number`)
  }
  within(where, 'period', burst.period, burstPeriodRange.min, burstPeriodRange.max, 's')
}

/** The internal trigger needs a period that the cycles fit in, and an end. */
function checkFit(where: string, burst: Burst, present: Present): void {
  const mode = burst.mode ?? present.word('burstMode')
  const source = present.word('triggerSource')
  const cycles = burst.cycles ?? present.number('burstCycles')
  if (mode !== 'triggered') return
  if (cycles === Infinity && (source === 'immediate' || source === 'timer')) {
    refuse(where, `bursts without end cannot be triggered by '${source}'`, "Set the trigger to 'bus' or 'external' first.")
  }
  if (source !== 'immediate') return
  const frequency = present.number('frequency')
  if (frequency < slowestBurst) refuse(
    where, `bursts of the internal trigger need a frequency of ${slowestBurst} Hz at least, it is ${frequency} Hz`,
  )
  const period = burst.period ?? present.number('burstPeriod')
  const least = shortestBurstPeriod(cycles, frequency)
  if (period < least) refuse(
    where, `${cycles} cycles at ${frequency} Hz take ${least} s with the pause, the burst period is ${period} s`,
  )
}

/** Sets bursts and switches them on; a modulation, sweep or list ends with it. The phase of the carrier becomes 0. */
export async function playBurst(link: Link, channel: number, burst: Burst, options?: OperationOptions): Promise<void> {
  const where = place(link, channel)
  checkBurst(where, burst)
  await link.transaction(async (held) => {
    const present = await presentFor(
      held, channel, 'burst', burst.mode ?? '', ['frequency', 'burstCycles', 'burstPeriod', 'triggerSource'],
    )
    checkFit(where, burst, present)
    const { mode, cycles, period, phase, gatePolarity, markerCycle } = burst
    await held.set(given({ burstMode: mode, burstPhase: phase, burstGatePolarity: gatePolarity, markerCycle }), { channel })
    // Fewer cycles go before a shorter period, a longer period before more cycles.
    const fewer = cycles !== undefined && cycles < present.number('burstCycles')
    const steps = fewer ? [{ burstCycles: cycles }, { burstPeriod: period }] : [{ burstPeriod: period }, { burstCycles: cycles }]
    for (const step of steps) await held.set(given(step), { channel })
    await switchOn(held, channel, present, 'burst', `:SOUR${channel}:BURS:STAT ON`)
  }, options)
}
