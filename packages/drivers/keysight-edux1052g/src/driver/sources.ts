import { ProtocolError, SettingError, type OperationOptions } from '@lab/core'
import type { WaveformSource } from '../settings/sources.ts'
import { measurementSources, sourceWord, waveformSources } from '../settings/sources.ts'
import type { ScopeLink } from './setting-group.ts'

/** Units of math results by the word for the operation. */
const mathUnits: Readonly<Record<string, string>> = {
  ADD: 'V', SUBT: 'V', MULT: 'V²', DIV: '1', INT: 'V·s', DIFF: 'V/s', SQRT: '√V', LOWP: 'V', FFT: 'dBV',
}

/** What has to be asked to know the unit of a source, and whether it is there. */
function unitQuestion(source: WaveformSource): readonly string[] {
  const word = sourceWord(source)
  if (source === 'channel1' || source === 'channel2') return [`:${word}:DISP?`, `:${word}:UNIT?`]
  if (source === 'math') return [':FUNC:DISP?', ':FUNC:OPER?']
  return source === 'fft' ? [':FFT:DISP?', ':FFT:VTYP?'] : [`:${word}:DISP?`]
}

function unitOf(source: WaveformSource, answer: string | undefined): string {
  if (source === 'math') return mathUnits[answer ?? ''] ?? 'V'
  if (source === 'fft') return answer === 'DEC' ? 'dBV' : 'Vrms'
  return answer === 'AMP' ? 'A' : 'V'
}

/** The answer to a query about a source, and the unit of its values. */
export interface SourceAnswer {
  readonly text: string
  readonly unit: string
}

/**
 * Asks something about a source, together with its unit, by one message.
 * @throws SettingError when the source is off, and the instrument does not answer therefore. What it had put into its error queue
 * is taken out and said.
 */
export async function askAbout(
  link: ScopeLink, source: WaveformSource, query: string, options?: OperationOptions,
): Promise<SourceAnswer> {
  const questions = unitQuestion(source)
  const answers = (await link.query([...questions, query].join(';'), options)).split(';')
  const text = answers[questions.length]
  if (text !== undefined) return { text, unit: unitOf(source, questions.length > 1 ? answers[1] : undefined) }
  return await refuse(link, source, query, answers[0] === '0')
}

async function refuse(link: ScopeLink, source: WaveformSource, query: string, isOff: boolean): Promise<never> {
  const errors = (await link.readErrors()).map(({ number, text }) => `${number}, ${text}`).join('; ')
  const told = errors === '' ? 'the instrument reports no error' : `the instrument reports ${errors}`
  if (isOff) throw new SettingError(
    `${source} of ${link.alias} is off, so that '${query}' has no answer; ${told}. Switch it on first.`,
  )
  throw new ProtocolError(`${link.alias} did not answer '${query}'; ${told}.`)
}

/** @throws SettingError for what cannot be measured or acquired. */
export function checkMeasured(alias: string, source: string): void {
  if (Object.hasOwn(measurementSources, source)) return
  throw new SettingError(
    `${alias} has no source ${JSON.stringify(source)}; it has ${Object.keys(measurementSources).join(', ')}.`,
  )
}

/** @throws SettingError for a source that there is not. */
export function checkSource(alias: string, source: string): void {
  if (Object.hasOwn(waveformSources, source)) return
  throw new SettingError(`${alias} has no source ${JSON.stringify(source)}; it has ${Object.keys(waveformSources).join(', ')}.`)
}
