import type { CircuitPort } from '@lab/transport-sim'

/** Resistance of the test source in Ω, and its amplitude in V: too little for a junction to conduct. */
const testOhms = 10e3
const testVolts = 0.05

/** Samples of one period that the impedance is worked out from. */
const samples = 64

interface Phasor {
  readonly re: number
  readonly im: number
}

function phasor(at: (time: number) => number, period: number): Phasor {
  let re = 0
  let im = 0
  for (let i = 0; i < samples; i++) {
    const phase = (2 * Math.PI * i) / samples
    const value = at((period * i) / samples)
    re += value * Math.cos(phase)
    im -= value * Math.sin(phase)
  }
  return { re, im }
}

/**
 * Capacitance in F between the terminals, with a small sine whose reactance at the range equals the resistance of the source. The
 * meter itself charges with a current: what is in parallel adds to its reading, here it does not.
 */
export function senseCapacitance(port: CircuitPort, range: number): number {
  if (!port.wired) return 0
  const period = 2 * Math.PI * testOhms * range
  port.drive({ kind: 'source', voltage: 0, currentLimit: 1, resistance: testOhms })
  port.setSignal({ period, at: (time) => testVolts * Math.sin((2 * Math.PI * time) / period) })
  try {
    const voltage = port.waveform()
    const current = port.currentWaveform()
    const v = phasor((time) => voltage.at(time), period)
    const i = phasor((time) => current.at(time), period)
    const susceptance = (i.im * v.re - i.re * v.im) / (v.re ** 2 + v.im ** 2)
    return (susceptance * period) / (2 * Math.PI)
  } finally {
    port.setSignal(undefined)
  }
}
