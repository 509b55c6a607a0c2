import { LimitError, type InstrumentLimits } from '@lab/core'
import { defineDevice, DeviceError } from '@lab/scpi/device'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LimitGuard } from '../src/guard.ts'
import { encodeLatin1 } from '../src/latin1.ts'
import {
  spelledChannels, spelledHeader, spelledMessage, spelledThousandths, spelledWord, type WrittenUnit,
} from './support/spelling.ts'
import { supply, supplyDeclarations } from './support/supply.ts'

const limits: InstrumentLimits = {
  source: 'bench.yaml', channels: { 1: { voltage: { max: 5 } }, 2: { voltage: { min: 1, max: 20 } } },
}

/** What one unit means: thousandths of a volt on channels (none: the selected one), a selection, or nothing of interest. */
interface Meaning {
  readonly select?: number
  readonly channels?: readonly number[]
  readonly millivolts?: number
}

interface MeantUnit {
  readonly unit: WrittenUnit
  readonly meaning: Meaning
}

/** None that the instrument would refuse and the limits would not: what follows on such a unit may not be carried out. */
const millivolts = fc.oneof(
  fc.integer({ min: 0, max: 25_000 }), fc.integer({ min: 4990, max: 5010 }), fc.constantFrom(5000, 5001, 1000, 999),
)
const lists = fc.constantFrom([1], [2], [3], [1, 2], [2, 3], [1, 3], [1, 2, 3], [3, 2, 1])
const channelOf: Readonly<Record<string, number>> = { P6V: 1, P30V: 2, N30V: 3, CH1: 1, CH2: 2, CH3: 3 }
const outputs = fc.constantFrom(...Object.entries(channelOf))

function leveled(pattern: string): fc.Arbitrary<MeantUnit> {
  return fc.tuple(millivolts, fc.option(lists)).chain(([value, channels]) => fc.tuple(
    spelledHeader(pattern), spelledThousandths(value, 'V'), channels === null ? fc.constant(null) : spelledChannels(channels),
  ).map(([header, number, list]) => ({
    unit: { header, data: list === null ? [number] : [number, list] },
    meaning: { millivolts: value, ...(channels === null ? {} : { channels }) },
  })))
}

const voltage = leveled('[SOURce:]VOLTage[:LEVel][:IMMediate][:AMPLitude]')
const triggered = leveled('[SOURce:]VOLTage[:LEVel]:TRIGgered[:AMPLitude]')

/** MIN, MAX and DEF of channel lists whose channels have one range. */
const extreme: fc.Arbitrary<MeantUnit> = fc.tuple(
  spelledHeader('[SOURce:]VOLTage[:LEVel][:IMMediate][:AMPLitude]'),
  fc.constantFrom(
    { short: 'MIN', long: 'MINIMUM', first: 0, other: 0 }, { short: 'MAX', long: 'MAXIMUM', first: 6180, other: 30_900 },
    { short: 'DEF', long: 'DEFAULT', first: 0, other: 0 },
  ),
  fc.constantFrom(1, 2, 3),
).chain(([header, { short, long, first, other }, channel]) => fc.tuple(spelledWord(short, long), spelledChannels([channel]))
  .map(([word, list]) => ({
    unit: { header, data: [word, list] }, meaning: { channels: [channel], millivolts: channel === 1 ? first : other },
  })))

const current: fc.Arbitrary<MeantUnit> = fc.tuple(
  spelledHeader('[SOURce:]CURRent[:LEVel][:IMMediate][:AMPLitude]'),
  fc.integer({ min: 2, max: 1000 }).chain((value) => spelledThousandths(value, 'A')),
  lists.chain(spelledChannels),
).map(([header, number, list]) => ({ unit: { header, data: [number, list] }, meaning: {} }))

const selected: fc.Arbitrary<MeantUnit> = fc.oneof(
  outputs.chain(([name, channel]) => fc.tuple(spelledHeader('INSTrument[:SELect]'), spelledWord(name))
    .map(([header, word]) => ({ unit: { header, data: [word] }, meaning: { select: channel } }))),
  fc.tuple(spelledHeader('INSTrument:NSELect'), fc.constantFrom(1, 2, 3))
    .map(([header, channel]) => ({ unit: { header, data: [String(channel)] }, meaning: { select: channel } })),
)

const applied: fc.Arbitrary<MeantUnit> = fc.tuple(outputs, fc.option(millivolts)).chain(([[name, channel], value]) => fc.tuple(
  spelledHeader('APPLy'), spelledWord(name), value === null ? fc.constant(null) : spelledThousandths(value, 'V'),
).map(([header, word, number]) => ({
  unit: { header, data: number === null ? [word] : [word, number] },
  meaning: { select: channel, channels: [channel], ...(value === null ? {} : { millivolts: value }) },
})))

const harmless: fc.Arbitrary<MeantUnit> = fc.oneof(
  spelledHeader('DISPlay[:WINDow][:STATe]').map((header) => ({ unit: { header, data: ['OFF'] }, meaning: {} })),
  fc.tuple(spelledHeader('MEASure[:SCALar]:VOLTage[:DC]'), lists.chain(spelledChannels))
    .map(([header, list]) => ({ unit: { header, query: true, data: [list] }, meaning: {} })),
  spelledHeader('[SOURce:]VOLTage[:LEVel][:IMMediate][:AMPLitude]')
    .map((header) => ({ unit: { header, query: true, data: ['MAX'] }, meaning: {} })),
)

const anyUnit = fc.oneof(voltage, voltage, triggered, extreme, current, selected, applied, harmless)

