import { SettingError, type OperationOptions } from '@lab/core'
import { defineCommands, matchesWord, parseNumber, type ScpiLink } from '@lab/scpi'
import { edu33212aDeclarations } from '../settings.ts'

/** The link of a generator. That of a model with one channel has fewer settings; what joins channels is not offered there. */
export type Link = ScpiLink<typeof edu33212aDeclarations>

const commands = defineCommands(edu33212aDeclarations)

/** A value of a setting as a query answers it: our name of a choice, a number, a boolean or text. */
export type Value = number | boolean | string

function queryOf(name: string, channel: number): string {
  const command = commands.named(name)
  if (command === undefined) throw new SettingError(`There is no setting ${name}.`)
  return `${command.header.replace('<n>', String(channel))}?`
}

function valueOf(name: string, text: string): Value {
  const declaration = commands.named(name)?.declaration
  if (declaration?.kind !== 'setting') return text
  const { parameter } = declaration
  if (parameter.kind === 'number') return parseNumber(text) ?? Number.NaN
  if (parameter.kind === 'boolean') return text === '1'
  if (parameter.kind !== 'choice') return text.replace(/^"(.*)"$/, '$1')
  return Object.entries(parameter.choices).find(([, word]) => matchesWord(word, text))?.[0] ?? text
}

/** What a channel is set to, by our names. */
export class Present {
  readonly #values: ReadonlyMap<string, Value>

  constructor(values: ReadonlyMap<string, Value>) {
    this.#values = values
  }

  number(name: string): number {
    const value = this.#values.get(name)
    return typeof value === 'number' ? value : Number.NaN
  }

  is(name: string): boolean {
    return this.#values.get(name) === true
  }

  word(name: string): string {
    return String(this.#values.get(name) ?? '')
  }
}

/** Asks for several settings of a channel by one message. */
export async function readPresent(
  link: Link, channel: number, names: readonly string[], options?: OperationOptions,
): Promise<Present> {
  const reply = await link.query(names.map((name) => queryOf(name, channel)).join(';'), options)
  const texts = reply.split(';')
  return new Present(new Map(names.map((name, index) => [name, valueOf(name, texts[index] ?? '')])))
}

/** Where something belongs, for messages: `awg channel 1`. */
export function place(link: Link, channel: number): string {
  return `${link.alias} channel ${channel}`
}

/** Refuses something before anything is set. */
export function refuse(where: string, why: string, hint?: string): never {
  throw new SettingError(`${where}: ${why}; nothing was set.`, hint === undefined ? {} : { hint })
}

/** A number of a unit, checked to be one. */
export function finite(where: string, name: string, value: number | undefined): number | undefined {
  if (value === undefined || Number.isFinite(value)) return value
  return refuse(where, `${name} ${shown(value)} is not a finite number`)
}

/** A number within bounds. */
export function within(where: string, name: string, value: number | undefined, min: number, max: number, unit = ''): void {
  if (value === undefined) return
  finite(where, name, value)
  const behind = unit === '' ? '' : ` ${unit}`
  if (!(value >= min && value <= max)) refuse(where, `${name} ${value}${behind} is outside ${min} … ${max}${behind}`)
}

/** A value in a message, whatever it is. */
export function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}

/** One of several words, where one was given. */
export function oneOf(where: string, name: string, value: unknown, words: readonly string[]): void {
  if (value !== undefined && !words.some((word) => word === value)) refuse(
    where, `${name} ${shown(value)} is not one of ${words.join(', ')}`,
  )
}

/** A name of 1 … 12 letters, digits and underscores that begins with a letter. */
export function checkName(where: string, name: unknown): asserts name is string {
  if (typeof name === 'string' && /^[A-Za-z][A-Za-z0-9_]{0,11}$/.test(name)) return
  refuse(where, `${shown(name)} is no name`, 'It has 1 … 12 letters, digits and underscores, and begins with a letter.')
}

/** Keys that a script without types may have misspelt. */
export function onlyKeys(where: string, given: unknown, known: readonly string[]): asserts given is object {
  if (typeof given !== 'object' || given === null) refuse(where, `${shown(given)} are no settings`)
  const unknown = Object.keys(given).find((key) => !known.includes(key))
  if (unknown !== undefined) refuse(where, `there is no setting '${unknown}'; there are ${known.join(', ')}`)
}

/** The values that were given, without those that were left out. */
export function given(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}
