import {
  ProtocolError, SettingError, waveform, type OperationOptions, type RawSamples, type Unit, type Waveform,
} from '@lab/core'
import { decodeLatin1 } from '@lab/scpi'
import { sourceWord, type WaveformSource } from '../settings/sources.ts'
import { askAbout, checkSource } from './sources.ts'
import { checkNames, type ScopeLink } from './setting-group.ts'

/** How points are transferred (`:WAVeform:FORMat`): 8-bit codes, 16-bit codes, or text of numbers. */
export type WaveformFormat = 'byte' | 'word' | 'ascii'

/** Options of a transfer. */
export interface FetchOptions extends OperationOptions {
  /** `word` when absent: nothing of an average or of high resolution is lost. */
  readonly format?: WaveformFormat | undefined
  /**
   * Which record (`:WAVeform:POINts:MODE`): `normal` that on the screen, up to 62 500 points; `raw` that of the acquisition, only
   * while it is stopped; `maximum` the larger. `normal` when absent.
   */
  readonly record?: 'normal' | 'raw' | 'maximum' | undefined
  /** How many points at most: 100, 250, 500, 1000, 2000, 5000 and so on; `maximum` when absent. The instrument may send fewer. */
  readonly points?: number | 'maximum' | undefined
}

const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1
const formatWords = { byte: 'BYTE', word: 'WORD', ascii: 'ASC' } as const
const recordWords = { normal: 'NORM', raw: 'RAW', maximum: 'MAX' } as const

/** The message that says what is transferred. Words come in the order of this machine, so that they need not be turned round. */
function transferMessage(alias: string, source: WaveformSource, options: FetchOptions): string {
  const { format = 'word', record = 'normal', points = 'maximum' } = options
  checkSource(alias, source)
  checkNames(alias, options, ['format', 'record', 'points', 'signal', 'timeoutMs'])
  if (!Object.hasOwn(formatWords, format)) refuse(alias, 'format', format, Object.keys(formatWords))
  if (!Object.hasOwn(recordWords, record)) refuse(alias, 'record', record, Object.keys(recordWords))
  if (points !== 'maximum' && !(Number.isInteger(points) && points >= 100)) {
    throw new SettingError(`${alias}: points is ${points}, expected a whole number from 100 on, or 'maximum'; nothing was sent.`)
  }
  return `:WAV:SOUR ${sourceWord(source)};:WAV:FORM ${formatWords[format]};:WAV:BYT ${littleEndian ? 'LSBF' : 'MSBF'};:WAV:UNS 1;`
    + `:WAV:POIN:MODE ${recordWords[record]};:WAV:POIN ${points === 'maximum' ? 'MAX' : points}`
}

function refuse(alias: string, what: string, value: string, known: readonly string[]): never {
  throw new SettingError(`${alias}: ${what} is ${JSON.stringify(value)}, expected one of ${known.join(', ')}; nothing was sent.`)
}

/** What the instrument says of its points (`:WAVeform:PREamble?`). */
interface WaveformPreamble {
  readonly points: number
  readonly averages: number
  readonly xIncrement: number
  readonly xOrigin: number
  readonly xReference: number
  readonly yIncrement: number
  readonly yOrigin: number
  readonly yReference: number
}

/** @throws ProtocolError for anything but ten numbers. */
function parsePreamble(alias: string, text: string): WaveformPreamble {
  const numbers = text.split(',').map(Number)
  if (numbers.length !== 10 || numbers.some(Number.isNaN)) {
    throw new ProtocolError(`${alias} answered ':WAV:PRE?' with '${text}', expected ten numbers.`)
  }
  const [, , points = 0, averages = 1, xIncrement = 1, xOrigin = 0, xReference = 0, yIncrement = 1, yOrigin = 0, yReference = 0] =
    numbers
  return { points, averages, xIncrement, xOrigin, xReference, yIncrement, yOrigin, yReference }
}

/** 9.9E37 stands for a hole: a point that was not acquired. */
const holeNumber = 9e37

function parseNumbers(alias: string, block: Uint8Array): Float64Array {
  const text = decodeLatin1(block).trim()
  const values = Float64Array.from(text === '' ? [] : text.split(','), Number)
  const bad = values.findIndex((value) => Number.isNaN(value))
  if (bad >= 0) throw new ProtocolError(`${alias}: point ${bad} of ':WAV:DATA?' is no number.`)
  return values.map((value) => (value >= holeNumber ? Number.NaN : value))
}

