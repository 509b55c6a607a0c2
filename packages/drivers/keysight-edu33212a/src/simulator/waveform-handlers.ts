import { decodeLatin1, formatNr1, formatNr3 } from '@lab/scpi'
import { DeviceError, type DeviceCall, type DeviceHandler, type DeviceValue } from '@lab/scpi/device'
import { emfFactor, settled } from '../levels.ts'
import { arbitraryPoints, listLength, sampleRateRange } from '../specifications.ts'
import type { ChannelSettings } from './channel-settings.ts'
import { decodeArbitraryFile, encodeArbitraryFile, type FileStore } from './file-store.ts'
import { parseSequence, samplesOf } from './sample-data.ts'
import { builtInWaveform, sampled, type SampledWaveform } from './waveform-memory.ts'

/** What the handlers need of the instrument. */
export interface WaveformHost {
  readonly files: FileStore
  /** The channel of a call, by the suffix of its header. */
  settings(call: DeviceCall): ChannelSettings
  /** Runs what follows from a setting that was put. */
  changed(settings: ChannelSettings, setting: string): void
}

function textOf(value: DeviceValue | undefined): string {
  if (typeof value === 'string') return value
  throw new DeviceError(-109)
}

/** The waveform that is named, or the one that plays. */
function named(settings: ChannelSettings, name?: DeviceValue): SampledWaveform {
  return settings.memory.waveforms.find(name === undefined ? settings.word('arbitrary') : textOf(name))
}

function upload(host: WaveformHost, kind: 'integers' | 'floats'): DeviceHandler {
  return (call) => {
    const settings = host.settings(call)
    const [name, ...samples] = call.parameters
    const text = textOf(name)
    if (text.length > 12) throw new DeviceError(-144, 'Character data too long')
    if (builtInWaveform(text) !== undefined) throw new DeviceError(782, 'Cannot overwrite a built-in waveform')
    const littleEndian = call.device.getString('byteOrder') === 'littleEndian'
    settings.memory.waveforms.add(text, samplesOf(samples, { kind, littleEndian }))
  }
}

function sequence(host: WaveformHost): DeviceHandler {
  return (call) => {
    const { memory: { waveforms } } = host.settings(call)
    const [block] = call.parameters
    if (!(block instanceof Uint8Array)) throw new DeviceError(-104)
    const { name, steps } = parseSequence(decodeLatin1(block))
    const parts = steps.flatMap(({ name: part, repetitions }) => new Array<Float64Array>(repetitions).fill(
      waveforms.find(part).samples,
    ))
    const whole = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0))
    let place = 0
    for (const part of parts) {
      whole.set(part, place)
      place += part.length
    }
    waveforms.insert(sampled(name.toUpperCase(), whole))
  }
}

function attributes(host: WaveformHost): Record<'samplesPoints' | 'samplesAverage' | 'samplesCrestFactor'
  | 'samplesPeakToPeak', DeviceHandler> {
  const of = (compute: (waveform: SampledWaveform) => string): DeviceHandler => (call) => {
    return compute(named(host.settings(call), call.parameters[0]))
  }
  const mean = ({ samples }: SampledWaveform): number => samples.reduce((sum, value) => sum + value, 0) / samples.length
  const rms = ({ samples }: SampledWaveform): number => Math.sqrt(
    samples.reduce((sum, value) => sum + value * value, 0) / samples.length,
  )
  const peak = ({ min, max }: SampledWaveform): number => Math.max(Math.abs(min), Math.abs(max))
  return {
    samplesPoints: of(({ samples }) => formatNr1(samples.length)),
    samplesAverage: of((waveform) => formatNr3(mean(waveform), 15)),
    samplesCrestFactor: of((waveform) => formatNr3(rms(waveform) === 0 ? 0 : peak(waveform) / rms(waveform), 15)),
    samplesPeakToPeak: of(({ min, max }) => formatNr3(max - min, 15)),
  }
}

