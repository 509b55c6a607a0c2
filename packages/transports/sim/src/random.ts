/** Spreads a seed over 32 bits (splitmix32 by the constants of MurmurHash3's finaliser). */
function seeder(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x9e3779b9) | 0
    let mixed = state ^ (state >>> 16)
    mixed = Math.imul(mixed, 0x85ebca6b)
    mixed ^= mixed >>> 13
    mixed = Math.imul(mixed, 0xc2b2ae35)
    return (mixed ^ (mixed >>> 16)) >>> 0
  }
}

/**
 * Uniform numbers in [0, 1) from a seed: sfc32 (C. Doty-Humphrey, PractRand). The same seed gives the same numbers on every
 * machine.
 */
export function seededRandom(seed: number): () => number {
  const next = seeder(seed)
  let a = next()
  let b = next()
  let c = next()
  let counter = 1
  return () => {
    const result = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + result
    c |= 0
    return (result >>> 0) / 4294967296
  }
}

/** A seed for a part of something seeded, so that parts do not depend on each other (FNV-1a over the name). */
export function seedFor(seed: number, name: string): number {
  let hash = 0x811c9dc5 ^ seed
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/** One value of the normal distribution with mean 0 and deviation 1 (Box and Muller, 1958). */
export function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
