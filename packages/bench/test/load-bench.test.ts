import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { SettingError } from '@lab/core'
import { loadBench } from '../src/index.ts'
import { benchFile, rejection, temporaryFolder } from './bench-folder.ts'

const complete = `name: LDO bench
description: Line regulation
transports: { lxi: { timeoutMs: 2000 } }
instruments:
  psu:
    driver: keysight/EDU36311A
    resource: TCPIP::192.168.1.20::5025::SOCKET
    serial: CN61130056
    timeoutMs: 5000
    limits: { 1: { voltage: { max: 5 }, current: { max: 0.5 } }, '*': { voltage: { min: 0 } } }
  dmm:
    driver: keysight/EDU34450A
    simulate: true
simulation:
  seed: 1
  circuit:
    - { connect: psu.1, nodes: [in, gnd] }
    - { resistor: 100, nodes: [in, out] }
    - { capacitor: 1e-6, nodes: [out, gnd] }
    - { inductor: 0.01, nodes: [out, aux] }
    - { diode: { breakdownVoltage: 3.3 }, nodes: [gnd, out] }
    - { source: 1.5, resistance: 0.2, nodes: [aux, gnd] }
    - { connect: dmm.input, nodes: [out, gnd] }
  instruments: { dmm: { noise: 0 } }
experiment: { title: Regulation, operator: A. Example, batch: 7 }
traceability:
  dut: { serial: LDO-33-0017 }
  environment: { temperature: 23.5 }
  calibration: { psu: { date: 2026-01-31, due: 2027-01-31, certificate: C-1 } }
store: { type: sqlite, path: data/data.sqlite }
`

async function mistakeIn(text: string): Promise<Error & { readonly code?: string; readonly hint?: string }> {
  return rejection(loadBench(await benchFile(text)))
}

const psu = 'instruments:\n  psu:\n    driver: keysight/EDU36311A\n    simulate: true\n'

describe('loadBench', () => {
  it('reads every section of a bench file', async () => {
    const file = await benchFile(complete)
    const bench = await loadBench(file)
    expect(bench.name).toBe('LDO bench')
    expect(bench.file).toBe(file)
    expect(bench.instruments['psu']).toMatchObject({
      alias: 'psu', driver: 'keysight/EDU36311A', serial: 'CN61130056', simulate: false, timeoutMs: 5000,
      resource: { interface: 'TCPIP', class: 'SOCKET', host: '192.168.1.20', port: 5025 },
      limits: { source: file, channels: { 1: { voltage: { max: 5 }, current: { max: 0.5 } }, '*': { voltage: { min: 0 } } } },
    })
    expect(bench.instruments['dmm']).toEqual({ alias: 'dmm', driver: 'keysight/EDU34450A', simulate: true })
    expect(bench.transports).toEqual({ lxi: { timeoutMs: 2000 } })
    expect(bench.simulation).toEqual({
      seed: 1,
      circuit: [
        { connect: 'psu.1', nodes: ['in', 'gnd'] },
        { resistor: 100, nodes: ['in', 'out'] },
        { capacitor: 1e-6, nodes: ['out', 'gnd'] },
        { inductor: 0.01, nodes: ['out', 'aux'] },
        { diode: { breakdownVoltage: 3.3 }, nodes: ['gnd', 'out'] },
        { source: 1.5, resistance: 0.2, nodes: ['aux', 'gnd'] },
        { connect: 'dmm.input', nodes: ['out', 'gnd'] },
      ],
      options: { dmm: { noise: 0 } },
    })
    expect(bench.metadata).toEqual({
      bench: { name: 'LDO bench', file }, title: 'Regulation', operator: 'A. Example', batch: 7,
      dut: { serial: 'LDO-33-0017' }, environment: { temperature: 23.5 },
      calibration: { psu: { date: '2026-01-31', due: '2027-01-31', certificate: 'C-1' } },
    })
  })

  it('takes a relative store path from the folder of the file, and an absolute one as it is', async () => {
    const file = await benchFile(complete)
    expect((await loadBench(file)).store).toEqual(
      { type: 'sqlite', path: path.join(path.dirname(file), 'data/data.sqlite'), options: {} },
    )
    await writeFile(file, complete.replace('data/data.sqlite', '/var/lab/data.sqlite'))
    expect((await loadBench(file)).store?.path).toBe('/var/lab/data.sqlite')
  })

  it('takes a file URL', async () => {
    const file = await benchFile(complete)
    expect((await loadBench(new URL(`file://${file}`))).name).toBe('LDO bench')
  })

  it('simulates every instrument where the file says so at its top', async () => {
    const bench = await loadBench(await benchFile(`simulate: true\n${complete}`))
    expect(Object.values(bench.instruments).map(({ simulate }) => simulate)).toEqual([true, true])
  })

  it('keeps anchors and merges of one instrument for several', async () => {
    const bench = await loadBench(await benchFile(
      'name: b\ninstruments:\n  a: &one { driver: v/M, simulate: true }\n  b: *one\n',
    ))
    expect(bench.instruments['b']).toEqual({ alias: 'b', driver: 'v/M', simulate: true })
  })
})

