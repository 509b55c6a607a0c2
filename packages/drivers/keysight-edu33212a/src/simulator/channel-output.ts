import type { Clock } from '@lab/core'
import type { CircuitPort } from '@lab/transport-sim'
import { emfFactor } from '../levels.ts'
import type { ChannelSettings } from './channel-settings.ts'
import { activeMode } from './mode-rules.ts'
import { modulated, type TimedWave } from './modulation.ts'
import { fraction } from './shapes.ts'
import { TriggerEngine, type Run } from './trigger-engine.ts'
import { triggeredWave, type TriggeredWave } from './triggered-wave.ts'
import { waveOf, type Wave } from './wave.ts'

/** Farthest the output gets from 0 V without load. */
const rails = 10

/** What the circuit makes of a channel. */
export interface ChannelSignal {
  readonly period?: number
  at(time: number): number
}

/** How a unit differs from its settings. */
export interface ChannelErrors {
  readonly gain: number
  /** In V, without load. */
  readonly offset: number
}

/** What a channel's output is made of. */
export interface ChannelOutputParts {
  readonly settings: ChannelSettings
  readonly port: CircuitPort
  readonly clock: Clock
  readonly errors: ChannelErrors
  /** Of the noise. */
  readonly seed: number
  /** Part of a period that the carrier is ahead by when it is switched on. */
  readonly phase: number
  readonly other: () => ChannelOutput | undefined
}

/** The output of one channel: keeps the phase of its carrier, and puts a signal into the circuit after each change. */
export class ChannelOutput {
  readonly trigger: TriggerEngine
  readonly #parts: ChannelOutputParts
  /** When the carrier had made `cycles`, apart from the phase that is set. */
  #origin: { time: number; cycles: number }
  #rate = 0
  #listStep = 0

  constructor(parts: ChannelOutputParts) {
    this.#parts = parts
    const { clock, settings } = parts
    this.#origin = { time: clock.monotonic() / 1000, cycles: parts.phase }
    this.trigger = new TriggerEngine(clock, settings, {
      duration: () => this.#triggeredWave()?.duration,
      pause: () => this.#pause(),
      changed: () => this.drive(),
    })
  }

  /** The waveform without level: what another channel is modulated by. */
  wave(): Wave {
    return waveOf(this.#parts.settings, this.#parts.seed)
  }

  /**
   * After settings have changed: the carrier goes on without a jump, what triggers had started begins anew. {@link drive} shows
   * it.
   */
  adopt(): void {
    const { rate } = this.wave()
    if (rate !== this.#rate) this.#origin = { time: this.trigger.now, cycles: this.#cyclesAt(this.trigger.now) }
    this.#rate = rate
    this.#listStep = 0
    this.trigger.restart()
  }

  /** Lets the carrier begin anew at its phase. {@link drive} shows it. */
  synchronise(time: number): void {
    this.#origin = { time, cycles: 0 }
  }

  /** Calls the present phase 0. */
  referPhase(): void {
    const { settings } = this.#parts
    this.#origin.cycles += settings.number('phase') / turnOf(settings)
    settings.put('phase', 0)
    this.drive()
  }

  /** A trigger. With a list on another source than the internal one it makes one step. False when it was not waited for. */
  fire(): boolean {
    const { settings } = this.#parts
    if (activeMode(settings) !== 'list' || this.trigger.run?.every !== undefined) return this.trigger.fire()
    this.#listStep = (this.#listStep + 1) % settings.memory.list.length
    this.drive()
    return true
  }

  /** Puts what the settings say into the circuit. */
  drive(): void {
    const { settings, port } = this.#parts
    if (!settings.is('output') || settings.word('outputMode') === 'gated') {
      port.setSignal(undefined)
      return port.drive({ kind: 'open' })
    }
    const { gain, offset } = this.#parts.errors
    const voltage = limited(this.#offset() * (1 + gain) + offset)
    port.drive({ kind: 'source', voltage, currentLimit: Infinity, resistance: 50 })
    const signal = this.#signal()
    port.setSignal(signal === undefined ? undefined : {
      ...signal, at: (time) => limited(voltage + signal.at(time) * (1 + gain)) - voltage,
    })
  }

  /** What alternates, in V without load; undefined for dc alone. */
  alternating(): ChannelSignal | undefined {
    const { settings, seed, other } = this.#parts
    if (settings.function === 'dc') return undefined
    const wave = this.wave()
    const phase = this.#phase(wave)
    const timedWave = this.#atTime(modulated({ settings, wave, seed, other: other()?.wave() }, phase), wave, phase)
    const scale = (settings.word('polarity') === 'inverted' ? -1 : 1) * this.#mirror() * this.#peakToPeak() / wave.span
    return { ...(timedWave.period === undefined ? {} : { period: timedWave.period }), at: (time) => scale * timedWave.at(time) }
  }

  #signal(): ChannelSignal | undefined {
    const own = this.alternating()
    const { other } = this.#parts
    const added = this.#combines() ? other()?.alternating() : undefined
    if (own === undefined || added === undefined) return own ?? added
    return { ...(own.period === added.period ? own : {}), at: (time) => own.at(time) + added.at(time) }
  }

  #combines(): boolean {
    return this.#parts.other() !== undefined && this.#parts.settings.word('combine') !== 'none'
  }

  /** −1 where the other channel is tracked upside down. */
  #mirror(): number {
    const other = this.#parts.other()
    return other?.isTrackedUpsideDown() === true ? -1 : 1
  }

