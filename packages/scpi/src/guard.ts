import type { InstrumentLimits, SettingValue } from '@lab/core'
import type { CommandSet } from './command-set.ts'
import { Assessment } from './guard-assessment.ts'
import { withBlock } from './guard-block.ts'
import { requireComposedInside, requireSnapshotInside, type ComposedValue } from './guard-composed.ts'
import { applyUnit, hasEffect } from './guard-effects.ts'
import { triggerLevels } from './guard-levels.ts'
import { GuardModel } from './guard-model.ts'
import { GuardState, type ChannelKey } from './guard-state.ts'
import type { Setting } from './declarations.ts'
import { parseProgramMessage } from './program-message-parser.ts'
import type { ProgramUnit } from './program-message.ts'
import { exactly } from './span.ts'
import { matchesWord } from './word-pattern.ts'

/** The permission to send one message. */
export interface Admission {
  /** What is true once it has been carried out; undefined where it changes nothing. */
  readonly next?: GuardState
  /** What may be true on the way there. */
  readonly between?: GuardState | undefined
  /** Whether it was not understood, and passed only because the script said so. */
  readonly unguarded: boolean
  /** What may be settled later: a message that the instrument may have refused. */
  readonly open?: OpenMessage | undefined
  /** Whether it takes entries off the error queue: what the instrument refused before can no longer be told from it. */
  readonly takesErrors?: true
}

/** A message of which it is not known whether it was carried out, and what was true before it. */
export interface OpenMessage {
  readonly message: string
  readonly units: readonly ProgramUnit[]
  readonly from: GuardState
}

/** A setting that the guard has to know before it can judge. */
export interface WantedSetting {
  readonly name: string
  readonly setting: Setting
}

/** Most messages remembered as harmless. */
const rememberedMessages = 1024

const harmless: Admission = { unguarded: false }
const takingErrors: Admission = { unguarded: false, takesErrors: true }

const groupTrigger: ProgramUnit = {
  header: [{ name: '*TRG' }], common: true, query: false, data: [], text: 'group execute trigger',
}

/** `*CLS`, `SYSTem:ERRor?` and what is below it. */
function takesErrors({ header: [first, second], query }: ProgramUnit): boolean {
  if (first?.name === '*CLS') return true
  return query && first !== undefined && second !== undefined && matchesWord(
    'SYSTem', first.name,
  ) && matchesWord('ERRor', second.name)
}

/**
 * Judges program messages against the limits of one instrument before they are sent. It knows what a message means from the
 * declarations, and keeps what it has to know of the instrument: the selected channel, couplings, levels. Pure and synchronous:
 * `check` decides, `commit` remembers what was sent, `confirm` and `doubt` whether it was carried out.
 */
export class LimitGuard {
  readonly #model: GuardModel
  readonly #end: boolean
  readonly #harmless = new Map<string, Admission>()
  #state = new GuardState()
  #before = this.#state
  /** The message committed last, where the instrument may have refused it. */
  #open: OpenMessage | undefined

  /** @param end whether the wire marks the end of a message, so that an indefinite block reaches up to it. */
  constructor(alias: string, limits: InstrumentLimits, commands: CommandSet, end = true) {
    this.#model = new GuardModel(alias, limits, commands)
    this.#end = end
    this.#state.composed = commands.levelModel?.unknown()
  }

