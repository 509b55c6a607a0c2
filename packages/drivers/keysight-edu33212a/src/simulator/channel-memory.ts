import { WaveformMemory } from './waveform-memory.ts'

/** What a simulated channel holds besides its settings. */
export class ChannelMemory {
  readonly waveforms = new WaveformMemory()
  /** Frequencies of the list in Hz. */
  list: readonly number[] = defaultList
  /** Whether the amplifier range follows the amplitude. */
  autorange = true
  /** Open-circuit amplitude in Vpp and offset in V. Load and unit only change how they are told. */
  emf = { peakToPeak: 0.2, offset: 0 }
  /** The load before the one being set, in Ω. */
  formerLoad = 50

  reset(): void {
    this.list = defaultList
    this.autorange = true
    this.emf = { peakToPeak: 0.2, offset: 0 }
    this.formerLoad = 50
  }
}

/** Frequencies of the list after a reset (Trueform reference, `LIST:FREQuency`). */
const defaultList: readonly number[] = [100, 1000, 550]
