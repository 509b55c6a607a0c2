import type { Signal } from '../src/index.ts'

export function sine(amplitude: number, frequency: number, phase = 0): Signal {
  return { period: 1 / frequency, at: (time) => amplitude * Math.sin(2 * Math.PI * frequency * time + phase) }
}

/** ±amplitude, or 0 … amplitude·2 with an offset of its amplitude. */
export function square(amplitude: number, frequency: number, { duty = 0.5, offset = 0 } = {}): Signal {
  const at = (time: number): number => {
    const turns = time * frequency
    return offset + (turns - Math.floor(turns) < duty ? amplitude : -amplitude)
  }
  return { period: 1 / frequency, at }
}

/** From a time on, one value. */
export function step(height: number, start: number): Signal {
  return { at: (time) => (time >= start ? height : 0) }
}

/** A generator of 50 Ω. */
export function generator(voltage = 0, resistance = 50): { kind: 'source', voltage: number, currentLimit: number, resistance: number } {
  return { kind: 'source', voltage, currentLimit: Infinity, resistance }
}
