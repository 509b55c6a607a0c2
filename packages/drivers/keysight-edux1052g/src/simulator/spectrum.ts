/** Windows by our names, as the sum of cosines that they are. */
const windows: Readonly<Record<string, readonly number[]>> = {
  rectangular: [1],
  hanning: [0.5, -0.5],
  flatTop: [0.21557895, -0.41663158, 0.277263158, -0.083578947, 0.006947368],
  blackmanHarris: [0.35875, -0.48829, 0.14128, -0.01168],
}

const mostPoints = 65_536

/** In place, radix 2. */
function transform(re: Float64Array, im: Float64Array): void {
  const { length } = re
  for (let index = 1, reversed = 0; index < length; index++) {
    let bit = length >> 1
    for (; reversed & bit; bit >>= 1) reversed ^= bit
    reversed ^= bit
    if (index < reversed) swap(re, im, index, reversed)
  }
  for (let size = 2; size <= length; size <<= 1) butterflies(re, im, size)
}

function swap(re: Float64Array, im: Float64Array, one: number, other: number): void {
  const [a = 0, b = 0] = [re[one], im[one]]
  re[one] = re[other] ?? 0
  im[one] = im[other] ?? 0
  re[other] = a
  im[other] = b
}

function butterflies(re: Float64Array, im: Float64Array, size: number): void {
  const half = size >> 1
  for (let k = 0; k < half; k++) {
    const angle = (-2 * Math.PI * k) / size
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)]
    for (let start = k; start < re.length; start += size) {
      const far = start + half
      const [a = 0, b = 0, c = 0, d = 0] = [re[start], im[start], re[far], im[far]]
      const [x, y] = [c * cosine - d * sine, c * sine + d * cosine]
      re[start] = a + x
      im[start] = b + y
      re[far] = a - x
      im[far] = b - y
    }
  }
}

/** Effective values by frequency, `step` Hz apart from 0 on. */
export interface Spectrum {
  readonly rms: Float64Array
  readonly step: number
}

/** The spectrum of values that are `interval` s apart; amplitudes are right for a sine in the middle of a bin. */
export function spectrumOf(values: Float64Array, interval: number, window: string): Spectrum {
  const length = 2 ** Math.floor(Math.log2(Math.min(values.length, mostPoints)))
  const terms = windows[window] ?? [1]
  const first = Math.floor((values.length - length) / 2)
  const re = new Float64Array(length)
  const im = new Float64Array(length)
  const gain = terms[0] ?? 1
  for (let index = 0; index < length; index++) {
    const angle = (2 * Math.PI * index) / length
    const weight = terms.reduce((sum, term, order) => sum + term * Math.cos(order * angle), 0)
    re[index] = ((values[first + index] ?? 0) * weight) / gain
  }
  transform(re, im)
  const rms = new Float64Array(length / 2)
  for (let index = 0; index < rms.length; index++) {
    const amplitude = Math.hypot(re[index] ?? 0, im[index] ?? 0) / length
    rms[index] = index === 0 ? amplitude : amplitude * Math.SQRT2
  }
  return { rms, step: 1 / (length * interval) }
}

export function decibels(rms: number): number {
  return 20 * Math.log10(Math.max(rms, 1e-12))
}
