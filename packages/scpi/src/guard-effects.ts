import type { CompiledCommand } from './command-set.ts'
import type { Action, ActionEffect, NumberParameter, Setting, SettingEffect } from './declarations.ts'
import type { Assessment } from './guard-assessment.ts'
import { composeLevel, isCarriedOut, isReset, requireComposedOn } from './guard-composed.ts'
import { isAccepted } from './guard-acceptance.ts'
import { requireLevelsInside, triggerLevels, writeLevel } from './guard-levels.ts'
import { channelsOfSetting, resetValue, type CouplesEffect, type GuardedLevel, type SelectsEffect } from './guard-model.ts'
import { GuardState } from './guard-state.ts'
import { targetsOf, type Targets } from './guard-targets.ts'
import { nameOf, switchOf } from './guard-values.ts'
import type { HeaderMatch } from './header-table.ts'
import type { ProgramUnit } from './program-message.ts'
import { exactly } from './span.ts'

type Effect<K extends string, E = SettingEffect | ActionEffect> = Extract<E, { kind: K }>

interface Step<D = Setting | Action> {
  readonly assessment: Assessment
  readonly unit: ProgramUnit
  readonly name: string
  readonly declaration: D
  readonly targets: Targets
}

/** Whether a command can change anything that limits depend on. */
export function hasEffect(declaration: Setting | Action, query: boolean): boolean {
  if (declaration.kind === 'setting') return !query && declaration.effect !== undefined
  return declaration.effect.kind !== 'none' && !(query && declaration.form === 'both')
}

/** Works one unit of a message into the assessment. */
export function applyUnit(assessment: Assessment, unit: ProgramUnit, match: HeaderMatch<CompiledCommand>): void {
  const targets = targetsOf(assessment, unit, match)
  const isCertain = targets !== undefined && (isAccepted(unit, match, targets.channels) || isCarriedOut(assessment, match.value.name, targets))
  assessment.add(isCertain, () => act(assessment, unit, match, targets))
}

function act(
  assessment: Assessment, unit: ProgramUnit, match: HeaderMatch<CompiledCommand>, targets: Targets | undefined,
): void {
  const { name, declaration } = match.value
  if (!hasEffect(declaration, unit.query)) return
  if (targets === undefined) assessment.refuseUnknown(unit.text, 'it takes no such channel list')
  else if (declaration.kind === 'setting') applySetting({ assessment, unit, name, declaration, targets })
  else applyAction({ assessment, unit, name, declaration, targets })
}

function applySetting(step: Step<Setting>): void {
  const { effect } = step.declaration
  if (step.targets.data.length !== 1) return refuse(step, 'it takes one value')
  switch (effect?.kind) {
    case 'level': return setLevels(step)
    case 'composes': return compose(step)
    case 'energises': return energise(step)
    case 'selects-channel': return select(step, effect)
    case 'couples': return couple(step, effect)
    case 'unknowable': return refuseUnknowable(step, effect)
    case undefined:
  }
}

function applyAction(step: Step<Action>): void {
  const { effect } = step.declaration
  switch (effect.kind) {
    case 'none': return
    case 'reset': return reset(step)
    case 'composes': return compose(step)
    case 'energises': return mayEnergise(step)
    case 'triggers': return trigger(step)
    case 'applies': return applyLevels(step, effect)
    case 'refused':
    case 'unknowable': return refuse(step, effect.why)
  }
}

function refuse({ assessment, unit }: Step, why: string): void {
  assessment.refuseUnknown(unit.text, why)
}

function setLevels({ assessment, unit, name, targets }: Step): void {
  const level = assessment.model.levels.find((candidate) => candidate.name === name)
  if (level === undefined) return
  for (const channel of targets.channels) {
    writeLevel(assessment, unit, { level, channel, data: targets.data[0], parameter: level.parameter, certain: targets.certain })
  }
}

function energise(step: Step): void {
  const on = switchOf(step.targets.data[0])
  if (on === undefined) return refuse(step, 'it is neither ON nor OFF')
  if (on) requireLevelsInside(step.assessment, step.unit, step.targets.channels)
  compose(step)
}

/** An action that switches on what was on before, or all there is. */
function mayEnergise(step: Step): void {
  const { assessment, unit, targets: { channels } } = step
  requireLevelsInside(assessment, unit, channels)
  requireComposedOn(assessment, unit, channels)
  compose(step)
}

/** A level that several settings make, and the outputs it is on. */
function compose({ assessment, unit, name, targets }: Step): void {
  const channels = targets.channels.filter((channel) => channel !== undefined)
  composeLevel(assessment, unit, { name, channels, data: targets.data }, targets.certain)
}

