/** Swaps each element with the one whose index has its bits in reverse. */
function reverseBits(re: Float64Array, im: Float64Array): void {
  const size = re.length
  for (let index = 1, mirror = 0; index < size; index++) {
    let bit = size >> 1
    for (; (mirror & bit) !== 0; bit >>= 1) mirror ^= bit
    mirror |= bit
    if (index >= mirror) continue
    const keptRe = re[index] ?? 0
    const keptIm = im[index] ?? 0
    re[index] = re[mirror] ?? 0
    im[index] = im[mirror] ?? 0
    re[mirror] = keptRe
    im[mirror] = keptIm
  }
}

/** Joins transforms of `half` points to those of twice as many, for one turn of the butterfly. */
function join(re: Float64Array, im: Float64Array, half: number, turn: number): void {
  const angle = (-Math.PI * turn) / half
  const cosine = Math.cos(angle)
  const sine = Math.sin(angle)
  for (let low = turn; low < re.length; low += 2 * half) {
    const high = low + half
    const highRe = re[high] ?? 0
    const highIm = im[high] ?? 0
    const turnedRe = highRe * cosine - highIm * sine
    const turnedIm = highRe * sine + highIm * cosine
    const lowRe = re[low] ?? 0
    const lowIm = im[low] ?? 0
    re[high] = lowRe - turnedRe
    im[high] = lowIm - turnedIm
    re[low] = lowRe + turnedRe
    im[low] = lowIm + turnedIm
  }
}

/**
 * The discrete Fourier transform X[k] = Σ x[n]·exp(−2πi·k·n/N), in place (J. Cooley, J. Tukey, 1965). N is a power of two. The
 * arrays the other way round, `(im, re)`, give the inverse without its factor 1/N.
 */
export function fourier(re: Float64Array, im: Float64Array): void {
  reverseBits(re, im)
  for (let half = 1; half < re.length; half *= 2) {
    for (let turn = 0; turn < half; turn++) join(re, im, half, turn)
  }
}
