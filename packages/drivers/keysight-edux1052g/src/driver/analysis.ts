import type { OperationOptions, Quantity, Waveform } from '@lab/core'
import type { Reference } from '../specifications.ts'
import { sourceWord, type MeasurementSource, type WaveformSource } from '../settings/sources.ts'
import { sendBlock } from './block-transfer.ts'
import { settingGroup, type ScopeLink, type SettingGroup } from './setting-group.ts'
import { checkSource } from './sources.ts'
import { fetchWaveform, type FetchOptions } from './waveform.ts'

/** Windows of a Fourier transform. */
export type FftWindow = 'rectangular' | 'hanning' | 'flatTop' | 'blackmanHarris'

/** The math waveform (`:FUNCtion`). */
export interface MathSettings {
  readonly enabled: boolean
  readonly operation: 'add' | 'subtract' | 'multiply' | 'divide' | 'fft' | 'integrate' | 'differentiate' | 'squareRoot'
    | 'lowPass'
  /** First operand: a channel, or the result of the inner operation. */
  readonly source1: 'channel1' | 'channel2' | 'inner'
  readonly source2: 'channel1' | 'channel2'
  /** Per division, in the unit of the result. */
  readonly scale: number
  /** Value in the middle of the screen, in the unit of the result. */
  readonly offset: number
  /** Operation whose result `inner` is (`:GOFT`). */
  readonly innerOperation: 'add' | 'subtract' | 'multiply'
  readonly innerSource1: 'channel1' | 'channel2'
  readonly innerSource2: 'channel1' | 'channel2'
  /** Of the operation `fft` (`:FUNCtion:FFT`), as those of the FFT beside it. */
  readonly fftWindow: FftWindow
  readonly fftCenter: Quantity<'Hz'>
  readonly fftSpan: Quantity<'Hz'>
  readonly fftVertical: 'decibel' | 'volt'
}

/** The Fourier transform beside the math waveform (`:FFT`). */
export interface FftSettings {
  readonly enabled: boolean
  readonly source: 'channel1' | 'channel2'
  /** Middle of the span in Hz, 0 … 25 GHz. Follows the time base until it is set. */
  readonly center: Quantity<'Hz'>
  /** In Hz, 1 Hz … 100 GHz. Follows the time base until it is set. */
  readonly span: Quantity<'Hz'>
  readonly window: FftWindow
  /** dBV, or V rms. */
  readonly vertical: 'decibel' | 'volt'
  /** Per division, in dB or V. */
  readonly scale: number
  /** Value in the middle of the screen, in dBV or V. */
  readonly offset: number
}

/** A reference waveform (`:WMEMory<r>`). */
export interface ReferenceSettings {
  readonly enabled: boolean
  /** Up to 10 characters. */
  readonly label: string
  /** Per division, in the unit of what was saved. */
  readonly scale: number
  readonly offset: number
  /** Shift in s. */
  readonly skew: Quantity<'s'>
}

/** One reference waveform. */
export interface ScopeReference extends SettingGroup<ReferenceSettings> {
  /** Copies what a source shows. @throws InstrumentError for a source that shows nothing. */
  save(source: MeasurementSource, options?: OperationOptions): Promise<void>
  clear(options?: OperationOptions): Promise<void>
  /** Its samples. The instrument does not say their unit: V is assumed. */
  fetchWaveform(options?: FetchOptions): Promise<Waveform>
}

/** What cursors belong to. */
export type CursorSource = 'channel1' | 'channel2' | 'math' | 'fft' | 'reference1' | 'reference2' | 'none'

/** The cursors (`:MARKer`). */
export interface CursorSettings {
  /** What moves them: nothing, a measurement, you, or you along a waveform. */
  readonly mode: 'off' | 'measurement' | 'manual' | 'waveform'
  readonly source1: CursorSource
  readonly source2: CursorSource
  /** In s after the trigger, or Hz. */
  readonly x1: number
  /** In s after the trigger, or Hz. */
  readonly x2: number
  /** In the unit of the source. */
  readonly y1: number
  /** In the unit of the source. */
  readonly y2: number
  /** Unit in which the difference in time is shown. */
  readonly xUnit: 'seconds' | 'hertz' | 'degrees' | 'percent'
  readonly yUnit: 'base' | 'percent'
}

/** The cursors, and how far they are apart. */
export interface ScopeCursors extends SettingGroup<CursorSettings> {
  /** Second less first cursor: `x` in s or Hz, `y` in the unit of the source (`:XDELta?`, `:YDELta?`). */
  delta(options?: OperationOptions): Promise<{ readonly x: number; readonly y: number }>
}

