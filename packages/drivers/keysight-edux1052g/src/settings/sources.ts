/** What can be looked at, by our names and as the instrument calls it. `CHANnel1` needs its prefix everywhere. */
export const analogSources = { channel1: 'CHANnel1', channel2: 'CHANnel2' } as const

/** Sources of waveforms. */
export const waveformSources = {
  ...analogSources, math: 'FUNCtion', fft: 'FFT', reference1: 'WMEMory1', reference2: 'WMEMory2', external: 'EXTernal',
  serial: 'SBUS1',
} as const

/** Sources of measurements. */
export const measurementSources = {
  ...analogSources, math: 'FUNCtion', fft: 'FFT', reference1: 'WMEMory1', reference2: 'WMEMory2', external: 'EXTernal',
} as const

/** Sources of the edge trigger that both models have. `none` is what the instrument answers where there is none. */
export const edgeSources = { ...analogSources, external: 'EXTernal', line: 'LINE', none: 'NONE' } as const

/** Sources of the edge trigger on the EDUX1052G: its own generator besides. */
export const generatorEdgeSources = { ...edgeSources, generator: 'WGEN' } as const

/** Sources of triggers by width, pattern and the like. */
export const pulseSources = { ...analogSources, external: 'EXTernal' } as const

/** Sources of math functions. */
export const mathSources = { ...analogSources, inner: 'GOFT' } as const

/** Sources of cursors. */
export const cursorSources = {
  ...analogSources, math: 'FUNCtion', fft: 'FFT', reference1: 'WMEMory1', reference2: 'WMEMory2', none: 'NONE',
} as const

/** A source of waveforms. */
export type WaveformSource = keyof typeof waveformSources

/** A source of measurements. */
export type MeasurementSource = keyof typeof measurementSources

/** As a message names it: `CHAN1`. */
export function sourceWord(source: WaveformSource): string {
  return waveformSources[source].replaceAll(/[a-z]/g, '')
}
