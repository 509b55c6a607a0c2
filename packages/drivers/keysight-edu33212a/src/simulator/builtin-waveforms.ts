const points = 1000

function made(shape: (part: number) => number): Float64Array {
  return Float64Array.from({ length: points }, (_, index) => shape(index / points))
}

function bell(part: number): number {
  return Math.exp(-0.5 * ((part - 0.5) / 0.1) ** 2)
}

function sinc(part: number): number {
  const x = 20 * Math.PI * (part - 0.5)
  return x === 0 ? 1 : Math.sin(x) / x
}

/** A heartbeat of three bells. */
function heartbeat(part: number): number {
  const bump = (at: number, width: number, height: number): number => height * Math.exp(-(((part - at) / width) ** 2))
  return Math.max(-1, Math.min(1, bump(0.2, 0.03, 0.15) + bump(0.35, 0.012, 1) - bump(0.39, 0.012, 0.25) + bump(0.6, 0.05, 0.3)))
}

/** The waveforms on `INT:\BUILTIN`, full scale being 1. Only their shapes are like those of the instrument, not their samples. */
export const builtInWaveforms: ReadonlyMap<string, Float64Array> = new Map([
  ['CARDIAC', made(heartbeat)],
  ['D_LORENTZ', made((part) => {
    const x = (part - 0.5) / 0.05
    return -2 * x / (1 + x * x) ** 2 / 0.65
  })],
  ['EXP_FALL', made((part) => 2 * Math.exp(-5 * part) - 1)],
  ['EXP_RISE', made((part) => 1 - 2 * Math.exp(-5 * part))],
  ['GAUSSIAN', made((part) => 2 * bell(part) - 1)],
  ['HAVERSINE', made((part) => -Math.cos(2 * Math.PI * part))],
  ['LORENTZ', made((part) => 2 / (1 + ((part - 0.5) / 0.05) ** 2) - 1)],
  ['NEG_RAMP', made((part) => 1 - 2 * part)],
  ['SINC', made(sinc)],
])
