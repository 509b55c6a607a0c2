import { SettingError } from '@lab/core'
import type { Action, Declarations, Setting } from '../declarations.ts'
import { compileHeader } from '../header-pattern.ts'
import { HeaderTable, type HeaderForm } from '../header-table.ts'
import { parseProgramMessage } from '../program-message-parser.ts'
import type { ProgramUnit } from '../program-message.ts'
import { actionExecution, type ActionHost, type NamedAction } from './action-execution.ts'
import type { DeviceHandler } from './device-definition.ts'
import { DeviceError } from './device-error.ts'
import { failing, type CompiledMessage, type Execution } from './execution.ts'
import { settingCommand, settingQuery, type NamedSetting, type SettingHost } from './setting-execution.ts'

type Command = ({ readonly kind: 'setting' } & NamedSetting) | ({ readonly kind: 'action' } & NamedAction)

/** Answers of these have no end of their own (IEEE 488.2, 10.14 and 10.20). */
const indefiniteHeaders: ReadonlySet<string> = new Set(['*IDN', '*OPT'])

function formOf(declaration: Setting | Action): HeaderForm {
  if (declaration.kind === 'action') return declaration.form
  return declaration.writable === false ? 'query' : 'both'
}

/** Everything a device understands, made from declarations and handlers. */
export class CommandTree {
  readonly #host: SettingHost & ActionHost
  readonly #table = new HeaderTable<Command>()

  constructor(host: SettingHost & ActionHost) {
    this.#host = host
  }

  /** Adds declarations that go before those added later. Actions without a handler are left out. */
  add(declarations: Declarations, handlers: Readonly<Record<string, DeviceHandler | undefined>>): void {
    for (const [name, declaration] of Object.entries(declarations)) {
      const command = toCommand(name, declaration, handlers[name])
      if (command !== undefined) this.#table.add(declaration.header, command, formOf(declaration))
    }
  }

  /** Adds what no declaration has claimed. */
  addWhereFree(declarations: Declarations, handlers: Readonly<Record<string, DeviceHandler | undefined>>): void {
    for (const [name, declaration] of Object.entries(declarations)) {
      const command = toCommand(name, declaration, handlers[name])
      if (command !== undefined) this.#table.addWhereFree(declaration.header, command, formOf(declaration))
    }
  }

  /** @throws SettingError when a declared action has no handler. */
  assertComplete(declarations: Declarations): void {
    const missing = Object.entries(declarations).filter(([, declaration]) => !this.#answers(declaration)).map(([name]) => name)
    if (missing.length > 0) throw new SettingError(`The simulated device has no handler for ${missing.join(', ')}.`)
  }

  /** Looks up every unit of a message. A mistake becomes a unit that reports it when its turn comes. */
  compile(text: string, endMarked: boolean): CompiledMessage {
    const { units, problem } = parseProgramMessage(text, { end: endMarked })
    const executions = units.map((unit) => this.#execution(unit))
    if (problem !== undefined) executions.push(failing(noUnit, problem.number, problem.text))
    return executions
  }

  #execution(unit: ProgramUnit): Execution {
    const found = this.#table.find(unit.header, unit.query)
    if (found === undefined) return failing(unit, this.#table.findsIgnoringSuffixes(unit.header, unit.query) ? -114 : -113)
    try {
      return prepare(this.#host, found.value, unit, found.suffixes)
    } catch (error) {
      if (error instanceof DeviceError) return failing(unit, error.number, error.text)
      throw error
    }
  }

  #answers(declaration: Setting | Action): boolean {
    const spelling = compileHeader(declaration.header).shortForm.replaceAll('<n>', '1')
    const header = parseProgramMessage(spelling).units[0]?.header ?? []
    return this.#table.find(header, formOf(declaration) !== 'command') !== undefined
  }
}

const noUnit: ProgramUnit = { header: [], common: false, query: false, data: [], text: '' }

function toCommand(name: string, declaration: Setting | Action, handler: DeviceHandler | undefined): Command | undefined {
  if (declaration.kind === 'setting') return { kind: 'setting', name, setting: declaration }
  if (handler === undefined) return undefined
  return { kind: 'action', action: declaration, handler, indefinite: indefiniteHeaders.has(declaration.header) }
}

function prepare(host: SettingHost & ActionHost, command: Command, unit: ProgramUnit, suffixes: readonly number[]): Execution {
  if (command.kind === 'action') return actionExecution(host, command, unit, suffixes)
  return unit.query ? settingQuery(host, command, unit, suffixes) : settingCommand(host, command, unit, suffixes)
}
