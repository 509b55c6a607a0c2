import {
  forChannel, type Action, type Declarations, type NumberParameter, type NumberRange, type ParameterDeclaration, type Setting,
} from './declarations.ts'
import { dependentRange, fixedRange } from './number-range.ts'
import { shortForm } from './word-pattern.ts'

/** What a reference page is called, and what stands above its tables. */
export interface ReferencePageOptions {
  /** Heading of the page. */
  readonly title: string
  /** Markdown below the heading. */
  readonly introduction?: string
}

/** `20e6`, `200e3`, `0.5`: exponents in steps of three from a million on, and below a thousandth. */
function engineering(value: number): string {
  const size = Math.abs(value)
  if (size === 0 || !Number.isFinite(value) || (size >= 1e-3 && size < 1e5)) return String(value)
  const exponent = Math.floor(Math.log10(size) / 3 + 1e-9) * 3
  return `${Number((value / 10 ** exponent).toPrecision(12))}e${exponent}`
}

function withUnit(text: string, unit: string | undefined): string {
  return unit === undefined ? text : `${text} ${unit}`
}

function spanText({ min, max }: NumberRange, unit: string | undefined): string {
  return withUnit(`${engineering(min)} … ${engineering(max)}`, unit)
}

/** One text where it is the same on every channel, else each with its channels in front: `1: 0 … 6 V; 2, 3: 0 … 30 V`. */
function byChannel(channels: readonly number[] | undefined, text: (channel: number | undefined) => string): string {
  const groups = Map.groupBy(channels ?? [undefined], text)
  if (groups.size === 1) return [...groups.keys()][0] ?? ''
  return [...groups].map(([shown, members]) => `${members.join(', ')}: ${shown}`).join('; ')
}

function numberRange(parameter: NumberParameter, channels: readonly number[] | undefined): string {
  const { unit, infinity } = parameter
  const dependent = dependentRange(parameter)
  if (dependent !== undefined) {
    return `at most ${spanText(dependent.widest, unit)}, depending on ${dependent.dependsOn.map(code).join(', ')}${endless(infinity)}`
  }
  const span = byChannel(channels, (channel) => {
    const range = fixedRange(parameter, channel)
    return range === undefined ? unit ?? '' : spanText(range, unit)
  })
  return `${span}${endless(infinity)}`
}

function endless(infinity: string | undefined): string {
  return infinity === undefined ? '' : ', or `Infinity`'
}

function code(text: string): string {
  return `\`${text}\``
}

/** Kind and possible values of a parameter. */
function parameterText(parameter: ParameterDeclaration, channels: readonly number[] | undefined): string {
  switch (parameter.kind) {
    case 'number': {
      const kind = parameter.integer === true ? 'whole number' : 'number'
      const words = parameter.words?.map((word) => code(shortForm(word))) ?? []
      return [[kind, numberRange(parameter, channels)].filter((part) => part !== '').join(' '), ...words].join(' or ')
    }
    case 'boolean': return 'on or off'
    case 'choice': return Object.entries(parameter.choices).map(([name, word]) => `${code(name)} (${shortForm(word)})`).join(', ')
    case 'string': return parameter.maxLength === undefined ? 'text' : `text of at most ${parameter.maxLength} characters`
    case 'block': return 'block of bytes'
  }
}

function valueText(value: unknown, parameter: ParameterDeclaration): string {
  if (parameter.kind === 'number' && typeof value === 'number') return withUnit(engineering(value), parameter.unit)
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (typeof value === 'string') return value === '' ? 'empty' : code(value)
  return value instanceof Uint8Array ? `${value.length} bytes` : 'kept'
}

function effectText({ effect }: Setting): string {
  switch (effect?.kind) {
    case 'level': return ` A bench can limit it as ${code(effect.quantity)}.`
    case 'energises': return ' Switches outputs on.'
    case 'composes': return ' Part of a level that a bench can limit.'
    case 'unknowable': return ` Refused on an instrument with limits: ${effect.why}.`
    case undefined: case 'selects-channel': case 'couples': return ''
  }
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), `|${'---|'.repeat(head.length)}`, ...rows.map(row)].join('\n')
}

function channelsText(channels: readonly number[] | undefined): string {
  return channels === undefined ? '' : channels.join(', ')
}

function settingRow([name, setting]: readonly [string, Setting]): readonly string[] {
  const { header, parameter, channels, reset, writable, description } = setting
  const resetText = byChannel(channels, (channel) => valueText(forChannel<unknown>(reset, channel), parameter))
  return [
    code(name), code(header), parameterText(parameter, channels), channelsText(channels),
    writable === false ? 'read only' : resetText,
    `${description}${setting.unconfirmed === true ? ' Not confirmed for this model.' : ''}${effectText(setting)}`,
  ]
}

function consequence({ effect }: Action): string {
  switch (effect.kind) {
    case 'refused': return ` Refused: ${effect.why}.`
    case 'unknowable': return ` Refused on an instrument with limits: ${effect.why}.`
    case 'energises': return ' May switch outputs on.'
    default: return ''
  }
}

function actionRow([name, action]: readonly [string, Action]): readonly string[] {
  const { header, form, parameters, channels, description } = action
  const shown = parameters.map(({
    parameter, optional,
  }) => `${parameterText(parameter, channels)}${optional === true ? ' (optional)' : ''}`)
  const headers = { command: [header], query: [`${header}?`], both: [header, `${header}?`] }[form]
  return [
    code(name), headers.map(code).join(', '), shown.join('; '), channelsText(channels), `${description}${consequence(action)}`,
  ]
}

/**
 * The reference of an instrument's settings and commands as Markdown, made from their declarations: names, headers, kinds and
 * ranges with units, channels, reset values, descriptions. Driver packages keep it as `docs/reference.md`.
 */
export function referencePage(declarations: Declarations, { title, introduction }: ReferencePageOptions): string {
  const entries = Object.entries(declarations)
  const settings = entries.flatMap(([name, one]) => (one.kind === 'setting' ? [settingRow([name, one])] : []))
  const actions = entries.flatMap(([name, one]) => (one.kind === 'action' ? [actionRow([name, one])] : []))
  const sections = [
    `# ${title}`,
    ...(introduction === undefined ? [] : [introduction]),
    ...(settings.length === 0 ? [] : [
      '## Settings', table(['name', 'header', 'values', 'channels', 'after `*RST`', 'what it is'], settings),
    ]),
    ...(actions.length === 0 ? [] : [
      '## Commands and queries', table(['name', 'header', 'parameters', 'channels', 'what it does'], actions),
    ]),
  ]
  return `${sections.join('\n\n')}\n`
}
