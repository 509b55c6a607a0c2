import { InstrumentError, LimitError, SettingError, type ErrorCheck, type InstrumentLimits } from '@lab/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defineCommands } from '../src/command-set.ts'
import { numberSetting, type Declarations } from '../src/declarations.ts'
import { defineDevice, type ScpiDevice } from '../src/device/index.ts'
import type { OutOfRange } from '../src/device/device-definition.ts'
import { LimitGuard } from '../src/guard.ts'
import { scpiLink, type ScpiLink } from '../src/link.ts'
import { DeviceConnection } from './support/device-connection.ts'
import { generator, generatorDeclarations, generatorRig } from './support/generator.ts'
import { errorOf } from './support/link-rig.ts'

const limits: InstrumentLimits = { source: 'bench.yaml', channels: { 1: { amplitude: { max: 5 } } } }

function guardAt(amplitude: number): LimitGuard {
  const guard = new LimitGuard('awg', limits, generator)
  guard.learn('amplitude', 1, amplitude)
  return guard
}

function send(guard: LimitGuard, message: string): void {
  guard.commit(guard.check(message))
}

/** The error queue is found empty behind a message. */
function settle(guard: LimitGuard, message: string): void {
  const opened = guard.opened(message)
  if (opened !== undefined) guard.settle(opened)
}

describe('the guard of a level whose range other settings decide', () => {
  it('does not believe a value that the instrument may refuse', () => {
    const guard = guardAt(9)
    send(guard, 'VOLT 4')
    expect(() => guard.check('OUTP1 ON')).toThrow('a value between 4 and 9 V')
  })

  it('believes it once the error queue was empty', () => {
    const guard = guardAt(9)
    send(guard, 'VOLT 4')
    settle(guard, 'VOLT 4')
    expect(() => guard.check('OUTP1 ON')).not.toThrow()
  })

  it.each([
    ['another message', (guard: LimitGuard) => settle(guard, 'VOLT 3')],
    ['a message that was lost', (guard: LimitGuard) => {
      guard.doubt()
      settle(guard, 'VOLT 4')
    }],
    ['one behind which the error queue was emptied', (guard: LimitGuard) => {
      send(guard, '*CLS')
      settle(guard, 'VOLT 4')
    }],
    ['one behind which the error queue was read', (guard: LimitGuard) => {
      send(guard, 'syst:err:next?')
      settle(guard, 'VOLT 4')
    }],
    ['one before the state was read anew', (guard: LimitGuard) => {
      guard.learn('amplitude', 1, 9)
      settle(guard, 'VOLT 4')
    }],
  ])('does not take %s for confirmed', (_what, confirm) => {
    const guard = guardAt(9)
    send(guard, 'VOLT 4')
    confirm(guard)
    expect(() => guard.check('OUTP1 ON')).toThrow(LimitError)
  })

  it('does not believe a message that empties the error queue itself', () => {
    const guard = guardAt(9)
    send(guard, 'VOLT 4;*CLS')
    settle(guard, 'VOLT 4;*CLS')
    expect(() => guard.check('OUTP1 ON')).toThrow(LimitError)
  })

  it('does not believe a value outside the widest range, whatever the error queue says', () => {
    const wide = new LimitGuard('awg', { source: 'bench.yaml', channels: { 1: { amplitude: { min: 0, max: 5 } } } }, generator)
    wide.learn('amplitude', 1, 9)
    send(wide, 'VOLT 0')
    settle(wide, 'VOLT 0')
    expect(() => wide.check('OUTP1 ON')).toThrow(LimitError)
  })

  it.each(['VOLT MAX', 'VOLT MINimum', 'VOLT DEF'])('refuses %s, which may be anything in the widest range', (message) => {
    const guard = guardAt(1)
    expect(() => guard.check(message)).toThrow('a value between 0.001 and 20 V')
  })

  it('lets MAX pass where the widest range is inside the limit', () => {
    const guard = new LimitGuard('awg', { source: 'bench.yaml', channels: { 1: { amplitude: { max: 20 } } } }, generator)
    send(guard, 'VOLT MAX')
    settle(guard, 'VOLT MAX')
    expect(() => guard.check('OUTP1 ON')).not.toThrow()
  })

  it('refuses what an instrument that clips would make too much', () => {
    const floor = new LimitGuard('awg', { source: 'bench.yaml', channels: { 1: { amplitude: { max: 0.0005 } } } }, generator)
    expect(() => floor.check('VOLT 0')).toThrow('would set 0.001 V')
  })

  it('finds the channel in the header', () => {
    const guard = guardAt(1)
    expect(() => guard.check('SOUR1:VOLT 6')).toThrow('channel 1 to amplitude ≤ 5 V')
    expect(() => guard.check('VOLT 6')).toThrow(LimitError)
    expect(() => guard.check('SOUR2:VOLT 6')).not.toThrow()
  })
})

