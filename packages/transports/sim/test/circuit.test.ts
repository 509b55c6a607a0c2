import { describe, expect, it } from 'vitest'
import { Circuit, type CircuitElement, type PortElement } from '../src/index.ts'

const thermalVoltage = 0.025852

function supply(voltage: number, currentLimit = 1): PortElement {
  return { kind: 'source', voltage, currentLimit }
}

const meter: PortElement = { kind: 'resistance', ohms: 10e6 }

function withSupply(...elements: CircuitElement[]): Circuit {
  return new Circuit([{ connect: 'psu.1', nodes: ['in', 'gnd'] }, ...elements])
}

describe('linear circuits', () => {
  it('divides a voltage by the ratio of two resistors', () => {
    const circuit = withSupply({ resistor: 1000, nodes: ['in', 'mid'] }, { resistor: 3000, nodes: ['mid', 'gnd'] })
    circuit.port('psu.1').drive(supply(8))
    expect(circuit.nodeVoltage('mid')).toBeCloseTo(6, 8)
    expect(circuit.port('psu.1').current()).toBeCloseTo(2e-3, 10)
  })

  it('loads the divider with the input resistance of a meter', () => {
    const circuit = withSupply(
      { resistor: 10e6, nodes: ['in', 'mid'] }, { connect: 'dmm.input', nodes: ['mid', 'gnd'] },
    )
    circuit.port('psu.1').drive(supply(5))
    circuit.port('dmm.input').drive(meter)
    expect(circuit.port('dmm.input').voltage()).toBeCloseTo(2.5, 6)
    expect(circuit.port('dmm.input').current()).toBeCloseTo(0.25e-6, 10)
  })

  it('turns the sign with the leads', () => {
    const circuit = withSupply({ connect: 'dmm.input', nodes: ['gnd', 'in'] })
    circuit.port('psu.1').drive(supply(5))
    circuit.port('dmm.input').drive(meter)
    expect(circuit.port('dmm.input').voltage()).toBeCloseTo(-5, 10)
  })

  it('measures a current as the wire it is when the shunt has 0 Ω', () => {
    const circuit = withSupply({ resistor: 50, nodes: ['in', 'a'] }, { connect: 'dmm.current', nodes: ['a', 'gnd'] })
    circuit.port('psu.1').drive(supply(5))
    circuit.port('dmm.current').drive({ kind: 'resistance', ohms: 0 })
    expect(circuit.port('dmm.current').current()).toBeCloseTo(0.1, 10)
  })

  it('lets a battery drive a supply that is off', () => {
    const circuit = withSupply({ source: 9, resistance: 1, nodes: ['bat', 'gnd'] }, { resistor: 8, nodes: ['bat', 'in'] })
    expect(circuit.port('psu.1').voltage()).toBeCloseTo(9, 8)
    expect(circuit.port('psu.1').current()).toBe(0)
  })

  it('keeps two isolated outputs apart until they share a node', () => {
    const floating = new Circuit([
      { connect: 'psu.1', nodes: ['a', 'gnd'] }, { connect: 'psu.2', nodes: ['b', 'c'] }, { resistor: 10, nodes: ['b', 'c'] },
    ])
    floating.port('psu.1').drive(supply(5))
    floating.port('psu.2').drive(supply(3))
    expect(floating.port('psu.2').voltage()).toBeCloseTo(3, 8)
    expect(floating.port('psu.2').current()).toBeCloseTo(0.3, 8)

    const stacked = new Circuit([{ connect: 'psu.1', nodes: ['a', 'gnd'] }, { connect: 'psu.2', nodes: ['b', 'a'] }])
    stacked.port('psu.1').drive(supply(5))
    stacked.port('psu.2').drive(supply(3))
    expect(stacked.nodeVoltage('b')).toBeCloseTo(8, 8)
  })

  it('solves again only after something has changed', () => {
    const circuit = withSupply({ resistor: 100, nodes: ['in', 'gnd'] })
    let solutions = 0
    circuit.onSolved(() => solutions++)
    const port = circuit.port('psu.1')
    port.drive(supply(1))
    port.voltage()
    port.current()
    port.drive(supply(1))
    port.voltage()
    expect(solutions).toBe(1)
    port.drive(supply(2))
    port.voltage()
    expect(solutions).toBe(2)
  })

  it('stops telling a listener that went away', () => {
    const circuit = withSupply({ resistor: 100, nodes: ['in', 'gnd'] })
    let solutions = 0
    const stop = circuit.onSolved(() => solutions++)
    stop()
    circuit.port('psu.1').voltage()
    expect(solutions).toBe(0)
  })

  it('knows ground and no node that is not there', () => {
    const circuit = withSupply({ resistor: 100, nodes: ['in', 'gnd'] })
    expect(circuit.nodeVoltage('gnd')).toBe(0)
    expect(circuit.nodeVoltage('elsewhere')).toBeUndefined()
    expect(circuit.nodes).toEqual(['in'])
    expect(circuit.wiredPorts).toEqual(['psu.1'])
  })
})

