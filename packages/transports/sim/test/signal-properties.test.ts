import { describe, expect, it } from 'vitest'
import { Circuit, seededRandom, type CircuitElement, type Signal } from '../src/index.ts'
import { generator, sine, square } from './test-signal.ts'

const nodeNames = ['gnd', 'a', 'b', 'c', 'd']

/** A connected net of resistors with three ports, and capacitors and inductors across it. */
function randomNet(random: () => number, reactances: number): CircuitElement[] {
  const pick = (count: number): number => Math.floor(random() * count)
  const log = (low: number, high: number): number => low * (high / low) ** random()
  const pair = (): [string, string] => {
    const one = pick(nodeNames.length)
    return [nodeNames[one] ?? '', nodeNames[(one + 1 + pick(nodeNames.length - 1)) % nodeNames.length] ?? '']
  }
  const elements: CircuitElement[] = nodeNames.slice(1).map((node, i) => (
    { resistor: log(10, 1e4), nodes: [node, nodeNames[pick(i + 1)] ?? ''] }))
  for (let i = 0; i < reactances; i++) {
    elements.push(random() < 0.5
      ? { capacitor: log(1e-9, 1e-5), nodes: pair() }
      : { inductor: log(1e-5, 1e-1), nodes: pair() })
  }
  for (const port of ['awg.1', 'awg.2', 'scope.1']) elements.push({ connect: port, nodes: pair() })
  return elements
}

function build(elements: CircuitElement[], signals: Record<string, Signal>): Circuit {
  const circuit = new Circuit(elements)
  for (const name of ['awg.1', 'awg.2']) {
    circuit.port(name).drive(generator())
    circuit.port(name).setSignal(signals[name])
  }
  circuit.port('scope.1').drive({ kind: 'resistance', ohms: 1e6 })
  return circuit
}

const times = Array.from({ length: 50 }, (_, i) => i * 7.3e-5)

describe('random circuits with signals', () => {
  it('show the sum of what each signal does alone', () => {
    const random = seededRandom(11)
    for (let round = 0; round < 20; round++) {
      const net = randomNet(random, round % 5)
      const one = sine(1 + random(), 1e3)
      const other = square(1 + random(), 700, { offset: random(), duty: random() })
      const both = build(net, { 'awg.1': one, 'awg.2': other }).port('scope.1').waveform()
      const first = build(net, { 'awg.1': one }).port('scope.1').waveform()
      const second = build(net, { 'awg.2': other }).port('scope.1').waveform()
      for (const t of times) expect(both.at(t), JSON.stringify(net)).toBeCloseTo(first.at(t) + second.at(t), 8)
    }
  })

  it('give the same whichever of two ports is driven and which is looked at', () => {
    const random = seededRandom(12)
    for (let round = 0; round < 200; round++) {
      const net = randomNet(random, round % 6)
      const circuit = build(net, {})
      circuit.port('scope.1').drive({ kind: 'resistance', ohms: 50 })
      const frequency = 10 ** (1 + 5 * random())
      const forth = circuit.transfer('awg.1', 'scope.1', frequency)
      const back = circuit.transfer('scope.1', 'awg.1', frequency)
      expect(forth.re, JSON.stringify(net)).toBeCloseTo(back.re, 9)
      expect(forth.im, JSON.stringify(net)).toBeCloseTo(back.im, 9)
    }
  })

  it('let no more power out than a generator can give', () => {
    const random = seededRandom(13)
    for (let round = 0; round < 200; round++) {
      const circuit = build(randomNet(random, round % 6), {})
      circuit.port('scope.1').drive({ kind: 'resistance', ohms: 50 })
      const { re, im } = circuit.transfer('awg.1', 'scope.1', 10 ** (1 + 5 * random()))
      expect(Math.hypot(re, im)).toBeLessThan(0.5 + 1e-9)
    }
  })

  it('turn a sine into the sine that transfer says', () => {
    const random = seededRandom(14)
    for (let round = 0; round < 30; round++) {
      const net = randomNet(random, round % 5)
      const frequency = 10 ** (1 + 5 * random())
      const circuit = build(net, { 'awg.1': sine(1, frequency) })
      const { re, im } = circuit.transfer('awg.1', 'scope.1', frequency)
      const waveform = circuit.port('scope.1').waveform()
      for (let i = 0; i < 50; i++) {
        const angle = 2 * Math.PI * i * 0.0317
        expect(waveform.at((i * 0.0317) / frequency), JSON.stringify(net))
          .toBeCloseTo(re * Math.sin(angle) + im * Math.cos(angle), 6)
      }
    }
  })

  it('have the effective value of their waveform', () => {
    const random = seededRandom(15)
    for (let round = 0; round < 20; round++) {
      const port = build(randomNet(random, round % 5), { 'awg.1': square(1, 1e3, { duty: 0.3 }) }).port('scope.1')
      const waveform = port.waveform()
      const samples = Float64Array.from({ length: 20_000 }, (_, i) => waveform.at((i + 0.5) * 5e-8))
      const mean = samples.reduce((sum, value) => sum + value, 0) / samples.length
      const rms = Math.sqrt(samples.reduce((sum, value) => sum + (value - mean) ** 2, 0) / samples.length)
      expect(port.acRms()).toBeCloseTo(rms, 3)
      expect(port.voltage()).toBeCloseTo(mean, 4)
    }
  })
})

describe('sampling a waveform', () => {
  it('takes no longer than the signal itself and a few ten nanoseconds a sample', () => {
    const signal = square(1, 1e3)
    const circuit = build([
      { connect: 'awg.1', nodes: ['a', 'gnd'] }, { connect: 'scope.1', nodes: ['b', 'gnd'] },
      { resistor: 1e3, nodes: ['a', 'b'] }, { capacitor: 1e-7, nodes: ['b', 'gnd'] },
    ], { 'awg.1': signal })
    const waveform = circuit.port('scope.1').waveform()
    const samples = new Float64Array(1e6)
    const best = Math.min(...[1, 2, 3].map(() => {
      const start = performance.now()
      for (let i = 0; i < samples.length; i++) samples[i] = waveform.at(i * 1e-8)
      return performance.now() - start
    }))
    expect(best).toBeLessThan(300)
  })
})
