import type { OperationOptions } from '@lab/core'
import { formatNumber, shortForm } from '@lab/scpi'
import { functionWords } from '../settings/waveform.ts'
import type { GeneratorFunction } from '../generator-function.ts'
import type { GeneratorSettings, GeneratorState } from './channel-settings.ts'
import { planLevels, presentFunction, presentLevels } from './level-plan.ts'
import { place, readPresent, refuse, type Link, type Present } from './link.ts'
import { endingOf, isPossible, modeOf, modeSettings } from './mode-names.ts'
import { checkSettings } from './set-checks.ts'
import { planShape } from './shape-plan.ts'

/** What has to be known before settings can be checked against each other. */
const asked = [
  'function', 'load', 'amplitudeUnit', 'amplitude', 'offset', 'limitsEnabled', 'highLimit', 'lowLimit', 'frequency',
  'squareDutyCycle',
  'pulseHold', 'pulseWidth', 'pulseDutyCycle', 'pulseLeadingEdge', 'pulseTrailingEdge', 'arbitraryFilter', 'sampleRate',
  'angleUnit',
  ...modeSettings, 'fmDeviation', 'burstCycles', 'burstPeriod', 'triggerSource',
] as const

/** Largest amplitude that the samples of a waveform allow, in parts of that of full scale. */
async function largestOf(link: Link, channel: number, name: GeneratorFunction, { waveform }: GeneratorSettings): Promise<number> {
  if (name !== 'arbitrary') return 1
  const of = waveform === undefined ? '' : ` "${waveform}"`
  return Math.min(1, await link.queryNumber(`:SOUR${channel}:DATA:ATTR:PTP?${of}`) / 2)
}

/** Refuses a waveform that is not in volatile memory. */
export async function checkWaveform(link: Link, channel: number, where: string, { waveform }: GeneratorSettings): Promise<void> {
  if (waveform === undefined) return
  const names = await waveformNames(link, channel)
  if (names.some((name) => isSameWaveform(name, waveform))) return
  refuse(
    where, `there is no waveform ${JSON.stringify(waveform)} in volatile memory; there are ${names.join(', ')}`,
    'Upload it, or load it from a file.',
  )
}

/** `SINC` is `INT:\BUILTIN\SINC.ARB`, in any letter case. */
function isSameWaveform(known: string, wanted: string): boolean {
  const bare = (name: string): string => name.toUpperCase().replace(/^INT:\\BUILTIN\\/, '').replace(/\.ARB$/, '')
  return bare(known) === bare(wanted)
}

/** Names of the waveforms in volatile memory. */
export async function waveformNames(link: Link, channel: number, options?: OperationOptions): Promise<readonly string[]> {
  const reply = await link.query(`:SOUR${channel}:DATA:VOL:CAT?`, options)
  return [...reply.matchAll(/"([^"]*)"/g)].map(([, name = '']) => name)
}

function checkMode(where: string, present: Present, name: GeneratorFunction): void {
  const mode = modeOf(present)
  if (mode === undefined || isPossible(mode, name, present.word('burstMode'))) return
  refuse(where, `${name} cannot be used with ${mode}, which is on`, 'End it first with continuous().')
}

function phaseUnit(channel: number, present: Present, { phase }: GeneratorSettings): readonly string[] {
  if (phase === undefined) return []
  const value = present.word('angleUnit') === 'radian' ? phase / 180 * Math.PI : phase
  return [`:SOUR${channel}:PHAS ${formatNumber(value)}`]
}

async function plan(link: Link, channel: number, where: string, settings: GeneratorSettings): Promise<string> {
  const present = await readPresent(link, channel, asked)
  const now = presentFunction(present)
  const name = settings.function ?? now
  checkMode(where, present, name)
  await checkWaveform(link, channel, where, settings)
  const shape = planShape({ where, channel, present, settings, function: name })
  const levels = planLevels(where, channel, present, settings, await largestOf(link, channel, name, settings))
  const changes = name === now ? [] : [`:SOUR${channel}:FUNC ${shortForm(functionWords[name])}`]
  return [
    ...shape.before, ...levels.before, ...changes, ...shape.after, ...levels.after, ...phaseUnit(channel, present, settings),
  ].join(';')
}

/**
 * Sets what is given, in an order in which nothing conflicts: asks what is set, checks everything, and sends one message.
 * @throws SettingError before anything is set; LimitError for what a limit of the bench refuses; InstrumentError for what the
 * instrument reports.
 */
export async function setChannel(
  link: Link, channel: number, settings: GeneratorSettings, options?: OperationOptions,
): Promise<void> {
  const where = place(link, channel)
  checkSettings(where, settings)
  await link.transaction(async (held) => {
    const message = await plan(held, channel, where, settings)
    if (message !== '') await held.execute(message)
  }, options)
}

/** What a channel is set to. */
export async function readChannel(link: Link, channel: number, options?: OperationOptions): Promise<GeneratorState> {
  const names = [
    'function', 'frequency', 'load', 'amplitudeUnit', 'amplitude', 'offset', 'high', 'low', 'phase', 'angleUnit', 'output',
    'polarity',
  ] as const
  const present = await readPresent(link, channel, names, options)
  const levels = presentLevels(present)
  return {
    function: levels.function, frequency: present.number('frequency'),
    load: levels.load === Infinity ? 'high-impedance' : levels.load,
    amplitude: levels.amplitude, offset: levels.offset, high: present.number('high'), low: present.number('low'),
    phase: present.word('angleUnit') === 'radian' ? present.number('phase') / Math.PI * 180 : present.number('phase'),
    output: present.is('output'), polarity: present.word('polarity') === 'inverted' ? 'inverted' : 'normal',
  }
}

/** Ends every modulation, sweep, list and burst of a channel. */
export async function endMode(link: Link, channel: number, options?: OperationOptions): Promise<void> {
  await link.transaction(async (held) => {
    const mode = modeOf(await readPresent(held, channel, modeSettings))
    if (mode !== undefined) await held.execute(endingOf(mode, channel))
  }, options)
}