describe('a port that is not wired', () => {
  it('shows a supply its own voltage and a meter nothing', () => {
    const circuit = new Circuit()
    circuit.port('psu.2').drive(supply(4))
    circuit.port('dmm.input').drive(meter)
    expect(circuit.port('psu.2').wired).toBe(false)
    expect(circuit.port('psu.2').voltage()).toBe(4)
    expect(circuit.port('psu.2').current()).toBe(0)
    expect(circuit.port('psu.2').regulation()).toBe('constant-voltage')
    expect(circuit.port('dmm.input').voltage()).toBe(0)
    expect(circuit.port('dmm.input').regulation()).toBe('off')
  })
})

describe('supplies', () => {
  function loaded(ohms: number): Circuit {
    return withSupply({ resistor: ohms, nodes: ['in', 'gnd'] })
  }

  it('goes from constant voltage to constant current where the load takes the limit', () => {
    const port = loaded(100).port('psu.1')
    port.drive(supply(5, 0.0501))
    expect(port.regulation()).toBe('constant-voltage')
    expect(port.voltage()).toBeCloseTo(5, 6)
    port.drive(supply(5, 0.02))
    expect(port.regulation()).toBe('constant-current')
    expect(port.voltage()).toBeCloseTo(2, 8)
    expect(port.current()).toBeCloseTo(0.02, 10)
    port.drive(supply(1.5, 0.02))
    expect(port.regulation()).toBe('constant-voltage')
    expect(port.voltage()).toBeCloseTo(1.5, 6)
  })

  it('is off, with the load at 0 V, when its output is open', () => {
    const port = loaded(100).port('psu.1')
    port.drive(supply(5))
    expect(port.voltage()).toBeCloseTo(5, 6)
    port.drive({ kind: 'open' })
    expect(port.regulation()).toBe('off')
    expect(port.voltage()).toBeCloseTo(0, 8)
  })

  it('takes no current when something pulls it above its voltage', () => {
    const circuit = withSupply({ source: 12, resistance: 2, nodes: ['in', 'gnd'] })
    const port = circuit.port('psu.1')
    port.drive(supply(5))
    expect(port.regulation()).toBe('unregulated')
    expect(port.voltage()).toBeCloseTo(12, 8)
    expect(port.current()).toBeCloseTo(0, 8)
    port.drive(supply(13))
    expect(port.regulation()).toBe('constant-voltage')
    expect(port.current()).toBeCloseTo(0.5, 8)
  })

  it('finds its way back from a load that was taken away', () => {
    const circuit = new Circuit([{ connect: 'psu.1', nodes: ['in', 'gnd'] }, { connect: 'load.1', nodes: ['in', 'gnd'] }])
    circuit.port('psu.1').drive(supply(5, 0.1))
    circuit.port('load.1').drive({ kind: 'resistance', ohms: 1 })
    expect(circuit.port('psu.1').regulation()).toBe('constant-current')
    circuit.port('load.1').drive({ kind: 'open' })
    expect(circuit.port('psu.1').regulation()).toBe('constant-voltage')
    expect(circuit.port('psu.1').voltage()).toBeCloseTo(5, 8)
  })

  it('adds the limits of two supplies in parallel', () => {
    const circuit = new Circuit([
      { connect: 'psu.1', nodes: ['a', 'gnd'] }, { connect: 'psu.2', nodes: ['a', 'gnd'] }, { resistor: 1, nodes: ['a', 'gnd'] },
    ])
    circuit.port('psu.1').drive(supply(5, 0.3))
    circuit.port('psu.2').drive(supply(6, 0.4))
    expect(circuit.nodeVoltage('a')).toBeCloseTo(0.7, 8)
    expect(circuit.port('psu.1').regulation()).toBe('constant-current')
    expect(circuit.port('psu.2').regulation()).toBe('constant-current')
  })

  it('lets the higher of two supplies in parallel carry the load', () => {
    const circuit = new Circuit([
      { connect: 'psu.1', nodes: ['a', 'gnd'] }, { connect: 'psu.2', nodes: ['a', 'gnd'] },
      { resistor: 100, nodes: ['a', 'gnd'] },
    ])
    circuit.port('psu.1').drive(supply(5))
    circuit.port('psu.2').drive(supply(6))
    expect(circuit.port('psu.1').regulation()).toBe('unregulated')
    expect(circuit.port('psu.2').regulation()).toBe('constant-voltage')
    expect(circuit.nodeVoltage('a')).toBeCloseTo(6, 8)
  })
})

