import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { edu36311a } from '../src/index.ts'
import { simulatedSupply } from './contract-options.ts'

const channel = fc.constantFrom(1, 2, 3)
const volts = fc.constantFrom('0', '2', '3', '3.5', '5', '6', '12', 'MAX', 'MIN', '4000 mV')
const list = fc.oneof(channel.map((number) => `,(@${number})`), fc.constantFrom(',(@2,3)', ',(@1:3)', ''))
const alone = list.map((text) => text.slice(1))
const name = fc.constantFrom('P6V', 'P30V', 'N30V', 'CH2', 'CH3')
const onOrOff = fc.constantFrom('ON', 'OFF', '1', '0')

function unit(...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc.tuple(...parts).map((texts) => texts.join(''))
}

const text = fc.constant<string>

const unitOf = fc.oneof(
  unit(text('VOLT '), volts, list), unit(text('VOLT:TRIG '), volts, list),
  unit(text('VOLT:MODE '), fc.constantFrom('STEP', 'FIX'), list),
  unit(text('APPL '), name, text(','), volts), unit(text('INST '), name), unit(text('INST:NSEL '), channel.map(String)),
  unit(text('OUTP:TRAC '), onOrOff), unit(text('OUTP '), onOrOff, list),
  unit(text('TRIG:SOUR '), fc.constantFrom('BUS', 'IMM'), list),
  unit(text('INIT '), alone), unit(text('INIT:CONT '), onOrOff, list), unit(text('ABOR '), alone),
  fc.constantFrom('*TRG', '*RST', '*CLS'),
  unit(text('OUTP:PROT:CLE '), alone), unit(text('VOLT:PROT '), fc.constantFrom('2', '4', 'MAX'), list),
  unit(text('*SAV '), channel.map(String)),
  unit(text('*RCL '), channel.map(String)), unit(text('OUTP:PON:STAT '), fc.constantFrom('RST', 'RCL1')),
)

const message = fc.array(unitOf, { minLength: 1, maxLength: 4 }).map((units) => units.join(';:').replaceAll(':*', '*'))
const most = { 1: 3, 2: 5, 3: 30.9 } as const
const limits = { source: 'bench.yaml', channels: { 1: { voltage: { max: most[1] } }, 2: { voltage: { max: most[2] } } } }

describe('the limits of the bench', () => {
  it('hold whatever messages a script makes up, on the simulated supply', async () => {
    await fc.assert(fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 12 }), async (messages) => {
      await using fixture = await simulatedSupply()
      const device = fixture.bench.device('psu')
      await using psu = await edu36311a.open({ connection: fixture.connection, alias: 'psu', limits })
      for (const sent of messages) {
        await psu.scpi.write(sent).catch(() => undefined)
        for (const number of [1, 2] as const) {
          expect(device.getNumber('voltage', number), sent).toBeLessThanOrEqual(most[number])
          expect(fixture.bench.circuit.port(`psu.${number}`).voltage(), sent).toBeLessThan(most[number] * 1.001 + 0.01)
        }
      }
      expect(await psu.makeSafe()).toMatchObject({ verified: true })
    }), { numRuns: 200 })
  })
})
