import type { Signal } from '@lab/transport-sim'

type Wave = (time: number) => number

/** Nodes and weights of the Gauss-Laguerre quadrature: the mean of the past under an exponential that fades with time. */
const past = [
  [0.222846604179261, 0.458964673949964], [1.188932101672623, 0.417000830772121], [2.992736326059314, 0.113373382074045],
  [5.775143569104511, 0.010399197453149], [9.837467418382590, 0.000261017202815], [15.982873980601702, 0.000000898547906],
] as const

/** The same with fewer nodes, where samples are farther apart than the filter is long. */
const farPast = [
  [0.415774556783479, 0.711093009929173], [2.294280360279042, 0.278517733569241], [6.289945082937479, 0.010389256501586],
] as const

/** From how many time constants between samples on fewer nodes will do, and the delay alone. */
const farFrom = 4
const delayFrom = 20

/** Steps of one period in a table. */
const tableSteps = 2048

/** Time constant in s of a first-order filter. */
export function timeConstant(frequency: number): number {
  return 1 / (2 * Math.PI * frequency)
}

/**
 * A first-order low-pass, from the past of the wave: right where the wave is slow against it, or the time between samples is
 * long.
 */
function smoothed(wave: Wave, tau: number, nodes: readonly (readonly [node: number, weight: number])[] = past): Wave {
  return (time) => {
    let sum = 0
    for (const [node, weight] of nodes) sum += weight * wave(time - node * tau)
    return sum
  }
}

/** One period of the settled output of a first-order low-pass. */
function settledPeriod(signal: Signal, period: number, tau: number): Float64Array {
  const table = new Float64Array(tableSteps)
  const keep = Math.exp(-period / tableSteps / tau)
  let value = 0
  for (let index = 0; index < tableSteps; index++) value += signal.at((index * period) / tableSteps) / tableSteps
  // A period more settles what the mean has left to settle, unless the filter is slow: then the mean was right.
  for (let round = 0; round < 3; round++) {
    for (let index = 0; index < tableSteps; index++) {
      value = keep * value + (1 - keep) * signal.at((index * period) / tableSteps)
      table[index] = value
    }
  }
  return table
}

function interpolated(table: Float64Array, period: number): Wave {
  return (time) => {
    const place = ((time / period) % 1 + 1) % 1 * tableSteps
    const index = Math.floor(place)
    const here = table[index] ?? 0
    const next = table[(index + 1) % tableSteps] ?? 0
    return here + (next - here) * (place - index)
  }
}

/** Mean of the last five time constants, for what has no period. */
function trailing(signal: Signal, tau: number): Wave {
  return smoothed((time) => signal.at(time), tau)
}

/** The settled output of a first-order low-pass for a signal. */
export function lowPass(signal: Signal, tau: number): Wave {
  const { period } = signal
  return period === undefined ? trailing(signal, tau) : interpolated(settledPeriod(signal, period, tau), period)
}

/** The settled output of a first-order high-pass for a signal: its edges stay where they are. */
export function highPass(signal: Signal, tau: number): Wave {
  const low = lowPass(signal, tau)
  return (time) => signal.at(time) - low(time)
}

/** Samples of a wave behind a first-order low-pass, on a grid that may be finer or coarser than the filter. */
export function sampleSmoothed(wave: Wave, tau: number, start: number, step: number, target: Float64Array): void {
  if (step > tau) {
    const slow: Wave = step > delayFrom * tau ? (time) => wave(time - tau) : smoothed(
      wave, tau, step > farFrom * tau ? farPast : past,
    )
    for (let index = 0; index < target.length; index++) target[index] = slow(start + index * step)
    return
  }
  const keep = Math.exp(-step / tau)
  const warmUp = Math.ceil((10 * tau) / step)
  let value = wave(start - warmUp * step)
  for (let index = -warmUp; index < target.length; index++) {
    value = keep * value + (1 - keep) * wave(start + index * step)
    if (index >= 0) target[index] = value
  }
}