describe('a mistake in a bench file', () => {
  it('names file, line, column and the nearest key for a misspelt nested key', async () => {
    const file = await benchFile(`name: b\n${psu}    limits:\n      1:\n        voltage: { mx: 5 }\n`)
    const error = await rejection(loadBench(file))
    expect(error).toBeInstanceOf(SettingError)
    expect(error.code).toBe('LAB_BENCH_FILE')
    expect(error.message).toBe(`${file}:8:20: instruments.psu.limits.1.voltage has an unknown key 'mx'. Did you mean 'max'?`)
  })

  it.each([
    ['seial', 'serial'], ['time', 'timeoutMs'], ['resorce', 'resource'],
    ['tiemoutMs', 'timeoutMs'], ['limit', 'limits'], ['Driver', 'driver'],
  ])('suggests the nearest of the known keys: %s → %s', async (written, meant) => {
    const error = await mistakeIn(`name: b\n${psu}    ${written}: x\n`)
    expect(error.message).toContain(`:6:5: instruments.psu has an unknown key '${written}'. Did you mean '${meant}'?`)
  })

  it('lists the known keys where none is near', async () => {
    const error = await mistakeIn(`name: b\n${psu}store: { type: sqlite, path: a }\ntraceability: { zzzzzz: 1 }\n`)
    expect(error.message).toMatch(/traceability has an unknown key 'zzzzzz'\. Known: dut, environment, calibration\.$/)
  })

  it('names a duplicate alias with line and column', async () => {
    const error = await mistakeIn(`name: b\n${psu}  psu:\n    driver: keysight/EDU34450A\n`)
    expect(error.message).toMatch(/bench\.yaml:6:3: 'psu' is written twice in the same place\.$/)
    expect(error.code).toBe('LAB_BENCH_FILE')
  })

  it('lists several mistakes in the order of the file', async () => {
    const error = await mistakeIn(`name: 5\ninstruments:\n  psu:\n    simulate: sometimes\n    drivr: x/Y\nstore: { path: 3 }\n`)
    expect(error.message.split('\n').slice(1).map((line) => line.replace(/^ +.*bench\.yaml:/, ''))).toEqual([
      '1:7: name is 5, expected text: write it in quotes.',
      "4:5: instruments.psu has no 'driver'.",
      "4:15: instruments.psu.simulate is 'sometimes', expected true or false.",
      "5:5: instruments.psu has an unknown key 'drivr'. Did you mean 'driver'?",
      "6:8: store has no 'type'.",
      '6:16: store.path is 3, expected text: write it in quotes.',
    ])
    expect(error.message).toMatch(/^\S+bench\.yaml has 6 mistakes:\n/)
  })

  it('explains a resource name that cannot be understood, with the forms there are', async () => {
    const error = await mistakeIn('name: b\ninstruments:\n  dmm: { driver: v/M, resource: TCPIP::host::SOCKET }\n')
    expect(error.message).toMatch(/:3:33: instruments\.dmm\.resource: Resource name 'TCPIP::host::SOCKET': the port is missing/)
    expect(error.hint).toContain('TCPIP::host::5025::SOCKET')
  })

  it('asks for the resource of an instrument that is not simulated', async () => {
    const error = await mistakeIn('name: b\ninstruments:\n  dmm: { driver: v/M }\n')
    expect(error.message).toMatch(/:3:3: instruments\.dmm has no 'resource', which only a simulated instrument may leave out\.$/)
  })

  it('refuses a simulated resource name', async () => {
    const error = await mistakeIn('name: b\ninstruments:\n  dmm: { driver: v/M, resource: SIM::dmm::INSTR }\n')
    expect(error.message).toContain("An instrument is simulated by 'simulate: true', not by its resource.")
  })

  it('refuses a limit whose min is above its max', async () => {
    const error = await mistakeIn(`name: b\n${psu}    limits: { 1: { voltage: { min: 6, max: 5 } } }\n`)
    expect(error.message).toMatch(
      /:6:29: instruments\.psu\.limits\.1\.voltage: min 6 is above max 5, so nothing would be allowed\.$/,
    )
  })

  it('refuses a limit without bounds', async () => {
    const error = await mistakeIn(`name: b\n${psu}    limits: { 1: { voltage: {} } }\n`)
    expect(error.message).toContain("instruments.psu.limits.1.voltage has neither 'min' nor 'max'.")
  })

  it('refuses a limit that is not a number', async () => {
    const error = await mistakeIn(`name: b\n${psu}    limits: { 1: { voltage: { max: .nan } } }\n`)
    expect(error.message).toContain('instruments.psu.limits.1.voltage.max is NaN, expected a number.')
  })

  it('asks for quotes around the key *', async () => {
    const error = await mistakeIn(`name: b\n${psu}    limits:\n      *: { voltage: { max: 5 } }\n`)
    expect(error.message).toMatch(/:7:\d+: A key \* must be written in quotes: '\*'\.$/)
  })

  it('refuses tags that would make code or objects of data', async () => {
    const error = await mistakeIn(`name: !!js/function "() => 1"\n${psu}`)
    expect(error.message).toContain(':1:7: The tag !!js/function is not allowed: a bench file holds plain data only.')
  })

  it('names an alias in the circuit that is no instrument', async () => {
    const error = await mistakeIn(`name: b\n${psu}simulation: { circuit: [ { connect: pus.1, nodes: [a, gnd] } ] }\n`)
    expect(error.message).toContain(":6:37: simulation.circuit.0: There is no instrument 'pus'. Did you mean 'psu'?")
  })

  it.each([
    ['{ nodes: [a, gnd] }', 'circuit.0: It needs one of connect, resistor, capacitor, inductor, source, diode; it has none.'],
    ['{ capacitor: 0, nodes: [a, gnd] }', 'simulation.circuit.0.capacitor is 0, expected > 0.'],
    ['{ capacitor: 1, inductor: 1, nodes: [a, gnd] }', 'it has capacitor and inductor.'],
    ['{ resistor: 1, source: 2, nodes: [a, gnd] }', 'it has resistor and source.'],
    ['{ resistor: 0, nodes: [a, gnd] }', 'simulation.circuit.0.resistor is 0, expected > 0.'],
    ['{ resistor: 1, nodes: [a] }', 'simulation.circuit.0.nodes is a list of 1, expected 2 entries.'],
    ['{ resistor: 1, resistance: 3, nodes: [a, gnd] }', "'resistance' belongs to a source"],
    ['{ resistr: 1, nodes: [a, gnd] }', "simulation.circuit.0 has an unknown key 'resistr'. Did you mean 'resistor'?"],
    ['{ connect: psu, nodes: [a, gnd] }', "simulation.circuit.0: 'psu' is no terminal, expected alias.terminal such as psu.1."],
    ['{ diode: { ideal: 1 }, nodes: [a, gnd] }', "simulation.circuit.0.diode has an unknown key 'ideal'. Did you mean 'ideality'?"],
  ])('explains the circuit element %s', async (element, message) => {
    const error = await mistakeIn(`name: b\n${psu}simulation: { circuit: [ ${element} ] }\n`)
    expect(error.message).toContain(message)
  })

  it('names an owner of a calibration that is no instrument, and a date that is none', async () => {
    const unknown = await mistakeIn(`name: b\n${psu}traceability: { calibration: { dnm: { date: 2026-01-31 } } }\n`)
    expect(unknown.message).toContain("traceability.calibration: There is no instrument 'dnm'.")
    const date = await mistakeIn(`name: b\n${psu}traceability: { calibration: { psu: { date: 2026-02-30 } } }\n`)
    expect(date.message).toContain("calibration.psu.date is '2026-02-30', expected a date such as 2026-01-31.")
  })

  it('sends what belongs to traceability there', async () => {
    const error = await mistakeIn(`name: b\n${psu}experiment: { dut: { serial: 1 } }\n`)
    expect(error.message).toContain("experiment: 'dut' belongs under 'traceability'.")
  })

  it('refuses metadata that cannot be stored', async () => {
    const error = await mistakeIn(`name: b\n${psu}experiment: { settings: { $ref: 1 } }\n`)
    expect(error.message).toContain('experiment.settings.$ref is a key that is reserved ($ref), which cannot be stored.')
  })

  it('refuses an alias that cannot be a name, and a driver without a vendor', async () => {
    const error = await mistakeIn('name: b\ninstruments:\n  my psu: { driver: EDU36311A, simulate: true }\n')
    expect(error.message).toContain("The alias 'my psu' must start with a letter")
    expect(error.message).toContain("instruments.my psu.driver is 'EDU36311A', expected vendor/MODEL such as keysight/EDU36311A.")
  })

  it.each([
    ['', 'the file is null, expected keys with values.'],
    ['just text', "the file is 'just text', expected keys with values."],
    ['name: [1\ninstruments: }', 'Not YAML: '],
    ['name: a\n---\nname: b\n', ':2:1: A bench file is one YAML document; here begins a second one.'],
    ['name: *missing\n', 'Not YAML: Unresolved alias'],
    ['name:\n\t- b\n', 'Not YAML: Tabs are not allowed as indentation.'],
  ])('says that %j is not a bench file', async (text, message) => {
    const error = await mistakeIn(text)
    expect(error.message).toContain(message)
    expect(error.code).toBe('LAB_BENCH_FILE')
  })

  it('says where it looked for a file that is not there', async () => {
    const file = path.join(await temporaryFolder(), 'none.yaml')
    const error = await rejection(loadBench(file))
    expect(error.message).toBe(`${file}: There is no such bench file.`)
    expect(error.hint).toContain(file)
    expect(error.code).toBe('LAB_BENCH_FILE')
  })

  it('says that a folder cannot be read as a bench file', async () => {
    const error = await rejection(loadBench(await temporaryFolder()))
    expect(error.message).toContain('The bench file cannot be read: EISDIR')
  })

  it('stops before references that grow without end', async () => {
    const levels = Array.from({ length: 9 }, (_, i) => {
      const items = Array<string>(9).fill(i === 0 ? 'x' : `*n${i}`)
      return `level${i}: &n${i + 1} [${items.join(', ')}]`
    })
    const error = await mistakeIn(`name: b\n${psu}experiment:\n${levels.map((line) => `  ${line}`).join('\n')}\n`)
    expect(error.message).toContain('Excessive alias count')
  })
})

