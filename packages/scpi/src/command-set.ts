import { commonCommands } from './common-commands.ts'
import type { LevelModel } from './level-model.ts'
import type { Action, Declarations, ParameterValue, Setting } from './declarations.ts'
import { checkDependencies } from './dependencies.ts'
import { compileHeader } from './header-pattern.ts'
import { HeaderTable, type HeaderForm, type HeaderMatch } from './header-table.ts'
import type { ProgramUnit } from './program-message.ts'

/** Names of the settings among declarations. */
export type SettingName<D extends Declarations> = { [K in keyof D]: D[K] extends Setting ? K : never }[keyof D] & string

/** The values of the settings among declarations, by name. */
export type SettingValues<D extends Declarations> = {
  [K in SettingName<D>]: D[K] extends Setting<infer P> ? ParameterValue<P> : never
}

/** One declared command, ready for use. */
export interface CompiledCommand {
  /** Our name for it. */
  readonly name: string
  readonly declaration: Setting | Action
  /** As it is sent, with a colon in front unless it is a common command: `:VOLT`, `:OUTP<n>`, `*RST`. */
  readonly header: string
  /** Whether a numeric suffix of the header stands for the channel (`OUTPut<n>`), instead of a channel list behind. */
  readonly channelInHeader: boolean
}

/** Declarations compiled for looking commands up. Made by {@link defineCommands}. */
export interface CommandSet<D extends Declarations = Declarations> {
  readonly declarations: D
  /** The level that settings with the effect `composes` make. */
  readonly levelModel: LevelModel | undefined
  /** Own declarations in their order, then the common commands. */
  readonly commands: readonly CompiledCommand[]
  /** Whether the range of any of them depends on other settings. */
  readonly hasDependentRanges: boolean
  /** A declaration by our name, undefined where there is none. */
  named(name: string): CompiledCommand | undefined
  /** The command a unit of a message means; undefined for an unknown one, or one that has no such form (query or command). */
  lookup(unit: Pick<ProgramUnit, 'header' | 'query'>): HeaderMatch<CompiledCommand> | undefined
}

function compile(name: string, declaration: Setting | Action): CompiledCommand {
  const { shortForm, slots } = compileHeader(declaration.header)
  return { name, declaration, header: shortForm.startsWith('*') ? shortForm : `:${shortForm}`, channelInHeader: slots > 0 }
}

function formOf(declaration: Setting | Action): HeaderForm {
  if (declaration.kind === 'action') return declaration.form
  return declaration.writable === false ? 'query' : 'both'
}

class CompiledSet<D extends Declarations> implements CommandSet<D> {
  readonly declarations: D
  readonly commands: readonly CompiledCommand[]
  readonly hasDependentRanges: boolean
  readonly levelModel: LevelModel | undefined
  readonly #byName = new Map<string, CompiledCommand>()
  readonly #table = new HeaderTable<CompiledCommand>()

  constructor(declarations: D, levelModel: LevelModel | undefined) {
    this.declarations = declarations
    this.levelModel = levelModel
    const own = Object.entries(declarations).map(([name, declaration]) => compile(name, declaration))
    const common = Object.entries(commonCommands).map(([name, declaration]) => compile(name, declaration))
    for (const command of own) this.#table.add(command.declaration.header, command, formOf(command.declaration))
    for (const command of common) this.#table.addWhereFree(command.declaration.header, command, formOf(command.declaration))
    this.hasDependentRanges = checkDependencies(declarations)
    this.commands = [...own, ...common]
    for (const command of [...common, ...own]) this.#byName.set(command.name, command)
  }

  named(name: string): CompiledCommand | undefined {
    return this.#byName.get(name)
  }

  lookup(unit: Pick<ProgramUnit, 'header' | 'query'>): HeaderMatch<CompiledCommand> | undefined {
    return this.#table.find(unit.header, unit.query)
  }
}

/**
 * Compiles declarations once, together with the common commands. Own declarations go before common ones.
 * @throws SettingError for a header that is not one, or two declarations that answer to the same header, or a range
 * that depends on what is no number, switch or choice of the same channels.
 * @param levelModel the level that settings with the effect `composes` make together.
 */
export function defineCommands<const D extends Declarations>(declarations: D, levelModel?: LevelModel): CommandSet<D> {
  return new CompiledSet(declarations, levelModel)
}
