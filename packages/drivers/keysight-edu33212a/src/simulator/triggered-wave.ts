import type { ChannelSettings } from './channel-settings.ts'
import { activeMode } from './mode-rules.ts'
import type { TimedWave } from './modulation.ts'
import type { Wave } from './wave.ts'

/** What a trigger starts: how long one takes in s (`Infinity`: no end), and the waveform since its start. */
export interface TriggeredWave {
  readonly duration: number
  at(seconds: number): number
  /** What is there before and after. */
  idle(seconds: number): number
}

/** Cycles a sweep has made after so many seconds, from start to stop, hold and back. */
function sweptCycles(settings: ChannelSettings): (seconds: number) => number {
  const start = settings.number('startFrequency')
  const stop = settings.number('stopFrequency')
  const time = settings.number('sweepTime')
  const hold = settings.number('sweepHoldTime')
  const back = settings.number('sweepReturnTime')
  const ratio = Math.log(stop / start)
  const logarithmic = settings.word('sweepSpacing') === 'logarithmic' && ratio !== 0
  const rising = (seconds: number): number => logarithmic
    ? start * time / ratio * Math.expm1(ratio * seconds / time)
    : start * seconds + (stop - start) * seconds ** 2 / (2 * time)
  return (seconds) => {
    if (seconds <= time) return rising(seconds)
    const held = Math.min(seconds - time, hold)
    const returning = Math.max(0, Math.min(seconds - time - hold, back))
    const rest = Math.max(0, seconds - time - hold - back)
    const returned = back === 0 ? 0 : stop * returning + (start - stop) * returning ** 2 / (2 * back)
    return rising(time) + stop * held + returned + start * rest
  }
}

function sweep(settings: ChannelSettings, wave: Wave, phase: number): TriggeredWave {
  const cycles = sweptCycles(settings)
  const start = settings.number('startFrequency')
  return {
    duration: settings.number('sweepTime') + settings.number('sweepHoldTime') + settings.number('sweepReturnTime'),
    at: (seconds) => wave.at(cycles(seconds) + phase),
    idle: (seconds) => wave.at(start * seconds + phase),
  }
}

/** One walk through a list. Each trigger of a bus makes one step instead, see the channel. */
function list(settings: ChannelSettings, wave: Wave, phase: number): TriggeredWave {
  const dwell = settings.number('listDwell')
  const { list: frequencies } = settings.memory
  const cycles = (seconds: number): number => {
    const step = Math.max(0, Math.min(frequencies.length - 1, Math.floor(seconds / dwell)))
    const before = frequencies.slice(0, step).reduce((sum, frequency) => sum + frequency * dwell, 0)
    return before + (frequencies[step] ?? 0) * (seconds - step * dwell)
  }
  return {
    duration: dwell * frequencies.length,
    at: (seconds) => wave.at(cycles(seconds) + phase),
    idle: (seconds) => wave.at((frequencies[0] ?? 0) * seconds + phase),
  }
}

function burst(settings: ChannelSettings, wave: Wave, timed: TimedWave): TriggeredWave {
  const phase = settings.number('burstPhase') / 360
  const resting = wave.at(phase)
  return {
    duration: settings.number('burstCycles') / wave.rate,
    at: (seconds) => timed.at(seconds + phase / wave.rate),
    idle: () => resting,
  }
}

/** A gate that nothing opens but its polarity: the external input is low. */
function gated(settings: ChannelSettings, timed: TimedWave): TriggeredWave {
  const open = settings.word('burstGatePolarity') === 'inverted'
  return { duration: Infinity, at: timed.at.bind(timed), idle: (seconds) => (open ? timed.at(seconds) : 0) }
}

/** What triggers start on a channel; undefined where it runs all the time. */
export function triggeredWave(settings: ChannelSettings, wave: Wave, timed: TimedWave, phase: number): TriggeredWave | undefined {
  switch (activeMode(settings)) {
    case 'sweep': return sweep(settings, wave, phase)
    case 'list': return list(settings, wave, phase)
    case 'burst': return settings.word('burstMode') === 'gated' ? gated(settings, timed) : burst(settings, wave, timed)
    default: return undefined
  }
}
