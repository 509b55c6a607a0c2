import { SettingError } from '@lab/core'
import { simulatorTiming, type SimulatorContext, type SimulatorTiming } from '@lab/transport-sim'
import { temperatureSpan } from './thermistor.ts'
import type { ConnectedParts } from './meter.ts'

/** Options of the simulated meter, checked. */
export interface MeterOptions {
  readonly timing: SimulatorTiming
  readonly parts: ConnectedParts
  /** Whether it has the commands that are not confirmed for this model. */
  readonly hasUnconfirmed: boolean
  /** Whether resolutions are words (MIN, MED, MAX) only, as one user of the real meter found. */
  readonly onlyWords: boolean
}

type Given = Readonly<Record<string, unknown>>

function refuse(alias: string, why: string, hint: string): never {
  throw new SettingError(`Simulated instrument '${alias}': ${why}.`, { code: 'LAB_BENCH_FILE', hint })
}

function numberOption(alias: string, options: Given, name: string, min: number, max: number, unit: string): number | undefined {
  const value = options[name]
  if (value === undefined) return undefined
  if (typeof value === 'number' && value >= min && value <= max) return value
  return refuse(alias, `${name} is ${JSON.stringify(value)}`, `Expected a number from ${min} to ${max} ${unit}.`)
}

function wordOption<const W extends string>(alias: string, options: Given, name: string, words: readonly [W, ...W[]]): W {
  const value = options[name] ?? words[0]
  const found = words.find((word) => word === value)
  return found ?? refuse(
    alias, `${name} is ${JSON.stringify(value)}`, `Expected ${words.map((word) => `'${word}'`).join(' or ')}.`,
  )
}

const names = ['timing', 'temperature', 'capacitance', 'unconfirmed', 'resolutions']

/** @throws SettingError (`LAB_BENCH_FILE`) for an option that is not known, or a value that it does not take. */
export function meterOptions({ alias, options = {} }: SimulatorContext): MeterOptions {
  const unknown = Object.keys(options).find((name) => !names.includes(name))
  if (unknown !== undefined) refuse(alias, `the option '${unknown}' is not known`, `It has ${names.join(', ')}.`)
  const { timing } = options
  return {
    timing: simulatorTiming({ alias, options: timing === undefined ? {} : { timing } }),
    parts: {
      temperature: numberOption(alias, options, 'temperature', temperatureSpan.min, temperatureSpan.max, '°C'),
      capacitance: numberOption(alias, options, 'capacitance', 0, 1, 'F'),
    },
    hasUnconfirmed: wordOption(alias, options, 'unconfirmed', ['present', 'absent']) === 'present',
    onlyWords: wordOption(alias, options, 'resolutions', ['numbers', 'words']) === 'words',
  }
}
