import type { BenchData } from './bench-schema.ts'
import type { Mistake } from './mistake.ts'
import { suggestion } from './nearest.ts'
import type { YamlSource } from './yaml-source.ts'

/** What a schema cannot see: names that must exist elsewhere in the file, orders of numbers, one of several keys. */
export function checkNames(data: BenchData, source: YamlSource): Mistake[] {
  return [
    ...checkAliases(data, source),
    ...checkDriverNames(data, source),
    ...checkLimitOrder(data, source),
    ...checkCircuit(data, source),
    ...checkOwners(data, source, ['simulation', 'instruments'], data.simulation?.instruments),
    ...checkOwners(data, source, ['traceability', 'calibration'], data.traceability?.calibration),
  ]
}

function checkAliases(data: BenchData, source: YamlSource): Mistake[] {
  return Object.keys(data.instruments).filter((alias) => !/^[a-z][a-z0-9_-]*$/i.test(alias)).map((alias) => ({
    position: source.keyAt(['instruments', alias]),
    text: `instruments: The alias '${alias}' must start with a letter and hold only letters, digits, '_' and '-'.`,
  }))
}

function checkDriverNames(data: BenchData, source: YamlSource): Mistake[] {
  return Object.entries(data.instruments).filter(([, { driver }]) => !/^[^\s/]+\/[^\s/]+$/.test(driver)).map(([alias, { driver }]) => ({
    position: source.valueAt(['instruments', alias, 'driver']),
    text: `instruments.${alias}.driver is '${driver}', expected vendor/MODEL such as keysight/EDU36311A.`,
  }))
}

function checkLimitOrder(data: BenchData, source: YamlSource): Mistake[] {
  return Object.entries(data.instruments).flatMap(([alias, instrument]) =>
    Object.entries(instrument.limits ?? {}).flatMap(([channel, quantities]) =>
      Object.entries(quantities).flatMap(([quantity, { min, max }]) => {
        const path = ['instruments', alias, 'limits', channel, quantity]
        const position = source.valueAt(path)
        if (min === undefined && max === undefined) return [{ position, text: `${path.join('.')} has neither 'min' nor 'max'.` }]
        return (min ?? -Infinity) <= (max ?? Infinity)
          ? []
          : [{ position, text: `${path.join('.')}: min ${min ?? -Infinity} is above max ${max ?? Infinity}, so nothing would be allowed.` }]
      })))
}

const elementKinds = ['connect', 'resistor', 'source', 'diode'] as const

function checkCircuit(data: BenchData, source: YamlSource): Mistake[] {
  const aliases = Object.keys(data.instruments)
  return (data.simulation?.circuit ?? []).flatMap((element, index) => {
    const path = ['simulation', 'circuit', index]
    const kinds = elementKinds.filter((kind) => element[kind] !== undefined)
    if (kinds.length !== 1) {
      const found = kinds.length === 0 ? 'none' : kinds.join(' and ')
      return [{ position: source.valueAt(path), text: `${path.join('.')} needs one of ${elementKinds.join(', ')}; it has ${found}.` }]
    }
    if (element.resistance !== undefined && element.source === undefined) {
      const text = `${path.join('.')}: 'resistance' belongs to a source; a resistor is written { resistor: 100, nodes: […] }.`
      return [{ position: source.keyAt([...path, 'resistance']), text }]
    }
    return element.connect === undefined ? [] : checkTerminal(element.connect, aliases, [...path, 'connect'], source)
  })
}

function checkTerminal(terminal: string, aliases: readonly string[], path: (string | number)[], source: YamlSource): Mistake[] {
  const position = source.valueAt(path)
  const [alias = '', port] = terminal.split('.')
  if (port === undefined) return [{ position, text: `${path.join('.')} is '${terminal}', expected alias.terminal such as psu.1.` }]
  return aliases.includes(alias) ? [] : [{ position, text: `${path.join('.')}: There is no instrument '${alias}'.${suggestion(alias, aliases)}` }]
}

function checkOwners(data: BenchData, source: YamlSource, path: string[], owners: Readonly<Record<string, unknown>> = {}): Mistake[] {
  const aliases = Object.keys(data.instruments)
  return Object.keys(owners).filter((alias) => !aliases.includes(alias)).map((alias) => ({
    position: source.keyAt([...path, alias]),
    text: `${path.join('.')}: There is no instrument '${alias}'.${suggestion(alias, aliases)}`,
  }))
}
