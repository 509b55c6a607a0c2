import { SettingError } from '@lab/core'
import { describe, expect, it } from 'vitest'
import { checkNetlist } from '../src/index.ts'

const fullDiode = { saturationCurrent: 1e-12, ideality: 2, breakdownVoltage: 5.1, breakdownCurrent: 1e-3, seriesResistance: 0 }
const good = { resistor: 100, nodes: ['a', 'gnd'] }

describe('a netlist from a file', () => {
  it('passes with every kind of element in it', () => {
    expect(() => checkNetlist([
      good,
      { capacitor: 1e-6, nodes: ['a', 'gnd'] },
      { inductor: 1e-3, nodes: ['a', 'b'] },
      { connect: 'psu.1', nodes: ['a', 'gnd'] },
      { source: -1.5, resistance: 0.1, nodes: ['b', 'gnd'] },
      { diode: {}, nodes: ['a', 'b'] },
      { diode: fullDiode, nodes: ['a', 'b'] },
    ])).not.toThrow()
  })

  it('may be empty', () => {
    expect(() => checkNetlist([])).not.toThrow()
  })

  it.each([
    ['an unknown element', { transistor: {}, nodes: ['a', 'gnd'] }, /one of connect, resistor, capacitor, inductor, source, diode/],
    ['a capacitor of 0 F', { capacitor: 0, nodes: ['a', 'gnd'] }, /capacitor is 0, it must be above 0/],
    ['a capacitor that is a word', { capacitor: '1u', nodes: ['a', 'gnd'] }, /capacitor must be a number/],
    ['a negative inductor', { inductor: -1, nodes: ['a', 'gnd'] }, /inductor is -1, it must be above 0/],
    ['an inductor with a resistance', { inductor: 1, resistance: 1, nodes: ['a', 'gnd'] }, /'resistance' is not known here/],
    ['what is no element', 'resistor', /it is not an element/],
    ['two elements in one', { resistor: 1, source: 2, nodes: ['a', 'gnd'] }, /resistor and source at once/],
    ['an unknown key', { resistor: 1, watt: 2, nodes: ['a', 'gnd'] }, /'watt' is not known here/],
    ['missing nodes', { resistor: 1 }, /nodes must be a list of two node names/],
    ['three nodes', { resistor: 1, nodes: ['a', 'b', 'gnd'] }, /nodes must be a list of two node names/],
    ['a node that is a number', { resistor: 1, nodes: ['a', 0] }, /nodes must be a list of two node names/],
    ['both ends on one node', { resistor: 1, nodes: ['a', 'a'] }, /both ends are on node 'a'/],
    ['a resistor of 0 Ω', { resistor: 0, nodes: ['a', 'gnd'] }, /resistor is 0, it must be above 0/],
    ['a resistor that is a word', { resistor: '1k', nodes: ['a', 'gnd'] }, /resistor must be a number/],
    ['a resistor that is not a number', { resistor: Number.NaN, nodes: ['a', 'gnd'] }, /resistor must be a number/],
    ['a source that is a word', { source: '5 V', nodes: ['a', 'gnd'] }, /source must be a number/],
    ['a negative source resistance', { source: 5, resistance: -1, nodes: ['a', 'gnd'] }, /is -1, it must not be below 0/],
    ['a port without instrument', { connect: 'psu', nodes: ['a', 'gnd'] }, /must name instrument and port, such as 'psu.1'/],
    ['an unknown diode parameter', { diode: { is: 1 }, nodes: ['a', 'gnd'] }, /'is' is not known.*expected saturationCurrent/],
    ['a diode parameter below 0', { diode: { ideality: -1 }, nodes: ['a', 'gnd'] }, /ideality is -1, it must be above 0/],
    ['a diode without parameters', { diode: true, nodes: ['a', 'gnd'] }, /diode must be a list of its parameters/],
  ])('is refused with %s', (_, element, message) => {
    expect(() => checkNetlist([good, element])).toThrow(message)
    expect(() => checkNetlist([good, element])).toThrow(/circuit\[1\]/)
  })

  it('is refused when a port is connected twice', () => {
    const port = { connect: 'psu.1', nodes: ['a', 'gnd'] }
    expect(() => checkNetlist([port, port])).toThrow(/'psu.1' is connected twice/)
  })

  it('is refused without ground, with the remedy as a hint', () => {
    const check = (): void => checkNetlist([{ resistor: 1, nodes: ['a', 'b'] }])
    expect(check).toThrow(SettingError)
    expect(check).toThrow(/no node 'gnd'/)
    try {
      check()
    } catch (error) {
      expect(error).toMatchObject({ code: 'LAB_BENCH_FILE', hint: expect.stringContaining("'gnd'") })
    }
  })
})
