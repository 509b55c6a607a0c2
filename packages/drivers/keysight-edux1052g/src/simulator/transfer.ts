import { encodeLatin1 } from '@lab/scpi'
import { DeviceError, type DeviceControl } from '@lab/scpi/device'
import { clippedLow, decode, hole, middleCode, type Trace } from './trace.ts'
import { engineering } from './format.ts'

/** Most points of what is on the screen. */
const mostNormalPoints = 62_500

/** Most points of an average. */
const mostAveragedPoints = 1000

/** What a transfer is to be. */
export interface TransferSettings {
  readonly format: 'byte' | 'word' | 'ascii'
  readonly littleEndian: boolean
  readonly unsigned: boolean
  readonly points: number
  /** Whether the record of the acquisition can be had: it is stopped, and asked for. */
  readonly raw: boolean
}

export function readTransferSettings(device: DeviceControl, points: number, stopped: boolean): TransferSettings {
  const format = device.getString('waveformFormat')
  const mode = device.getString('waveformPointsMode')
  return {
    format: format === 'word' ? 'word' : format === 'ascii' ? 'ascii' : 'byte',
    littleEndian: device.getString('waveformByteOrder') === 'littleEndian',
    unsigned: device.getBoolean('waveformUnsigned'),
    points,
    raw: stopped && mode !== 'normal' && device.getString('timebaseMode') === 'main',
  }
}

/** The next of 100, 250, 500, 1000, 2000, 5000, 10 000 and so on, upwards. */
export function pointsOnGrid(wanted: number): number {
  if (wanted <= 250) return wanted <= 100 ? 100 : 250
  const decade = 10 ** Math.floor(Math.log10(wanted))
  return [1, 2, 5, 10].map((factor) => factor * decade).find((points) => points >= wanted * (1 - 1e-9)) ?? wanted
}

/** Every n-th point of a trace, so that no more than those wanted are left. */
export function thinned(trace: Trace, { points, raw }: TransferSettings): Trace {
  const most = trace.type === 'average' ? mostAveragedPoints : raw ? Infinity : mostNormalPoints
  const wanted = Math.min(points, most, trace.codes.length)
  const stride = Math.ceil(trace.codes.length / wanted)
  if (!(stride > 1)) return trace
  const unit = trace.type === 'peak' ? 2 : 1
  const count = Math.floor(trace.codes.length / stride / unit) * unit
  const codes = new Uint16Array(count)
  for (let index = 0; index < count; index++) {
    codes[index] = trace.codes[Math.floor(index / unit) * stride * unit + (index % unit)] ?? hole
  }
  return { ...trace, codes, step: trace.step * stride }
}

/** The numbers of a preamble. */
export interface Preamble {
  readonly format: number
  readonly type: number
  readonly points: number
  readonly count: number
  readonly xIncrement: number
  readonly xOrigin: number
  readonly xReference: number
  readonly yIncrement: number
  readonly yOrigin: number
  readonly yReference: number
}

const formats = { byte: 0, word: 1, ascii: 4 } as const
const types = { normal: 0, peak: 1, average: 2, highResolution: 3 } as const

export function preambleOf(trace: Trace, { format, unsigned }: TransferSettings): Preamble {
  const width = format === 'byte' ? 256 : 1
  return {
    format: formats[format], type: types[trace.type], points: trace.codes.length, count: trace.averages,
    xIncrement: trace.step, xOrigin: trace.start, xReference: 0,
    yIncrement: trace.increment * width, yOrigin: trace.origin, yReference: unsigned ? middleCode / width : 0,
  }
}

export function formatPreamble(preamble: Preamble): string {
  const { format, type, points, count, xIncrement, xOrigin, xReference, yIncrement, yOrigin, yReference } = preamble
  const whole = [format, type, points, count].map((value) => `+${value}`)
  return [
    ...whole, engineering(xIncrement, 9), engineering(xOrigin, 9), `+${xReference}`, engineering(yIncrement, 9),
    engineering(yOrigin, 9),
    `+${yReference}`,
  ].join(',')
}

/** A code of 8 bits: the upper byte, but for the codes that stand for something else. */
function byteOf(code: number): number {
  return code === clippedLow ? 1 : code >> 8
}

function bytes(trace: Trace, unsigned: boolean): Uint8Array {
  const shift = unsigned ? 0 : 128
  return Uint8Array.from(trace.codes, (code) => byteOf(code) - shift)
}

function words({ codes }: Trace, { unsigned, littleEndian }: TransferSettings): Uint8Array {
  const shift = unsigned ? 0 : middleCode
  const data = new Uint8Array(codes.length * 2)
  const view = new DataView(data.buffer)
  for (let index = 0; index < codes.length; index++) view.setUint16(
    2 * index, ((codes[index] ?? 0) - shift) & 0xffff, littleEndian,
  )
  return data
}

/** At most 13 characters a point; a hole is 9.9e+37. */
function numbers(trace: Trace): Uint8Array {
  const text = Array.from(trace.codes, (code) => {
    const value = decode(code, trace)
    return Number.isNaN(value) ? '+9.90000e+37' : exponential(value)
  })
  return encodeLatin1(text.join(','))
}

function exponential(value: number): string {
  const [mantissa = '', exponent = '+0'] = value.toExponential(5).split('e')
  return `${value < 0 ? '' : '+'}${mantissa}e${exponent.charAt(0)}${exponent.slice(1).padStart(2, '0')}`
}

/** The points of a trace as they are transferred. */
export function dataOf(trace: Trace, settings: TransferSettings): Uint8Array {
  if (trace.codes.length === 0) throw new DeviceError(109, 'No Data For Operation')
  if (settings.format === 'ascii') return numbers(trace)
  return settings.format === 'word' ? words(trace, settings) : bytes(trace, settings.unsigned)
}
