import { formatNr3 } from '@lab/scpi'
import { scriptedConnection } from '@lab/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { edu34450a, edu34450aDeclarations } from '../src/index.ts'
import { battery, Meter } from './simulator-meter.ts'
import { spellings } from './reference/spellings.ts'

const headers = Object.values(edu34450aDeclarations).flatMap(({ header }) => spellings(header))
const data = fc.oneof(
  fc.constantFrom(
    '', 'ON', 'OFF', 'MIN', 'MAX', 'DEF', 'AUTO', 'AUTO,MIN', '"VOLT:AC"', '"RES"', '(@1)', '10,MAX', 'BUS', 'NULL', '#15hello',
    'INF',
  ),
  fc.double().map(String), fc.string({ maxLength: 12 }),
)
const unit = fc.tuple(
  fc.constantFrom(...headers), fc.constantFrom('', '?'), data,
).map(([header, query, text]) => `${header}${query} ${text}`)
const message = fc.oneof(
  fc.array(unit, { minLength: 1, maxLength: 4 }).map((units) => units.join(';')), fc.string({ maxLength: 40 }),
)

describe('the simulated meter', () => {
  it('survives whatever is sent to it, and still knows who it is', () => {
    fc.assert(fc.property(fc.array(message, { maxLength: 6 }), (messages) => {
      const meter = new Meter(battery(1.5))
      for (const one of messages) if (!one.includes('\n')) meter.ask(one)
      meter.clear()
      meter.send('*CLS')
      expect(meter.ask('*IDN?')).toContain('EDU34450A')
      expect(meter.ask('CONF?')).toMatch(/^"[A-Z:]+/)
      meter.bench.close()
    }), { numRuns: 300 })
  })
})

describe('the driver', () => {
  it('gives what the meter says, to the last bit', async () => {
    await fc.assert(fc.asyncProperty(fc.double({ min: -1e3, max: 1e3, noNaN: true }), async (value) => {
      const reply = formatNr3(value, 17)
      const connection = scriptedConnection([
        { send: '*IDN?', reply: 'Keysight Technologies,EDU34450A,MY60012345,01.00-01.00' }, { send: ':MEAS:VOLT:DC?', reply },
      ])
      const dmm = await edu34450a.open({ connection, alias: 'dmm' })
      expect((await dmm.measureDcVoltage()).value).toBe(Number(reply))
    }), { numRuns: 200 })
  })
})
