import { ProtocolError, SettingError, type OperationOptions, type RegulationState } from '@lab/core'
import { SpecifiedFunction } from '@lab/core/uncertainty'
import { compileHeader, type InstrumentBase } from '@lab/scpi'
import { outputNames } from '../output-names.ts'
import { edu36311aDeclarations } from '../settings.ts'
import { specifications, type Channel } from '../specifications.ts'
import {
  channelSettingNames, type Edu36311aChannelState, type Edu36311aNumberName, type Edu36311aSettingName, type Edu36311aSettings,
} from './channel-settings.ts'
import { makeChannelTrigger } from './channel-trigger.ts'
import type { Edu36311aChannel } from './channel-types.ts'
import type { Link } from './link.ts'

/**
 * Conditions of `STATus:QUEStionable:INSTrument:ISUMmary<n>:CONDition?`. The guide calls 3 a fault in one place, unregulated in
 * another.
 */
const regulationStates: readonly RegulationState[] = ['off', 'constant-current', 'constant-voltage', 'unregulated']

/** What makes the readings of one output. */
function readingsOf(base: InstrumentBase, channel: Channel) {
  const { voltage, current, programmedVoltage, programmedCurrent } = specifications[channel]
  return {
    voltage: new SpecifiedFunction(voltage, base), programmedVoltage: new SpecifiedFunction(programmedVoltage, base),
    current: new SpecifiedFunction(current, base), programmedCurrent: new SpecifiedFunction(programmedCurrent, base),
  }
}

function isSettingName(name: string): boolean {
  return channelSettingNames.some((known) => known === name)
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** A script without types could switch an output by a setting, or misspell one. */
function checkNames(alias: string, settings: Edu36311aSettings): void {
  if (!isObject(settings)) {
    throw new SettingError(`${alias}: what was given is no settings of an output; nothing was sent.`)
  }
  const unknown = Object.keys(settings).find((name) => !isSettingName(name))
  if (unknown === undefined) return
  throw new SettingError(`${alias}: an output has no setting '${unknown}'; nothing was sent.`, {
    hint: `It has ${channelSettingNames.join(', ')}; on() and off() switch it.`,
  })
}

async function readSettings(link: Link, channel: Channel): Promise<Edu36311aChannelState> {
  const get = <N extends Edu36311aSettingName>(name: N) => link.get(name, { channel })
  return {
    voltage: await get('voltage'), currentLimit: await get('currentLimit'), overVoltageLevel: await get('overVoltageLevel'),
    overCurrentEnabled: await get('overCurrentEnabled'), overCurrentDelay: await get('overCurrentDelay'),
    overCurrentStart: await get('overCurrentStart'), outputRiseDelay: await get('outputRiseDelay'),
    outputFallDelay: await get('outputFallDelay'), triggeredVoltage: await get('triggeredVoltage'),
    triggeredCurrentLimit: await get('triggeredCurrentLimit'), voltageMode: await get('voltageMode'),
    currentMode: await get('currentMode'), triggerSource: await get('triggerSource'), triggerDelay: await get('triggerDelay'),
  }
}

/** `:VOLT:PROT? MAX,(@1)`. */
function boundQuery(alias: string, setting: Edu36311aNumberName, word: 'MIN' | 'MAX', channel: Channel): string {
  const declaration = isSettingName(setting) ? edu36311aDeclarations[setting] : undefined
  if (declaration?.parameter.kind === 'number') return `:${compileHeader(declaration.header).shortForm}? ${word},(@${channel})`
  throw new SettingError(`${alias}: '${setting}' is no setting of an output with a range; nothing was sent.`)
}

/** The instrument says 0 for off and for unregulated; whether it is on tells them apart. */
async function askRegulation(alias: string, link: Link, channel: Channel): Promise<RegulationState> {
  const query = `:STAT:QUES:INST:ISUM${channel}:COND?`
  const condition = await link.queryNumber(query)
  const state = regulationStates[condition]
  if (state === undefined) throw new ProtocolError(`${alias}: '${query}' answered ${condition}, expected 0 … 3.`)
  return state === 'off' && await link.get('output', { channel }) ? 'unregulated' : state
}

function makeReadings(base: InstrumentBase, link: Link, channel: Channel) {
  const { clock } = base
  const readings = readingsOf(base, channel)
  const voltage = async (from: Link, options?: OperationOptions) =>
    readings.voltage.reading(await from.queryNumber(`:MEAS:VOLT? (@${channel})`, options), clock.now())
  const current = async (from: Link, options?: OperationOptions) =>
    readings.current.reading(await from.queryNumber(`:MEAS:CURR? (@${channel})`, options), clock.now())
  return {
    measureVoltage: (options) => voltage(link, options),
    measureCurrent: (options) => current(link, options),
    measure: (options) => link.transaction(
      async (held) => ({ voltage: await voltage(held), current: await current(held) }), options,
    ),
    async programmedVoltage(options) {
      return readings.programmedVoltage.reading(await link.get('voltage', { ...options, channel }), clock.now())
    },
    async programmedCurrent(options) {
      return readings.programmedCurrent.reading(await link.get('currentLimit', { ...options, channel }), clock.now())
    },
  } satisfies Partial<Edu36311aChannel>
}

function makeProtection(base: InstrumentBase, link: Link, channel: Channel) {
  const { alias } = base
  return {
    regulation: (options) => link.transaction((held) => askRegulation(alias, held, channel), options),
    async regulationEvents(options) {
      const events = await link.queryNumber(`:STAT:QUES:INST:ISUM${channel}?`, options)
      return { enteredConstantCurrent: (events & 1) !== 0, enteredConstantVoltage: (events & 2) !== 0 }
    },
    trips: (options) => link.transaction(async (held) => {
      const overVoltage = await held.get('overVoltageTripped', { channel })
      return { overVoltage, overCurrent: await held.get('overCurrentTripped', { channel }) }
    }, options),
    clearTrips: (options) => link.execute(`:OUTP:PROT:CLE (@${channel})`, options),
    clearOverVoltage: (options) => link.execute(`:VOLT:PROT:CLE (@${channel})`, options),
    clearOverCurrent: (options) => link.execute(`:CURR:PROT:CLE (@${channel})`, options),
  } satisfies Partial<Edu36311aChannel>
}

function makeLevels({ alias }: InstrumentBase, link: Link, channel: Channel) {
  return {
    async set(settings, options) {
      checkNames(alias, settings)
      await link.set(settings, { ...options, channel })
    },
    settings: (options) => link.transaction((held) => readSettings(held, channel), options),
    range: (setting, options) => link.transaction(async (held) => ({
      min: await held.queryNumber(boundQuery(alias, setting, 'MIN', channel)),
      max: await held.queryNumber(boundQuery(alias, setting, 'MAX', channel)),
    }), options),
    on: (options) => link.set({ output: true }, { ...options, channel }),
    off: (options) => link.set({ output: false }, { ...options, channel }),
    isOn: (options) => link.get('output', { ...options, channel }),
    voltage: (options) => link.get('voltage', { ...options, channel }),
    currentLimit: (options) => link.get('currentLimit', { ...options, channel }),
  } satisfies Partial<Edu36311aChannel>
}

/** One output, by its channel list: `INSTrument`, which the front panel and other clients change, is left alone. */
export function makeChannel(base: InstrumentBase, link: Link, channel: Channel): Edu36311aChannel {
  return {
    number: channel,
    name: outputNames[channel],
    ...makeLevels(base, link, channel),
    ...makeReadings(base, link, channel),
    ...makeProtection(base, link, channel),
    ...makeChannelTrigger(base.alias, link, channel),
  }
}
