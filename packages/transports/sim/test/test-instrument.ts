import { action, booleanSetting, numberSetting, type Declarations } from '@lab/scpi'
import { defineDevice } from '@lab/scpi/device'
import type { InstrumentSimulator } from '../src/index.ts'

const none = { kind: 'none' } as const

const declarations = {
  level: numberSetting({ header: 'LEVel', unit: 'V', range: { min: 0, max: 10 }, reset: 0, description: 'Output voltage.' }),
  output: booleanSetting({ header: 'OUTPut', reset: false, description: 'Switches the output.' }),
  measure: action({ header: 'MEASure', form: 'query', effect: none, description: 'Voltage at the input.' }),
  noise: action({ header: 'NOISe', form: 'query', effect: none, description: 'A random number.' }),
  late: action({
    header: 'LATE', form: 'query', parameters: [{ parameter: { kind: 'number' } }], effect: none,
    description: 'Answers after so many milliseconds.',
  }),
} as const satisfies Declarations

/** A source at port `out` and a meter at port `in` in one small instrument. */
export const testInstrument: InstrumentSimulator = {
  model: 'TEST',
  create: ({ alias, serial = 'SIM1', clock, random, circuit }) => {
    const out = circuit.port(`${alias}.out`)
    const input = circuit.port(`${alias}.in`)
    input.drive({ kind: 'resistance', ohms: 1e7 })
    return {
      device: defineDevice({
        identity: { manufacturer: 'LAB', model: 'TEST', serial, firmware: '1.0' },
        commands: declarations,
        clock,
        handlers: {
          measure: () => String(input.voltage()),
          noise: () => String(random()),
          late: async ({ parameters: [ms] }) => {
            await clock.sleep(Number(ms))
            return `late ${Number(ms)}`
          },
        },
        onSet: (_name, _channel, _value, device) => {
          const voltage = device.getNumber('level')
          out.drive(device.getBoolean('output') ? { kind: 'source', voltage, currentLimit: 1 } : { kind: 'open' })
        },
        onTrigger: (device) => device.set('level', 7),
      }),
    }
  },
}
