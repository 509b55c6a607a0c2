import { SessionError } from '../errors.ts'
import { assertStorable } from '../event-codec.ts'
import type { OperationOptions } from '../operation-options.ts'
import type { StoredValue } from '../stored-value.ts'
import type { EventLog } from './event-log.ts'
import type { NamedInstrument } from './safe-state.ts'

/** What a script writes into the record besides its plan. Everything resolves when it is durable. */
export class RecordKeeper {
  readonly #log: EventLog
  readonly #named: readonly NamedInstrument[]
  readonly #requireOpen: (what: string) => void

  constructor(log: EventLog, named: readonly NamedInstrument[], requireOpen: (what: string) => void) {
    this.#log = log
    this.#named = named
    this.#requireOpen = requireOpen
  }

  async record(key: string, value: StoredValue, task?: string): Promise<void> {
    this.#requireOpen(`record '${key}'`)
    assertStorable(value, key)
    await this.#log.append({ type: 'recorded', key, value, ...(task === undefined ? {} : { task }) })
  }

  async message(text: string, level: 'info' | 'warning' | 'error'): Promise<void> {
    this.#requireOpen('log a message')
    await this.#log.append({ type: 'message', level, text })
  }

  async attach(name: string, data: Uint8Array, mediaType: string): Promise<void> {
    this.#requireOpen(`attach '${name}'`)
    if (name === '' || /[/\\\0]/.test(name)) {
      throw new SessionError('value', `'${name}' is no name of a file.`, { hint: 'Give a name without a folder, such as screen.png.' })
    }
    await this.#log.append({ type: 'attached', name, mediaType, data })
  }

  /** The settings of every instrument that can tell them, one after the other. */
  async snapshot(label: string | undefined, options: OperationOptions | undefined): Promise<void> {
    this.#requireOpen('take a snapshot')
    for (const { alias, instrument } of this.#named) {
      const settings = await instrument.snapshot?.(options)
      if (settings === undefined) continue
      await this.#log.append({ type: 'snapshot', instrument: alias, ...(label === undefined ? {} : { label }), settings })
    }
  }
}
