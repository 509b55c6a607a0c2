import { describe, expect, it } from 'vitest'
import { Circuit, type CircuitElement, type Signal } from '../src/index.ts'
import { generator, sine, square } from './test-signal.ts'

function driven(signal: Signal | undefined, ...elements: CircuitElement[]): Circuit {
  const circuit = new Circuit([{ connect: 'awg.1', nodes: ['in', 'gnd'] }, ...elements])
  circuit.port('awg.1').drive(generator())
  circuit.port('awg.1').setSignal(signal)
  return circuit
}

function withProbe(signal: Signal | undefined, ...elements: CircuitElement[]): Circuit {
  return driven(signal, { connect: 'scope.1', nodes: ['out', 'gnd'] }, ...elements)
}

function expectSame(waveform: Signal, expected: (time: number) => number, span: number, digits = 8): void {
  for (let i = 0; i <= 1000; i++) expect(waveform.at((i / 1000) * span)).toBeCloseTo(expected((i / 1000) * span), digits)
}

describe('a signal at a port', () => {
  it('is there with its full amplitude where nothing loads it', () => {
    const signal = sine(1, 1e3)
    expectSame(driven(signal).port('awg.1').waveform(), (t) => signal.at(t), 3e-3)
  })

  it('is half as large at a load of its own resistance', () => {
    const signal = sine(2, 1e3)
    const port = driven(signal, { resistor: 50, nodes: ['in', 'gnd'] }).port('awg.1')
    expectSame(port.waveform(), (t) => signal.at(t) / 2, 3e-3)
    expect(port.acRms()).toBeCloseTo(Math.SQRT1_2, 9)
    expect(port.acCurrentRms()).toBeCloseTo(Math.SQRT1_2 / 50, 11)
    expect(port.frequency()).toBeCloseTo(1e3, 9)
    expect(port.waveform().period).toBe(1e-3)
  })

  it('is divided by resistors, and loaded by the input of the meter that looks at it', () => {
    const signal = sine(1, 50)
    const circuit = withProbe(signal, { resistor: 1e6 - 50, nodes: ['in', 'out'] })
    circuit.port('scope.1').drive({ kind: 'resistance', ohms: 1e6 })
    expectSame(circuit.port('scope.1').waveform(), (t) => signal.at(t) / 2, 0.1)
    expectSame(circuit.port('scope.1').currentWaveform(), (t) => signal.at(t) / 2e6, 0.1, 14)
  })

  it('counts its current out of a source and into a load', () => {
    const signal = sine(1, 50)
    const circuit = withProbe(signal, { resistor: 50, nodes: ['in', 'out'] })
    circuit.port('scope.1').drive({ kind: 'resistance', ohms: 0 })
    expectSame(circuit.port('awg.1').currentWaveform(), (t) => signal.at(t) / 100, 0.1)
    expectSame(circuit.port('scope.1').currentWaveform(), (t) => signal.at(t) / 100, 0.1)
  })

  it('swings around the direct voltage of its port', () => {
    const circuit = driven(sine(1, 1e3), { resistor: 50, nodes: ['in', 'gnd'] })
    circuit.port('awg.1').drive(generator(-3))
    expect(circuit.port('awg.1').voltage()).toBeCloseTo(-1.5, 9)
    expect(circuit.port('awg.1').waveform().at(0.25e-3)).toBeCloseTo(-1, 9)
    expect(circuit.port('awg.1').acRms()).toBeCloseTo(0.5 * Math.SQRT1_2, 9)
  })

  it('adds its average to the operating point', () => {
    const pulse = square(1, 1e3, { duty: 0.25, offset: 1 })
    const port = driven(pulse, { resistor: 50, nodes: ['in', 'gnd'] }).port('awg.1')
    expect(port.voltage()).toBeCloseTo(0.25, 9)
    expectSame(port.waveform(), (t) => pulse.at(t) / 2, 3e-3)
    expect(port.acRms()).toBeCloseTo(Math.sqrt(0.25 * 0.75), 9)
    port.setSignal(undefined)
    expect(port.voltage()).toBe(0)
    expect(port.waveform().at(0)).toBe(0)
    expect(port.frequency()).toBe(0)
  })

  it('does nothing at an open port, and is there when it closes', () => {
    const port = driven(sine(1, 1e3), { resistor: 50, nodes: ['in', 'gnd'] }).port('awg.1')
    port.drive({ kind: 'open' })
    expect(port.acRms()).toBe(0)
    expect(port.waveform().at(0.25e-3)).toBe(0)
    port.drive(generator())
    expect(port.acRms()).toBeCloseTo(0.5 * Math.SQRT1_2, 9)
  })

  it('passes a supply that holds its voltage as a short circuit, and one that limits its current not at all', () => {
    const circuit = driven(sine(1, 1e3), { connect: 'psu.1', nodes: ['in', 'gnd'] }, { resistor: 50, nodes: ['in', 'gnd'] })
    circuit.port('psu.1').drive({ kind: 'source', voltage: 1, currentLimit: 1 })
    expect(circuit.port('awg.1').acRms()).toBeLessThan(1e-9)
    circuit.port('psu.1').drive({ kind: 'source', voltage: 1, currentLimit: 1e-3 })
    expect(circuit.port('psu.1').regulation()).toBe('constant-current')
    expect(circuit.port('awg.1').acRms()).toBeCloseTo(0.5 * Math.SQRT1_2, 9)
  })

  it('leaves a waveform that was handed out as it was when the signal changes', () => {
    const port = driven(sine(1, 1e3)).port('awg.1')
    const before = port.waveform()
    port.setSignal(sine(2, 1e3))
    expect(before.at(0.25e-3)).toBeCloseTo(1, 9)
    expect(port.waveform().at(0.25e-3)).toBeCloseTo(2, 9)
  })

  it('is worked out once for an operating point', () => {
    const circuit = driven(sine(1, 1e3), { resistor: 50, nodes: ['in', 'gnd'] })
    const port = circuit.port('awg.1')
    expect(port.waveform()).toBe(port.waveform())
    const before = port.waveform()
    port.drive(generator(1))
    expect(port.waveform()).not.toBe(before)
  })

  it('is alone at a port that is not wired', () => {
    const circuit = new Circuit()
    const port = circuit.port('awg.2')
    const signal = square(2, 1e3, { offset: 1 })
    port.setSignal(signal)
    expect(port.waveform().at(0)).toBe(0)
    port.drive(generator(1))
    expect(port.voltage()).toBeCloseTo(2, 12)
    expect([port.waveform().at(0), port.waveform().at(0.7e-3)]).toEqual([4, 0])
    expect(port.acRms()).toBeCloseTo(2, 12)
    expect(port.acCurrentRms()).toBe(0)
    expect(port.currentWaveform().at(0)).toBe(0)
    expect(port.frequency()).toBe(1e3)
  })
})

