import { compileHeader, defineCommands, parseProgramMessage } from '@lab/scpi'
import type { CircuitElement } from '@lab/transport-sim'
import { describe, expect, it } from 'vitest'
import { edux1052aDeclarations, edux1052gDeclarations } from '../src/index.ts'
import { channelRows, horizontalRows, runControlRows, waveformRows } from './reference/acquisition-rows.ts'
import { analysisRows, maskRows, measurementRows } from './reference/analysis-rows.ts'
import { spellings, type Row } from './reference/rows.ts'
import { absent, generatorRows, onlyOnG, systemRows } from './reference/system-rows.ts'
import { triggerRows } from './reference/trigger-rows.ts'
import { ScopeBench } from './scope-bench.ts'

const circuit: readonly CircuitElement[] = [
  { source: 1, resistance: 1, nodes: ['a', 'gnd'] }, { connect: 'scope.1', nodes: ['a', 'gnd'] },
  { connect: 'scope.2', nodes: ['a', 'gnd'] },
]

const common = [
  ...runControlRows, ...channelRows, ...horizontalRows, ...waveformRows, ...triggerRows, ...measurementRows, ...analysisRows,
  ...maskRows,
  ...systemRows,
]

function parametersOf(row: Row): string {
  return row.kind === 'setting' ? row.write : (row.parameters ?? '')
}

function trySetting(scope: ScopeBench, header: string, row: Row & { kind: 'setting' }): void {
  scope.send(`${header} ${row.write}`)
  expect([`${header} ${row.write}`, scope.error()]).toEqual([`${header} ${row.write}`, 0])
  expect([header, scope.ask(`${header}?`), scope.error()]).toEqual([header, row.reads, 0])
}

function tryRow(scope: ScopeBench, header: string, row: Row): void {
  if (row.first !== undefined) scope.send(row.first)
  if (row.kind === 'setting') return trySetting(scope, header, row)
  const parameters = row.parameters === undefined ? '' : ` ${row.parameters}`
  if (row.kind === 'query') expect(scope.ask(`${header}?${parameters}`)).toMatch(row.answers)
  else scope.send(`${header}${parameters}`)
  expect([header, scope.error()]).toEqual([header, 0])
}

function walk(model: 'A' | 'G', rows: readonly Row[]): void {
  it.each(rows.map((row) => [
    `${row.header}${row.kind === 'query' ? '?' : ''} ${parametersOf(row)}`, row,
  ] as const))('%s', (_name, row) => {
    const scope = new ScopeBench(circuit, { model })
    for (const header of spellings(row.header)) {
      scope.send('*RST;*CLS')
      tryRow(scope, header, row)
    }
    scope.bench.close()
  })
}

describe(
  'the EDUX1052G answers as its guide says, short and long, with and without optional nodes',
  () => walk('G', [...common, ...generatorRows]),
)

describe('the EDUX1052A answers as its guide says, short and long, with and without optional nodes', () => walk('A', common))

/** Names of the declared commands that rows use. */
function used(rows: readonly Row[], declarations: typeof edux1052gDeclarations): ReadonlySet<string> {
  const table = defineCommands(declarations)
  return new Set(rows.flatMap((row) => [true, false].flatMap((query) => spellings(row.header).flatMap((header) => {
    const unit = parseProgramMessage(`${header}${query ? '?' : ''}`).units[0]
    const found = unit === undefined ? undefined : table.lookup(unit)
    return found === undefined ? [] : [found.value.name]
  }))))
}

describe('the walk', () => {
  it('takes every declared command and setting', () => {
    const names = used([...common, ...generatorRows], edux1052gDeclarations)
    const unsupported = ['analogBusBit2', 'analogBusBit3'] // inputs that this family does not have
    const missing = Object.keys(edux1052gDeclarations).filter((name) => !names.has(name) && !unsupported.includes(name))
    expect(missing).toEqual([])
  })

  it('knows of the A model what the G model has, but for the generator and the analysis', () => {
    const lacking = Object.keys(edux1052gDeclarations).filter((name) => !(name in edux1052aDeclarations))
    const headers = lacking.map((name) => compileHeader(
      Object.entries(edux1052gDeclarations).find(([key]) => key === name)?.[1].header ?? '',
    ).shortForm)
    expect(headers.filter((header) => !/^(WGEN|FRAN)/.test(header))).toEqual([])
    expect(Object.keys(edux1052aDeclarations).filter((name) => !(name in edux1052gDeclarations))).toEqual([])
  })
})

describe('what is not there', () => {
  it.each(absent)('%s is -113 on the G model', (message) => {
    const scope = new ScopeBench(circuit)
    expect([scope.ask(message), scope.error(), scope.error()]).toEqual([undefined, -113, 0])
    scope.bench.close()
  })

  it.each([...absent, ...onlyOnG])('%s is -113 on the A model', (message) => {
    const scope = new ScopeBench(circuit, { model: 'A' })
    expect([scope.ask(message), scope.error(), scope.error()]).toEqual([undefined, -113, 0])
    scope.bench.close()
  })

  it.each([
    ':CHAN3:DISP?', ':CHAN0:DISP 1', ':WMEM3:DISP?', ':SBUS2:MODE?', ':CHAN3:RANG 1', ':CHAN4?', ':WMEM3:SAVE CHAN1',
    ':CHAN3:PROT?',
  ])(
    '%s is -114: a number that there is not', (message) => {
      const scope = new ScopeBench(circuit)
      expect([scope.ask(message), scope.error(), scope.error()]).toEqual([undefined, -114, 0])
      scope.bench.close()
    })

  it('the A model has no generator as a source of triggers', () => {
    const scope = new ScopeBench(circuit, { model: 'A' })
    scope.send(':TRIG:SOUR WGEN')
    expect(scope.error()).toBe(-224)
    scope.bench.close()
  })
})