  /**
   * Decides on a whole message.
   * @param unguarded lets pass what cannot be understood; a limit that is known to be broken is refused all the same.
   * @param block the data that go out in place of the block in the message.
   * @throws LimitError with bench file, instrument, channel, limit and value.
   */
  check(message: string, unguarded = false, block?: Uint8Array): Admission {
    const known = block === undefined ? this.#harmless.get(message) : undefined
    if (known !== undefined) return known
    const { units: written, problem } = parseProgramMessage(message, { end: this.#end })
    const units = withBlock(written, block)
    if (problem === undefined
      && units?.every((unit) => this.#isHarmless(unit)) === true) return this.#rememberHarmless(message, units)
    const assessment = this.#assessAll(message, units ?? written)
    if (units === undefined) assessment.refuseUnknown(message, 'its block is not where one was to be put in')
    if (problem !== undefined) assessment.refuseUnknown(message, `${problem.text} at character ${problem.position + 1}`)
    return this.#conclude(assessment, unguarded, units)
  }

  /**
   * Decides on a value that a script gives for a declared setting, before a message is made of it: NaN lies in no limit, and no
   * message can carry it.
   */
  checkValue(name: string, channel: ChannelKey, value: unknown): void {
    const level = this.#model.levels.find((candidate) => candidate.name === name)
    if (level === undefined || typeof value !== 'number') return
    const text = `${name} ${value}`
    const assessment = new Assessment(this.#model, new GuardState(this.#state), text)
    assessment.checkLevel({ header: [], common: false, query: false, data: [], text }, level.quantity, channel, value)
    this.#conclude(assessment, false)
  }

  /** Decides on the level that settings of a snapshot make together, before the first of them is written. */
  checkTogether(values: readonly ComposedValue[]): void {
    const text = 'what the snapshot sets'
    const assessment = new Assessment(this.#model, new GuardState(this.#state), text)
    requireSnapshotInside(assessment, { header: [], common: false, query: false, data: [], text }, values)
    this.#conclude(assessment, false)
  }

  /** Decides on a group execute trigger. */
  checkTrigger(): Admission {
    const assessment = new Assessment(this.#model, new GuardState(this.#state), groupTrigger.text)
    triggerLevels(assessment, groupTrigger, [undefined])
    return this.#conclude(assessment, false)
  }

  /** Remembers what an admitted message does. Call it when sending begins. */
  commit(admission: Admission): void {
    const { next, between } = admission
    if (admission.takesErrors === true) this.#open = undefined
    if (next === undefined) return
    this.#open = admission.open
    if (this.#before !== this.#state) this.#before = this.#before.either(this.#state)
    if (between !== undefined) this.#before = this.#before.either(between)
    this.#state = next
  }

  /** The instrument has answered: everything committed before has been carried out. */
  confirm(): void {
    this.#before = this.#state
  }

  /**
   * What the error queue can settle, if this message was sent last: ask before the queue is read. With a block it is named by
   * what stood before it.
   */
  opened(message: string): OpenMessage | undefined {
    return this.#open?.message === message || this.#open?.message === `${message} #10` ? this.#open : undefined
  }

  /**
   * The instrument has reported that nothing was wrong with a message: what it might have refused, as a value inside a range that
   * other settings decide, it has taken.
   */
  settle({ message, from, units }: OpenMessage): void {
    this.#state = this.#assess(message, units, from, true).state
    this.#before = this.#state
    this.#open = undefined
  }

  /** What was committed since the last answer may or may not have been carried out: it got lost, or was cleared away. */
  doubt(): void {
    this.#open = undefined
    if (this.#before === this.#state) return
    this.#state = this.#before.either(this.#state)
    this.#before = this.#state
  }

  /** Forgets everything about the state of the instrument. */
  forget(): void {
    this.#open = undefined
    this.#state = new GuardState(this.#state)
    this.#state.forget()
    this.#before = this.#state
  }

  /** The settings whose values it has to be told by {@link learn}: limited levels, couplings, the selected channel. */
  get wanted(): readonly WantedSetting[] {
    const limited = this.#model.levels.filter((level) => this.#model.isLimited(level.quantity))
    const couplings = this.#model.couplings.filter(({ effect }) => this.#model.isLimited(effect.quantity))
    const selector = this.#model.selectors.slice(0, 1)
    return [...limited, ...couplings, ...selector, ...this.#model.composing].map(({ name, setting }) => ({ name, setting }))
  }

  /** Takes in a value that the instrument reported. */
  learn(name: string, channel: ChannelKey, value: SettingValue): void {
    const { effect } = this.#model.commands.named(name)?.declaration ?? {}
    const state = new GuardState(this.#state)
    if (effect?.kind === 'level' && typeof value === 'number') state.setLevel(name, channel, exactly(value))
    if (effect?.kind === 'couples' && typeof value === 'boolean') state.setCoupled(name, value)
    if (effect?.kind === 'selects-channel') state.selected = effect.channels[String(value)]
    state.composed = state.composed?.learned(name, channel, value)
    this.#open = undefined
    this.#state = state
    this.#before = state
  }

  #isHarmless(unit: ProgramUnit): boolean {
    const match = this.#model.commands.lookup(unit)
    return match !== undefined && !hasEffect(match.value.declaration, unit.query)
  }

  #rememberHarmless(message: string, units: readonly ProgramUnit[]): Admission {
    if (this.#harmless.size >= rememberedMessages) this.#harmless.clear()
    const admission = units.some(takesErrors) ? takingErrors : harmless
    this.#harmless.set(message, admission)
    return admission
  }

  /** Also what a level of several settings would be if the instrument takes all of it. */
  #assessAll(message: string, units: readonly ProgramUnit[]): Assessment {
    const assessment = this.#assess(message, units, this.#state, false)
    const { composed } = this.#state
    if (composed === undefined) return assessment
    requireComposedInside(assessment, units, composed, this.#assess(message, units, this.#state, true).state.composed)
    return assessment
  }

  #assess(message: string, units: readonly ProgramUnit[], from: GuardState, assumed: boolean): Assessment {
    const assessment = new Assessment(this.#model, new GuardState(from), message, assumed)
    for (const [index, unit] of units.entries()) {
      if (index > 0) assessment.separate()
      this.#applyUnit(assessment, unit)
    }
    return assessment
  }

  #applyUnit(assessment: Assessment, unit: ProgramUnit): void {
    const match = this.#model.commands.lookup(unit)
    if (match === undefined) assessment.refuseUnknown(unit.text, 'the driver does not declare it')
    else applyUnit(assessment, unit, match)
  }

  #conclude(assessment: Assessment, unguarded: boolean, units: readonly ProgramUnit[] = []): Admission {
    const refusal = assessment.refusal(unguarded)
    if (refusal !== undefined) throw refusal
    const isOpen = !assessment.isCertain && !assessment.isUnknown && !units.some(takesErrors)
    const open = isOpen ? { message: assessment.message, units, from: this.#state } : undefined
    return { next: assessment.state, between: assessment.between, unguarded: assessment.isUnknown, open }
  }
}
