import { InstrumentError, LimitError, SettingError, type InstrumentLimits } from '@lab/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defineDevice, type ScpiDevice } from '../src/device/index.ts'
import type { OutOfRange } from '../src/device/device-definition.ts'
import { LimitGuard } from '../src/guard.ts'
import { scpiLink, type ScpiLink } from '../src/link.ts'
import { composed, composedDeclarations } from './support/composed-generator.ts'
import { DeviceConnection } from './support/device-connection.ts'

const limits: InstrumentLimits = { source: 'bench.yaml', channels: { '*': { voltage: { min: -4, max: 4 } } } }

function guardOf(amplitudes: readonly number[], selected?: number): LimitGuard {
  const guard = new LimitGuard('awg', limits, composed)
  for (const [index, amplitude] of amplitudes.entries()) {
    guard.learn('amplitude', index + 1, amplitude)
    guard.learn('offset', index + 1, 0)
    guard.learn('output', index + 1, false)
  }
  if (selected !== undefined) guard.learn('selected', undefined, selected)
  return guard
}

function send(guard: LimitGuard, message: string): void {
  guard.commit(guard.check(message))
}

describe('the guard of a level that several settings make', () => {
  it('does not take a value for that of every channel where it is not known which is selected', () => {
    const guard = guardOf([9, 9])
    send(guard, 'OFFS 0;:AMPL 3')
    const opened = guard.opened('OFFS 0;:AMPL 3')
    if (opened !== undefined) guard.settle(opened)
    for (const channel of [1, 2]) expect(() => guard.check(`OUTP ON,(@${channel})`)).toThrow(LimitError)
  })

  it('refuses what may switch an output on whose level is outside', () => {
    expect(() => guardOf([9, 1], 1).check('CLE (@1)')).toThrow(LimitError)
    expect(() => guardOf([9, 1], 1).check('CLE (@2)')).not.toThrow()
  })

  it('takes no output for off behind what may switch it on', () => {
    const guard = guardOf([1, 1], 1)
    send(guard, 'CLE (@1)')
    expect(() => guard.check('AMPL 3.5,(@1);:OFFS 2,(@1);:AMPL 1,(@1)')).toThrow(LimitError)
  })

  it('believes nothing of a reset but *RST', () => {
    const guard = guardOf([9, 1], 1)
    guard.commit(guard.check('*RST'))
    expect(() => guard.check('OUTP ON,(@1)')).not.toThrow()
    const other = guardOf([9, 1], 1)
    send(other, 'PRES')
    expect(() => other.check('OUTP ON,(@1)')).toThrow(LimitError)
  })
})

interface Rig {
  readonly link: ScpiLink<typeof composedDeclarations>
  readonly device: ScpiDevice
  /** Outputs that are on with a peak above the limit. */
  readonly broken: () => boolean
}

function rigOf(outOfRange: OutOfRange, errorCheck: 'write' | 'operation' | 'off'): Rig {
  const device = defineDevice({
    identity: { manufacturer: 'ACME', model: 'G2', serial: 'X1', firmware: '1.0' }, commands: composedDeclarations, outOfRange,
    defaultChannel: (self) => self.getNumber('selected'),
    handlers: {
      clear: ({ device: self, channels }) => { for (const channel of channels) self.set('output', true, channel) },
      preset: ({ device: self }) => { for (const channel of [1, 2]) self.set('amplitude', 1, channel) },
    },
  })
  const guard = new LimitGuard('awg', limits, composed)
  const link = scpiLink({ alias: 'awg', connection: new DeviceConnection(device), commands: composed, guard, errorCheck })
  const broken = (): boolean => [1, 2].some((channel) => device.getBoolean('output', channel)
    && device.getNumber('amplitude', channel) + Math.abs(device.getNumber('offset', channel)) > 4.000001)
  return { link, device, broken }
}

const volts = fc.oneof(fc.constantFrom(0, 1, 2, 3, 4, 4.5, 6, 10, 12, -3, -5), fc.double({ min: -6, max: 12, noNaN: true }))
const list = fc.constantFrom('', ',(@1)', ',(@2)', ',(@1,2)', ',(@3)')
const unit = fc.oneof(
  fc.tuple(fc.constantFrom('AMPL', 'OFFS'), volts, list).map(([header, value, where]) => `:${header} ${value}${where}`),
  fc.tuple(fc.constantFrom('AMPL', 'OFFS'), fc.constantFrom('MIN', 'MAX', 'DEF', '3 V', '3000 MV', '2 VPP'), list)
    .map(([header, value, where]) => `:${header} ${value}${where}`),
  fc.tuple(fc.constantFrom('ON', 'OFF', '1', '0.4'), list).map(([value, where]) => `:OUTP ${value}${where}`),
  fc.constantFrom(':SEL 1', ':SEL 2', ':SEL 3', '*RST', '*RST 1', '*CLS', ':PRES', ':CLE', ':CLE (@1)', '*TRG', '*RCL 1', ':FOO 1', '*WAI'),
)
const step = fc.oneof(
  fc.array(unit, { minLength: 1, maxLength: 4 }).map((units) => ({ write: units.join(';') })),
  fc.record({ amplitude: volts, channel: fc.constantFrom(1, 2) }).map(({ amplitude, channel }) => ({ set: { amplitude }, channel })),
  fc.record({ offset: volts, amplitude: volts, channel: fc.constantFrom(1, 2) })
    .map(({ offset, amplitude, channel }) => ({ set: { offset, amplitude }, channel })),
  fc.record({ output: fc.boolean(), channel: fc.constantFrom(1, 2) }).map(({ output, channel }) => ({ set: { output }, channel })),
)

describe('an instrument with such a level', () => {
  it.each(['refuse', 'clip', 'coerce'] as const)('never has an output on above the limit, whatever is sent, where it would %s', async (outOfRange) => {
    await fc.assert(fc.asyncProperty(volts, fc.array(step, { minLength: 1, maxLength: 10 }), fc.constantFrom('write', 'operation', 'off'), async (
      first, steps, errorCheck,
    ) => {
      const { link, device, broken } = rigOf(outOfRange, errorCheck)
      device.set('amplitude', Math.abs(first), 2)
      await link.readGuardedState()
      for (const one of steps) {
        const sent = 'set' in one ? link.set(one.set, { channel: one.channel }) : link.write(one.write)
        await sent.catch((error: unknown) => {
          if (![LimitError, SettingError, InstrumentError].some((Kind) => error instanceof Kind)) throw error
        })
        expect(broken(), JSON.stringify(one)).toBe(false)
      }
    }), { numRuns: 200 })
  })

  it('would be seen above the limit', () => {
    const { device, broken } = rigOf('refuse', 'off')
    device.set('amplitude', 5, 1)
    device.set('output', true, 1)
    expect(broken()).toBe(true)
  })
})