describe('a bench file in which something would be lost', () => {
  it('is refused where two aliases have one resource: the looser limits would hold', async () => {
    const error = await mistakeIn(`name: b
instruments:
  psu: { driver: a/B, resource: 'TCPIP::10.0.0.1::5025::SOCKET', limits: { 1: { voltage: { max: 5 } } } }
  free: { driver: a/B, resource: 'tcpip0::10.0.0.1::5025::socket' }
`)
    expect(error.message).toMatch(/:4:34: instruments\.free\.resource is tcpip0::.*, which is that of 'psu' too\.$/)
  })

  it.each(['instruments', 'experiment'])('is refused where a key of %s is __proto__', async (section) => {
    const rest = section === 'instruments' ? '' : 'instruments: {}\n'
    const error = await mistakeIn(`name: b\n${rest}${section}:\n  __proto__: { driver: a/B, simulate: true }\n`)
    expect(error.message).toMatch(/bench\.yaml:\d:3: A key cannot be called '__proto__'\.$/)
  })

  it.each([
    ['0012345', '12345'], ['12345678901234567890', '12345678901234567168'], ['-007', '-7'],
  ])('is refused where %s would be read as %s', async (written, read) => {
    const error = await mistakeIn(`name: b\ninstruments: {}\ntraceability:\n  dut: { serial: ${written} }\n`)
    expect(error.message).toMatch(new RegExp(`:4:18: ${written} would be read as ${read}\\.$`))
    expect(error.hint).toContain('in quotes')
  })

  it.each(['12345', '0', '-5', '+5', '1.50', '007.5', '"0012"', '0x1F', '1e3'])('keeps %s', async (written) => {
    const file = await benchFile(`name: b\ninstruments: {}\nexperiment: { x: ${written} }\n`)
    expect((await loadBench(file)).metadata['x']).toBeDefined()
  })
})
