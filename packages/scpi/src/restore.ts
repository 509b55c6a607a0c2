import { InstrumentError, LimitError, RestoreError, SettingError, type RestoreReport, type SettingValue } from '@lab/core'
import type { RestoreEntry, RestorePlan } from './restore-plan.ts'
import { compileQuery } from './settings-access.ts'

/** Most times what differs is written: what one setting changed in others is put right in the next round. */
const mostRounds = 3
/** Most settings that a message names with their values. */
const mostNamed = 5

/** What a restore needs of a link. */
export interface RestoreAccess {
  readonly alias: string
  query(message: string): Promise<string>
  set(values: Readonly<Record<string, SettingValue>>, channel: number | undefined): Promise<void>
}

type Values = ReadonlyMap<RestoreEntry, unknown>

/** What another order may change: a range or a limit that depends on what is written later, a conflict of settings. */
function isRefusal(error: unknown): boolean {
  return error instanceof SettingError || error instanceof LimitError || error instanceof InstrumentError
}

function isAsWanted({ value }: RestoreEntry, now: unknown): boolean {
  return value === now || (Number.isNaN(value) && Number.isNaN(now))
}

/** One restore under way. It knows at any time what has been done. */
export class Restoration {
  readonly #access: RestoreAccess
  readonly #plan: RestorePlan
  /** Whether to switch on what the snapshot has on. */
  readonly #outputs: boolean
  readonly #written = new Set<RestoreEntry>()
  /** Not as the snapshot has it, as far as that is known. */
  readonly #open: Set<RestoreEntry>
  /** Why an entry could not be written. */
  readonly #reasons = new Map<RestoreEntry, unknown>()

  constructor(access: RestoreAccess, plan: RestorePlan, outputs: boolean) {
    this.#access = access
    this.#plan = plan
    this.#outputs = outputs
    this.#open = new Set([...plan.settings, ...plan.outputs])
  }

  async run(): Promise<RestoreReport> {
    const { settings, outputs, skipped } = this.#plan
    const before = await this.#read([...settings, ...outputs])
    // What stands already may lie outside: instruments keep what does not count at the moment.
    for (const entry of settings) if (this.#open.has(entry)) this.#plan.requireFit(entry)
    await this.#switchOff(before, settings.some((entry) => this.#open.has(entry)))
    await this.#writeRounds()
    if (this.#outputs && !settings.some((entry) => this.#open.has(entry))) await this.#switchOn()
    if (this.#written.size > 0) await this.#read([...settings, ...outputs])
    if (this.#notRestored().length > 0) throw await this.#incomplete()
    return { restored: this.#restored(), leftOff: this.#leftOff().map(({ key }) => key), skipped }
  }

  /** What to throw when it was stopped by an error: that error itself where it is of the snapshot, and nothing was written. */
  failure(error: unknown): unknown {
    if (error instanceof RestoreError || (error instanceof SettingError && this.#written.size === 0)) return error
    return this.#error(`the restore stopped: ${error instanceof Error ? error.message : String(error)}`, error)
  }

  async #read(entries: readonly RestoreEntry[]): Promise<Values> {
    const values = new Map<RestoreEntry, unknown>()
    for (const [command, group] of Map.groupBy(entries, (entry) => entry.command)) {
      const [{ setting }] = group as [RestoreEntry, ...RestoreEntry[]] // a group has an entry at least
      const query = compileQuery(this.#access.alias, { command, setting }, group.map(({ channel }) => channel))
      const answers = query.parse(await this.#access.query(query.message))
      group.forEach((entry, index) => values.set(entry, answers[index]))
    }
    for (const [entry, value] of values) {
      if (isAsWanted(entry, value)) this.#open.delete(entry)
      else this.#open.add(entry)
    }
    return values
  }

  /** Outputs that are on and are not to be, or whose levels are going to change; then couplings. */
  async #switchOff(now: Values, anythingDiffers: boolean): Promise<void> {
    for (const entry of this.#plan.outputs) {
      if (now.get(entry) === true && (entry.value !== true || anythingDiffers)) await this.#put(entry, false)
    }
    if (!anythingDiffers) return
    for (const entry of this.#plan.settings) {
      if (entry.setting.effect?.kind === 'couples' && now.get(entry) === true) await this.#put(entry, false)
    }
  }

  async #switchOn(): Promise<void> {
    for (const entry of this.#leftOff()) await this.#write(entry)
  }

  async #put(entry: RestoreEntry, value: SettingValue): Promise<void> {
    await this.#access.set({ [entry.command.name]: value }, entry.channel)
    if (entry.value !== value) this.#open.add(entry)
    else this.#open.delete(entry)
    this.#written.add(entry)
  }

  async #writeRounds(): Promise<void> {
    const { settings } = this.#plan
    let left: readonly RestoreEntry[] = settings.filter((entry) => this.#open.has(entry))
    for (let round = 1; round <= mostRounds && left.length > 0; round += 1) {
      if (!(await this.#writeAll(left))) return
      await this.#read(settings)
      left = settings.filter((entry) => this.#open.has(entry))
    }
  }

  /** Writes in order; what is refused has another turn when the others are written. Says whether anything was taken. */
  async #writeAll(entries: readonly RestoreEntry[]): Promise<boolean> {
    let waiting = entries
    while (waiting.length > 0) {
      const refused: RestoreEntry[] = []
      for (const entry of waiting) if (!(await this.#write(entry))) refused.push(entry)
      if (refused.length === waiting.length) break
      waiting = refused
    }
    return waiting.length < entries.length
  }

  async #write(entry: RestoreEntry): Promise<boolean> {
    try {
      await this.#put(entry, entry.value)
    } catch (error) {
      if (!isRefusal(error)) throw error
      this.#reasons.set(entry, error)
      return false
    }
    this.#reasons.delete(entry)
    return true
  }

  /** Outputs that the snapshot has on and that are off. */
  #leftOff(): readonly RestoreEntry[] {
    return this.#plan.outputs.filter((entry) => entry.value === true && this.#open.has(entry))
  }

  #notRestored(): readonly RestoreEntry[] {
    const meant = this.#outputs ? [] : this.#leftOff()
    return [...this.#open].filter((entry) => !meant.includes(entry))
  }

  #restored(): readonly string[] {
    return [...this.#written].filter((entry) => !this.#open.has(entry)).map(({ key }) => key)
  }

  async #incomplete(): Promise<RestoreError> {
    const wrong = this.#notRestored()
    const now = await this.#read(wrong)
    const shown = wrong.slice(0, mostNamed).map((entry) => `${entry.key} is ${String(now.get(entry))}, not ${String(entry.value)}`)
    const more = wrong.length > mostNamed ? `; and ${wrong.length - mostNamed} more` : ''
    const cause = wrong.map((entry) => this.#reasons.get(entry)).find((reason) => reason !== undefined)
    const why = cause instanceof Error ? `: ${cause.message}` : ''
    return this.#error(`not all of the snapshot was restored; ${shown.join('; ')}${more}${why}`, cause)
  }

  #error(problem: string, cause: unknown): RestoreError {
    const { alias } = this.#access
    const restored = this.#restored()
    const notRestored = this.#notRestored().map(({ key }) => key)
    return new RestoreError(`${alias}: ${problem} (${restored.length} restored, ${notRestored.length} not).`, {
      instrument: alias,
      restored,
      notRestored,
      cause,
      hint: 'Outputs that were switched off for it are off. Correct the cause and restore again: only what differs is written.',
    })
  }
}
