import type { OperationOptions } from '@lab/core'
import { encodeLatin1 } from '@lab/scpi'
import { arbitraryPoints } from '../specifications.ts'
import { checkWaveform, waveformNames } from './channel-set.ts'
import { checkName, oneOf, onlyKeys, place, refuse, shown, within, type Link } from './link.ts'
import { sampleBlock, type ByteOrder, type Samples } from './sample-block.ts'

/** Options of an upload. */
export interface UploadOptions extends OperationOptions {
  /** Byte order to set and to send in; the one that the instrument is set to when absent. */
  readonly byteOrder?: ByteOrder
}

/** How often a step of a sequence plays, and what follows. */
export type PlayControl = 'once' | 'onceWaitTrig' | 'repeat' | 'repeatInf' | 'repeatTilTrig'

/** What the Sync signal does during a step of a sequence. */
export type SequenceMarker = 'maintain' | 'lowAtStart' | 'highAtStart' | 'highAtStartGoLow'

/** One step of a sequence of waveforms. */
export interface SequenceStep {
  /** Name of a waveform in volatile memory. */
  readonly waveform: string
  /** `once` when absent. */
  readonly play?: PlayControl
  /** For `repeat`: how often, 1 … 1 000 000; 1 when absent. */
  readonly repetitions?: number
  /** `maintain` when absent. */
  readonly marker?: SequenceMarker
  /** Sample at which the Sync signal goes low again, for `highAtStartGoLow`; 10 when absent. */
  readonly markerPoint?: number
}

/** What is known of a waveform in volatile memory. */
export interface WaveformAttributes {
  readonly points: number
  /** Average of its samples, full scale being 1. */
  readonly average: number
  /** Peak by effective value. */
  readonly crestFactor: number
  /** Largest less smallest sample; 2 for one that spans full scale. */
  readonly peakToPeak: number
}

/** The built-in waveforms (User's Guide EDU33212-90002, built-in arbitrary waveforms). */
export const builtInWaveforms = [
  'CARDIAC', 'D_LORENTZ', 'EXP_FALL', 'EXP_RISE', 'GAUSSIAN', 'HAVERSINE', 'LORENTZ', 'NEG_RAMP', 'SINC',
] as const

/** Name of a built-in waveform. */
export type BuiltInWaveform = (typeof builtInWaveforms)[number]

/**
 * Arbitrary waveforms in the volatile memory of a channel (Trueform Series Operating and Service Guide, DATA and
 * FUNCtion:ARBitrary).
 */
export interface ArbitraryMemory {
  /**
   * Puts samples into volatile memory under a name of up to 12 letters, digits and underscores that begins with a letter.
   * Resolves when the instrument has taken them. `channel.set({ function: 'arbitrary', waveform: name })` plays them.
   * @throws SettingError for samples or a name that are not possible, a name that is taken, or no room; nothing was sent.
   */
  upload(name: string, samples: Samples, options?: UploadOptions): Promise<void>
  /**
   * Joins waveforms of volatile memory under a name. Whether this series has sequences is not documented: an instrument without
   * reports -113.
   */
  uploadSequence(name: string, steps: readonly SequenceStep[], options?: OperationOptions): Promise<void>
  /** Loads a built-in waveform into volatile memory. */
  loadBuiltIn(name: BuiltInWaveform, options?: OperationOptions): Promise<void>
  /** Loads a file such as `INT:\\mine.arb` into volatile memory. `MMEMory:LOAD:DATA`. */
  load(file: string, options?: OperationOptions): Promise<void>
  /** Stores the waveform that plays in a file. `MMEMory:STORe:DATA`. */
  store(file: string, options?: OperationOptions): Promise<void>
  /** Names of what is in volatile memory. */
  names(options?: OperationOptions): Promise<readonly string[]>
  /** Samples that there is room for. */
  freePoints(options?: OperationOptions): Promise<number>
  /** What is known of a waveform. */
  attributes(name: string, options?: OperationOptions): Promise<WaveformAttributes>
  /** Forgets everything but what plays. */
  clear(options?: OperationOptions): Promise<void>
  /** Makes the waveforms of both channels begin together. */
  synchronise(options?: OperationOptions): Promise<void>
}

const blockOfPoints = 128

function checkOwnName(where: string, name: string): void {
  checkName(where, name)
  if (builtInWaveforms.some((known) => known === name.toUpperCase())) refuse(where, `${name} is a built-in waveform`)
}

