import type { OperationOptions, Quantity } from '@lab/core'
import { requireTaken } from './channel.ts'
import { readGroup, renamed, settingGroup, type ScopeLink, type SettingGroup } from './setting-group.ts'

/** The time base (`:TIMebase`). */
export interface TimebaseSettings {
  /** Normal, with a zoom window, channel 2 over channel 1, or rolling (`:MODE`). */
  readonly mode: 'main' | 'window' | 'xy' | 'roll'
  /** Where the reference is: one division from the left or right edge, or the middle (`:REFerence`). */
  readonly reference: 'left' | 'center' | 'right'
  /** Time per division in s, 5 ns … 50 s (`:SCALe`). */
  readonly scale: Quantity<'s'>
  /** Time from the trigger to the reference in s (`:POSition`). */
  readonly position: Quantity<'s'>
  /** Whether the knob turns in fine steps (`:VERNier`). */
  readonly vernier: boolean
  /** Time per division of the zoom window in s, no more than `scale` (`:WINDow:SCALe`). */
  readonly windowScale: Quantity<'s'>
  /** Time from the trigger to the middle of the zoom window in s (`:WINDow:POSition`). */
  readonly windowPosition: Quantity<'s'>
}

/** How samples become points (`:ACQuire`). */
export interface AcquisitionSettings {
  /** As they are, averaged over triggers, smoothed, or least and greatest (`:TYPE`). */
  readonly type: 'normal' | 'average' | 'highResolution' | 'peak'
  /** Averages, 2 … 65 536 (`:COUNt`). */
  readonly averages: number
  /** One record, or many segments (`:MODE`). */
  readonly mode: 'realTime' | 'segmented'
  /** Segments that are acquired, 2 … 250 (`:SEGMented:COUNt`). */
  readonly segments: number
  /** Segment that is shown and read, from 1 (`:SEGMented:INDex`). */
  readonly segment: number
}

/** The acquisition: its settings, and what follows from them and cannot be set. */
export interface ScopeAcquisition extends SettingGroup<AcquisitionSettings> {
  /** Points of the acquisition record (`:ACQuire:POINts?`). */
  points(options?: OperationOptions): Promise<number>
  /** Samples per second (`:ACQuire:SRATe?`). */
  sampleRate(options?: OperationOptions): Promise<number>
  /** Segments in the memory (`:WAVeform:SEGMented:COUNt?`). */
  segmentsAcquired(options?: OperationOptions): Promise<number>
  /** Time of the segment that is shown after the first one, in s (`:WAVeform:SEGMented:TTAG?`). */
  segmentTime(options?: OperationOptions): Promise<number>
  /**
   * Statistics of what is measured over all segments (`:ACQuire:SEGMented:ANALyze`). @throws InstrumentError without segments.
   */
  analyzeSegments(options?: OperationOptions): Promise<void>
}

const timebaseNames = {
  mode: 'timebaseMode', reference: 'timebaseReference', scale: 'timebaseScale', position: 'timebasePosition',
  vernier: 'timebaseVernier',
  windowScale: 'windowScale', windowPosition: 'windowPosition',
} as const

const acquisitionNames = {
  type: 'acquisitionType', averages: 'averageCount', mode: 'acquisitionMode', segments: 'segmentCount', segment: 'segmentIndex',
} as const

async function setTimebase(link: ScopeLink, settings: Partial<TimebaseSettings>): Promise<void> {
  await link.set(renamed(link.alias, timebaseNames, settings))
  if (settings.scale === undefined && settings.position === undefined) return
  const [scale = Number.NaN, position = Number.NaN] = (await link.query(':TIM:SCAL?;:TIM:POS?')).split(';').map(Number)
  requireTaken(`The time base of ${link.alias}`, settings.scale, scale, 0, 's')
  requireTaken(`The position of the time base of ${link.alias}`, settings.position, position, 0.1 * scale, 's')
}

/** The time base. Scale and position are read back: the instrument takes what is too much as far as it goes, without a word. */
export function scopeTimebase(link: ScopeLink): SettingGroup<TimebaseSettings> {
  return {
    set: (settings, options) => link.transaction((inner) => setTimebase(inner, settings), options),
    settings: (options) => link.transaction((inner) => readGroup(inner, timebaseNames), options),
  }
}

export function scopeAcquisition(link: ScopeLink): ScopeAcquisition {
  return {
    ...settingGroup(link, acquisitionNames),
    points: (options) => link.queryNumber(':ACQ:POIN?', options),
    sampleRate: (options) => link.queryNumber(':ACQ:SRAT?', options),
    segmentsAcquired: (options) => link.queryNumber(':WAV:SEGM:COUN?', options),
    segmentTime: (options) => link.queryNumber(':WAV:SEGM:TTAG?', options),
    analyzeSegments: (options) => link.execute(':ACQ:SEGM:ANAL', options),
  }
}