describe('diodes', () => {
  /** Solves V = R·i + n·Vt·ln(i/Is + 1) for i by bisection. */
  function currentThrough(volts: number, ohms: number, saturation: number, ideality: number): number {
    let low = 0
    let high = volts / ohms
    for (let i = 0; i < 200; i++) {
      const middle = (low + high) / 2
      const sum = ohms * middle + ideality * thermalVoltage * Math.log(middle / saturation + 1)
      if (sum > volts) high = middle
      else low = middle
    }
    return low
  }

  it.each([[5, 1000, 1e-14, 1], [0.3, 1000, 1e-9, 1.8], [30, 10, 1e-12, 2], [0.7, 1e6, 1e-14, 1]])(
    'carries the current of its equation at %d V over %d Ω (Is %d A, n %d)',
    (volts, ohms, saturationCurrent, ideality) => {
      const circuit = withSupply(
        { resistor: ohms, nodes: ['in', 'a'] }, { diode: { saturationCurrent, ideality }, nodes: ['a', 'gnd'] },
      )
      circuit.port('psu.1').drive(supply(volts, 10))
      const expected = currentThrough(volts, ohms, saturationCurrent, ideality)
      expect(circuit.port('psu.1').current() / expected).toBeCloseTo(1, 6)
    },
  )

  it('adds the drop of its series resistance', () => {
    const circuit = withSupply(
      { resistor: 90, nodes: ['in', 'a'] }, { diode: { seriesResistance: 10 }, nodes: ['a', 'gnd'] },
    )
    circuit.port('psu.1').drive(supply(5, 1))
    expect(circuit.port('psu.1').current()).toBeCloseTo(currentThrough(5, 100, 1e-14, 1), 8)
  })

  it('blocks in reverse', () => {
    const circuit = withSupply({ resistor: 100, nodes: ['in', 'a'] }, { diode: {}, nodes: ['gnd', 'a'] })
    circuit.port('psu.1').drive(supply(25))
    expect(circuit.nodeVoltage('a')).toBeCloseTo(25, 6)
  })

  it('holds its breakdown voltage at its breakdown current, as the zener of a shunt regulator', () => {
    const circuit = withSupply(
      { resistor: 100, nodes: ['in', 'out'] }, { diode: { breakdownVoltage: 3.3 }, nodes: ['gnd', 'out'] },
      { resistor: 1000, nodes: ['out', 'gnd'] },
    )
    const port = circuit.port('psu.1')
    port.drive(supply(3.3 + 100 * (1e-3 + 3.3e-3)))
    expect(circuit.nodeVoltage('out')).toBeCloseTo(3.3, 6)
    port.drive(supply(2))
    expect(circuit.nodeVoltage('out')).toBeCloseTo(2 / 1.1, 6)
    port.drive(supply(30))
    expect(circuit.nodeVoltage('out')).toBeGreaterThan(3.3)
    expect(circuit.nodeVoltage('out')).toBeLessThan(3.5)
  })

  it('gives the same operating point from whichever side it is reached', () => {
    const circuit = withSupply({ resistor: 10, nodes: ['in', 'out'] }, { diode: { breakdownVoltage: 5 }, nodes: ['gnd', 'out'] })
    const port = circuit.port('psu.1')
    const at = (volts: number): number => {
      port.drive(supply(volts, 0.5))
      return circuit.nodeVoltage('out') ?? Number.NaN
    }
    const up = [0, 2, 5.2, 6, 12, 30].map(at)
    const down = [30, 12, 6, 5.2, 2, 0].map(at).reverse()
    up.forEach((value, i) => expect(down[i]).toBeCloseTo(value, 7))
  })

  it('rectifies through a bridge of four', () => {
    const circuit = new Circuit([
      { connect: 'psu.1', nodes: ['a', 'b'] },
      { diode: {}, nodes: ['a', 'plus'] }, { diode: {}, nodes: ['b', 'plus'] },
      { diode: {}, nodes: ['gnd', 'a'] }, { diode: {}, nodes: ['gnd', 'b'] },
      { resistor: 1000, nodes: ['plus', 'gnd'] },
    ])
    circuit.port('psu.1').drive(supply(10))
    expect(circuit.nodeVoltage('plus')).toBeGreaterThan(8.4)
    expect(circuit.nodeVoltage('plus')).toBeLessThan(8.8)
  })
})

describe('circuits without an operating point', () => {
  it('says so for two unequal batteries in parallel', () => {
    const circuit = new Circuit([{ source: 1, nodes: ['a', 'gnd'] }, { source: 2, nodes: ['a', 'gnd'] }])
    expect(() => circuit.nodeVoltage('a')).toThrow(/no operating point: two sources contradict each other/)
  })
})
