/** What the parts of the filter say, with what the instruments add to them. */
const ohms = 1000
const farads = 100e-9
const biasOhms = 10_000
/** Of the generator, in series with the filter. */
const sourceOhms = 50
/** Of the oscilloscope and of the multimeter on AC, across its output. */
const loadOhms = [1e6, 1.1e6] as const

/** Gain and phase (in degrees) from the input of the filter, or from behind the resistance of the generator, to its output. */
function atOutputOver(from: 'input' | 'source', hertz: number): { readonly gain: number; readonly phase: number } {
  const series = from === 'input' ? ohms : ohms + sourceOhms
  const conductance = [biasOhms, ...loadOhms].reduce((sum, each) => sum + 1 / each, 0)
  // 1 / (1 + series · Y)
  const real = 1 + series * conductance
  const imaginary = series * 2 * Math.PI * hertz * farads
  return { gain: 1 / Math.hypot(real, imaginary), phase: -Math.atan2(imaginary, real) * 180 / Math.PI }
}

export const lowPass = {
  atOutputOver,
  /** The voltage that the bias makes at the output without a signal, in V; the multimeter has 10 MΩ then. */
  bias: (supply: number): number => supply / biasOhms / (1 / biasOhms + 1 / (ohms + sourceOhms) + 1 / loadOhms[0] + 1 / 10e6),
} as const
