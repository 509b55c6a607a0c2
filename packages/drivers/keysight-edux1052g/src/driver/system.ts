import { SettingError, type OperationOptions, type Reading, type Screenshot } from '@lab/core'
import { formatString, queryScreenshot } from '@lab/scpi'
import { sendBlock } from './block-transfer.ts'
import { checkNames, settingGroup, type ScopeLink, type SettingGroup } from './setting-group.ts'

/** Options of a picture of the screen. */
export interface ScreenshotOptions extends OperationOptions {
  /** `png` when absent; `bmp` has 24 bits a point. */
  readonly format?: 'png' | 'bmp' | undefined
  /** Gray instead of colours. */
  readonly grayscale?: boolean | undefined
  /** Background: `black`, as on the screen, when absent. `white` saves ink. */
  readonly background?: 'black' | 'white' | undefined
}

/** The voltmeter (`:DVM`). */
export interface VoltmeterSettings {
  readonly enabled: boolean
  readonly source: 'channel1' | 'channel2'
  readonly mode: 'dc' | 'dcRms' | 'acRms' | 'frequency'
  /** Whether it may change the scale of its channel. */
  readonly autoRange: boolean
}

/** The voltmeter. */
export interface ScopeVoltmeter extends SettingGroup<VoltmeterSettings> {
  /** Its reading, three digits, in V or Hz by its mode; `invalid` while it is off (`:CURRent?`). */
  read(options?: OperationOptions): Promise<Reading<'V' | 'Hz'>>
  /** The frequency at its source, in Hz (`:FREQuency?`). */
  frequency(options?: OperationOptions): Promise<Reading<'Hz'>>
}

/** The screen (`:DISPlay`). */
export interface DisplaySettings {
  readonly labels: boolean
  readonly annotation: boolean
  /** Up to 254 characters. */
  readonly annotationText: string
  /** Brightness of waveforms in percent, 0 … 100. */
  readonly intensity: number
  /** Whether menus are seen through. */
  readonly transparent: boolean
  /** Whether the keys are locked (`:SYSTem:LOCK`). */
  readonly locked: boolean
}

/** The screen. */
export interface ScopeDisplay extends SettingGroup<DisplaySettings> {
  /** How long points stay: not, for ever, or 0.1 … 60 s. */
  setPersistence(persistence: 'minimum' | 'infinite' | number, options?: OperationOptions): Promise<void>
  persistence(options?: OperationOptions): Promise<'minimum' | 'infinite' | number>
  /** Clears what has accumulated. */
  clear(options?: OperationOptions): Promise<void>
  /** Shows a message; an empty one takes it away. */
  message(text: string, options?: OperationOptions): Promise<void>
}

/** A place inside the instrument, 0 … 9, or a file on its USB stick. */
export type SetupPlace = number | string

/** Setups and the picture of the screen. */
export interface ScopeSystem {
  /**
   * A picture of the screen (`:DISPlay:DATA?`). Takes seconds.
   * @throws SettingError for another format or background. ProtocolError when what comes is neither a PNG nor a BMP file.
   */
  screenshot(options?: ScreenshotOptions): Promise<Screenshot>
  /** The whole setup as a block, to be kept (`:SYSTem:SETup?`). */
  readSetup(options?: OperationOptions): Promise<Uint8Array>
  /** Takes back what {@link readSetup} gave. @throws LimitError on an instrument with limits: what it would set is not known. */
  writeSetup(setup: Uint8Array, options?: OperationOptions): Promise<void>
  /** Keeps the setup (`:SAVE:SETup`). */
  saveSetup(place: SetupPlace, options?: OperationOptions): Promise<void>
  /** Takes a setup back (`:RECall:SETup`). @throws LimitError as {@link writeSetup}. */
  recallSetup(place: SetupPlace, options?: OperationOptions): Promise<void>
  /** The factory setup (`*RST`), or the default one that keeps preferences (`:SYSTem:PRESet`). */
  reset(kind?: 'factory' | 'default', options?: OperationOptions): Promise<void>
  /** Self-test. @throws nothing: `false` where it failed. Takes seconds. */
  selfTest(options?: OperationOptions): Promise<boolean>
}

const voltmeterNames = {
  source: 'voltmeterSource', mode: 'voltmeterMode', autoRange: 'voltmeterAutoRange', enabled: 'voltmeter',
} as const

const displayNames = {
  labels: 'displayLabels', annotation: 'annotation', annotationText: 'annotationText', intensity: 'waveformIntensity',
  transparent: 'transparent', locked: 'lock',
} as const

/** Longest time for a self-test where none is given. */
const selfTestMs = 60_000

function invalidAware<U extends 'V' | 'Hz'>(link: ScopeLink, value: number, unit: U, mode: string, channel: number): Reading<U> {
  const source = { instrument: link.alias, function: `voltmeter-${mode}`, channel }
  const timeMs = link.clock.now()
  return Number.isFinite(value) ? { value, unit, timeMs, source } : {
    value: Number.NaN, unit, timeMs, source, condition: 'invalid',
  }
}