  /** Whether the other channel is to be the mirror image of this one. */
  isTrackedUpsideDown(): boolean {
    return this.#parts.settings.word('tracking') === 'inverted'
  }

  #offset(): number {
    return this.#parts.settings.number('offset') / emfFactor(this.#parts.settings.load)
  }

  #peakToPeak(): number {
    return this.#parts.settings.memory.emf.peakToPeak
  }

  /** Where the carrier is at time 0, in periods. */
  #phase(wave: Wave): number {
    const { settings } = this.#parts
    return this.#origin.cycles - wave.rate * this.#origin.time + settings.number('phase') / turnOf(settings)
  }

  #cyclesAt(time: number): number {
    return fraction(this.#origin.cycles + this.#rate * (time - this.#origin.time))
  }

  #triggeredWave(): TriggeredWave | undefined {
    const { settings, seed, other } = this.#parts
    const wave = this.wave()
    return triggeredWave(settings, wave, modulated({ settings, wave, seed, other: other()?.wave() }, 0), 0)
  }

  /** Time in s from the end of one to the start of the next on the internal trigger. */
  #pause(): number {
    const { settings } = this.#parts
    const mode = activeMode(settings)
    if (mode === 'burst') return settings.number('burstPeriod') - settings.number('burstCycles') / this.wave().rate
    return mode === 'sweep' ? 1e-3 : 0
  }

  #atTime(running: TimedWave, wave: Wave, phase: number): TimedWave {
    const mode = activeMode(this.#parts.settings)
    const { run } = this.trigger
    if (mode === 'list' && run === undefined) return this.#listed(wave, phase)
    const started = this.#triggeredWave()
    return started === undefined ? running : runningWave(started, run)
  }

  /** A list that steps by triggers stands at one of its frequencies. */
  #listed(wave: Wave, phase: number): TimedWave {
    const rate = this.#parts.settings.memory.list[this.#listStep] ?? wave.rate
    return { period: 1 / rate, at: (time) => wave.at(rate * time + phase) }
  }
}

function turnOf(settings: ChannelSettings): number {
  return settings.device.getString('angleUnit') === 'radian' ? 2 * Math.PI : 360
}

function limited(volts: number): number {
  return Math.max(-rails, Math.min(rails, volts))
}

/** What a trigger has started, by the time of the bench. What repeats without end has done so always. */
function runningWave(started: TriggeredWave, run: Run | undefined): TimedWave {
  if (run === undefined) return { period: undefined, at: started.idle.bind(started) }
  const { from, every, count } = run
  const at = (time: number): number => {
    const since = time - from
    const turns = every === undefined ? 0 : Math.floor(since / every)
    if (turns >= count || (since < 0 && count !== Infinity)) return started.idle(since)
    const seconds = every === undefined ? since : since - turns * every
    return seconds < 0 || seconds >= started.duration ? started.idle(seconds) : started.at(seconds)
  }
  return { period: count === Infinity ? every : undefined, at }
}
