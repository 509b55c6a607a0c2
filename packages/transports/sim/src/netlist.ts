import { SettingError } from '@lab/core'
import { groundNode, type CircuitElement, type DiodeParameters, type Netlist } from './circuit-element.ts'

const kinds = ['connect', 'resistor', 'capacitor', 'inductor', 'source', 'diode']
const diodeKeys = ['saturationCurrent', 'ideality', 'breakdownVoltage', 'breakdownCurrent', 'seriesResistance']

type Fail = (what: string) => never

function failIn(position: number, element: unknown): Fail {
  return (what) => {
    throw new SettingError(`circuit[${position}] ${JSON.stringify(element)}: ${what}.`, {
      code: 'LAB_BENCH_FILE',
      hint: "An element is one of { connect: 'psu.1' }, { resistor: Ω }, { capacitor: F }, { inductor: H }, "
        + '{ source: V, resistance: Ω }, { diode: {} }, each with nodes: [plus, minus].',
    })
  }
}

function checkNodes(element: object, fail: Fail): void {
  const nodes: unknown = 'nodes' in element ? element.nodes : undefined
  const isName = (node: unknown): boolean => typeof node === 'string' && node !== ''
  if (!Array.isArray(nodes) || nodes.length !== 2 || !nodes.every(isName)) fail('nodes must be a list of two node names')
  else if (nodes[0] === nodes[1]) fail(`both ends are on node '${nodes[0]}'`)
}

function checkNumber(value: unknown, what: string, accepts: 'positive' | 'not-negative' | 'any', fail: Fail): void {
  const isNumber = typeof value === 'number' && Number.isFinite(value)
  if (!isNumber) fail(`${what} must be a number`)
  else if (accepts === 'positive' && value <= 0) fail(`${what} is ${value}, it must be above 0`)
  else if (accepts === 'not-negative' && value < 0) fail(`${what} is ${value}, it must not be below 0`)
}

function checkKeys(object: object, known: readonly string[], fail: Fail): void {
  const unknown = Object.keys(object).find((key) => !known.includes(key))
  if (unknown !== undefined) fail(`'${unknown}' is not known here; expected ${known.join(', ')}`)
}

function checkDiode(diode: unknown, fail: Fail): void {
  if (typeof diode !== 'object' || diode === null) return fail('diode must be a list of its parameters, {} for the usual ones')
  checkKeys(diode, diodeKeys, fail)
  for (const [key, value] of Object.entries(diode)) {
    checkNumber(value, key, key === 'seriesResistance' ? 'not-negative' : 'positive', fail)
  }
}

function checkConnect(port: unknown, taken: Set<string>, fail: Fail): void {
  if (typeof port !== 'string' || !/^[^.\s]+\.[^.\s]+$/.test(port)) {
    return fail("connect must name instrument and port, such as 'psu.1'")
  }
  if (taken.has(port)) fail(`'${port}' is connected twice`)
  taken.add(port)
}

function checkSource(element: object, fail: Fail): void {
  checkNumber('source' in element ? element.source : undefined, 'source', 'any', fail)
  if ('resistance' in element) checkNumber(element.resistance, 'resistance', 'not-negative', fail)
}

function checkElement(element: unknown, position: number, ports: Set<string>): void {
  const fail = failIn(position, element)
  if (typeof element !== 'object' || element === null) return fail('it is not an element')
  const found = kinds.filter((kind) => Object.hasOwn(element, kind))
  if (found.length === 0) fail(`unknown element; expected one of ${kinds.join(', ')}`)
  if (found.length > 1) fail(`it is ${found.join(' and ')} at once`)
  const kind = found[0] ?? ''
  checkKeys(element, [kind, 'nodes', ...(kind === 'source' ? ['resistance'] : [])], fail)
  checkNodes(element, fail)
  if ('connect' in element) checkConnect(element.connect, ports, fail)
  if ('resistor' in element) checkNumber(element.resistor, 'resistor', 'positive', fail)
  if ('capacitor' in element) checkNumber(element.capacitor, 'capacitor', 'positive', fail)
  if ('inductor' in element) checkNumber(element.inductor, 'inductor', 'positive', fail)
  if ('diode' in element) checkDiode(element.diode, fail)
  if (kind === 'source') checkSource(element, fail)
}

/**
 * Checks a circuit that comes from a file.
 * @throws SettingError (`LAB_BENCH_FILE`) that names the element by its position and says what is wrong with it.
 */
export function checkNetlist(elements: readonly unknown[]): void {
  const ports = new Set<string>()
  elements.forEach((element, position) => checkElement(element, position, ports))
  const hasGround = elements.some((element) => JSON.stringify(element).includes(`"${groundNode}"`))
  if (elements.length > 0 && !hasGround) {
    throw new SettingError(`The circuit has no node '${groundNode}'.`, {
      code: 'LAB_BENCH_FILE',
      hint: `Name one node of the circuit '${groundNode}': voltages refer to it.`,
    })
  }
}

/** A pair of nodes by index; −1 is ground. */
export interface NodePair {
  readonly plus: number
  readonly minus: number
}

/** A netlist with its nodes numbered. */
export interface CompiledNetlist {
  readonly nodes: readonly string[]
  readonly ports: ReadonlyMap<string, NodePair>
  readonly conductances: readonly (NodePair & { readonly conductance: number })[]
  readonly capacitors: readonly (NodePair & { readonly capacitance: number })[]
  readonly inductors: readonly (NodePair & { readonly inductance: number })[]
  readonly sources: readonly (NodePair & { readonly voltage: number; readonly resistance: number })[]
  readonly diodes: readonly (NodePair & { readonly parameters: DiodeParameters })[]
}

/** Numbers the nodes; a diode with series resistance gets one of its own. */
export function compileNetlist(netlist: Netlist): CompiledNetlist {
  checkNetlist(netlist)
  const nodes: string[] = []
  const ports = new Map<string, NodePair>()
  const conductances: (NodePair & { conductance: number })[] = []
  const capacitors: (NodePair & { capacitance: number })[] = []
  const inductors: (NodePair & { inductance: number })[] = []
  const sources: (NodePair & { voltage: number; resistance: number })[] = []
  const diodes: (NodePair & { parameters: DiodeParameters })[] = []
  const indexOf = (name: string): number => {
    if (name === groundNode) return -1
    const known = nodes.indexOf(name)
    return known >= 0 ? known : nodes.push(name) - 1
  }
  const addDiode = (parameters: DiodeParameters, pair: NodePair, position: number): void => {
    const resistance = parameters.seriesResistance ?? 0
    const inner = resistance > 0 ? indexOf(`diode ${position} junction`) : pair.plus
    if (resistance > 0) conductances.push({ plus: pair.plus, minus: inner, conductance: 1 / resistance })
    diodes.push({ plus: inner, minus: pair.minus, parameters })
  }
  const add = (element: CircuitElement, position: number): void => {
    const pair = { plus: indexOf(element.nodes[0]), minus: indexOf(element.nodes[1]) }
    if ('connect' in element) ports.set(element.connect, pair)
    else if ('resistor' in element) conductances.push({ ...pair, conductance: 1 / element.resistor })
    else if ('capacitor' in element) capacitors.push({ ...pair, capacitance: element.capacitor })
    else if ('inductor' in element) inductors.push({ ...pair, inductance: element.inductor })
    else if ('source' in element) sources.push({ ...pair, voltage: element.source, resistance: element.resistance ?? 0 })
    else addDiode(element.diode, pair, position)
  }
  netlist.forEach(add)
  return { nodes, ports, conductances, capacitors, inductors, sources, diodes }
}