export function scopeVoltmeter(link: ScopeLink): ScopeVoltmeter {
  const read = async (inner: ScopeLink): Promise<Reading<'V' | 'Hz'>> => {
    const mode = await inner.get('voltmeterMode')
    const channel = await inner.get('voltmeterSource') === 'channel2' ? 2 : 1
    return invalidAware(link, await inner.queryNumber(':DVM:CURR?'), mode === 'frequency' ? 'Hz' : 'V', mode, channel)
  }
  const frequency = async (inner: ScopeLink): Promise<Reading<'Hz'>> => {
    const channel = await inner.get('voltmeterSource') === 'channel2' ? 2 : 1
    return invalidAware(link, await inner.queryNumber(':DVM:FREQ?'), 'Hz', 'frequency', channel)
  }
  return {
    ...settingGroup(link, voltmeterNames),
    read: (options) => link.transaction(read, options),
    frequency: (options) => link.transaction(frequency, options),
  }
}

async function setPersistence(
  link: ScopeLink, persistence: 'minimum' | 'infinite' | number, options?: OperationOptions,
): Promise<void> {
  if (typeof persistence === 'number' && !(persistence >= 0.1 && persistence <= 60)) {
    throw new SettingError(`The persistence ${persistence} s of ${link.alias} is outside 0.1 … 60 s; nothing was sent.`)
  }
  if (typeof persistence !== 'number') requireWord(link.alias, 'persistence', persistence, ['minimum', 'infinite'])
  await link.execute(
    `:DISP:PERS ${persistence === 'minimum' ? 'MIN' : persistence === 'infinite' ? 'INF' : persistence}`, options,
  )
}

export function scopeDisplay(link: ScopeLink): ScopeDisplay {
  return {
    ...settingGroup(link, displayNames),
    setPersistence: (persistence, options) => setPersistence(link, persistence, options),
    async persistence(options) {
      const answer = await link.query(':DISP:PERS?', options)
      return answer.startsWith('MIN') ? 'minimum' : answer.startsWith('INF') ? 'infinite' : Number(answer)
    },
    clear: (options) => link.execute(':DISP:CLE', options),
    message: async (text, options) => await link.execute(`:SYST:DSP ${formatString(text)}`, options),
  }
}

function requireWord(alias: string, what: string, word: string, known: readonly string[]): void {
  if (known.includes(word)) return
  throw new SettingError(`${alias}: ${what} is ${JSON.stringify(word)}, expected one of ${known.join(', ')}; nothing was sent.`)
}

/** The setting of the background is put back afterwards. */
async function screenshot(link: ScopeLink, options: ScreenshotOptions): Promise<Screenshot> {
  const { format = 'png', grayscale = false, background = 'black', signal, timeoutMs } = options
  checkNames(link.alias, options, ['format', 'grayscale', 'background', 'signal', 'timeoutMs'])
  requireWord(link.alias, 'format', format, ['png', 'bmp'])
  requireWord(link.alias, 'background', background, ['black', 'white'])
  const wanted = background === 'white'
  const before = await link.get('inkSaver')
  if (before !== wanted) await link.set({ inkSaver: wanted })
  try {
    const query = `:DISP:DATA? ${format === 'png' ? 'PNG' : 'BMP'},${grayscale ? 'GRAY' : 'COL'}`
    return await queryScreenshot(link, query, { signal, timeoutMs })
  } finally {
    if (before !== wanted) await link.set({ inkSaver: before })
  }
}

function placeText(alias: string, place: SetupPlace): string {
  if (typeof place === 'string' && place !== '') return formatString(place)
  if (typeof place === 'number' && Number.isInteger(place) && place >= 0 && place <= 9) return String(place)
  throw new SettingError(`${alias} keeps setups in places 0 … 9 or files, not in ${JSON.stringify(place)}; nothing was sent.`)
}

export function scopeSystem(link: ScopeLink): ScopeSystem {
  return {
    screenshot: (options = {}) => link.transaction((inner) => screenshot(inner, options), options),
    readSetup: (options) => link.queryBlock(':SYST:SET?', options),
    writeSetup: (setup, options) => sendBlock(link, ':SYST:SET', setup, options),
    saveSetup: async (place, options) => await link.execute(`:SAVE:SET ${placeText(link.alias, place)}`, options),
    recallSetup: async (place, options) => await link.execute(`:REC:SET ${placeText(link.alias, place)}`, options),
    async reset(kind = 'factory', options?: OperationOptions) {
      requireWord(link.alias, 'kind of reset', kind, ['factory', 'default'])
      await link.execute(kind === 'factory' ? '*RST' : ':SYST:PRES', options)
    },
    selfTest: async (options) => await link.queryNumber('*TST?', { timeoutMs: selfTestMs, ...options }) === 0,
  }
}
