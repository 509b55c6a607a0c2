import { describe, expect, it } from 'vitest'
import { Circuit, type CircuitElement, seededRandom } from '../src/index.ts'

interface Net {
  readonly elements: CircuitElement[]
  readonly resistors: { nodes: readonly [string, string]; ohms: number }[]
  readonly diodes: { nodes: readonly [string, string]; saturation: number }[]
  readonly ports: { name: string; nodes: readonly [string, string]; voltage: number; limit: number }[]
}

const nodeNames = ['gnd', 'a', 'b', 'c', 'd', 'e']

/** A connected random net of resistors, diodes and up to three supplies. */
function randomNet(random: () => number): Net {
  const pick = (count: number): number => Math.floor(random() * count)
  const log = (low: number, high: number): number => low * (high / low) ** random()
  const pair = (): readonly [string, string] => {
    const one = pick(nodeNames.length)
    const other = (one + 1 + pick(nodeNames.length - 1)) % nodeNames.length
    return [nodeNames[one] ?? '', nodeNames[other] ?? '']
  }
  const resistors: Net['resistors'] = nodeNames.slice(1).map((node, i) => (
    { nodes: [node, nodeNames[pick(i + 1)] ?? ''], ohms: log(1, 1e5) }))
  for (let i = pick(4); i > 0; i--) resistors.push({ nodes: pair(), ohms: log(1, 1e5) })
  const diodes = Array.from({ length: pick(4) }, () => ({ nodes: pair(), saturation: log(1e-15, 1e-9) }))
  const ports = Array.from({ length: 1 + pick(3) }, (_, i) => (
    { name: `psu.${i + 1}`, nodes: pair(), voltage: random() * 30, limit: log(1e-3, 5) }))
  const elements: CircuitElement[] = [
    ...resistors.map(({ nodes, ohms }) => ({ resistor: ohms, nodes })),
    ...diodes.map(({ nodes, saturation }) => ({ diode: { saturationCurrent: saturation }, nodes })),
    ...ports.map(({ name, nodes }) => ({ connect: name, nodes })),
  ]
  return { elements, resistors, diodes, ports }
}

/** The sum of the currents out of each node, and the largest one among them, computed from the node voltages alone. */
function kirchhoff(net: Net, circuit: Circuit): { residual: number; scale: number } {
  const sums = new Map(nodeNames.map((node) => [node, 0]))
  let scale = 1e-6
  const flow = (nodes: readonly [string, string], current: number): void => {
    sums.set(nodes[0], (sums.get(nodes[0]) ?? 0) + current)
    sums.set(nodes[1], (sums.get(nodes[1]) ?? 0) - current)
    scale = Math.max(scale, Math.abs(current))
  }
  const across = (nodes: readonly [string, string]): number =>
    (circuit.nodeVoltage(nodes[0]) ?? Number.NaN) - (circuit.nodeVoltage(nodes[1]) ?? Number.NaN)
  for (const { nodes, ohms } of net.resistors) flow(nodes, across(nodes) / ohms)
  for (const { nodes, saturation } of net.diodes) flow(nodes, saturation * Math.expm1(across(nodes) / 0.025852))
  for (const { name, nodes } of net.ports) flow(nodes, -circuit.port(name).current())
  return { residual: Math.max(...[...sums.values()].map(Math.abs)), scale }
}

describe('random circuits', () => {
  it("obey Kirchhoff's current law at every node, and every supply keeps to its state", () => {
    const random = seededRandom(20260101)
    for (let round = 0; round < 2000; round++) {
      const net = randomNet(random)
      const circuit = new Circuit(net.elements)
      for (const { name, voltage, limit } of net.ports) {
        circuit.port(name).drive({ kind: 'source', voltage, currentLimit: limit, resistance: 1e-3 })
      }
      const { residual, scale } = kirchhoff(net, circuit)
      expect(residual / scale, JSON.stringify(net)).toBeLessThan(1e-6)
      for (const { name, voltage, limit } of net.ports) {
        const port = circuit.port(name)
        const internal = port.voltage() + 1e-3 * port.current()
        const tolerance = 1e-6 * Math.max(1, voltage)
        expect(port.current()).toBeGreaterThan(-1e-6)
        expect(port.current()).toBeLessThanOrEqual(limit + 1e-6)
        if (port.regulation() === 'constant-voltage') expect(Math.abs(internal - voltage)).toBeLessThan(tolerance)
        if (port.regulation() === 'constant-current') expect(internal).toBeLessThan(voltage + tolerance)
        if (port.regulation() === 'unregulated') expect(internal).toBeGreaterThan(voltage - tolerance)
      }
    }
  })

  it('have one operating point, whatever was there before', () => {
    const random = seededRandom(7)
    for (let round = 0; round < 300; round++) {
      const net = randomNet(random)
      const used = new Circuit(net.elements)
      const fresh = new Circuit(net.elements)
      for (let i = 0; i < 5; i++) {
        for (const { name } of net.ports) {
          used.port(name).drive({ kind: 'source', voltage: random() * 30, currentLimit: random(), resistance: 1e-3 })
        }
        used.solve()
      }
      for (const circuit of [used, fresh]) {
        for (const { name, voltage, limit } of net.ports) {
          circuit.port(name).drive({ kind: 'source', voltage, currentLimit: limit, resistance: 1e-3 })
        }
      }
      for (const node of nodeNames) {
        expect(Math.abs((used.nodeVoltage(node) ?? 0) - (fresh.nodeVoltage(node) ?? 0)), JSON.stringify(net)).toBeLessThan(1e-5)
      }
    }
  })
})
