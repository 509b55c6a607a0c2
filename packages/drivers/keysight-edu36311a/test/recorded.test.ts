import { scriptedConnection, type ScriptedExchange } from '@lab/testing'
import { describe, expect, it } from 'vitest'
import { edu36311a } from '../src/index.ts'
import { Supply } from './simulator-supply.ts'

const identity = 'Keysight Technologies,EDU36311A,CN61130056,K-01.08.03-01.00-01.08-02.00'
const noError = '+0,"No error"'

/**
 * What a real unit answered, output 1 on without a load, current limit 0.1 A: set voltage, voltage and current as it printed
 * them.
 */
const recorded = [
  [1, '+9.99749200E-01', '-1.81949100E-04'],
  [2, '+1.99975700E+00', '-1.17560000E-04'],
  [3, '+2.99956500E+00', '-5.31906000E-05'],
  [4, '+3.99937300E+00', '+1.11985700E-05'],
  [5, '+4.99918100E+00', '-8.77922900E-05'],
] as const

/** The same as numbers, written down by hand. */
const readings = [
  [0.9997492, -0.0001819491], [1.999757, -0.00011756], [2.999565, -0.0000531906], [3.999373, 0.00001119857],
  [4.999181, -0.00008779229],
] as const

/** Signs, digits and exponent of a level and of a reading. */
const level = /^\+\d\.\d{8}E[+-]\d\d$/
const reading = /^[+-]\d\.\d{6}00E[+-]\d\d$/

function script(): ScriptedExchange[] {
  const steps = recorded.flatMap(([volts, voltage, current]) => [
    { send: `:VOLT ${volts},(@1)` }, { send: 'SYST:ERR?', reply: noError },
    { send: ':VOLT? (@1)', reply: `+${volts}.00000000E+00` },
    { send: ':MEAS:VOLT? (@1)', reply: voltage }, { send: ':MEAS:CURR? (@1)', reply: current },
  ])
  return [
    { send: '*IDN?', reply: identity },
    { send: ':CURR 0.1,(@1)' }, { send: 'SYST:ERR?', reply: noError },
    { send: ':OUTP ON,(@1)' }, { send: 'SYST:ERR?', reply: noError },
    ...steps,
    { send: ':OUTP OFF,(@1)' }, { send: 'SYST:ERR?', reply: noError },
  ]
}

describe('the exchange that was recorded with a real unit', () => {
  it('replays against the driver, and its readings are the same numbers', async () => {
    const connection = scriptedConnection(script())
    const psu = await edu36311a.open({ connection, alias: 'psu', expectedSerial: 'CN61130056' })
    const output = psu.channel('P6V')
    await output.set({ currentLimit: 0.1 })
    await output.on()
    for (const [index, [volts]] of recorded.entries()) {
      await output.set({ voltage: volts })
      expect(await output.voltage()).toBe(volts)
      const { voltage, current } = await output.measure()
      expect([voltage.value, current.value]).toEqual(readings[index])
      expect([voltage.value, current.value]).toEqual(recorded[index]?.slice(1).map(Number))
    }
    await output.off()
    expect(psu.identity).toEqual({
      manufacturer: 'Keysight Technologies', model: 'EDU36311A', serial: 'CN61130056', firmware: 'K-01.08.03-01.00-01.08-02.00',
    })
    connection.done()
  })

  it('is answered by the simulator in the same formats, within what a unit may be off', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const supply = new Supply([], { seed })
      expect(supply.ask('*IDN?')?.replace(/SIM\d+/, 'CN61130056')).toBe(identity)
      supply.send('CURR 0.1,(@1);:OUTP ON,(@1)')
      for (const [volts, voltage, current] of recorded) {
        supply.send(`VOLT ${volts},(@1)`)
        expect(supply.ask('SYST:ERR?')).toBe(noError)
        const [set, shownVoltage, shownCurrent] = [
          'VOLT? (@1)', 'MEAS:VOLT? (@1)', 'MEAS:CURR? (@1)',
        ].map((query) => supply.ask(query) ?? '')
        expect(set).toMatch(level)
        for (const shown of [shownVoltage, voltage, shownCurrent, current]) expect(shown).toMatch(reading)
        expect(Math.abs(Number(shownVoltage) - Number(voltage))).toBeLessThan(0.01)
        expect(Math.abs(Number(shownCurrent) - Number(current))).toBeLessThan(5e-4)
      }
    }
  })

  it('is read back by the simulator in steps of 0.2 mV and 64 µA, as by the unit', () => {
    const supply = new Supply()
    supply.send('VOLT 2,(@1);:OUTP ON,(@1)')
    const steps = (query: string, step: number): number[] =>
      Array.from({ length: 50 }, () => Number(supply.ask(query)) / step).map((value) => value - Math.round(value))
    for (const rest of steps('MEAS:VOLT? (@1)', 6.6 / 2 ** 15)) expect(Math.abs(rest)).toBeLessThan(0.01)
    for (const rest of steps('MEAS:CURR? (@1)', 64.4e-6)) expect(Math.abs(rest)).toBeLessThan(0.01)
  })
})
