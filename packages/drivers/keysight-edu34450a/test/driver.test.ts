import { parseResourceName, SettingError } from '@lab/core'
import { scriptedConnection, type ScriptedExchange } from '@lab/testing'
import { simBench } from '@lab/transport-sim'
import { describe, expect, it } from 'vitest'
import { accuracy, edu34450a, edu34450aDeclarations, type Edu34450a } from '../src/index.ts'
import { edu34450aSimulator } from '../src/simulator.ts'

async function simulated(volts = 1.5, ohms = 0.001) {
  const bench = simBench({
    instruments: { dmm: { simulator: edu34450aSimulator, serial: 'SIM43' } },
    circuit: [{ source: volts, resistance: ohms, nodes: ['a', 'gnd'] }, { connect: 'dmm.input', nodes: ['a', 'gnd'] }],
  })
  const connection = await bench.transport().connect(parseResourceName('SIM::dmm::INSTR'))
  return {
    connection,
    async [Symbol.asyncDispose]() {
      await connection.close()
      bench.close()
    },
  }
}

async function measured<T>(volts: number, act: (dmm: Edu34450a) => Promise<T>): Promise<T> {
  await using fixture = await simulated(volts)
  await using dmm = await edu34450a.open({ connection: fixture.connection, alias: 'dmm' })
  return await act(dmm)
}

describe('the EDU34450A on the simulated bench', () => {
  it.each([0.05, 0.9, 8, -60, 400])('reads %d V within its accuracy', async (volts) => {
    const reading = await measured(volts, (dmm) => dmm.measureDcVoltage())
    const row = accuracy['dc-voltage'].find(({ range }) => Math.abs(volts) <= range * 1.2)
    const allowed = Math.abs(volts) * (row?.ofReading ?? 0) + (row?.range ?? 0) * ((row?.ofRange ?? 0) + 1e-4)
    expect(Math.abs(reading.value - volts)).toBeLessThan(allowed)
    expect(reading).toMatchObject({ unit: 'V', source: { instrument: 'dmm', function: 'dc-voltage' } })
  })

  it('gives an overload as a value of its own, with its sign', async () => {
    expect(
      await measured(15, (dmm) => dmm.measureDcVoltage({ range: 1 })),
    ).toMatchObject({ value: Infinity, condition: 'overload' })
    expect(
      await measured(-15, (dmm) => dmm.measureDcVoltage({ range: 1 })),
    ).toMatchObject({ value: -Infinity, condition: 'negative-overload' })
  })

  it('notes the range that was asked for', async () => {
    const reading = await measured(2, (dmm) => dmm.measureDcVoltage({ range: 10 }))
    expect(reading.source).toEqual({ instrument: 'dmm', function: 'dc-voltage', range: 10 })
  })

  it('refuses a range that the meter has not, naming those it has', async () => {
    const error: unknown = await measured(1, (dmm) => dmm.measureDcVoltage({ range: 5 })).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(SettingError)
    expect(error).toMatchObject({
      message: 'dmm has no dc-voltage range of 5 V; nothing was sent.', hint: expect.stringContaining('0.1, 1, 10, 100, 1000 V'),
    })
  })
})

const hello: ScriptedExchange = { send: '*IDN?', reply: 'Keysight Technologies,EDU34450A,MY60012345,01.00-01.00' }

describe('the EDU34450A on the wire', () => {
  it.each([
    ['measureDcVoltage', ':MEAS:VOLT:DC?', 'V'], ['measureAcVoltage', ':MEAS:VOLT:AC?', 'V'],
    ['measureDcCurrent', ':MEAS:CURR:DC?', 'A'],
    ['measureAcCurrent', ':MEAS:CURR:AC?', 'A'], ['measureResistance', ':MEAS:RES?', 'Ω'],
  ] as const)('%s sends %s', async (method, query, unit) => {
    const connection = scriptedConnection([hello, { send: query, reply: '+5.02010000E+00' }])
    const dmm = await edu34450a.open({ connection, alias: 'dmm' })
    expect(await dmm[method]()).toMatchObject({ value: 5.0201, unit })
    connection.done()
  })

  it('sends the range that was asked for', async () => {
    const connection = scriptedConnection([hello, { send: ':MEAS:CURR:DC? 0.01', reply: '+9.90000000E+37' }])
    const dmm = await edu34450a.open({ connection, alias: 'dmm' })
    expect(await dmm.measureDcCurrent({ range: 0.01 })).toMatchObject({ value: Infinity, condition: 'overload' })
    connection.done()
  })
})

it('declares every setting with a sentence for the reference', () => {
  for (const [name, { description }] of Object.entries(edu34450aDeclarations)) expect(description, name).toMatch(/^[A-Z].*\.$/)
})
