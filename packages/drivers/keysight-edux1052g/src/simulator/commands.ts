import type { Action, Declarations, NumberParameter, Setting } from '@lab/scpi'
import { edux1052aDeclarations, edux1052gDeclarations, scopeDeclarations } from '../settings.ts'
import { both, command, optional, quantity, query, required, words } from '../settings/declare.ts'
import { cursorSources, generatorEdgeSources } from '../settings/sources.ts'

/** A setting whose value the instrument takes as far as it goes, by itself. */
function unbounded(setting: Setting<NumberParameter>): Setting<NumberParameter> {
  const { range: _, ...parameter } = setting.parameter
  return { ...setting, parameter }
}

const anything = [optional({ kind: 'number' } as const)]
const levelSources = words(generatorEdgeSources)

/**
 * Standard commands that this family does not have. Each gets a handler that answers -113.
 */
const absent = {
  absentPowerOnClear: both('*PSC', 'Absent.', anything),
  absentVersion: query('SYSTem:VERSion', 'Absent.'),
  absentPreset: command('STATus:PRESet', 'Absent.'),
  absentOperation: query('STATus:OPERation[:EVENt]', 'Absent.'),
  absentOperationCondition: query('STATus:OPERation:CONDition', 'Absent.'),
  absentOperationEnable: both('STATus:OPERation:ENABle', 'Absent.', anything),
  absentQuestionable: query('STATus:QUEStionable[:EVENt]', 'Absent.'),
  absentQuestionableCondition: query('STATus:QUEStionable:CONDition', 'Absent.'),
  absentQuestionableEnable: both('STATus:QUEStionable:ENABle', 'Absent.', anything),
  absentErrorCount: query('SYSTem:ERRor:COUNt', 'Absent.'),
  absentErrors: query('SYSTem:ERRor:ALL', 'Absent.'),
  absentControlPort: query('SYSTem:COMMunicate:TCPip:CONTrol', 'Absent.'),
} as const satisfies Declarations

/** Commands whose second form, or second parameter, a setting does not have. */
const own = {
  clearStatus: command('*CLS', 'Clears the events of this family besides.'),
  setEdgeLevel: command('TRIGger[:EDGE]:LEVel', 'Level of a source.', [required(quantity('V')), optional(levelSources)]),
  askEdgeLevel: query('TRIGger[:EDGE]:LEVel', 'Level of a source.', [optional(levelSources)]),
  cursorSource1Short: both('MARKer:X1Y1', 'Source of the first cursors.', [required(words(cursorSources))]),
  cursorSource2Short: both('MARKer:X2Y2', 'Source of the second cursors.', [required(words(cursorSources))]),
} as const satisfies Declarations

export const absentNames: readonly string[] = Object.keys(absent)

/**
 * What the family takes as far as it goes, without an error: scales and offsets. Everything else outside its range is refused
 * (-222).
 */
function coerced(declared: typeof scopeDeclarations) {
  return {
    channelScale: unbounded(declared.channelScale), channelOffset: unbounded(declared.channelOffset),
    timebaseScale: unbounded(declared.timebaseScale), windowScale: unbounded(declared.windowScale),
    mathScale: unbounded(declared.mathScale), fftScale: unbounded(declared.fftScale),
    referenceScale: unbounded(declared.referenceScale),
  }
}

/** Everything the simulated A model answers to. */
export function commandsOfA() {
  const { edgeLevel: _level, ...declared } = edux1052aDeclarations
  return { ...declared, ...own, ...absent, ...coerced(scopeDeclarations) } as const
}

/** Everything the simulated G model answers to. */
export function commandsOfG() {
  const { edgeLevel: _level, ...declared } = edux1052gDeclarations
  return { ...declared, ...own, ...absent, ...coerced(scopeDeclarations) } as const
}

export type Commands = Readonly<Record<string, Setting | Action>>
