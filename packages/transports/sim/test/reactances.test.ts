import { describe, expect, it } from 'vitest'
import { Circuit, type CircuitElement, type Complex, type Signal } from '../src/index.ts'
import { generator, sine, square, step } from './test-signal.ts'

const resistance = 1000

/** A generator of 1 kΩ into what is given; `scope.1` is across it. */
function loaded(signal: Signal | undefined, load: CircuitElement, ...more: CircuitElement[]): Circuit {
  const circuit = new Circuit([
    { connect: 'awg.1', nodes: ['out', 'gnd'] }, { connect: 'scope.1', nodes: ['out', 'gnd'] }, load, ...more,
  ])
  circuit.port('awg.1').drive(generator(0, resistance))
  circuit.port('awg.1').setSignal(signal)
  return circuit
}

const capacitor: CircuitElement = { capacitor: 1e-6, nodes: ['out', 'gnd'] }
const inductor: CircuitElement = { inductor: 0.1, nodes: ['out', 'gnd'] }
const corner = 1 / (2 * Math.PI * resistance * 1e-6)

function magnitude({ re, im }: Complex): number {
  return Math.hypot(re, im)
}

function phase({ re, im }: Complex): number {
  return Math.atan2(im, re)
}

function worst(waveform: Signal, expected: (time: number) => number, from: number, to: number): number {
  let error = 0
  for (let i = 0; i <= 2000; i++) {
    const time = from + ((to - from) * i) / 2000
    error = Math.max(error, Math.abs(waveform.at(time) - expected(time)))
  }
  return error
}

describe('transfer', () => {
  it.each([0.01, 0.1, 1, 10, 100])('of an RC low-pass has its magnitude and phase at %d times the corner', (ratio) => {
    const gain = loaded(undefined, capacitor).transfer('awg.1', 'scope.1', ratio * corner)
    expect(magnitude(gain) * Math.hypot(1, ratio)).toBeCloseTo(1, 9)
    expect(phase(gain)).toBeCloseTo(-Math.atan(ratio), 9)
  })

  it.each([0.01, 0.1, 1, 10, 100])('of an RL high-pass has its magnitude and phase at %d times the corner', (ratio) => {
    const gain = loaded(undefined, inductor).transfer('awg.1', 'scope.1', (ratio * resistance) / (2 * Math.PI * 0.1))
    expect(magnitude(gain) * Math.hypot(1, 1 / ratio)).toBeCloseTo(1, 7)
    expect(phase(gain)).toBeCloseTo(Math.PI / 2 - Math.atan(ratio), 7)
  })

  it('of a parallel resonance is 1 where the two cancel, and falls on both sides', () => {
    const circuit = loaded(undefined, capacitor, inductor)
    const resonance = 1 / (2 * Math.PI * Math.sqrt(0.1 * 1e-6))
    expect(magnitude(circuit.transfer('awg.1', 'scope.1', resonance))).toBeCloseTo(1, 7)
    const quality = resistance / Math.sqrt(0.1 / 1e-6)
    for (const ratio of [0.5, 2]) {
      const gain = circuit.transfer('awg.1', 'scope.1', ratio * resonance)
      expect(magnitude(gain)).toBeCloseTo(1 / Math.hypot(1, quality * (ratio - 1 / ratio)), 7)
    }
  })

  it('at 0 Hz takes a capacitor as open and an inductor as a wire', () => {
    expect(loaded(undefined, capacitor).transfer('awg.1', 'scope.1', 0).re).toBeCloseTo(1, 9)
    expect(magnitude(loaded(undefined, inductor).transfer('awg.1', 'scope.1', 0))).toBeLessThan(1e-11)
  })

  it('is 0 from and to a port that is not wired', () => {
    const circuit = loaded(undefined, capacitor)
    expect(circuit.transfer('awg.9', 'scope.1', 1)).toEqual({ re: 0, im: 0 })
    expect(circuit.transfer('awg.1', 'scope.9', 1)).toEqual({ re: 0, im: 0 })
  })

  it('is that of the present operating point', () => {
    const circuit = loaded(undefined, { diode: {}, nodes: ['out', 'gnd'] })
    expect(circuit.transfer('awg.1', 'scope.1', 1).re).toBeCloseTo(1, 6)
    circuit.port('awg.1').drive(generator(10, resistance))
    expect(circuit.transfer('awg.1', 'scope.1', 1).re).toBeLessThan(0.01)
  })

  it('holds for capacitors in a loop, and inductors in parallel to a battery', () => {
    const circuit = loaded(undefined, capacitor, capacitor, { capacitor: 1e-9, nodes: ['out', 'aux'] },
      { capacitor: 1e-9, nodes: ['aux', 'gnd'] }, { source: 1, resistance: 1, nodes: ['x', 'gnd'] },
      { inductor: 1, nodes: ['x', 'gnd'] }, { inductor: 3, nodes: ['x', 'gnd'] })
    const total = 2e-6 + 0.5e-9
    expect(magnitude(circuit.transfer('awg.1', 'scope.1', 1 / (2 * Math.PI * resistance * total)))).toBeCloseTo(Math.SQRT1_2, 7)
    expect(circuit.nodeVoltage('x')).toBeCloseTo(0, 8)
  })
})

