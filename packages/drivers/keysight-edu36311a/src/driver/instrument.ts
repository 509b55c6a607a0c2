import { SettingError, type OperationOptions } from '@lab/core'
import { formatChannelList, type InstrumentBase } from '@lab/scpi'
import { outputNames, type OutputName } from '../output-names.ts'
import { channels, type Channel } from '../specifications.ts'
import { askFlag, askText } from './ask.ts'
import { makeChannel } from './channel.ts'
import { makeClock } from './clock.ts'
import type { Edu36311a, Edu36311aCalibrationRecord, Edu36311aSelfTest } from './instrument-types.ts'
import { makeLan } from './lan.ts'
import type { Link } from './link.ts'
import { makeLxi } from './lxi.ts'
import { makePanel } from './panel.ts'
import { makeStates } from './states.ts'

const selfTestMs = 30_000
/**
 * Bits 1 … 3 of the register that sums up the outputs; the bit of the questionable register for it, and that of the status byte.
 */
const summaryBits = { questionable: 8192, statusByte: 8 } as const

function isNumber(channel: unknown): channel is Channel {
  return channels.some((known) => known === channel)
}

/** The types refuse another channel; a script without types gets an error that names those there are. */
function numberOf(alias: string, channel: unknown): Channel {
  const number = isNumber(channel) ? channel : channels.find((known) => outputNames[known] === channel)
  if (number !== undefined) return number
  throw new SettingError(`${alias} has no channel ${String(channel)}; it has ${channels.join(', ')}.`, {
    hint: `Or by name: ${Object.values(outputNames).join(', ')}.`,
  })
}

function listOf(alias: string, wanted: readonly Channel[]): string {
  if (wanted.length === 0) throw new SettingError(
    `${alias}: name at least one channel of ${channels.join(', ')}; nothing was sent.`,
  )
  return formatChannelList([...new Set(wanted.map((channel) => numberOf(alias, channel)))])
}

function regulationReport(alias: string, wanted: readonly Channel[]): string {
  const numbers = new Set(wanted.map((channel) => numberOf(alias, channel)))
  const ofOutputs = channels.map((channel) => `:STAT:QUES:INST:ISUM${channel}:ENAB ${numbers.has(channel) ? 3 : 0}`)
  const sum = [...numbers].reduce((bits, channel) => bits + 2 ** channel, 0)
  return [...ofOutputs, `:STAT:QUES:INST:ENAB ${sum}`].join(';')
}

/** Other bits of the two registers above stay as they are. */
async function reportRegulation(link: Link, registers: string, on: boolean): Promise<void> {
  const { questionable, statusByte } = summaryBits
  const enabled = await link.queryNumber(':STAT:QUES:ENAB?')
  const requested = await link.queryNumber('*SRE?')
  const bits = (now: number, bit: number): number => (on ? now | bit : now & ~bit)
  await link.execute(`${registers};:STAT:QUES:ENAB ${bits(enabled, questionable)};*SRE ${bits(requested, statusByte)}`)
}

async function selfTest(link: Link): Promise<Edu36311aSelfTest> {
  const result = await link.queryNumber('*TST?')
  return { passed: result === 0, errors: result === 0 ? [] : await link.readErrors() }
}

async function calibrationRecord(link: Link): Promise<Edu36311aCalibrationRecord> {
  return {
    count: await link.queryNumber(':CAL:COUN?'),
    date: await askText(link, ':CAL:DATE?'),
    text: await askText(link, ':CAL:STR?'),
    secured: await askFlag(link, ':CAL:SEC:STAT?'),
  }
}

function makeTriggers(alias: string, link: Link) {
  return {
    async initiate(wanted = channels, options) {
      await link.execute(`:INIT ${listOf(alias, wanted)}`, options)
    },
    async abort(wanted = channels, options) {
      await link.execute(`:ABOR ${listOf(alias, wanted)}`, options)
    },
    trigger: (options) => link.execute('*TRG', options),
    groupTrigger: (options) => link.trigger(options),
    async untilTriggered(options) {
      await link.query('*OPC?', options)
    },
  } satisfies Partial<Edu36311a>
}

function makeOutputs(base: InstrumentBase, link: Link) {
  const { alias } = base
  const outputs = { 1: makeChannel(base, link, 1), 2: makeChannel(base, link, 2), 3: makeChannel(base, link, 3) }
  return {
    channels,
    channel: (channel: Channel | OutputName) => outputs[numberOf(alias, channel)],
    allOff: (options?: OperationOptions) => link.execute(':OUTP OFF,(@1:3)', options),
    setTracking: (on: boolean, options?: OperationOptions) => link.set({ tracking: on }, options),
    isTracking: (options?: OperationOptions) => link.get('tracking', options),
    async reportRegulation(wanted: readonly Channel[], options?: OperationOptions) {
      const registers = regulationReport(alias, wanted)
      await link.transaction((held) => reportRegulation(held, registers, wanted.length > 0), options)
    },
  }
}

/** The instrument on a link. Sends nothing. */
export function makeInstrument(base: InstrumentBase, link: Link): Edu36311a {
  return {
    ...base,
    kind: 'power-supply',
    scpi: link,
    ...makeOutputs(base, link),
    ...makeTriggers(base.alias, link),
    states: makeStates(base, link),
    panel: makePanel(base, link),
    batteryClock: makeClock(base, link),
    lan: makeLan(base, link),
    lxi: makeLxi(base, link),
    reset: (options) => link.execute('*RST', options),
    selfTest: (options) => link.transaction(selfTest, { timeoutMs: selfTestMs, ...options }),
    calibrationRecord: (options) => link.transaction(calibrationRecord, options),
  }
}