function checkPath(where: string, file: string): void {
  if (typeof file !== 'string' || file === '' || /[^\x20-\x7e]|"/.test(file)) refuse(where, `${shown(file)} is no path of a file`)
}

/** The byte order to send in; changes that of the instrument only where it was asked for. */
async function byteOrder(link: Link, wanted: ByteOrder | undefined): Promise<ByteOrder> {
  const now: ByteOrder = await link.get('byteOrder') === 'littleEndian' ? 'little-endian' : 'big-endian'
  if (wanted === undefined || wanted === now) return now
  await link.set({ byteOrder: wanted === 'little-endian' ? 'littleEndian' : 'bigEndian' })
  return wanted
}

async function checkRoom(link: Link, channel: number, name: string, points: number): Promise<void> {
  const where = place(link, channel)
  const names = await waveformNames(link, channel)
  if (names.some((known) => known.toUpperCase() === name.toUpperCase())) {
    refuse(where, `volatile memory has a waveform ${name} already`, 'Take another name, or clear the memory.')
  }
  const free = blockOfPoints * await link.queryNumber(`:SOUR${channel}:DATA:VOL:FREE?`)
  if (points > free) refuse(where, `a waveform of ${points} samples; there is room for ${free}`, 'Clear the memory.')
}

/** Sends a block and waits until the instrument has taken it. @throws InstrumentError with the header it was sent with. */
async function send(link: Link, header: string, bytes: Uint8Array): Promise<void> {
  await link.writeBlock(header, bytes)
  await link.query('*OPC?')
  await link.checkErrors(header)
}

async function upload(link: Link, channel: number, name: string, samples: Samples, options?: UploadOptions): Promise<void> {
  const where = place(link, channel)
  checkOwnName(where, name)
  oneOf(where, 'byteOrder', options?.byteOrder, ['big-endian', 'little-endian'])
  sampleBlock(where, samples, 'big-endian')
  await link.transaction(async (held) => {
    await checkRoom(held, channel, name, samples.length)
    const { kind, bytes } = sampleBlock(where, samples, await byteOrder(held, options?.byteOrder))
    await send(held, `:SOUR${channel}:DATA:ARB${kind === 'integers' ? ':DAC' : ''} ${name},`, bytes)
  }, options)
}

function sequenceText(where: string, name: string, steps: readonly SequenceStep[]): string {
  if (!Array.isArray(steps) || steps.length === 0) refuse(where, 'a sequence without steps')
  const fields = steps.map((step: SequenceStep) => {
    onlyKeys(where, step, ['waveform', 'play', 'repetitions', 'marker', 'markerPoint'])
    const { waveform, play = 'once', repetitions = play === 'repeat' ? 1 : 0, marker = 'maintain', markerPoint = 10 } = step
    oneOf(where, 'play', play, ['once', 'onceWaitTrig', 'repeat', 'repeatInf', 'repeatTilTrig'])
    oneOf(where, 'marker', marker, ['maintain', 'lowAtStart', 'highAtStart', 'highAtStartGoLow'])
    if (play === 'repeat') within(where, 'repetitions', repetitions, 1, 1e6)
    within(where, 'markerPoint', markerPoint, 0, arbitraryPoints.max)
    checkPath(where, waveform)
    return `"${waveform}",${repetitions},${play},${marker},${markerPoint}`
  })
  return [`"${name}"`, ...fields].join(',')
}

async function attributesOf(link: Link, query: (attribute: string) => string): Promise<WaveformAttributes> {
  return {
    points: await link.queryNumber(query('POIN')), average: await link.queryNumber(query('AVER')),
    crestFactor: await link.queryNumber(query('CFAC')), peakToPeak: await link.queryNumber(query('PTP')),
  }
}

/** The memory of one channel. */
export function arbitraryMemory(link: Link, channel: number): ArbitraryMemory {
  const where = place(link, channel)
  const node = `:SOUR${channel}:DATA`
  return {
    upload: async (name, samples, options) => upload(link, channel, name, samples, options),
    async uploadSequence(name, steps, options) {
      checkOwnName(where, name)
      const bytes = encodeLatin1(sequenceText(where, name, steps))
      await link.transaction(async (held) => {
        for (const { waveform } of steps) await checkWaveform(held, channel, where, { waveform })
        await send(held, `${node}:SEQ`, bytes)
      }, options)
    },
    async loadBuiltIn(name, options) {
      oneOf(where, 'waveform', name, builtInWaveforms)
      await link.execute(`:MMEM:LOAD:DATA${channel} "INT:\\BUILTIN\\${name}.ARB"`, options)
    },
    async load(file, options) {
      checkPath(where, file)
      await link.execute(`:MMEM:LOAD:DATA${channel} "${file}"`, options)
    },
    async store(file, options) {
      checkPath(where, file)
      await link.execute(`:MMEM:STOR:DATA${channel} "${file}"`, options)
    },
    names: (options) => waveformNames(link, channel, options),
    async freePoints(options) {
      return blockOfPoints * await link.queryNumber(`${node}:VOL:FREE?`, options)
    },
    async attributes(name, options) {
      checkPath(where, name)
      const of = (attribute: string): string => `${node}:ATTR:${attribute}? "${name}"`
      return await link.transaction(async (held) => {
        await checkWaveform(held, channel, where, { waveform: name })
        return await attributesOf(held, of)
      }, options)
    },
    clear: (options) => link.execute(`${node}:VOL:CLE`, options),
    synchronise: (options) => link.execute(`:SOUR${channel}:FUNC:ARB:SYNC`, options),
  }
}
