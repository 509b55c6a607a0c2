import { ProtocolError, SettingError, sleepOn, TimeoutError, type OperationOptions, type Quantity } from '@lab/core'
import { decodeLatin1 } from '@lab/scpi'
import type { GeneratorLink } from './generator.ts'
import { checkNames } from './setting-group.ts'

/** How a frequency response is analysed (`:FRANalysis`). */
export interface FrequencyResponseSettings {
  /** First frequency in Hz, 20 Hz … 20 MHz. Older models of the family take decades only. */
  readonly start?: Quantity<'Hz'>
  /** Last frequency in Hz. */
  readonly stop?: Quantity<'Hz'>
  /** Points of a sweep, 1 … 1000, evenly on a logarithmic axis. */
  readonly points?: number
  /** One frequency in place of a sweep, in Hz. */
  readonly frequency?: Quantity<'Hz'>
  /** Amplitude of the generator, peak to peak into `load`. */
  readonly amplitude?: Quantity<'Vpp'>
  /** 50 Ω, or `high-impedance`. */
  readonly load?: Quantity<'Ω'> | 'high-impedance'
  /** Channel at the input of what is analysed. */
  readonly input?: 'channel1' | 'channel2'
  /** Channel at its output. */
  readonly output?: 'channel1' | 'channel2'
  /** Which traces are shown. */
  readonly traces?: 'none' | 'all' | 'gain' | 'phase'
}

/** One point of a frequency response. */
export interface FrequencyResponsePoint {
  /** In Hz. */
  readonly frequency: number
  /** Of the generator, in V peak to peak. */
  readonly amplitude: number
  /** Output over input in dB. */
  readonly gain: number
  /** Output after input in degrees, −180 … 180. */
  readonly phase: number
}

/** Options of a run. */
export interface FrequencyResponseOptions extends OperationOptions {
  /** Time between two questions whether it is done, in ms; 200 when absent. */
  readonly intervalMs?: number | undefined
}

/** Frequency response analysis of the EDUX1052G. */
export interface ScopeFrequencyResponse {
  /** Sets what is given; a `frequency` chooses a single one, `start`, `stop` or `points` a sweep. */
  set(settings: FrequencyResponseSettings, options?: OperationOptions): Promise<void>
  /**
   * Runs the analysis and resolves with its points. The generator is on meanwhile, and off afterwards as before. A signal or a
   * time-out (10 s and 1 s for each point when none is given) ends the analysis, too: by device clear, and by switching it and
   * the generator off.
   */
  run(options?: FrequencyResponseOptions): Promise<readonly FrequencyResponsePoint[]>
  /** The points of the last run (`:DATA?`). */
  data(options?: OperationOptions): Promise<readonly FrequencyResponsePoint[]>
}

const usualIntervalMs = 200
const pointMs = 1000
const leastMs = 10_000
const abortMs = 2000

/** The operation complete bit of the standard event register. */
const operationComplete = 1

/** Reads the comma-separated text: a line of headings, then number, frequency, amplitude, gain, phase. */
export function parseFrequencyResponse(alias: string, block: Uint8Array): readonly FrequencyResponsePoint[] {
  const [, ...rows] = decodeLatin1(block).split(/\r?\n/).filter((line) => line.trim() !== '')
  return rows.map((row) => {
    const numbers = row.split(',').map(Number)
    const [, frequency = Number.NaN, amplitude = Number.NaN, gain = Number.NaN, phase = Number.NaN] = numbers
    if (numbers.length === 5 && numbers.every(Number.isFinite)) return { frequency, amplitude, gain, phase }
    throw new ProtocolError(`${alias} answered ':FRAN:DATA?' with the row '${row}', expected five numbers.`)
  })
}

/** What makes no sense together. */
function check(alias: string, { start, stop, load, input, output }: FrequencyResponseSettings): void {
  if (load !== undefined && load !== 50 && load !== 'high-impedance') {
    throw new SettingError(
      `The generator of ${alias} knows a load of 50 Ω and 'high-impedance', not ${load} Ω; nothing was sent.`,
    )
  }
  if (input !== undefined && input === output) throw new SettingError(
    `Input and output of the analysis of ${alias} are both ${input}; nothing was sent.`,
  )
  if (start !== undefined && stop !== undefined && start >= stop) {
    throw new SettingError(`The analysis of ${alias} cannot go from ${start} Hz to ${stop} Hz; nothing was sent.`)
  }
}

