type Wave = (time: number) => number

/** A place where a condition begins or ends. */
export interface Transition {
  readonly time: number
  readonly rising: boolean
}

/** Bisections that pin an edge down. */
const bisections = 40

function pinDown(wave: Wave, level: number, rising: boolean, before: number, after: number): number {
  let [low, high] = [before, after]
  for (let round = 0; round < bisections; round++) {
    const middle = (low + high) / 2
    if (rising ? wave(middle) >= level : wave(middle) <= level) high = middle
    else low = middle
  }
  return high
}

export interface CrossingSearch {
  readonly wave: Wave
  readonly level: number
  /** How far beyond the level a wave has to have been on the other side. */
  readonly hysteresis: number
  readonly from: number
  readonly until: number
  readonly step: number
}

/** Crossings of a level in their order, each found as it is asked for. */
export function* crossings({ wave, level, hysteresis, from, until, step }: CrossingSearch): Generator<Transition> {
  let side = 0
  let before = from
  for (let time = from; time <= until; time += step) {
    const value = wave(time)
    if (side < 0 && value >= level) {
      yield { time: pinDown(wave, level, true, before, time), rising: true }
      side = 0
    } else if (side > 0 && value <= level) {
      yield { time: pinDown(wave, level, false, before, time), rising: false }
      side = 0
    }
    if (value <= level - hysteresis) side = -1
    else if (value >= level + hysteresis) side = 1
    before = time
  }
}