describe('a link with limits', () => {
  it('sets a level and switches on after one that was outside', async () => {
    const { link, device } = generatorRig({}, { limits })
    device.set('amplitude', 9, 1)
    await link.readGuardedState()
    await expect(link.set({ output: true }, { channel: 1 })).rejects.toBeInstanceOf(LimitError)
    await link.set({ amplitude: 4 }, { channel: 1 })
    await link.set({ output: true }, { channel: 1 })
    expect(device.get('output', 1)).toBe(true)
  })

  it('reads the level anew when the instrument clipped it', async () => {
    const { link, device } = generatorRig({ outOfRange: 'clip', onSet: (name, channel, _value, control) => {
      if (name === 'amplitude') control.set('amplitude', 8, channel)
    } }, { limits: { source: 'bench.yaml', channels: { 1: { amplitude: { max: 15 } } } } })
    await link.readGuardedState()
    expect(await errorOf(link.execute('VOLT 12'))).toHaveProperty('number', -222)
    expect(device.get('amplitude', 1)).toBe(8)
    await link.set({ output: true }, { channel: 1 })
    expect(device.get('output', 1)).toBe(true)
  })
})

describe('an instrument whose ranges depend on each other', () => {
  /** Without a load, 4 V are too little: what the guard lets pass, the instrument may refuse. */
  const withFloor = {
    ...generatorDeclarations,
    amplitude: numberSetting({
      header: '[SOURce<n>:]VOLTage', unit: 'V', channels: [1, 2], reset: 0.1, effect: { kind: 'level', quantity: 'amplitude' },
      range: {
        dependsOn: ['load'], widest: { min: 0.001, max: 20 }, at: ({ load }) => (load === Infinity ? { min: 4.5, max: 20 } : { min: 0.001, max: 10 }),
      },
      description: 'Amplitude.',
    }),
  } satisfies Declarations

  function rigWithFloor(outOfRange: OutOfRange, errorCheck: ErrorCheck): { link: ScpiLink<typeof withFloor>; device: ScpiDevice } {
    const commands = defineCommands(withFloor)
    const identity = { manufacturer: 'ACME', model: 'G2', serial: 'X1', firmware: '1.0' }
    const device = defineDevice({ identity, commands: withFloor, outOfRange })
    const guard = new LimitGuard('awg', limits, commands)
    return { device, link: scpiLink({ alias: 'awg', connection: new DeviceConnection(device), commands, guard, errorCheck }) }
  }

  const volts = fc.oneof(fc.constantFrom(4, 5, 5.0001, 9, 10, 20), fc.double({ min: 0, max: 25, noNaN: true }))
  const step = fc.oneof(
    volts.map((amplitude) => ({ set: { amplitude } })),
    fc.constantFrom(50, Infinity).map((load) => ({ set: { load } })),
    fc.boolean().map((output) => ({ set: { output } })),
    volts.map((amplitude) => ({ write: `SOUR1:VOLT ${amplitude}` })),
    fc.constantFrom('VOLT MAX', 'VOLT MIN', 'OUTP1 ON', 'OUTP1:LOAD 50', 'OUTP1:LOAD INF', '*RST', '*CLS', 'VOLT 30;:OUTP1 ON', 'VOLT 4;:OUTP1 ON',
      'VOLT 4;*CLS', 'VOLT 4;*CLS;:OUTP1 ON')
      .map((write) => ({ write })),
  )

  it.each(['refuse', 'clip', 'coerce'] as const)('never has an output on above the limit, whatever is sent, where it would %s', async (outOfRange) => {
    await fc.assert(fc.asyncProperty(volts, fc.array(step, { minLength: 1, maxLength: 12 }), fc.constantFrom('write', 'operation', 'off'), async (
      first, steps, errorCheck,
    ) => {
      const { link, device } = rigWithFloor(outOfRange, errorCheck)
      device.set('amplitude', first, 1)
      await link.readGuardedState()
      for (const one of steps) {
        const sent = 'set' in one ? link.set(one.set, { channel: 1 }) : link.write(one.write)
        await sent.catch((error: unknown) => {
          if (![LimitError, SettingError, InstrumentError].some((Kind) => error instanceof Kind)) throw error
        })
        expect(device.get('output', 1) === true && device.getNumber('amplitude', 1) > 5).toBe(false)
      }
    }), { numRuns: 150 })
  })
})
