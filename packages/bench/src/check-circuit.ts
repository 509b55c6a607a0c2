import type { BenchData } from './bench-schema.ts'
import type { Mistake } from './mistake.ts'
import { suggestion } from './nearest.ts'
import type { YamlSource } from './yaml-source.ts'

type WrittenElement = NonNullable<NonNullable<BenchData['simulation']>['circuit']>[number]

const kinds = ['connect', 'resistor', 'capacitor', 'inductor', 'source', 'diode'] as const

/** Elements of more or less than one kind, and terminals of instruments that are not there. */
export function checkCircuit(data: BenchData, source: YamlSource): Mistake[] {
  const aliases = Object.keys(data.instruments)
  return (data.simulation?.circuit ?? []).flatMap((element, index) => {
    const path = ['simulation', 'circuit', index]
    const text = kindMistake(element) ?? terminalMistake(element, aliases)
    if (text === undefined) return []
    const key = element.connect === undefined ? [] : ['connect']
    return [{ position: source.valueAt([...path, ...key]), text: `${path.join('.')}: ${text}` }]
  })
}

function kindMistake(element: WrittenElement): string | undefined {
  const found = kinds.filter((kind) => element[kind] !== undefined)
  if (found.length !== 1) return `It needs one of ${kinds.join(', ')}; it has ${found.join(' and ') || 'none'}.`
  if (element.resistance === undefined || element.source !== undefined) return undefined
  return "'resistance' belongs to a source; a resistor is written { resistor: 100, nodes: […] }."
}

function terminalMistake({ connect }: WrittenElement, aliases: readonly string[]): string | undefined {
  if (connect === undefined) return undefined
  const [alias = '', port] = connect.split('.')
  if (port === undefined) return `'${connect}' is no terminal, expected alias.terminal such as psu.1.`
  return aliases.includes(alias) ? undefined : `There is no instrument '${alias}'.${suggestion(alias, aliases)}`
}