describe('at DC', () => {
  it('an inductor carries current and a capacitor does not', () => {
    const circuit = loaded(undefined, capacitor)
    circuit.port('awg.1').drive(generator(5, resistance))
    expect(circuit.port('scope.1').voltage()).toBeCloseTo(5, 6)
    const short = loaded(undefined, inductor)
    short.port('awg.1').drive(generator(5, resistance))
    expect(short.port('scope.1').voltage()).toBeCloseTo(0, 9)
    expect(short.port('awg.1').current()).toBeCloseTo(5e-3, 9)
  })
})

describe('a signal that repeats, behind a low-pass', () => {
  it('is a sine of the gain and phase of the circuit', () => {
    const circuit = loaded(sine(2, corner), capacitor)
    const expected = sine(Math.SQRT2, corner, -Math.PI / 4)
    const port = circuit.port('scope.1')
    expect(worst(port.waveform(), (t) => expected.at(t), -1e-3, 0.02)).toBeLessThan(1e-6)
    expect(port.acRms()).toBeCloseTo(1, 6)
    expect(port.frequency()).toBeCloseTo(corner, 9)
    expect(port.waveform().period).toBeCloseTo(1 / corner, 12)
    const current = sine(1 / resistance * Math.SQRT2, corner, Math.PI / 4)
    expect(worst(circuit.port('awg.1').currentWaveform(), (t) => current.at(t), 0, 0.02)).toBeLessThan(1e-8)
  })

  it('charges and discharges with the time constant when it is square, around its average', () => {
    const tau = 1e-3
    const half = 2e-3
    const port = loaded(square(1, 1 / (2 * half), { offset: 3 }), capacitor).port('scope.1')
    const edge = Math.tanh(half / (2 * tau))
    const expected = (time: number): number => {
      const place = time % (2 * half)
      const charge = (t: number): number => 1 - (1 + edge) * Math.exp(-t / tau)
      return 3 + (place < half ? charge(place) : -charge(place - half))
    }
    expect(port.voltage()).toBeCloseTo(3, 6)
    expect(worst(port.waveform(), expected, 0, 4 * half)).toBeLessThan(3e-4)
  })

  it('keeps its steps, without ringing, behind a coupling capacitor', () => {
    const circuit = new Circuit([
      { connect: 'awg.1', nodes: ['in', 'gnd'] }, { capacitor: 1e-6, nodes: ['in', 'out'] },
      { connect: 'scope.1', nodes: ['out', 'gnd'] },
    ])
    circuit.port('awg.1').drive(generator(1, 0))
    circuit.port('scope.1').drive({ kind: 'resistance', ohms: resistance })
    const half = 0.5e-3
    circuit.port('awg.1').setSignal(square(1, 1 / (2 * half), { offset: 5 }))
    const tau = 1e-3
    const top = 2 / (1 + Math.exp(-half / tau))
    const expected = (time: number): number => {
      const place = time % (2 * half)
      return place < half ? top * Math.exp(-place / tau) : -top * Math.exp(-(place - half) / tau)
    }
    expect(circuit.port('scope.1').voltage()).toBeCloseTo(0, 6)
    expect(worst(circuit.port('scope.1').waveform(), expected, 0, 4 * half)).toBeLessThan(2e-3)
  })
})

