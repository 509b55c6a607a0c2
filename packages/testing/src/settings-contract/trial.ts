import assert from 'node:assert/strict'
import { diffSnapshots, SettingError, type Instrument, type SettingValue, type Snapshot } from '@lab/core'
import {
  defineCommands, forChannel, scpiLink, type Declarations, type NumberParameter, type NumberRange, type ScpiLink, type Setting,
} from '@lab/scpi'
import { WatchedConnection } from '../driver-contract/watched-connection.ts'
import type { SettingsContractOptions } from './fixture.ts'
import { trialValues } from './trial-values.ts'

type SettingsByName = Readonly<Record<string, Setting>>

function settingsOf(declarations: Declarations): SettingsByName {
  return Object.fromEntries(Object.entries(declarations).filter((entry): entry is [string, Setting] =>
    entry[1].kind === 'setting'))
}

/** A setting on one of its channels. */
export interface SettingPlace {
  readonly name: string
  readonly setting: Setting
  readonly channel: number | undefined
  /** `voltage@1`. */
  readonly key: string
}

/** A declared setting on a fresh instrument that its driver has opened. */
export class SettingTrial {
  readonly #place: SettingPlace
  readonly #instrument: Instrument
  readonly #link: ScpiLink<SettingsByName>
  readonly #watched: WatchedConnection
  readonly #tolerance: number

  private constructor(
    place: SettingPlace, instrument: Instrument, link: ScpiLink<SettingsByName>, watched: WatchedConnection, tolerance: number,
  ) {
    this.#place = place
    this.#instrument = instrument
    this.#link = link
    this.#watched = watched
    this.#tolerance = tolerance
  }

  /** Opens it, and brings it into the state that the options ask for. */
  static async open<I extends Instrument, D extends Declarations>(
    options: SettingsContractOptions<I, D>, place: SettingPlace, connection: ConstructorParameters<typeof WatchedConnection>[0],
  ): Promise<SettingTrial> {
    const { driver, commands, prepare, tolerance = 1e-8 } = options
    const watched = new WatchedConnection(connection)
    const instrument = await driver.open({ connection: watched, alias: 'unit' })
    const link = scpiLink<D>({ alias: 'unit', connection: watched, commands })
    const ready: Readonly<Record<string, ((link: ScpiLink<D>, channel: number | undefined) => Promise<unknown>)
      | undefined>> = prepare ?? {}
    await ready[place.name]?.(link, place.channel)
    const byName = scpiLink({ alias: 'unit', connection: watched, commands: defineCommands(settingsOf(commands.declarations)) })
    return new SettingTrial(place, instrument, byName, watched, tolerance)
  }

  /** Sets every value and reads it back; what must be refused is refused unsent; then the state of the beginning is restored. */
  async run(given: readonly SettingValue[] | undefined): Promise<void> {
    const before = await this.#snapshot()
    const { taken, refused } = trialValues(this.#place.setting.parameter, await this.#range())
    for (const value of refused) await this.#mustRefuse(value)
    for (const value of given ?? taken) await this.#mustTake(value)
    await this.#mustRestore(before)
  }

  /** Of a setting that can only be read: it can be read, and cannot be set. */
  async runReadOnly(): Promise<void> {
    const value = await this.#get()
    await this.#mustRefuse(value)
  }

  async #mustTake(value: SettingValue): Promise<void> {
    const { key } = this.#place
    await this.#set(value)
    const read = await this.#get()
    assert.ok(this.#isSame(value, read), `${key} was set to ${shown(value)} and reads ${shown(read)}`)
  }

  async #mustRefuse(value: SettingValue): Promise<void> {
    const { key } = this.#place
    const first = this.#watched.sent.length
    const outcome: unknown = await this.#set(value).then(() => undefined, (reason: unknown) => reason)
    const commands = this.#watched.sent.slice(first).filter((message) => !message.includes('?'))
    assert.deepStrictEqual(commands, [], `${key} ${shown(value)} was sent to the instrument`)
    assert.ok(
      outcome instanceof SettingError, `${key} ${shown(value)} was not refused with a SettingError but gave ${shown(outcome)}`,
    )
  }

  async #mustRestore(before: Snapshot): Promise<void> {
    const { key } = this.#place
    assert.ok(this.#instrument.restore !== undefined, 'the instrument has no restore()')
    const { skipped } = await this.#instrument.restore(before, { outputs: true })
    const changes = diffSnapshots(before, await this.#snapshot())
    const left = Object.entries(changes).filter(([name]) => !skipped.includes(name))
    assert.deepStrictEqual(Object.fromEntries(left), {}, `restore() did not bring back what was before ${key} was set`)
  }

  async #snapshot(): Promise<Snapshot> {
    assert.ok(this.#instrument.snapshot !== undefined, 'the instrument has no snapshot()')
    return await this.#instrument.snapshot()
  }

  /** The range that holds now. */
  async #range(): Promise<NumberRange | undefined> {
    const { setting: { parameter }, channel } = this.#place
    if (parameter.kind !== 'number' || parameter.range === undefined) return undefined
    if (!('dependsOn' in parameter.range)) return forChannel<NumberRange>(parameter.range, channel)
    return await this.#dependentRange(parameter.range)
  }

  async #dependentRange(range: Extract<NumberParameter['range'], { dependsOn: unknown }>): Promise<NumberRange> {
    const snapshot = await this.#snapshot()
    const valueOf = (name: string): [string, number | string | boolean] => {
      const value = snapshot[`${name}@${String(this.#place.channel)}`] ?? snapshot[name]
      assert.ok(value !== undefined, `the snapshot has no ${name}, on which ${this.#place.key} depends`)
      return [name, value]
    }
    return range.at(Object.fromEntries(range.dependsOn.map(valueOf)), this.#place.channel)
  }

  #set(value: SettingValue): Promise<void> {
    const { name, channel } = this.#place
    return this.#link.set({ [name]: value }, { channel })
  }

  async #get(): Promise<SettingValue> {
    const { name, channel, key } = this.#place
    const value = await this.#link.get(name, { channel })
    assert.ok(!(value instanceof Uint8Array), `${key} reads as a block`)
    return value
  }

  #isSame(set: SettingValue, read: SettingValue): boolean {
    if (typeof set !== 'number' || typeof read !== 'number' || set === read) return set === read
    return Math.abs(read - set) <= this.#tolerance * Math.abs(set)
  }
}

function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}
