export { compileHeader, type HeaderPattern } from './header-pattern.ts'
export { HeaderTable, type HeaderForm, type HeaderMatch } from './header-table.ts'
export { parseProgramMessage, type ParseOptions } from './program-message-parser.ts'
export type { HeaderKeyword, ProgramData, ProgramMessage, ProgramUnit, SyntaxProblem } from './program-message.ts'
export { matchesWord, shortForm } from './word-pattern.ts'
export { formatNr1, formatNr2, formatNr3, parseNumber } from './numbers.ts'
export { formatChannelList, parseChannelList } from './channel-list.ts'
export { parseUnitSuffix, type UnitSuffix } from './unit-suffix.ts'
export { blockHeader, encodeBlock } from './block.ts'
export { decodeLatin1, encodeLatin1 } from './latin1.ts'
export { standardErrors, standardErrorText } from './error-numbers.ts'
export { parseErrorEntry, type ErrorEntry } from './error-entry.ts'
export { ResponseReader, type ResponseReaderOptions } from './response-reader.ts'
export { parseResponse, type ResponseElement } from './response-parser.ts'
export {
  buildUnit, formatBlock, formatNumber, formatParameter, formatString, type ParameterInput, type UnitParts,
} from './program-message-builder.ts'
export {
  action, booleanSetting, choiceSetting, forChannel, numberSetting, perChannel, type Action, type ActionEffect,
  type ActionParameter,
  type BlockParameter, type BooleanParameter, type ByChannel, type ChoiceParameter, type Declarations, type DependencyValues,
  type DependentRange, type NumberParameter,
  type NumberRange, type ParameterDeclaration, type ParameterValue, type PerChannel, type Setting, type SettingEffect,
  type StringParameter,
} from './declarations.ts'
export { commonCommands } from './common-commands.ts'
export { defineCommands, type CommandSet, type CompiledCommand, type SettingName, type SettingValues } from './command-set.ts'
export { LimitGuard, type Admission, type WantedSetting } from './guard.ts'
export { scpiLink, type ScpiLink } from './link.ts'
export { isHostName, isIpv4Address, lanDeclarations, lanTextLengths } from './lan-settings.ts'
export { requireSnapshot } from './restore-plan.ts'
export { queryScreenshot } from './screenshot.ts'
export type { MessageOptions, ScpiLinkOptions, SettingOptions } from './link-options.ts'
export type { BinaryFormat, BinaryLayout } from './binary-values.ts'
export type { ErrorCheck } from '@lab/core'
export { readErrorQueue } from './error-queue.ts'
export { parseIdentity } from './identity.ts'
export { referencePage, type ReferencePageOptions } from './reference-page.ts'
export { scpiDriver, type InstrumentBase, type InstrumentParts, type ScpiDriverDefinition } from './driver.ts'
export type { LevelCommand, LevelModel, LevelState } from './level-model.ts'
export type { Span } from './span.ts'