/** The points of a block as what they are, laid over its bytes. @throws ProtocolError for half a word. */
function samplesOf(alias: string, block: Uint8Array<ArrayBufferLike>, format: WaveformFormat): RawSamples {
  if (format === 'byte') return block
  if (format === 'ascii') return parseNumbers(alias, block)
  if (block.length % 2 !== 0) throw new ProtocolError(
    `${alias} sent ${block.length} bytes of 16-bit points, which is no whole number of them.`,
  )
  const aligned = block.byteOffset % 2 === 0 ? block : block.slice()
  return new Uint16Array(aligned.buffer, aligned.byteOffset, block.length / 2)
}

/** Makes the waveform of what was received. The integers stay as they are; text has its values already. */
function toWaveform<U extends Unit>(
  raw: RawSamples, preamble: WaveformPreamble, rest: { unit: U; xUnit: Unit; timeMs: number; format: WaveformFormat },
): Waveform<U> {
  const { xIncrement, xOrigin, xReference, yIncrement, yOrigin, yReference } = preamble
  const scaling = rest.format === 'ascii' ? {} : { scale: yIncrement, origin: yReference, offset: yOrigin }
  return waveform({
    raw, ...scaling, start: xOrigin - xReference * xIncrement, step: xIncrement, unit: rest.unit, xUnit: rest.xUnit,
    timeMs: rest.timeMs,
  })
}

/** Codes that stand for no value: in the waveforms of this instrument, as `raw` has them. */
export interface SpecialSamples {
  /** Points that were not acquired. */
  readonly holes: number
  /** Points below what the converter can take. */
  readonly tooLow: number
  /** Points above what the converter can take. */
  readonly tooHigh: number
}

/**
 * Counts the codes that stand for no value: 0 for a hole, 1 for too low, 255 or 65535 for too high (`:WAVeform:DATA`). In text,
 * holes are NaN and the others cannot be told.
 */
export function specialSamples({ raw }: Waveform): SpecialSamples {
  const highest = raw instanceof Uint8Array ? 0xff : raw instanceof Uint16Array ? 0xffff : Infinity
  const isText = raw instanceof Float64Array
  let [holes, tooLow, tooHigh] = [0, 0, 0]
  for (const code of raw) {
    if (isText ? Number.isNaN(code) : code === 0) holes += 1
    else if (!isText && code === 1) tooLow += 1
    else if (code === highest) tooHigh += 1
  }
  return { holes, tooLow, tooHigh }
}

async function transfer(
  link: ScopeLink, source: WaveformSource, message: string, format: WaveformFormat,
): Promise<Waveform<string>> {
  await link.execute(message)
  const { text, unit } = await askAbout(link, source, ':WAV:PRE?')
  const preamble = parsePreamble(link.alias, text)
  const raw = samplesOf(link.alias, await link.queryBlock(':WAV:DATA?'), format)
  if (raw.length !== preamble.points) {
    throw new ProtocolError(`${link.alias} announced ${preamble.points} points and sent ${raw.length}.`, {
      hint: 'While it acquires, settings may change between the two. Stop it, or fetch again.',
    })
  }
  const timeMs = link.clock.now()
  const channel = source.startsWith('channel') ? Number(source.slice(-1)) : undefined
  const made = toWaveform(raw, preamble, { unit, xUnit: source === 'fft' ? 'Hz' : 's', timeMs, format })
  return {
    ...made,
    source: { instrument: link.alias, function: 'waveform', ...(channel === undefined ? { channel: source } : { channel }) },
  }
}

/** Transfers the points of a source, as one transaction. */
export function fetchWaveform(
  link: ScopeLink, source: 'channel1' | 'channel2', options?: FetchOptions,
): Promise<Waveform<'V' | 'A'>>
export function fetchWaveform(link: ScopeLink, source: WaveformSource, options?: FetchOptions): Promise<Waveform>
export async function fetchWaveform(link: ScopeLink, source: WaveformSource, options: FetchOptions = {}): Promise<Waveform> {
  const message = transferMessage(link.alias, source, options)
  return await link.transaction((inner) => transfer(inner, source, message, options.format ?? 'word'), options)
}