/** A name under which settings are declared, for each that is given. */
const names = {
  start: 'responseStart', stop: 'responseStop', points: 'responsePoints', frequency: 'responseSingle',
  amplitude: 'responseAmplitude',
  input: 'responseInput', output: 'responseOutput', traces: 'responseTrace',
} as const

function valuesOf(alias: string, settings: FrequencyResponseSettings): Parameters<GeneratorLink['set']>[0] {
  checkNames(alias, settings, [...Object.keys(names), 'load'])
  check(alias, settings)
  const { start, stop, points, frequency, load, ...others } = settings
  const isSweep = [start, stop, points].some((value) => value !== undefined)
  const given = Object.entries({ start, stop, points, frequency, ...others }).flatMap(([key, value]) => {
    const name = Object.entries(names).find(([candidate]) => candidate === key)?.[1]
    return name === undefined || value === undefined ? [] : [[name, value] as const]
  })
  const mode = frequency !== undefined ? 'single' : isSweep ? 'sweep' : undefined
  return {
    ...(mode === undefined ? {} : { responseMode: mode }),
    ...(load === undefined ? {} : { responseLoad: load === 50 ? 'fifty' : 'open' }),
    ...Object.fromEntries(given),
  }
}

/** Starts it, and asks the event register until the bit of `*OPC` is there. */
async function runToEnd(
  link: GeneratorLink, { signal, timeoutMs, intervalMs = usualIntervalMs }: FrequencyResponseOptions,
): Promise<void> {
  await link.set({ responseEnable: true }, { signal })
  const points = await link.get('responseMode', { signal }) === 'single' ? 1 : await link.get('responsePoints', { signal })
  const longestMs = timeoutMs ?? leastMs + points * pointMs
  await link.query('*ESR?', { signal })
  await link.execute(':FRAN:RUN;*OPC', { signal })
  const start = link.clock.monotonic()
  while ((await link.queryNumber('*ESR?', { signal }) & operationComplete) === 0) {
    if (link.clock.monotonic() - start >= longestMs) {
      throw new TimeoutError(`The frequency response of ${link.alias} was not complete within ${longestMs} ms.`, {
        hint: 'It takes longer the lower the frequency. Raise timeoutMs, or take fewer points.',
      })
    }
    await sleepOn(link.clock, intervalMs, signal)
  }
}

/** @throws ProtocolError when the generator is not off afterwards: that matters more than why the analysis was given up. */
async function stopAnalysis(link: GeneratorLink, cause: unknown): Promise<void> {
  await link.clear({ timeoutMs: abortMs })
  const state = await link.query(':FRAN:ENAB 0;:WGEN:OUTP 0;:WGEN:OUTP?', { timeoutMs: abortMs })
  if (state !== '0') throw new ProtocolError(
    `The generator of ${link.alias} answers '${state}' after it was switched off.`, { cause },
  )
}

async function run(link: GeneratorLink, options: FrequencyResponseOptions = {}): Promise<readonly FrequencyResponsePoint[]> {
  options.signal?.throwIfAborted()
  try {
    await runToEnd(link, options)
  } catch (error) {
    if (options.signal?.aborted === true || error instanceof TimeoutError) await stopAnalysis(link, error)
    throw error
  }
  return parseFrequencyResponse(link.alias, await link.queryBlock(':FRAN:DATA?', { signal: options.signal }))
}

export function scopeFrequencyResponse(link: GeneratorLink): ScopeFrequencyResponse {
  return {
    set: async (settings, options) => await link.set(valuesOf(link.alias, settings), options),
    run: (options) => run(link, options),
    data: async (options) => parseFrequencyResponse(link.alias, await link.queryBlock(':FRAN:DATA?', options)),
  }
}
