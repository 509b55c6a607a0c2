import { SettingError } from '@lab/core'
import type { Channel } from '../specifications.ts'
import { askFlag, onOrOff } from './ask.ts'
import type { Edu36311aSettings } from './channel-settings.ts'
import type { Edu36311aChannel, Edu36311aStep } from './channel-types.ts'
import type { Link } from './link.ts'

const stepNames: readonly string[] = ['voltage', 'currentLimit', 'source', 'delay'] satisfies (keyof Edu36311aStep)[]

/** A step as settings: step mode for what it changes, fixed mode for the rest. */
function settingsOf(alias: string, step: Edu36311aStep): Edu36311aSettings {
  const unknown = Object.keys(step).find((name) => !stepNames.includes(name))
  if (unknown !== undefined) throw new SettingError(
    `${alias}: a step has no '${unknown}', only ${stepNames.join(', ')}; nothing was sent.`,
  )
  const { voltage, currentLimit, source = 'bus', delay = 0 } = step
  if (voltage === undefined && currentLimit === undefined) {
    throw new SettingError(`${alias}: a step needs a voltage, a currentLimit or both; nothing was sent.`)
  }
  return {
    voltageMode: voltage === undefined ? 'fixed' : 'step',
    currentMode: currentLimit === undefined ? 'fixed' : 'step',
    ...(voltage === undefined ? {} : { triggeredVoltage: voltage }),
    ...(currentLimit === undefined ? {} : { triggeredCurrentLimit: currentLimit }),
    triggerSource: source,
    triggerDelay: delay,
  }
}

/** The trigger of one output. */
export function makeChannelTrigger(alias: string, link: Link, channel: Channel) {
  const list = `(@${channel})`
  return {
    async prepareStep(step, options) {
      await link.set(settingsOf(alias, step), { ...options, channel })
    },
    initiate: (options) => link.execute(`:INIT ${list}`, options),
    abort: (options) => link.execute(`:ABOR ${list}`, options),
    async setContinuous(on, options) {
      await link.execute(`:INIT:CONT ${onOrOff(alias, 'continuous', on)},${list}`, options)
    },
    isContinuous: (options) => askFlag(link, `:INIT:CONT? ${list}`, options),
  } satisfies Partial<Edu36311aChannel>
}