const message = fc.array(anyUnit, { minLength: 1, maxLength: 4 }).chain((units) =>
  spelledMessage(units.map(({ unit }) => unit)).map((text) => ({ text, meanings: units.map(({ meaning }) => meaning) })))

function isBroken(channel: number, value: number): boolean {
  return (channel === 1 && value > 5000) || (channel === 2 && (value < 1000 || value > 20_000))
}

/** Carries out meanings: the channel selected afterwards, or undefined when a limit would be broken on the way. */
function selectedAfter(start: number, meanings: readonly Meaning[]): number | undefined {
  let selection = start
  for (const { select, channels, millivolts: value } of meanings) {
    selection = select ?? selection
    if (value !== undefined && (channels ?? [selection]).some((channel) => isBroken(channel, value))) return undefined
  }
  return selection
}

function knowingGuard(): LimitGuard {
  const guard = new LimitGuard('psu', limits, supply)
  guard.learn('selected', undefined, 'P6V')
  guard.learn('tracking', undefined, false)
  for (const channel of [1, 2, 3]) {
    guard.learn('voltage', channel, 1)
    guard.learn('triggeredVoltage', channel, 1)
  }
  return guard
}

function passes(guard: LimitGuard, text: string): boolean {
  try {
    guard.commit(guard.check(text))
    return true
  } catch (error) {
    if (error instanceof LimitError) return false
    throw error
  }
}

/** The supply as a device, with its couplings and triggers, that notes the highest voltage its first output was ever set to. */
function watchedDevice(): { send(text: string): void; readonly highest: () => number } {
  let highest = 0
  const device = defineDevice({
    identity: { manufacturer: 'ACME', model: 'PS3', serial: '1', firmware: '1' },
    commands: supplyDeclarations,
    defaultChannel: (self) => Number(String(self.getNumber('selectedNumber'))),
    onSet: (name, channel, value, self) => {
      if (name === 'selected') self.set('selectedNumber', channelOf[String(value)] ?? 0)
      if (name === 'tracking' && value === true) self.set('voltage', self.get('voltage', 2), 3)
      if (name === 'voltage' && channel !== undefined && channel > 1 && self.getBoolean('tracking')) {
        for (const other of [2, 3]) self.set('voltage', value, other)
      }
    },
    handlers: {
      apply: ({ device: self, parameters: [output, volts] }) => {
        const channel = channelOf[String(output)] ?? 0
        self.set('selectedNumber', channel)
        if (typeof volts === 'number') self.set('voltage', volts, channel)
        if (typeof volts === 'string') throw new DeviceError(-222)
      },
      initiate: ({ device: self, channels }) => {
        for (const channel of channels) self.set('voltage', self.get('triggeredVoltage', channel), channel)
      },
      measureVoltage: ({ channels }) => channels.map(() => '1').join(','),
      setState: ({ device: self }) => self.set('voltage', 6, 1),
    },
  })
  device.set('selectedNumber', 1)
  for (const channel of [1, 2, 3]) device.set('voltage', 1, channel)
  const link = device.openLink()
  const send = (text: string): void => {
    link.receive(encodeLatin1(`${text}\n`), true)
    link.read()
    highest = Math.max(highest, device.getNumber('voltage', 1))
  }
  return { send, highest: () => highest }
}

const others = fc.constantFrom(
  'OUTP:TRAC ON', 'OUTP:TRAC OFF', 'INIT', 'INIT (@1,2)', '*TRG', '*RST', '*RCL 1', '*SAV 1', 'SYST:SET #11A', 'OUTP ON',
  'VOLT:MODE STEP',   'FOO 1', 'VOLT 6,(@1)\nVOLT 7', 'DISP:LAB "VOLT 6"', 'VOLT UP', 'INST FOO', 'APPL P6V,MAX',
  'APPL P30V,-1', 'APPL P30V,99', 'APPL P30V,1,FOO', 'DISP "x";:INST P30V', '*RST 1', 'VOLT 1,(@2,4);:INST CH2', 'VOLT 6',
)

/** A message with one of its characters changed, left out or doubled. */
const damaged = fc.tuple(message, fc.nat(), fc.constantFrom('', ...';:,61"#(@ ?\nV.E*'), fc.boolean())
  .map(([{ text }, at, character, replace]) => {
    const place = at % (text.length + 1)
    return text.slice(0, place) + character + text.slice(place + (replace ? 1 : 0))
  })

describe('the limit guard, over thousands of spellings', () => {
  it('refuses exactly the messages whose meaning is outside the limits', () => {
    fc.assert(fc.property(fc.array(message, { minLength: 1, maxLength: 4 }), (messages) => {
      const guard = knowingGuard()
      let selection = 1
      for (const { text, meanings } of messages) {
        const after = selectedAfter(selection, meanings)
        expect(passes(guard, text), text).toBe(after !== undefined)
        selection = after ?? selection
      }
    }), { numRuns: 1200 })
  })

  it('passes nothing that brings a device above the limit', () => {
    const anything = fc.oneof(message.map(({ text }) => text), damaged, others)
    fc.assert(fc.property(fc.array(anything, { minLength: 1, maxLength: 8 }), (messages) => {
      const guard = knowingGuard()
      const device = watchedDevice()
      for (const text of messages) {
        if (!passes(guard, text)) continue
        device.send(text)
        expect(device.highest(), text).toBeLessThanOrEqual(5)
      }
    }), { numRuns: 400 })
  })

  it('would see a device go above the limit', () => {
    const device = watchedDevice()
    device.send('VOLT 6,(@1)')
    expect(device.highest()).toBe(6)
  })

  it('never throws anything but a LimitError, whatever the text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      passes(knowingGuard(), text)
    }), { numRuns: 3000 })
  })
})