describe('two generators', () => {
  function both(one: Signal, other: Signal): Circuit {
    const circuit = new Circuit([
      { connect: 'awg.1', nodes: ['a', 'gnd'] }, { connect: 'awg.2', nodes: ['b', 'gnd'] }, { connect: 'dmm.input', nodes: ['sum', 'gnd'] },
      { resistor: 950, nodes: ['a', 'sum'] }, { resistor: 1950, nodes: ['b', 'sum'] }, { resistor: 1000, nodes: ['sum', 'gnd'] },
    ])
    circuit.port('awg.1').drive(generator())
    circuit.port('awg.2').drive(generator())
    circuit.port('awg.1').setSignal(one)
    circuit.port('awg.2').setSignal(other)
    return circuit
  }

  it('superpose', () => {
    const one = sine(1, 1e3)
    const other = square(1, 2.5e3)
    const port = both(one, other).port('dmm.input')
    expectSame(port.waveform(), (t) => 0.4 * one.at(t) + 0.2 * other.at(t), 3e-3)
    expect(port.waveform().period).toBeCloseTo(2e-3, 12)
    expect(port.acRms()).toBeCloseTo(Math.sqrt(0.4 ** 2 / 2 + 0.2 ** 2), 4)
    expect(port.frequency()).toBe(1e3)
  })

  it('of the same frequency add as their phases say', () => {
    expect(both(sine(1, 1e3), sine(2, 1e3)).port('dmm.input').acRms()).toBeCloseTo(0.8 * Math.SQRT1_2, 8)
    expect(both(sine(1, 1e3), sine(2, 1e3, Math.PI)).port('dmm.input').acRms()).toBeCloseTo(0, 8)
  })

  it('without common period add by their squares, and have none', () => {
    const port = both(sine(1, 1e3), sine(1, 1e3 * Math.PI)).port('dmm.input')
    expect(port.waveform().period).toBeUndefined()
    expect(port.acRms()).toBeCloseTo(Math.hypot(0.4, 0.2) * Math.SQRT1_2, 8)
  })

  it('show the frequency of the one that is louder at the port', () => {
    const circuit = both(sine(1, 1e3), sine(10, 70))
    expect(circuit.port('dmm.input').frequency()).toBeCloseTo(70, 9)
    expect(circuit.port('awg.1').frequency()).toBeCloseTo(1e3, 9)
  })
})

describe('a diode', () => {
  it('is its slope at the operating point', () => {
    const circuit = withProbe(sine(1e-3, 1e3), { resistor: 950, nodes: ['in', 'out'] }, { diode: {}, nodes: ['out', 'gnd'] })
    circuit.port('awg.1').drive(generator(2))
    const current = circuit.port('awg.1').current()
    const slope = 0.025852 / (current + 1e-14)
    expect(circuit.port('scope.1').acRms()).toBeCloseTo((1e-3 * Math.SQRT1_2 * slope) / (1000 + slope), 12)
  })

  it('blocks a signal in reverse', () => {
    const circuit = withProbe(sine(1e-3, 1e3), { diode: {}, nodes: ['out', 'in'] }, { resistor: 1000, nodes: ['out', 'gnd'] })
    circuit.port('awg.1').drive(generator(2))
    expect(circuit.port('scope.1').acRms()).toBeLessThan(1e-11)
  })
})

describe('signals without period', () => {
  const noise: Signal = { at: (time) => Math.sin(time * 1e7) + Math.sin(time * 3.3e6 * Math.E) }

  it('pass resistors as they are, average to 0 and have no frequency', () => {
    const port = driven(noise, { resistor: 50, nodes: ['in', 'gnd'] }).port('awg.1')
    expectSame(port.waveform(), (t) => noise.at(t) / 2, 1e-5)
    expect(port.waveform().period).toBeUndefined()
    expect(port.voltage()).toBe(0)
    expect(port.frequency()).toBe(0)
    expect(port.acRms()).toBeCloseTo(0.5, 2)
  })
})