describe('a burst of a fast sine that comes again and again, behind a low-pass', () => {
  it('is filtered as the sine that it is', () => {
    const carrier = sine(1, 1e6)
    const burst = { period: 1, at: (time: number) => (time - Math.floor(time) < 0.1 ? carrier.at(time) : 0) }
    const circuit = loaded(burst, { capacitor: 1e-8, nodes: ['out', 'gnd'] })
    const { re, im } = circuit.transfer('awg.1', 'scope.1', 1e6)
    const waveform = circuit.port('scope.1').waveform()
    expect(waveform.period).toBe(1)
    const expected = (time: number): number => re * carrier.at(time) + im * carrier.at(time + 0.25e-6)
    let error = 0
    for (let i = 0; i < 20_000; i++) {
      const time = 0.05 + i * 1e-8
      const difference = Math.abs(waveform.at(time) - expected(time))
      if (i > 10_000) error = Math.max(error, difference)
    }
    expect(error).toBeLessThan(0.05 * Math.hypot(re, im))
    expect(Math.abs(waveform.at(0.5))).toBeLessThan(1e-3)
  })
})

describe('a signal without period, behind a low-pass', () => {
  const tau = 1e-3
  const charge = (t: number): number => (t < 0 ? 0 : 1 - Math.exp(-t / tau))

  it('charges the capacitor after a step, asked in even steps of time', () => {
    const waveform = loaded(step(1, 12.0005), capacitor).port('scope.1').waveform()
    expect(worst(waveform, (t) => charge(t - 12.0005), 12, 12.006)).toBeLessThan(4e-3)
    expect(waveform.period).toBeUndefined()
  })

  it('goes on in even steps also where the clock shows a late time, whose last digits are coarse', () => {
    let asked = 0
    const late = 1e6
    const signal = { at: (time: number) => (asked++, time >= late + 1e-6 ? 1 : 0) }
    const waveform = loaded(signal, { capacitor: 1e-9, nodes: ['out', 'gnd'] }).port('scope.1').waveform()
    for (let i = 0; i < 10; i++) waveform.at(late + i * 1e-9)
    asked = 0
    for (let i = 10; i < 5000; i++) waveform.at(late + i * 1e-9)
    expect(asked).toBeLessThan(3 * 5000)
    expect(waveform.at(late + 5e-6)).toBeCloseTo(1 - Math.exp(-4), 1)
  })

  it('gives the same asked at any time, in any order', () => {
    const waveform = loaded(step(1, 12.0005), capacitor).port('scope.1').waveform()
    for (const time of [12.004, 12.001, 11, 12.1, 12.0006, 12.00055, 12.002]) {
      expect(waveform.at(time)).toBeCloseTo(charge(time - 12.0005), 1)
    }
  })

  it('comes out as a sine would once it has settled', () => {
    const { at } = sine(2, corner)
    const expected = sine(Math.SQRT2, corner, -Math.PI / 4)
    const waveform = loaded({ at }, capacitor).port('scope.1').waveform()
    expect(worst(waveform, (t) => expected.at(t), 1, 1.1)).toBeLessThan(0.1)
    expect(worst(waveform, (t) => expected.at(t), 1.09, 1.1)).toBeLessThan(0.02)
  })

  it('keeps its steps behind a coupling capacitor, and dies away', () => {
    const circuit = loaded(step(1, 0), { capacitor: 1e-6, nodes: ['out', 'far'] }, { resistor: 1e3, nodes: ['far', 'gnd'] },
      { connect: 'scope.2', nodes: ['far', 'gnd'] })
    const waveform = circuit.port('scope.2').waveform()
    expect(worst(waveform, (t) => (t < 0 ? 0 : 0.5 * Math.exp(-t / 2e-3)), -0.9999e-3, 10e-3)).toBeLessThan(5e-3)
  })

  it('of two reactances swings at their resonance', () => {
    const waveform = loaded(step(1, 1e-3), capacitor, inductor).port('scope.1').waveform()
    const alpha = 1 / (2 * resistance * 1e-6)
    const omega = Math.sqrt(1 / (0.1 * 1e-6) - alpha ** 2)
    const expected = (t: number): number => (
      t < 0 ? 0 : ((2 * alpha) / omega) * Math.exp(-alpha * t) * Math.sin(omega * t))
    expect(worst(waveform, (t) => expected(t - 1e-3), 0, 10e-3)).toBeLessThan(0.01)
  })
})
