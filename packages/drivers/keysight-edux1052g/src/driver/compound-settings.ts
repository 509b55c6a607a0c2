import { SettingError, type SettingValue } from '@lab/core'
import type { ScopeLink } from './setting-group.ts'

/**
 * What the instrument keeps and a snapshot holds besides the declared settings: values of several parts, of a number or a word,
 * and those that stand beside the name of a source. In the words of the instrument, except for single numbers.
 */
export interface CompoundSetting {
  /** Its name in a snapshot. */
  readonly name: string
  readonly query: string
  /** Makes the value of the answer. */
  parse(answer: string): SettingValue
  /** The message that sets a value. @throws SettingError for one that it cannot have. */
  message(value: SettingValue): string
  /** The instrument answers less where it has less at the moment: what it answers afterwards is not compared. */
  readonly mayBeLess?: true
}

function refuse(name: string, value: SettingValue, expected: string): never {
  throw new SettingError(`${name} ${JSON.stringify(value)} of the snapshot is none: expected ${expected}. Nothing was sent.`)
}

function numeric(
  name: string, query: string, message: (value: number) => string, isTaken: (value: number) => boolean = Number.isFinite,
): CompoundSetting {
  return {
    name, query, parse: Number,
    message: (value) => (typeof value === 'number' && isTaken(value) ? message(value) : refuse(name, value, 'a number')),
  }
}

/**
 * A text that has the form of what the instrument answers: it is sent as it was answered, but for a first word that the header
 * has.
 */
function textual(name: string, query: string, header: string, form: RegExp, expected: string): CompoundSetting {
  return {
    name, query, parse: (answer) => answer.trim(),
    message: (value) => (typeof value === 'string' && form.test(value) ? `${header} ${value}` : refuse(name, value, expected)),
  }
}

/** An answer that may begin with the word that the question had. */
function defined(name: string, word: 'THR' | 'DEL', form: RegExp, expected: string): CompoundSetting {
  const query = `:MEAS:DEF? ${word}`
  return {
    ...textual(name, query, '', form, expected),
    parse: (answer) => answer.trim().replace(new RegExp(`^${word}[A-Z]*,`, 'i'), ''),
    message: (value) => (typeof value === 'string' && form.test(value) ? `:MEAS:DEF ${word},${value}` : refuse(
      name, value, expected,
    )),
  }
}

function levels(name: string, word: 'HIGH' | 'LOW'): readonly CompoundSetting[] {
  return [1, 2].map((channel) => numeric(
    `${name}@${channel}`, `:TRIG:LEV:${word}? CHAN${channel}`, (value) => `:TRIG:LEV:${word} ${value},CHAN${channel}`,
  ))
}

const number = String.raw`[+-]?\d+(\.\d*)?(E[+-]?\d+)?`
const source = String.raw`(CHAN[12]|FUNC|FFT|WMEM[12]|EXT|NONE)`

/** In the order in which they are written, after everything that is declared: levels depend on scales and probes. */
export const compoundSettings: readonly CompoundSetting[] = [
  ...levels('triggerHighLevel', 'HIGH'), ...levels('triggerLowLevel', 'LOW'),
  textual('persistence', ':DISP:PERS?', ':DISP:PERS', new RegExp(`^(MIN|INF|${number})$`), 'MIN, INF, or seconds'),
  textual('measureSources', ':MEAS:SOUR?', ':MEAS:SOUR', new RegExp(`^${source}(,${source})?$`), 'one source or two'),
  defined(
    'measureThresholds', 'THR', new RegExp(`^(STAN|(PERC|ABS),${number},${number},${number})$`), 'PERC or ABS and three numbers',
  ),
  defined('delayEdges', 'DEL', /^[+-]?1,[+-]?1$/, 'two edges, +1 or -1'),
  {
    ...numeric('waveformPoints', ':WAV:POIN?', (value) => `:WAV:POIN ${value}`, (value) => Number.isInteger(value) && value >= 1),
    mayBeLess: true,
  },
]

/** Reads all of them. */
export async function readCompounds(link: ScopeLink): Promise<Record<string, SettingValue>> {
  const values: Record<string, SettingValue> = {}
  for (const setting of compoundSettings) values[setting.name] = setting.parse(await link.query(setting.query))
  return values
}