/** The mask test (`:MTESt`). */
export interface MaskSettings {
  readonly enabled: boolean
  /** What the mask is made of and tested on. */
  readonly source: 'channel1' | 'channel2'
  /** Unit of the margins: divisions, or s and V. */
  readonly unit: 'divisions' | 'current'
  /** Margin in time either way. */
  readonly marginX: number
  /** Margin in value either way. */
  readonly marginY: number
  /** What ends the test. */
  readonly until: 'forever' | 'time' | 'sigma' | 'waveforms'
  /** Length of a test by time in s, 1 … 86 400. */
  readonly seconds: Quantity<'s'>
  /** Length of a test by waveforms, from 1. */
  readonly waveforms: number
  /** Length of a test by its level in sigma, 0.1 … 9.3. */
  readonly sigma: number
  /** Whether the first failure stops the acquisition. */
  readonly stopOnFailure: boolean
}

/** What a mask test has counted. */
export interface MaskCounts {
  readonly waveforms: number
  readonly failures: number
  /** In s. */
  readonly seconds: number
}

/** The mask test. */
export interface ScopeMask extends SettingGroup<MaskSettings> {
  /** Makes a mask around what the source shows, as wide as the margins. */
  create(options?: OperationOptions): Promise<void>
  delete(options?: OperationOptions): Promise<void>
  counts(options?: OperationOptions): Promise<MaskCounts>
  resetCounts(options?: OperationOptions): Promise<void>
  /** The mask as the instrument has it, to be kept. */
  read(options?: OperationOptions): Promise<Uint8Array>
  /** Takes back what {@link read} gave. */
  write(mask: Uint8Array, options?: OperationOptions): Promise<void>
}

const mathNames = {
  operation: 'mathOperation', source1: 'mathSource1', source2: 'mathSource2', innerOperation: 'innerOperation',
  innerSource1: 'innerSource1',
  innerSource2: 'innerSource2',
  fftWindow: 'mathFftWindow', fftCenter: 'mathFftCenter', fftSpan: 'mathFftSpan', fftVertical: 'mathFftVertical',
  scale: 'mathScale', offset: 'mathOffset', enabled: 'mathDisplay',
} as const

const fftNames = {
  source: 'fftSource', center: 'fftCenter', span: 'fftSpan', window: 'fftWindow', vertical: 'fftVertical', scale: 'fftScale',
  offset: 'fftOffset',
  enabled: 'fftDisplay',
} as const

const referenceNames = {
  label: 'referenceLabel', scale: 'referenceScale', offset: 'referenceOffset', skew: 'referenceSkew', enabled: 'referenceDisplay',
} as const

const cursorNames = {
  mode: 'cursorMode', source1: 'cursorSource1', source2: 'cursorSource2', x1: 'cursorX1', x2: 'cursorX2', y1: 'cursorY1',
  y2: 'cursorY2',
  xUnit: 'cursorXUnit', yUnit: 'cursorYUnit',
} as const

const maskNames = {
  source: 'maskSource', unit: 'maskUnit', marginX: 'maskMarginX', marginY: 'maskMarginY', until: 'maskRunMode',
  seconds: 'maskRunTime',
  waveforms: 'maskRunWaveforms', sigma: 'maskRunSigma', stopOnFailure: 'maskStop', enabled: 'maskTest',
} as const

export function scopeMath(link: ScopeLink): SettingGroup<MathSettings> {
  return settingGroup(link, mathNames)
}

export function scopeFft(link: ScopeLink): SettingGroup<FftSettings> {
  return settingGroup(link, fftNames)
}

export function scopeReference(link: ScopeLink, reference: Reference): ScopeReference {
  const source: WaveformSource = `reference${reference}`
  return {
    ...settingGroup(link, referenceNames, reference),
    async save(from, options) {
      checkSource(link.alias, from)
      await link.execute(`:WMEM${reference}:SAVE ${sourceWord(from)}`, options)
    },
    clear: (options) => link.execute(`:WMEM${reference}:CLE`, options),
    fetchWaveform: (options) => fetchWaveform(link, source, options),
  }
}

export function scopeCursors(link: ScopeLink): ScopeCursors {
  return {
    ...settingGroup(link, cursorNames),
    async delta(options) {
      const [x = Number.NaN, y = Number.NaN] = (await link.query(':MARK:XDEL?;:MARK:YDEL?', options)).split(';').map(Number)
      return { x, y }
    },
  }
}

export function scopeMask(link: ScopeLink): ScopeMask {
  return {
    ...settingGroup(link, maskNames),
    create: (options) => link.execute(':MTES:AMAS:CRE', options),
    delete: (options) => link.execute(':MTES:DEL', options),
    async counts(options) {
      const answers = (await link.query(':MTES:COUN:WAV?;:MTES:COUN:FWAV?;:MTES:COUN:TIME?', options)).split(';').map(Number)
      const [waveforms = Number.NaN, failures = Number.NaN, seconds = Number.NaN] = answers
      return { waveforms, failures, seconds }
    },
    resetCounts: (options) => link.execute(':MTES:COUN:RES', options),
    read: (options) => link.queryBlock(':MTES:DATA?', options),
    write: (mask, options) => sendBlock(link, ':MTES:DATA', mask, options),
  }
}