/** Frequency and period of a waveform of samples: the sample rate once more. */
function rateHandler(host: WaveformHost, kind: 'frequency' | 'period'): DeviceHandler {
  return (call) => {
    const settings = host.settings(call)
    const { length } = named(settings).samples
    const present = settings.number('sampleRate') / length
    if (call.query) return formatNr3(settled(kind === 'frequency' ? present : 1 / present), 15)
    const [value] = call.parameters
    if (typeof value !== 'number' || !(value > 0)) throw new DeviceError(-222)
    const rate = settled(length * (kind === 'frequency' ? value : 1 / value))
    const { min, max } = sampleRateRange
    if (rate > max || rate < min) settings.device.addError(
      -222, `Data out of range; value clipped to ${rate > max ? 'upper' : 'lower'} limit`,
    )
    settings.put('sampleRate', Math.max(min, Math.min(max, rate)))
    host.changed(settings, 'sampleRate')
    return undefined
  }
}

/** Peak to peak of full scale samples, by the amplitude of those there are. */
function peakToPeak(host: WaveformHost): DeviceHandler {
  return (call) => {
    const settings = host.settings(call)
    const { min, max } = named(settings)
    const span = (max - min) / 2
    const present = settings.memory.emf.peakToPeak / span * (emfFactor(settings.load))
    if (call.query) return formatNr3(settled(present), 15)
    const [value] = call.parameters
    const volts = value === 'MAX' ? 20 : value === 'MIN' ? 0 : value === 'DEF' ? 0.1 : value
    if (typeof volts !== 'number') throw new DeviceError(-104)
    settings.put('amplitudeUnit', 'Vpp')
    settings.put('amplitude', settled(volts * span))
    host.changed(settings, 'amplitude')
    return undefined
  }
}

function list(host: WaveformHost): DeviceHandler {
  return (call) => {
    const settings = host.settings(call)
    if (call.query) return settings.memory.list.map((frequency) => formatNr3(frequency, 15)).join(',')
    if (call.parameters.length > listLength) throw new DeviceError(-223, 'Too much data')
    settings.memory.list = call.parameters.filter((value) => typeof value === 'number')
    host.changed(settings, 'listFrequencies')
    return undefined
  }
}

/** Files of waveforms. */
function files(host: WaveformHost) {
  return {
    loadArbitrary: (call: DeviceCall) => {
      const settings = host.settings(call)
      const name = textOf(call.parameters[0])
      const known = builtInWaveform(host.files.path(name)) ?? builtInWaveform(name)
      if (known !== undefined) return settings.memory.waveforms.load(known)
      const samples = decodeArbitraryFile(host.files.read(name))
      if (samples.length < arbitraryPoints.min) throw new DeviceError(-222, 'Data out of range;arb waveform has too few points')
      settings.memory.waveforms.load(sampled(host.files.path(name), samples))
    },
    storeArbitrary: (call: DeviceCall) => {
      const settings = host.settings(call)
      host.files.write(textOf(call.parameters[0]), encodeArbitraryFile(named(settings).samples, settings.number('sampleRate')))
    },
  }
}

/** Handlers of arbitrary waveforms and lists. */
export function waveformHandlers(host: WaveformHost) {
  return {
    uploadFloats: upload(host, 'floats'),
    uploadIntegers: upload(host, 'integers'),
    uploadSequence: sequence(host),
    volatileClear: (call: DeviceCall) => {
      const settings = host.settings(call)
      settings.memory.waveforms.clear(settings.word('arbitrary'))
    },
    volatileCatalog: (call: DeviceCall) => host.settings(call).memory.waveforms.names.map((name) => `"${name}"`).join(','),
    volatileFree: (call: DeviceCall) => formatNr1(host.settings(call).memory.waveforms.freeBlocks),
    ...attributes(host),
    arbitraryFrequency: rateHandler(host, 'frequency'),
    arbitraryPeriod: rateHandler(host, 'period'),
    arbitraryPeakToPeak: peakToPeak(host),
    arbitraryPoints: (call: DeviceCall) => {
      const settings = host.settings(call)
      return formatNr1(named(settings).samples.length)
    },
    listFrequencies: list(host),
    listPoints: (call: DeviceCall) => formatNr1(host.settings(call).memory.list.length),
    ...files(host),
  }
}
