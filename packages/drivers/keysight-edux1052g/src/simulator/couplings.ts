import { matchesWord } from '@lab/scpi'
import { DeviceError, type DeviceControl, type DeviceValue } from '@lab/scpi/device'
import { channels, computedScales, grid, offsetLimits, scaleRange, timeRange, type Channel } from '../specifications.ts'
import { unmodulated } from './generator.ts'
import type { TriggerLevels } from './levels.ts'

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value))
}

function isComputedScale(name: string): name is keyof typeof computedScales {
  return Object.hasOwn(computedScales, name)
}

/** Digits to which a number that is computed from others is kept. */
function tidy(value: number): number {
  return Number(value.toPrecision(9))
}

/** What changes along with a setting, and what is taken as far as it goes. */
export class Couplings {
  readonly #levels: TriggerLevels
  #probes: Record<Channel, number> = { 1: 10, 2: 10 }
  /** Whether the FFT still follows the time base. */
  #fftFollows = true

  constructor(levels: TriggerLevels) {
    this.#levels = levels
  }

  reset(device: DeviceControl): void {
    for (const channel of channels) this.#probes[channel] = device.getNumber('probe', channel)
    this.#fftFollows = true
    this.#followTimebase(device)
  }

  /** After a setting was changed by a message. @throws DeviceError to refuse it. */
  changed(name: string, channel: number | undefined, value: DeviceValue, device: DeviceControl): void {
    if (isComputedScale(name)) device.set(name, clamp(Number(value), computedScales[name].min, computedScales[name].max), channel)
    const input = channels.find((number) => number === channel)
    if (input !== undefined) this.#channelChanged(name, input, value, device)
    if (name.startsWith('timebase') || name.startsWith('window')) this.#timebaseChanged(name, device)
    else if (name === 'fftCenter' || name === 'fftSpan') this.#fftFollows = false
    else if (name === 'pattern') checkPattern(String(value), device)
    else if (name.startsWith('edge') || name === 'highFrequencyReject') rejects(name, device)
    else if (name.startsWith('generator') || name === 'modulation' || name === 'pulseWidth') generatorChanged(device)
  }

  #channelChanged(name: string, channel: Channel, value: DeviceValue, device: DeviceControl): void {
    if (name === 'probe') this.#probeChanged(channel, value, device)
    if (name === 'channelScale' || name === 'channelOffset') this.#levels.coerce(this.coerceChannel(channel, device))
  }

  /** Scale and offset as far as they go with this probe. */
  coerceChannel(channel: Channel, device: DeviceControl): DeviceControl {
    const probe = device.getNumber('probe', channel)
    const scale = clamp(device.getNumber('channelScale', channel), scaleRange.min * probe, scaleRange.max * probe)
    const limit = (scale <= offsetLimits.fineUpTo * probe * (1 + 1e-9) ? offsetLimits.fine : offsetLimits.coarse) * probe
    device.set('channelScale', scale, channel)
    device.set('channelOffset', clamp(device.getNumber('channelOffset', channel), -limit, limit), channel)
    return device
  }

  /** A change of the probe multiplies what is measured through it. */
  #probeChanged(channel: Channel, value: DeviceValue, device: DeviceControl): void {
    const probe = typeof value === 'number' ? value : matchesWord('X10', String(value)) ? 10 : 1
    const factor = probe / this.#probes[channel]
    this.#probes[channel] = probe
    device.set('probe', probe, channel)
    device.set('channelScale', tidy(device.getNumber('channelScale', channel) * factor), channel)
    device.set('channelOffset', tidy(device.getNumber('channelOffset', channel) * factor), channel)
    this.#levels.multiply(`channel${channel}`, factor)
    this.coerceChannel(channel, device)
  }

  #timebaseChanged(name: string, device: DeviceControl): void {
    const scale = clamp(device.getNumber('timebaseScale'), timeRange.min, timeRange.max)
    device.set('timebaseScale', scale)
    device.set('windowScale', Math.min(device.getNumber('windowScale'), scale))
    const mode = device.getString('timebaseMode')
    if (name === 'timebaseMode' && (mode === 'xy' || mode === 'roll')) device.set('waveformPointsMode', 'normal')
    this.#followTimebase(device)
  }

  #followTimebase(device: DeviceControl): void {
    if (!this.#fftFollows) return
    const span = tidy(1000 / (device.getNumber('timebaseScale') * grid.columns))
    device.set('fftSpan', clamp(span, 1, 100e9))
    device.set('fftCenter', clamp(span / 2, 0, 25e9))
  }
}

/** Two characters, first channel 2; further ones stand for inputs that are not there. */
function checkPattern(pattern: string, device: DeviceControl): void {
  const isOne = device.getString('patternFormat') === 'hexadecimal' ? /^0x[0-9A-FX]+$/i : /^[01XRF]{2,}$/i
  if (!isOne.test(pattern)) throw new DeviceError(-224)
}

/** Coupling and rejection of the edge trigger are two ways to say the same. */
function rejects(name: string, device: DeviceControl): void {
  const reject = device.getString('edgeReject')
  if (name === 'edgeCoupling') {
    const isLow = device.getString('edgeCoupling') === 'lowFrequencyReject'
    if (isLow) device.set('edgeReject', 'lowFrequency')
    else if (reject === 'lowFrequency') device.set('edgeReject', 'off')
  } else if (name === 'edgeReject') {
    if (reject === 'lowFrequency') device.set('edgeCoupling', 'lowFrequencyReject')
    else if (device.getString('edgeCoupling') === 'lowFrequencyReject') device.set('edgeCoupling', 'dc')
  } else if (name === 'highFrequencyReject') {
    if (device.getBoolean(name)) device.set('edgeReject', 'highFrequency')
    else if (reject === 'highFrequency') device.set('edgeReject', 'off')
  }
  device.set('highFrequencyReject', device.getString('edgeReject') === 'highFrequency')
}

/** What the generator cannot do together. */
function generatorChanged(device: DeviceControl): void {
  const name = device.getString('generatorFunction')
  if (device.getBoolean('modulation') && unmodulated.includes(name)) throw new DeviceError(-221)
}