function select(step: Step<Setting>, effect: SelectsEffect): void {
  const chosen = nameOf(step.targets.data[0], step.declaration.parameter)
  const channel = chosen === undefined ? undefined : effect.channels[chosen]
  if (channel === undefined) refuse(step, 'it selects no declared channel')
  else step.assessment.state.selected = channel
}

function couple(step: Step, effect: CouplesEffect): void {
  const on = switchOf(step.targets.data[0])
  if (on === undefined) return refuse(step, 'it is neither ON nor OFF')
  step.assessment.state.setCoupled(step.name, on)
  if (!on) return
  for (const level of step.assessment.model.levels) {
    if (level.quantity !== effect.quantity) continue
    if (!level.armed) copyLevel(step, level, effect.channels)
    else if (step.assessment.state.triggered) requireArmedInside(step, level, effect.channels)
  }
}

/** A trigger that waits for its delay takes effect through the coupling. */
function requireArmedInside({ assessment, unit }: Step, level: GuardedLevel, channels: readonly number[]): void {
  for (const armed of channels) {
    const span = assessment.state.level(level.name, armed)
    for (const channel of channels) assessment.requireInside(unit, level.quantity, channel, span)
  }
}

/** Switching a coupling on copies the level of its first channel. */
function copyLevel({ assessment, unit }: Step, level: GuardedLevel, [source, ...others]: readonly number[]): void {
  const span = assessment.state.level(level.name, source)
  for (const channel of others) {
    assessment.requireInside(unit, level.quantity, channel, span)
    assessment.state.setLevel(level.name, channel, span)
  }
}

function refuseUnknowable(step: Step<Setting>, effect: Effect<'unknowable', SettingEffect>): void {
  const chosen = nameOf(step.targets.data[0], step.declaration.parameter)
  if (effect.choices === undefined || chosen === undefined || effect.choices.includes(chosen)) refuse(step, effect.why)
}

/** A reset that is not `*RST` may reset a part only: then what was before may be true as well. */
function reset(step: Step): void {
  const before = new GuardState(step.assessment.state)
  resetAll(step)
  if (!isReset(step.unit)) step.assessment.orStill(before)
}

/** Outputs go off by a reset, so that levels outside a limit may stand; the next output on is refused then. */
function resetAll(step: Step): void {
  const { assessment: { model, state } } = step
  state.triggered = false
  compose({ ...step, name: '*RST' })
  resetLevels(step)
  for (const { name, setting } of model.couplings) {
    if (typeof setting.reset === 'boolean') state.setCoupled(name, setting.reset)
  }
  for (const { setting, effect } of model.selectors) {
    const choice = resetValue(setting, undefined)
    if (typeof choice === 'string' || typeof choice === 'number') state.selected = effect.channels[choice]
  }
}

function resetLevels({ assessment: { model, state } }: Step): void {
  for (const { name, setting } of model.levels) {
    for (const channel of channelsOfSetting(setting)) {
      const value = resetValue(setting, channel)
      if (typeof value === 'number') state.setLevel(name, channel, exactly(value))
    }
  }
}

/** Switching a trigger off, as `INITiate:CONTinuous OFF` does, triggers nothing. */
function trigger({ assessment, unit, declaration, targets }: Step<Action>): void {
  const isSwitch = declaration.parameters[0]?.parameter.kind === 'boolean'
  if (isSwitch && switchOf(targets.data[0]) === false) return
  triggerLevels(assessment, unit, targets.channels)
}

function applyLevels(step: Step<Action>, effect: Effect<'applies'>): void {
  const { assessment, unit, declaration, targets } = step
  const [first] = declaration.parameters
  const chosen = first === undefined ? undefined : nameOf(targets.data[0], first.parameter)
  const channel = chosen === undefined ? undefined : effect.channels[chosen]
  if (channel === undefined) return refuse(step, 'it names no declared channel')
  if (targets.data.length > declaration.parameters.length) return refuse(step, 'it has too many parameters')
  assessment.state.selected = channel
  for (const [quantity, index] of Object.entries(effect.levels)) {
    const data = targets.data[index]
    if (data === undefined) continue
    for (const level of assessment.model.immediate(quantity)) {
      const parameter = rangedParameter(declaration, index) ?? level.parameter
      writeLevel(assessment, unit, { level, channel, data, parameter, certain: true })
    }
  }
}

function rangedParameter(declaration: Action, index: number): NumberParameter | undefined {
  const parameter = declaration.parameters[index]?.parameter
  return parameter?.kind === 'number' && parameter.range !== undefined ? parameter : undefined
}
